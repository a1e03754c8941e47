"""Hundreds of attacks that reach nothing, and hundreds of honest requests that are all answered."""

import pytest
from files_corpus import CONTENTS, ODD_NAMES, changes, hidden_paths, reads
from files_place import MARK, Place
from files_wire import Files

pytestmark = pytest.mark.timeout(240)


def test_no_attack_reads_what_is_hidden(place: Place) -> None:
    before = place.beside()
    files = Files(place)
    calls = [call for path in hidden_paths(place) for call in reads(path)]
    assert len(calls) > 1000
    leaked: list[object] = []
    for tool, arguments in calls:
        answer = files.raw(tool, arguments)
        if MARK in str(answer) or "root:" in str(answer):
            leaked.append((tool, arguments))
    said = files.close()
    assert leaked == []
    assert MARK.encode() not in said
    assert place.beside() == before


def test_no_attack_changes_what_is_hidden(place: Place) -> None:
    before = place.beside()
    held = {
        name: (place.docs / name).read_bytes()
        for name in (".env", ".git/config", "hr/cv.txt", "key.pem", "payroll/list.csv")
    }
    files = Files(place)
    calls = [call for path in hidden_paths(place) for call in changes(path)]
    assert len(calls) > 800
    for tool, arguments in calls:
        assert MARK not in str(files.raw(tool, arguments)), (tool, arguments)
    assert MARK.encode() not in files.close()
    assert place.beside() == before
    assert {name: (place.docs / name).read_bytes() for name in held} == held
    assert not (place.docs / ".git" / "planted").exists()


@pytest.mark.parametrize("folder", ["docs", "docs/sub/new"], ids=["root", "below"])
def test_every_name_that_a_file_may_have_is_written_read_listed_and_moved(
    place: Place, folder: str
) -> None:
    files = Files(place)
    files.ok("create_directory", path=folder)
    for name in ODD_NAMES:
        path = f"{folder}/{name}"
        text = f"about {len(name)}\n"
        assert files.ok("write_file", path=path, content=text)["created"], name
        assert files.ok("read_text_file", path=path)["content"] == text, name
        assert files.ok("get_file_info", path=path)["size"] == len(text)
    listed = {entry["name"] for entry in files.ok("list_directory", path=folder)["entries"]}
    assert listed >= set(ODD_NAMES)
    found = files.ok("search_content", path=folder, query="about")
    assert {match["path"] for match in found["matches"]} >= {
        f"{folder}/{name}" for name in ODD_NAMES
    }
    files.ok("create_directory", path=f"{folder}/elsewhere")
    for name in ODD_NAMES:
        files.ok(
            "edit_file", path=f"{folder}/{name}", edits=[{"oldText": "about", "newText": "on"}]
        )
        files.ok("move_file", source=f"{folder}/{name}", destination=f"{folder}/elsewhere/{name}")
        kept = files.ok("list_versions", path=f"{folder}/{name}")["versions"]
        assert [each["reason"] for each in kept] == ["move", "edit"], name
        files.ok("restore_version", path=f"{folder}/{name}", version=kept[-1]["version"])
        assert files.ok("read_text_file", path=f"{folder}/{name}")["content"].startswith("about")
    files.close()


def test_what_is_written_is_read_back_as_it_was(place: Place) -> None:
    files = Files(place)
    for number, content in enumerate(CONTENTS):
        for path in (f"docs/text-{number}", "docs/again"):
            files.ok("write_file", path=path, content=content)
            again = files.ok("read_text_file", path=path)["content"]
            assert again == content.removeprefix("\ufeff"), number
            assert (
                (place.docs / path.removeprefix("docs/"))
                .read_bytes()
                .endswith(content.removeprefix("\ufeff").encode())
            )
    files.close()


def test_honest_paths_with_dots_links_and_slashes_are_understood(place: Place) -> None:
    files = Files(place)
    for path in (
        "docs/guide.md", "docs//guide.md", "docs/./guide.md", "docs/sub/../guide.md", "docs/sub/good",
        "docs/good/good", "docs/good/../guide.md", f"{place.docs}/guide.md", f"{place.docs}/sub/../guide.md",
        "docs/sub/deep/../../guide.md",
    ):  # fmt: skip
        found = files.ok("read_text_file", path=path)
        assert (found["path"], found["content"]) == ("docs/guide.md", "one\ntwo\nthree\n"), path
    for path in ("docs", "docs/", "docs/.", "docs/sub/..", f"{place.docs}", f"{place.docs}/"):
        assert files.ok("list_directory", path=path)["path"] == "docs"
    files.close()
