"""Another process swaps folders for links to the outside while files are read and changed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import ROOT

from ostiary.server import UNKNOWN, CallError
from ostiary_filesystem.browse import Eye, Walk
from ostiary_filesystem.change import Target
from ostiary_filesystem.confine import beneath
from ostiary_filesystem.confine.roots import Roots
from ostiary_filesystem.deadline import Deadline
from ostiary_filesystem.found import look, open_to_read
from ostiary_filesystem.keep.pending import Pending
from ostiary_filesystem.keep.versions import Versions
from ostiary_filesystem.read import read_bytes
from ostiary_filesystem.writer import Writer

ROUNDS = int(os.environ.get("RACE_ROUNDS", "1000"))
pytestmark = pytest.mark.timeout(1800 if ROUNDS > 1000 else 60)


@pytest.fixture
def swapped(tmp_path: Path) -> Iterator[tuple[Roots, Path]]:
    """A root in which another process swaps, and what lies beside it."""
    root, outside = tmp_path / "docs", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "file").write_text("OUTSIDE\n")
    program = ROOT / "tests" / "support" / "files_swapper.py"
    with subprocess.Popen(
        [sys.executable, str(program), str(root), str(outside)], stdout=subprocess.PIPE, text=True
    ) as swapper:
        assert swapper.stdout is not None
        assert swapper.stdout.readline() == "ready\n"
        yield Roots({"docs": root}), outside
        assert swapper.poll() is None
        swapper.kill()


@pytest.fixture(params=["openat2", "walk"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "walk":
        monkeypatch.setattr(beneath, "has_openat2", lambda: False)
    return request.param


def test_nothing_outside_is_read(swapped: tuple[Roots, Path], way: str) -> None:
    roots, _ = swapped
    paths = ("docs/flip/file", "docs/deep/flip/file", "docs/leaf")
    turn = read = missed = 0
    # On until it was really swapped meanwhile.
    while turn < ROUNDS or not read or not missed:
        turn += 1
        found = look(roots.find(paths[turn % 3]), UNKNOWN)
        if found.held is None or not found.exists:
            missed += 1
            continue
        with open_to_read(found.held) as file:
            assert read_bytes(file, 100) == b"inside\n"
        read += 1


def test_nothing_outside_is_listed(swapped: tuple[Roots, Path], way: str) -> None:
    roots, outside = swapped
    (outside / "OUTSIDE-name").write_text("")
    for _ in range(ROUNDS // 10):
        eye = Eye(lambda _name: True, lambda _name: False, 1000, Deadline(60))
        with roots["docs"].held.__class__(os.dup(roots["docs"].held.fd)) as folder:
            assert not [path for path, _, _ in Walk(eye).all(folder) if "OUTSIDE" in path]


def test_nothing_outside_is_changed(swapped: tuple[Roots, Path], way: str, tmp_path: Path) -> None:
    roots, outside = swapped
    versions = Versions(tmp_path / "kept", 3)
    writer = Writer(versions, Pending(tmp_path / "pending", versions))
    paths = ("docs/flip/file", "docs/flip/new", "docs/deep/flip/file", "docs/leaf", "docs/steady")
    turn = written = refused = 0
    # On until it was really swapped meanwhile; one file is in nobody's way.
    while turn < ROUNDS // 5 or not written or not refused:
        turn += 1
        spot = roots.find(paths[turn % 5])
        if spot is None:
            refused += 1
            continue
        try:
            target = Target(look(spot, UNKNOWN), spot.open_folder(), "inside\n")
            writer.write(target, None)
            written += 1
        except (OSError, CallError):
            refused += 1
    assert [path.name for path in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text() == "OUTSIDE\n"
