"""Swaps folders and links below a root as fast as it can: `files_swapper.py ROOT OUTSIDE`."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from ostiary_filesystem.confine.syscalls import RENAME_EXCHANGE, renameat2


def main(root: Path, outside: Path) -> None:
    """Prepare, say so, and swap until the process is ended."""
    fd = os.open(root, os.O_RDONLY)
    for name in ("flip", "deep/flip"):
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "file").write_text("inside\n")
        (root / f"{name}-link").symlink_to(outside)
    (root / "leaf").write_text("inside\n")
    (root / "leaf-link").symlink_to(outside / "file")
    print("ready", flush=True)
    while True:
        for name in ("flip", "deep/flip", "leaf"):
            one, other = name.encode(), f"{name}-link".encode()
            with suppress(OSError):
                renameat2(fd, one, fd, other, RENAME_EXCHANGE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
