"""The filesystem server through its front door: what each tool returns, and to whom."""

from pathlib import Path

import pytest
from files_server import files_server


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    (root / "sub" / "deep").mkdir(parents=True)
    (root / "hr").mkdir()
    (root / "guide.md").write_text("one\ntwo\nthree\n")
    (root / "sub" / "a..b.txt").write_text("needle here\nnothing\n")
    (root / "sub" / "deep" / "last.txt").write_text("needle deep\n")
    (root / "hr" / "cv.txt").write_text("write to ann@customer.example\n")
    (root / ".env").write_text("KEY=needle\n")
    return root


async def test_reading(docs: Path, tmp_path: Path) -> None:
    async with files_server(tmp_path / "own", {"docs": docs}) as asking:
        print(await asking.call("list_allowed_directories"))
        print(await asking.call("read_text_file", path="docs/guide.md"))
        print(await asking.call("read_text_file", path=f"{docs}/guide.md", head=1))
        print(await asking.call("read_text_file", path="docs/guide.md", tail=1))
        print(await asking.call("read_text_file", path="docs/guide.md", from_line=2, to_line=2))
        print(await asking.call("list_directory", path="docs"))
        print(await asking.call("list_directory_with_sizes", path="docs/sub", sortBy="size"))
        print(await asking.call("directory_tree", path="docs"))
        print(await asking.call("search_files", path="docs", pattern="**/*.txt"))
        print(await asking.call("search_content", path="docs", query="needle"))
        print(await asking.call("get_file_info", path="docs/sub"))
        print(
            await asking.call(
                "read_multiple_files",
                paths=["docs/guide.md", "docs/no", "docs/.env", "docs/hr/cv.txt"],
            )
        )
        print(await asking.call("read_media_file", path="docs/guide.md"))
        print(await asking.call("read_text_file", path="docs/.env"))
        print(await asking.call("read_text_file", path="docs/hr/cv.txt"))
        print(await asking.call("write_file", path="docs/new.txt", content="hello"))
        print(await asking.call("write_file", path="docs/new.txt", content="hello2"))
        print(
            await asking.call(
                "edit_file",
                path="docs/guide.md",
                edits=[{"oldText": "two", "newText": "2"}],
                dryRun=True,
            )
        )
        print(
            await asking.call(
                "edit_file", path="docs/guide.md", edits=[{"oldText": "two", "newText": "2"}]
            )
        )
        print(await asking.call("create_directory", path="docs/x/y/z"))
        print(
            await asking.call("move_file", source="docs/new.txt", destination="docs/x/y/moved.txt")
        )
        print(await asking.call("list_versions", path="docs/new.txt"))
        print(await asking.call("delete_file", path="docs/x/y/moved.txt"))
        v = (await asking.ok("list_versions", path="docs/guide.md"))["versions"][0]["version"]
        print(await asking.call("restore_version", path="docs/guide.md", version=v))
        print(await asking.call("read_text_file", path="docs/guide.md"))
    print(sorted(str(p) for p in docs.rglob("*")))
    print(sorted(str(p) for p in (tmp_path / "own" / "data").rglob("*")))
