"""What the server stands on, for `--check`: kernel, account, who else can write to the roots."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ostiary.server import Remark, Weight
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.syscalls import RENAME_EXCHANGE, has_openat2, renameat2
from ostiary_filesystem.names import OWN_PREFIX
from ostiary_filesystem.settings import FilesystemSettings


def look(settings: FilesystemSettings, _data: Any) -> Iterator[Remark]:
    """Yield what is worth knowing of the server's ground."""
    if has_openat2():
        yield Remark("paths are resolved beneath their roots by the kernel", "", Weight.OK)
    else:
        said = "the kernel has no openat2, or forbids it: paths are walked name by name"
        yield Remark(said, "use Linux 5.6 or newer, outside a sandbox that forbids it", Weight.NOTE)
    if os.geteuid() == 0:
        said = "the server runs as root: what confines it is its own code alone"
        yield Remark(said, "give it an account of its own", Weight.NOTE)
    for name, path in settings.folders().items():
        yield from _look_at(name, path, is_writable=settings.writable)


def _look_at(name: str, path: Path, *, is_writable: bool) -> Iterator[Remark]:
    status = path.stat()
    if status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX:
        said = f"root {name}: every account on this machine can write to it"
        yield Remark(said, f"chmod o-w {path}", Weight.NOTE)
    if not os.access(path, os.R_OK | os.X_OK):
        yield Remark(f"root {name}: this account cannot list it", "let it", Weight.FAULT)
    if is_writable and not os.access(path, os.W_OK):
        said = f"root {name}: this account cannot write to it, though the server may"
        yield Remark(said, "let it, or set OSTIARY_FILESYSTEM_WRITABLE=false", Weight.NOTE)
    elif is_writable and not _exchanges(path):
        said = f"root {name}: its file system cannot exchange two names: nothing is changed"
        yield Remark(said, "set OSTIARY_FILESYSTEM_WRITABLE=false, or use another", Weight.FAULT)


def _exchanges(path: Path) -> bool:
    """Whether the file system knows renameat2's flags; nothing is there by these names."""
    absent = f"{OWN_PREFIX}absent".encode()
    with Held(os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)) as held:
        try:
            renameat2(held.fd, absent, held.fd, absent + b"-too", RENAME_EXCHANGE)
        except OSError as error:
            return error.errno == errno.ENOENT
    return False
