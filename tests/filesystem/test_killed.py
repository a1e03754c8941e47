"""Whatever moment a writing tool is killed at: the old file or the new one, whole, and no litter."""

import json
import subprocess
import sys
from typing import Any

import pytest
from source_tree import ROOT

PROGRAM = ROOT / "tests" / "support" / "files_killed.py"
ENDS: dict[str, tuple[str, set[str]]] = {
    # Which file a tool is about, and what may be there once it was killed.
    "write": ("file", {"old", "new"}),
    "create": ("made", {"absent", "new"}),
    "edit": ("file", {"old", "new"}),
    "delete": ("file", {"old", "absent"}),
    "move": ("moved", {"absent", "old"}),
    "restore": ("file", {"old", "new"}),
}


@pytest.fixture(scope="module")
def killings(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("killed")
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder)], capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


pytestmark = pytest.mark.timeout(120)


def test_every_tool_was_killed_at_every_step_and_then_came_to_its_end(
    killings: list[dict[str, Any]],
) -> None:
    assert not [each for each in killings if each["failed"]]
    for tool in (*ENDS, "make"):
        own = [each["killed"] for each in killings if each["tool"] == tool]
        assert len(own) >= 4, tool
        assert own == [True] * (len(own) - 1) + [False], tool


def test_a_file_is_the_old_one_or_the_new_one_and_whole(killings: list[dict[str, Any]]) -> None:
    seen: dict[str, set[str]] = {}
    for each in killings:
        if each["tool"] in ENDS:
            file, ends = ENDS[each["tool"]]
            assert each[file] in ends, each
            seen.setdefault(each["tool"], set()).add(each[file])
    # Each was killed before and after the moment that counts.
    assert seen == {tool: ends for tool, (_, ends) in ENDS.items()}


def test_what_was_there_before_can_be_restored(killings: list[dict[str, Any]]) -> None:
    for each in killings:
        if each["file"] != "old" and each["moved"] != "old":
            assert "old" in each["kept"], each
        assert "broken" not in each["kept"], each
        assert each["recovered"] == 0, each


def test_no_temporary_name_and_no_note_stays(killings: list[dict[str, Any]]) -> None:
    assert [each for each in killings if each["stray"] or each["notes"]] == []


def test_a_moved_file_is_in_one_place(killings: list[dict[str, Any]]) -> None:
    for each in killings:
        if each["tool"] == "move":
            assert sorted((each["file"], each["moved"])) == ["absent", "old"], each
