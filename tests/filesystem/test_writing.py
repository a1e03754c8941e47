"""Changing files: exactly what was asked, nothing else, and nothing lost."""

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import yaml
from files_place import MARK, Place
from files_server import Asking, files_server, policies_in
from hypothesis import given
from hypothesis import strategies as st
from source_tree import ROOT

from ostiary.policy.statedfacts import stated
from ostiary.privacy.load import load_datamap
from ostiary.privacy.restore import NOTHING
from ostiary.server import UNKNOWN, CallError, DataMap, InvalidInputError
from ostiary_filesystem.change import Changing, Target
from ostiary_filesystem.confine.roots import Roots
from ostiary_filesystem.edit import Change, difference, edited
from ostiary_filesystem.examine import Examiner
from ostiary_filesystem.found import look
from ostiary_filesystem.keep.pending import Pending
from ostiary_filesystem.keep.versions import Versions
from ostiary_filesystem.names import PROTECTED, Protected
from ostiary_filesystem.writer import Writer


@pytest.fixture
async def asking(place: Place) -> AsyncGenerator[Asking]:
    async with files_server(place.own, {"docs": place.docs}) as client:
        yield client


async def test_owner_permissions_and_attributes_stay(asking: Asking, place: Place) -> None:
    path = place.docs / "guide.md"
    path.chmod(0o640)
    os.setxattr(path, "user.note", b"kept")
    await asking.ok("write_file", path="docs/guide.md", content="new\n")
    await asking.ok(
        "edit_file", path="docs/guide.md", edits=[{"oldText": "new", "newText": "newer"}]
    )
    assert path.read_text() == "newer\n"
    assert path.stat().st_mode & 0o7777 == 0o640
    assert os.getxattr(path, "user.note") == b"kept"


async def test_a_hard_link_elsewhere_keeps_what_it_held(asking: Asking, place: Place) -> None:
    (place.docs / "twin").hardlink_to(place.outside / "secret.txt")
    assert (await asking.ok("get_file_info", path="docs/twin"))["links"] == 2
    await asking.ok("write_file", path="docs/twin", content="mine\n")
    assert (place.docs / "twin").read_text() == "mine\n"
    assert (place.outside / "secret.txt").read_text() == f"{MARK}\n"


async def test_a_link_stays_a_link_and_its_target_is_changed(asking: Asking, place: Place) -> None:
    await asking.ok("write_file", path="docs/sub/good", content="through\n")
    assert (place.docs / "sub" / "good").is_symlink()
    assert (place.docs / "guide.md").read_text() == "through\n"


async def test_a_version_that_is_no_more_is_not_overwritten(asking: Asking, place: Place) -> None:
    version = (await asking.ok("read_text_file", path="docs/guide.md"))["version"]
    (place.docs / "guide.md").write_text("by somebody else\n")
    edits = [{"oldText": "by", "newText": "BY"}]
    for tool, more in (("write_file", {"content": "x"}), ("edit_file", {"edits": edits})):
        answer = await asking.call(tool, path="docs/guide.md", version=version, **more)
        assert "changed meanwhile" in str(answer)
    assert (place.docs / "guide.md").read_text() == "by somebody else\n"
    version = (await asking.ok("read_text_file", path="docs/guide.md"))["version"]
    written = await asking.ok("write_file", path="docs/guide.md", content="y", version=version)
    assert (await asking.ok("read_text_file", path="docs/guide.md"))["version"] == written[
        "version"
    ]


def changed_ns(path: Path) -> tuple[int, int]:
    """Return which file it is and when anything of it last changed; reading does not count."""
    status = path.stat()
    return status.st_ino, status.st_ctime_ns


async def test_a_dry_run_changes_nothing_and_shows_what_it_would(
    asking: Asking, place: Place
) -> None:
    before = changed_ns(place.docs / "guide.md")
    edits = [{"oldText": "two", "newText": "2"}, {"oldText": "2\nthree", "newText": "2\n3"}]
    answer = await asking.ok("edit_file", path="docs/guide.md", edits=edits, dryRun=True)
    assert answer["diff"] == "--- docs/guide.md\n+++ docs/guide.md\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+3\n"  # fmt: skip
    assert not answer["applied"]
    assert changed_ns(place.docs / "guide.md") == before
    assert (await asking.ok("list_versions", path="docs/guide.md"))["versions"] == []


async def test_what_is_withheld_is_not_probed_by_edits(place: Place) -> None:
    (place.docs / "contracts").mkdir()
    (place.docs / "contracts" / "x.txt").write_text(MARK)
    policy = place.own / "policies" / "filesystem" / "policy.cedar"
    async with files_server(place.own, {"docs": place.docs}) as asking:
        assert await asking.refused("edit_file", path="docs/contracts/x.txt", edits=[{"oldText": "a", "newText": "b"}], dryRun=True) == "denied"  # fmt: skip
    # Even where a policy lets an editor at it, what he may not read does not answer.
    policy.write_text(
        policy.read_text().replace('"personal", "confidential", "secret"', '"secret"')
    )
    async with files_server(place.own, {"docs": place.docs}) as asking:
        for guess in ("c", "zzz"):
            answer = await asking.call("edit_file", path="docs/contracts/x.txt", edits=[{"oldText": guess, "newText": "b"}], dryRun=True)  # fmt: skip
            assert "may not read in the clear" in str(answer)
            answer = await asking.call("write_file", path="docs/contracts/x.txt", content="b", version="0" * 32)  # fmt: skip
            assert "may not read in the clear" in str(answer)


async def test_nothing_moves_to_where_it_is_held_less_closely(place: Place) -> None:
    policies = place.own / "policies" / "filesystem"
    async with files_server(place.own, {"docs": place.docs}):
        pass
    rules = policies / "policy.cedar"
    rules.write_text(rules.read_text().replace('"personal", "confidential", "secret"', '"secret"'))
    async with files_server(place.own, {"docs": place.docs}) as asking:
        assert "less closely" in str(await asking.call("move_file", source="docs/hr/cv.txt", destination="docs/cv.txt"))  # fmt: skip
        await asking.ok("create_directory", path="docs/team/people")
        (place.docs / "team" / "people" / "x.txt").write_text(MARK)
        answer = await asking.call(
            "move_file", source="docs/team/people", destination="docs/team/all"
        )
        assert "less closely" in str(answer)
        await asking.ok("move_file", source="docs/guide.md", destination="docs/hr/guide.md")


async def test_nothing_is_moved_over(asking: Asking, place: Place) -> None:
    for destination in ("docs/sub/a..b.txt", "docs/sub", "docs/good", "docs/dangling", "docs/abs"):
        answer = await asking.call("move_file", source="docs/guide.md", destination=destination)
        assert str(answer).startswith("[invalid_input]"), destination
    assert (place.docs / "guide.md").exists()
    assert (place.docs / "sub" / "a..b.txt").read_text() == "needle here\nnothing\n"
    into_itself = {"source": "docs/sub", "destination": "docs/sub/deep/x"}
    assert await asking.refused("move_file", **into_itself) == "invalid_input"


async def test_a_link_is_neither_moved_nor_is_what_it_leads_to(
    asking: Asking, place: Place
) -> None:
    for source in ("docs/good", "docs/sub/good", "docs/abs", "docs/dangling"):
        assert (
            await asking.refused("move_file", source=source, destination="docs/x")
            == "invalid_input"
        )
    assert not (place.docs / "x").exists()
    assert (place.docs / "guide.md").exists()


async def test_a_server_that_only_reads_changes_nothing(place: Place) -> None:
    async with files_server(place.own, {"docs": place.docs}, writable=False) as asking:
        assert "only reads" in str(await asking.call("write_file", path="docs/x", content="x"))
        assert "only reads" in str(await asking.call("create_directory", path="docs/x"))
    assert not (place.docs / "x").exists()


async def test_only_so_many_versions_are_kept(place: Place) -> None:
    async with files_server(place.own, {"docs": place.docs}, versions=3) as asking:
        for number in range(6):
            await asking.ok("write_file", path="docs/guide.md", content=f"{number}\n")
        kept = (await asking.ok("list_versions", path="docs/guide.md"))["versions"]
        assert len(kept) == 3
        await asking.ok("restore_version", path="docs/guide.md", version=kept[0]["version"])
        assert await asking.text("docs/guide.md") == "4\n"


async def test_a_conversation_changes_only_so_many_files(place: Place) -> None:
    bundle = policies_in(place.own) / "bundle.yaml"
    told = "  tools: {filesystem.write_file: {conversation: {rows: 2}}}\n"
    lines = bundle.read_text().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("budgets"))
    lines[at:] = [
        "budgets:\n",
        "  window_s: 86400\n",
        "  conversation: {calls: 1000}\n",
        "  principal: {calls: 1000}\n",
        told,
    ]
    bundle.write_text("".join(lines))
    async with files_server(place.own, {"docs": place.docs}) as asking:
        for number in range(2):
            await asking.ok("write_file", path=f"docs/{number}", content="x")
        assert await asking.refused("write_file", path="docs/2", content="x") == "budget"
    assert not (place.docs / "2").exists()


def test_versions_are_for_nobody_else(tmp_path: Path) -> None:
    writer = scene(tmp_path)
    writer.write(target(tmp_path, text="new"), None)
    for path in (tmp_path / "versions").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def scene(folder: Path) -> Writer:
    (folder / "docs").mkdir()
    (folder / "docs" / "file").write_text("old\n")
    versions = Versions(folder / "versions", 5)
    return Writer(versions, Pending(folder / "pending", versions))


def target(folder: Path, *, text: str = "") -> Target:
    spot = Roots({"docs": folder / "docs"}).find("docs/file")
    assert spot is not None
    return Target(look(spot, UNKNOWN), spot.open_folder(), text)


def test_a_file_that_changes_between_reading_and_replacing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ostiary_filesystem.keep import replace

    writer, real = scene(tmp_path), replace.renameat2

    def meddling(*args: int) -> None:
        if args[-1] == replace.RENAME_EXCHANGE and not done:
            done.append(True)
            (tmp_path / "docs" / "file").write_text("by somebody else\n")
        real(*args)  # pyright: ignore[reportArgumentType, reportCallIssue] - as it was called

    done: list[bool] = []
    monkeypatch.setattr(replace, "renameat2", meddling)
    with pytest.raises(CallError, match="changed meanwhile"):
        writer.write(target(tmp_path, text="new"), None)
    assert (tmp_path / "docs" / "file").read_text() == "by somebody else\n"
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["file"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, real = scene(tmp_path), os.write

    def full(fd: int, data: bytes) -> int:
        if b"new" in bytes(data):
            raise OSError(28, "full")
        return real(fd, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="full"):
        writer.write(target(tmp_path, text="new"), None)
    assert (tmp_path / "docs" / "file").read_text() == "old\n"
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["file"]
    assert not list((tmp_path / "pending").iterdir())


TEXT = st.text(alphabet="abc\n\r\u00fc\u65e5", max_size=40)


@given(TEXT, TEXT, TEXT, TEXT, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_an_edit_changes_the_bytes_that_it_names_and_no_others(
    before: str, old: str, new: str, after: str, encoding: str
) -> None:
    old = f"<{old}>"
    bom = "" if encoding == "utf-8" else "\ufeff"
    data = (bom + before + old + after).encode(encoding)
    expected = (bom + before + new + after).encode(encoding)
    assert edited(data, [Change(old, new)]) == expected


@given(st.text(alphabet="ab\n", max_size=30), st.text(alphabet="ab", min_size=1, max_size=4))
def test_a_text_that_stands_there_twice_is_refused(text: str, old: str) -> None:
    places = sum(text.startswith(old, at) for at in range(len(text)))
    if places == 1:
        assert edited(text.encode(), [Change(old, "X")]) == text.replace(old, "X").encode()
    else:
        with pytest.raises(InvalidInputError):
            edited(text.encode(), [Change(old, "X")])


def test_lines_that_end_by_crlf_still_do() -> None:
    data = b"\xef\xbb\xbfone\r\ntwo\r\nthree\r\n"
    assert edited(data, [Change("one\ntwo", "1\n2")]) == b"\xef\xbb\xbf1\r\n2\r\nthree\r\n"
    with pytest.raises(InvalidInputError):
        edited(b"one\r\ntwo\nthree", [Change("one\ntwo", "x")])


def test_a_long_difference_takes_no_time_and_is_cut() -> None:
    before, after = b"a\nb\n" * 100_000, b"b\na\n" * 100_000
    assert difference("x", before, after).endswith("[cut]\n")


async def test_the_facts_that_the_policys_tests_state_are_those_that_are_found(
    place: Place,
) -> None:
    (place.docs / "guide.md").write_text("x" * 1200)
    (place.docs / "hr" / "cv.txt").write_text("x" * 800)
    calls = yaml.safe_load((ROOT / "policies/filesystem/policy_test.yaml").read_text())["calls"]
    data: DataMap = load_datamap(ROOT / "policies/filesystem/data.yaml")
    roots = Roots({"docs": place.docs})
    examiner = Examiner(lambda: roots, Protected(PROTECTED))
    changing = Changing(examiner, is_writable=True)
    restoring = {"write_file": changing.write, "edit_file": changing.edit}
    others = {
        "create_directory": changing.make,
        "delete_file": changing.destroy,
        "list_allowed_directories": examiner.roots,
        "list_versions": changing.look,
        "move_file": changing.move,
        "read_multiple_files": examiner.many,
        "restore_version": changing.destroy,
    }
    stating = {name: call for name, call in calls.items() if "facts" in call}
    assert len(stating) >= 20
    for name, call in stating.items():
        tool, arguments = call["tool"], call.get("args", {})
        if tool in restoring:
            examined = await restoring[tool](arguments, data, NOTHING)
        else:
            examined = await others.get(tool, examiner.one)(arguments, data)
        assert dict(examined.facts) == stated(call["facts"]), name
