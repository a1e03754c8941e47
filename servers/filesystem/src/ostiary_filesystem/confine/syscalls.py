"""Two calls of Linux that Python does not have: opening beneath a directory, exchanging two names.

`openat2` resolves a path in one step, so that there is nothing between looking and opening for
another process to change. Source: openat2(2), renameat2(2).
"""

import ctypes
import errno
import os
from functools import cache
from typing import Any

_OPENAT2 = 437
_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276}.get(os.uname().machine, -1)

RESOLVE_NO_XDEV, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH = 1, 2, 4, 8
RENAME_NOREPLACE, RENAME_EXCHANGE = 1, 2

_RETRIES = 64
"""How often a name that is renamed while it is resolved is tried again."""


class _OpenHow(ctypes.Structure):
    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@cache
def _how(flags: int, mode: int, resolve: int) -> tuple[Any, int]:
    """Return how to open, as the kernel takes it: a pointer and a size. There are few ways."""
    how = _OpenHow(flags | os.O_CLOEXEC, mode, resolve)
    return ctypes.byref(how), ctypes.sizeof(how)


def _fault(name: bytes) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), name)


def openat2(directory: int, path: bytes, flags: int, mode: int, resolve: int) -> int:
    """Return a descriptor of what `path` leads to from `directory`; the caller closes it.

    Raises:
        OSError: As openat2(2); `ENOSYS` where the kernel has none.
    """
    how, size = _how(flags, mode, resolve)
    for _ in range(_RETRIES):
        found = _libc().syscall(_OPENAT2, directory, path, how, size)
        if found >= 0:
            return int(found)
        # A directory on the way was moved meanwhile: the kernel asks to try again.
        if ctypes.get_errno() not in {errno.EAGAIN, errno.EINTR}:
            break
    raise _fault(path)


@cache
def has_openat2() -> bool:
    """Whether the kernel resolves beneath a directory (Linux 5.6, no filter before it)."""
    try:
        os.close(openat2(_here(), b".", os.O_PATH, 0, RESOLVE_BENEATH))
    except OSError:
        return False
    return True


@cache
def _here() -> int:
    return os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)


def renameat2(
    from_directory: int, from_name: bytes, to_directory: int, to_name: bytes, flags: int
) -> None:
    """Rename, but over nothing (`RENAME_NOREPLACE`) or in exchange (`RENAME_EXCHANGE`).

    Raises:
        OSError: As renameat2(2); `ENOSYS` or `EINVAL` where kernel or file system cannot.
    """
    if _RENAMEAT2 < 0:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    done = _libc().syscall(_RENAMEAT2, from_directory, from_name, to_directory, to_name, flags)
    if done < 0:
        raise _fault(to_name)
