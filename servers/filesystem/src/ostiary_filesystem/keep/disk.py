"""Writing so that it is there after a power cut: all bytes, then the names."""

import os
from pathlib import Path

from ostiary_filesystem.confine.held import Held


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`.

    Raises:
        OSError: The disk is full, or fails.
    """
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    with Held(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)) as held:
        os.fsync(held.fd)
