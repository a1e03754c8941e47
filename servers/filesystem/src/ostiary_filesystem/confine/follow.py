"""Where a path leads once its links are followed: names alone, for `open_beneath` to open.

Links and `..` are followed on a stack of descriptors, so that `..` leads to the directory that one
came from and nowhere above the root. What comes out is a path without either. It is then opened in
one step that follows no link: if somebody changed it meanwhile it is not found, and never another.
"""

import errno
import os
import stat
from collections import deque
from collections.abc import Iterable, Sequence

from ostiary_filesystem.confine.beneath import Parts, open_beneath
from ostiary_filesystem.confine.held import Held

_MAX_LINKS = 40
"""As many as Linux itself follows (path_resolution(7))."""

_MAX_STEPS = 4096


class OutsideError(OSError):
    """The path leads out of its root."""


def canonical(root: Held, parts: Sequence[str], *, follows_last: bool = True) -> Parts:
    """Return the names by which `parts`, in which `..` and links may stand, are reached.

    Where a folder on the way is missing, or is none, the rest is taken as it is written: nothing is
    there, and what a policy says of a place does not depend on that.

    Args:
        root: Where to begin.
        parts: What was asked for.
        follows_last: Whether a link at the end is followed, or is itself what is meant.

    Raises:
        OutsideError: It leads above the root, or by an absolute link.
        OSError: There are too many links, or something on the way cannot be opened.
    """
    waiting = deque(parts)
    names: list[str] = []
    folders = [root]
    links = 0
    for _ in range(_MAX_STEPS):
        if not waiting:
            return tuple(names)
        name = waiting.popleft()
        if name == "..":
            if not names:
                raise OutsideError(errno.EXDEV, "above the root")
            names.pop()
            folders.pop()
            continue
        here = _entry(folders[-1], name)
        kind = 0 if here is None else stat.S_IFMT(here.stat().st_mode)
        if here is not None and kind == stat.S_IFLNK and (waiting or follows_last):
            links += 1
            if links > _MAX_LINKS:
                break
            waiting.extendleft(reversed(_target(here)))
            continue
        names.append(name)
        if here is None or kind != stat.S_IFDIR:
            return _as_written(names, waiting)
        folders.append(here)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _entry(folder: Held, name: str) -> Held | None:
    try:
        return open_beneath(folder, [name], os.O_PATH)
    except FileNotFoundError:
        return None


def _as_written(names: list[str], rest: Iterable[str]) -> Parts:
    for name in rest:
        if name != "..":
            names.append(name)
        elif names:
            names.pop()
        else:
            raise OutsideError(errno.EXDEV, "above the root")
    return tuple(names)


def _target(link: Held) -> list[str]:
    """Return the components of what a link says."""
    target = os.fsdecode(os.readlink(b"", dir_fd=link.fd))
    if target.startswith("/"):
        raise OutsideError(errno.EXDEV, "an absolute link")
    return [part for part in target.split("/") if part not in {"", "."}]
