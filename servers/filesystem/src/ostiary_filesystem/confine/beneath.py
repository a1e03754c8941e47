"""Opening below a directory, never through a link, never above it, never on another mount.

In one step where the kernel can (`openat2`); else component by component, each opened from the
descriptor of the one before it without following links, which comes to the same: at no point is a
path resolved that somebody else could have changed since it was looked at.
"""

import errno
import os
from collections.abc import Callable, Sequence

from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.syscalls import (
    RESOLVE_BENEATH,
    RESOLVE_NO_MAGICLINKS,
    RESOLVE_NO_SYMLINKS,
    RESOLVE_NO_XDEV,
    has_openat2,
    openat2,
)

Parts = tuple[str, ...]
"""Names below a root, none of them empty, `.` or `..`; none for the root itself."""

Open = Callable[[int, Sequence[str], int, int], int]

_RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV
_DIRECTORY = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def in_one_step(directory: int, parts: Sequence[str], flags: int, mode: int) -> int:
    """Return a descriptor by `openat2`; see `open_beneath`."""
    path = b"/".join(os.fsencode(part) for part in parts) or b"."
    return openat2(directory, path, flags | os.O_NOFOLLOW, mode, _RESOLVE)


def step_by_step(directory: int, parts: Sequence[str], flags: int, mode: int) -> int:
    """Return a descriptor by a walk over descriptors; see `open_beneath`.

    Another mount shows by its device alone, so that one of the same file system is not noticed.
    """
    *folders, last = parts or (".",)
    device = os.fstat(directory).st_dev
    at = os.dup(directory)
    try:
        for name in folders:
            deeper = os.open(os.fsencode(name), _DIRECTORY, dir_fd=at)
            os.close(at)
            at = deeper
            _require_device(at, device)
        found = os.open(os.fsencode(last), flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=at)
    finally:
        os.close(at)
    try:
        _require_device(found, device)
    except OSError:
        os.close(found)
        raise
    return found


def _require_device(fd: int, device: int) -> None:
    if os.fstat(fd).st_dev != device:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


def open_beneath(directory: Held, parts: Sequence[str], flags: int, mode: int = 0) -> Held:
    """Return what stands at `parts` below `directory`.

    Args:
        directory: Where to begin.
        parts: The names on the way and of the thing itself; none for the directory itself.
        flags: As for open(2). A link at the end is only ever opened as such (`O_PATH`).
        mode: Of a file that is made.

    Raises:
        OSError: `ELOOP` for a link, `EXDEV` for another mount, else as open(2).
    """
    return Held(descriptor_beneath(directory.fd, parts, flags, mode))


def descriptor_beneath(directory: int, parts: Sequence[str], flags: int, mode: int = 0) -> int:
    """Return the same as a descriptor that the caller closes.

    Raises:
        OSError: As `open_beneath`.
    """
    way = in_one_step if has_openat2() else step_by_step
    return way(directory, parts, flags, mode)
