"""A root with honest files, closely held ones and traps, and a folder beside it that is not served."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

MARK = "canary-7f3k"
"""Stands in every file, and in the name of one, that no caller may see."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything lies.

    Args:
        docs: The root.
        outside: What is not served.
        own: Where the server's policies, keys and state stand.
    """

    docs: Path
    outside: Path
    own: Path

    def beside(self) -> dict[str, tuple[int, int, bytes]]:
        """Return all that is outside: what may never change."""
        return {
            str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, _held(path))
            for path in sorted(self.outside.rglob("*"))
        }


def _held(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def made_place(folder: Path) -> Place:
    """Make everything in `folder`."""
    docs, outside = folder / "docs", folder / "outside"
    for path in (docs / "sub" / "deep", docs / "hr", docs / "payroll", docs / ".git"):
        path.mkdir(parents=True)
    (outside / "folder").mkdir(parents=True)
    (outside / "secret.txt").write_text(f"{MARK}\n")
    (outside / f"{MARK}.txt").write_text(f"{MARK}\n")
    (outside / "folder" / "deep.txt").write_text(f"{MARK}\n")
    sibling = folder / "docs-other"
    sibling.mkdir()
    (sibling / "secret.txt").write_text(f"{MARK}\n")
    (docs / "guide.md").write_text("one\ntwo\nthree\n")
    (docs / "sub" / "a..b.txt").write_text("needle here\nnothing\n")
    (docs / "sub" / "deep" / "last.txt").write_text("needle deep\n")
    for name in ("hr/cv.txt", "payroll/list.csv", ".git/config", ".env", "key.pem"):
        (docs / name).write_text(f"{MARK} ann@customer.example\n")
    _links(docs, outside)
    return Place(docs, outside, folder / "own")


def _links(docs: Path, outside: Path) -> None:
    for name, target in {
        "abs": str(outside),
        "abs-file": str(outside / "secret.txt"),
        "abs-inside": str(docs / "guide.md"),
        "rel": "../outside",
        "rel-file": "../outside/secret.txt",
        "up": "..",
        "loop": "loop",
        "chain": "sub/chain",
        "sub/chain": "../rel",
        "magic": "/proc/self/root",
        "magic-fd": "/proc/self/fd/0",
        "env-link": ".env",
        "hr-link": "hr",
        "pay-link": "payroll/list.csv",
        "dangling": "nowhere",
        "sub/good": "../guide.md",
        "good": "sub",
    }.items():
        (docs / name).symlink_to(target)
    os.mkfifo(docs / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(docs, os.O_RDONLY)
        try:
            listening.bind(f"/proc/self/fd/{here}/socket")
        finally:
            os.close(here)
