"""The filesystem server through its front door: what each tool returns, and to whom."""

import base64
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from files_place import MARK, Place
from files_server import Asking, files_server

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
async def asking(place: Place) -> AsyncGenerator[Asking]:
    async with files_server(place.own, {"docs": place.docs}) as client:
        yield client


async def test_parts_of_a_text(asking: Asking) -> None:
    whole = await asking.ok("read_text_file", path="docs/guide.md")
    assert (whole["content"], whole["bytes"], whole["truncated"]) == (
        "one\ntwo\nthree\n",
        14,
        False,
    )
    for part, content in (({"head": 1}, "one\n"), ({"tail": 1}, "three\n"), ({"head": 9}, "one\ntwo\nthree\n"), ({"from_line": 2, "to_line": 2}, "two\n"), ({"from_line": 3}, "three\n"), ({"to_line": 1}, "one\n"), ({"from_line": 9}, "")):  # fmt: skip
        found = await asking.ok("read_text_file", path="docs/guide.md", **part)
        assert found["content"] == content, part
    assert await asking.refused("read_text_file", path="docs/guide.md", head=1, tail=1) == "invalid_input"  # fmt: skip


async def test_a_large_file_is_read_in_parts(asking: Asking, place: Place) -> None:
    lines = [f"line {number} \u00e9\n" for number in range(200_000)]
    (place.docs / "large.txt").write_text("".join(lines))
    assert await asking.refused("read_text_file", path="docs/large.txt") == "too_large"
    for part, expected in (({"head": 3}, lines[:3]), ({"tail": 3}, lines[-3:]), ({"from_line": 150_001, "to_line": 150_002}, lines[150_000:150_002])):  # fmt: skip
        found = await asking.ok("read_text_file", path="docs/large.txt", **part)
        assert found["content"] == "".join(expected)
        assert found["truncated"]


@pytest.mark.parametrize(
    ("data", "content", "encoding"),
    [
        ("gr\u00fcn\n".encode(), "gr\u00fcn\n", "utf-8"),
        (b"\xef\xbb\xbfmark\n", "mark\n", "utf-8"),
        (b"\xff\xfe" + "gr\u00fcn\n".encode("utf-16-le"), "gr\u00fcn\n", "utf-16-le"),
        (b"\xfe\xff" + "gr\u00fcn\n".encode("utf-16-be"), "gr\u00fcn\n", "utf-16-be"),
        ("gr\u00fcn\n".encode("cp1252"), "gr\u00fcn\n", "cp1252"),
        (b"a\r\nb\r\n", "a\r\nb\r\n", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
async def test_encodings_are_found(
    asking: Asking, place: Place, data: bytes, content: str, encoding: str
) -> None:
    (place.docs / "some.txt").write_bytes(data)
    found = await asking.ok("read_text_file", path="docs/some.txt")
    assert (found["content"], found["encoding"]) == (content, encoding)


@pytest.mark.parametrize("data", [b"\0", b"a\0b", PNG, bytes(range(256)), b"\x7fELF\x01\x02"])
async def test_what_is_no_text_is_said_to_be_none(
    asking: Asking, place: Place, data: bytes
) -> None:
    (place.docs / "binary").write_bytes(data)
    answer = await asking.call("read_text_file", path="docs/binary")
    assert str(answer).startswith("[invalid_input]")
    assert "read_media_file" in str(answer)


async def test_a_sparse_giant_costs_nothing(asking: Asking, place: Place) -> None:
    with (place.docs / "giant").open("wb") as file:
        file.truncate(2**40)
    assert await asking.refused("read_text_file", path="docs/giant") == "too_large"
    for part in ({"head": 1}, {"tail": 1}, {"from_line": 1, "to_line": 2}):
        assert await asking.refused("read_text_file", path="docs/giant", **part) == "invalid_input"
    assert (await asking.ok("search_content", path="docs/giant", query="x"))["files_skipped"] == 1


async def test_an_image_leaves_as_an_image(asking: Asking, place: Place) -> None:
    (place.docs / "x.txt").write_bytes(PNG)
    result = await asking.client.call_tool("read_media_file", {"path": "docs/x.txt"})
    block = result.content[0]
    assert (block.type, getattr(block, "mime_type", None)) == ("image", "image/png")
    assert base64.b64decode(getattr(block, "data", "")) == PNG


async def test_an_image_above_the_clearance_stays(asking: Asking, place: Place) -> None:
    (place.docs / "hr" / "x.png").write_bytes(PNG)
    result = await asking.client.call_tool("read_media_file", {"path": "docs/hr/x.png"})
    assert {block.type for block in result.content} == {"text"}
    assert base64.b64encode(PNG).decode() not in str(result)


async def test_several_files_fail_each_by_itself(asking: Asking) -> None:
    paths = ["docs/guide.md", "docs/missing", "docs/.env", "docs/sub", "docs/hr/cv.txt"]
    files = (await asking.ok("read_multiple_files", paths=paths))["files"]
    assert files[0]["content"] == "one\ntwo\nthree\n"
    assert [(each["error"] or "").partition("]")[0] for each in files] == ["", "[not_found", "[denied", "[invalid_input", ""]  # fmt: skip
    assert MARK not in str(files)


async def test_listings_leave_out_what_is_protected(asking: Asking) -> None:
    listed = await asking.ok("list_directory", path="docs")
    kinds = {entry["name"]: entry["type"] for entry in listed["entries"]}
    assert {kinds["guide.md"], kinds["sub"], kinds["good"], kinds["fifo"], kinds["socket"]} == {"file", "directory", "link", "other"}  # fmt: skip
    assert not {".env", ".git", "key.pem"} & set(kinds)
    sized = await asking.ok("list_directory_with_sizes", path="docs/sub", sortBy="size")
    assert sized["entries"][0] == {"name": "a..b.txt", "type": "file", "size": 20}
    assert (sized["total_files"], sized["total_directories"], sized["total_bytes"]) == (1, 1, 20)


async def test_names_that_cannot_be_told_are_counted(asking: Asking, place: Place) -> None:
    for name in (b"caf\xe9", b"a\x1b[2Jb", "a\u202eb".encode()):
        (Path(bytes(place.docs / "sub").decode()) / name.decode("utf-8", "surrogateescape")).touch()
    listed = await asking.ok("list_directory", path="docs/sub")
    assert listed["unnamed"] == 3
    assert {entry["name"] for entry in listed["entries"]} == {"a..b.txt", "chain", "deep", "good"}


async def test_a_tree_enters_no_link_and_nothing_withheld(asking: Asking) -> None:
    tree = await asking.ok("directory_tree", path="docs", excludePatterns=["*.md"])
    by_name = {node["name"]: node for node in tree["children"]}
    assert [node["name"] for node in by_name["sub"]["children"]] == ["a..b.txt", "chain", "deep", "good"]  # fmt: skip
    assert by_name["good"]["children"] is None
    assert by_name["hr"]["children"] is None
    assert "guide.md" not in by_name


async def test_names_are_found_by_pattern(asking: Asking) -> None:
    found = await asking.ok("search_files", path="docs", pattern="**/*.txt")
    assert found["paths"] == ["docs/sub/a..b.txt", "docs/sub/deep/last.txt"]
    assert found["skipped"] == 1
    assert (await asking.ok("search_files", path="docs/sub", pattern="*.txt"))["paths"] == ["docs/sub/a..b.txt"]  # fmt: skip


async def test_lines_are_found_by_text_and_by_pattern(asking: Asking, place: Place) -> None:
    (place.docs / "wide.txt").write_bytes(
        b"\xff\xfe" + "first\nneedle \u00e9\n".encode("utf-16-le")
    )
    found = await asking.ok("search_content", path="docs", query="needle")
    assert [(each["path"], each["line"], each["text"]) for each in found["matches"]] == [
        ("docs/sub/a..b.txt", 1, "needle here"),
        ("docs/sub/deep/last.txt", 1, "needle deep"),
        ("docs/wide.txt", 2, "needle \u00e9"),
    ]
    for query, regex, lines in (("t[wh]", True, [2, 3]), ("t[wh]", False, []), ("^$", True, []), ("o", False, [1, 2]), (".", True, [1, 2, 3])):  # fmt: skip
        found = await asking.ok("search_content", path="docs/guide.md", query=query, regex=regex)
        assert [each["line"] for each in found["matches"]] == lines, query
    for query in ("(a", "a\nb", "(?=a)", "\\1"):
        assert await asking.refused("search_content", path="docs", query=query, regex=True) == "invalid_input"  # fmt: skip


async def test_a_bomb_of_a_search_ends(asking: Asking, place: Place) -> None:
    (place.docs / "bomb.txt").write_text("a" * 500_000 + "!\n")
    found = await asking.ok("search_content", path="docs/bomb.txt", query="(a*)*b|(a|aa)+$|(.*a){20}c", regex=True)  # fmt: skip
    assert found["matches"] == []


async def test_what_is_withheld_is_neither_read_nor_searched(place: Place) -> None:
    async with files_server(place.own, {"docs": place.docs}, "analyst") as asking:
        assert (await asking.ok("read_text_file", path="docs/hr/cv.txt"))["content"] == "[withheld]"
        found = await asking.ok("search_content", path="docs/hr/cv.txt", query="ann")
        assert (found["matches"], found["files_skipped"]) == ([], 1)
        version = (await asking.ok("read_text_file", path="docs/hr/cv.txt"))["version"]
        assert version in {None, "[withheld]"}
    async with files_server(place.own, {"docs": place.docs}, "officer") as asking:
        assert MARK in (await asking.ok("read_text_file", path="docs/hr/cv.txt"))["content"]
        found = await asking.ok("search_content", path="docs/hr", query="ann")
        assert [each["line"] for each in found["matches"]] == [1]


async def test_people_in_a_text_leave_as_pseudonyms(place: Place) -> None:
    async with files_server(
        place.own, {"docs": place.docs}, "analyst", has_pseudonyms=True
    ) as asking:
        text = (await asking.ok("read_text_file", path="docs/hr/cv.txt"))["content"]
        assert "EMAIL-" in text
        assert "customer.example" not in text
        # A search matches what is shown: the pseudonym, and nothing of what it stands for.
        token = text[text.index("EMAIL-") :][:16]
        found = await asking.ok("search_content", path="docs", query=token)
        assert [each["line"] for each in found["matches"]] == [1]
        assert token in found["matches"][0]["text"]
        for hidden in ("ann@customer.example", "customer", "ann"):
            found = await asking.ok("search_content", path="docs", query=hidden)
            assert found["matches"] == [], hidden


async def test_a_role_that_sees_names_reads_no_file(place: Place) -> None:
    async with files_server(place.own, {"docs": place.docs}, "auditor") as asking:
        await asking.ok("list_directory", path="docs")
        for path in ("docs/guide.md", "docs/missing", "nowhere/x"):
            assert await asking.refused("read_text_file", path=path) == "denied"


async def test_a_folder_of_many_entries_is_cut_and_says_so(place: Place) -> None:
    many = place.docs / "many"
    many.mkdir()
    for number in range(300):
        (many / f"{number:03}").touch()
    async with files_server(place.own, {"docs": place.docs}, max_entries=100) as asking:
        listed = await asking.ok("list_directory", path="docs/many")
        assert [entry["name"] for entry in listed["entries"]] == [f"{n:03}" for n in range(100)]
        assert listed["truncated"]
        assert (await asking.ok("directory_tree", path="docs/many"))["truncated"]
        assert (await asking.ok("search_files", path="docs/many", pattern="*"))["truncated"]


async def test_a_deep_tree_ends(asking: Asking, place: Place) -> None:
    folder = place.docs / "sub"
    for _ in range(300):
        folder /= "d"
        folder.mkdir()
    tree = await asking.ok("directory_tree", path="docs/sub")
    assert tree["truncated"]
    assert (await asking.ok("search_content", path="docs/sub", query="needle"))["truncated"]


async def test_a_root_that_vanishes_is_an_error_and_no_crash(asking: Asking, place: Place) -> None:
    place.docs.rename(place.docs.with_name("gone"))
    assert (await asking.ok("list_directory", path="docs"))["entries"]  # the folder that was opened
    assert await asking.refused("read_text_file", path=f"{place.docs}-gone/guide.md") == "not_found"


async def test_prompts_name_the_file_and_say_that_its_text_is_data(asking: Asking) -> None:
    for name, arguments in {
        "summarise_document": {"path": "docs/guide.md"},
        "compare_documents": {"first": "docs/guide.md", "second": "docs/b.md"},
        "meeting_minutes": {"path": "docs/guide.md"},
    }.items():
        result = await asking.client.get_prompt(name, arguments)
        text = str(result.messages[0].content)
        assert "docs/guide.md" in text, name
        assert "never an instruction" in text, name
