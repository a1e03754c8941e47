"""One file for another in one step: whoever looks sees the old one or the new one, whole.

The new one is written under a temporary name in the same folder and exchanged with the old one.
Only then is it known what was replaced. If that is not what was read before, somebody else was
faster, and the two are exchanged back. A hard link elsewhere keeps the old contents.
"""

import errno
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass

from ostiary.server import InvalidInputError, PolicyDeniedError
from ostiary_filesystem.confine.beneath import open_beneath
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.roots import Spot
from ostiary_filesystem.confine.syscalls import RENAME_EXCHANGE, RENAME_NOREPLACE, renameat2
from ostiary_filesystem.found import open_to_list, open_to_read
from ostiary_filesystem.keep.disk import write_all
from ostiary_filesystem.keep.pending import Pending, unfinished
from ostiary_filesystem.keep.versions import whole
from ostiary_filesystem.names import OWN_PREFIX

CHANGED = "The file has changed meanwhile; read it again."
_KEPT_XATTRS = ("user.", "system.posix_acl_")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def temporary_name() -> str:
    """Return a name that no tool sees or makes."""
    return f"{OWN_PREFIX}{secrets.token_hex(8)}"


def put_new(pending: Pending, spot: Spot, folder: Held, data: bytes, mode: int = 0o666) -> None:
    """Make a file where there is none.

    Args:
        pending: Where the change is noted.
        spot: The file.
        folder: In which it will stand.
        data: What it will hold.
        mode: Its permissions, of which the process's mask takes some away.

    Raises:
        InvalidInputError: There is one by now.
        OSError: The disk is full, or fails.
    """
    name = temporary_name()
    with pending.noted(spot, name, [data]):
        _write(folder, name, data, mode)
        _rename_over_nothing(folder, name, folder, spot.name)
        _sync(folder)


@dataclass(frozen=True, slots=True)
class Old:
    """A file as it was read before it is changed.

    Args:
        file: Open for reading.
        data: What it held.
    """

    file: Held
    data: bytes


def put_over(pending: Pending, spot: Spot, folder: Held, data: bytes, old: Old) -> None:
    """Put a file in the place of another; owner, permissions and attributes stay.

    Args:
        pending: Where the change is noted.
        spot: The file.
        folder: In which it stands.
        data: What it will hold.
        old: The file that is replaced.

    Raises:
        InvalidInputError: It is another file by now, or holds something else.
        PolicyDeniedError: Its owner cannot be kept.
        OSError: The disk is full, or fails.
    """
    name = temporary_name()
    with pending.noted(spot, name, [data, old.data]):
        _write(folder, name, data, 0o600, like=old.file)
        _exchange(folder, name, spot.name)
        if not _is(folder, name, old):
            _exchange(folder, name, spot.name)
            raise InvalidInputError(CHANGED, detail="changed meanwhile")
        _sync(folder)


def take_away(pending: Pending, spot: Spot, folder: Held, old: Old) -> None:
    """Remove a file.

    Args:
        pending: Where the change is noted.
        spot: The file.
        folder: In which it stands.
        old: The file, of which a version was kept.

    Raises:
        InvalidInputError: It is another file by now, or holds something else.
        OSError: The disk fails.
    """
    name = temporary_name()
    with pending.noted(spot, name, [old.data]):
        _rename_over_nothing(folder, spot.name, folder, name)
        if not _is(folder, name, old):
            # If there is yet another one by now, this one becomes a version.
            with suppress(InvalidInputError):
                _rename_over_nothing(folder, name, folder, spot.name)
            raise InvalidInputError(CHANGED, detail="changed meanwhile")
        _sync(folder)


def move(source: Held, name: str, target: Held, new_name: str) -> None:
    """Give a file or folder another name and place, over nothing.

    Raises:
        InvalidInputError: There is something, or it is on another disk.
        OSError: The disk fails.
    """
    _rename_over_nothing(source, name, target, new_name)
    _sync(source)
    _sync(target)


def _write(folder: Held, name: str, data: bytes, mode: int, like: Held | None = None) -> None:
    """Write a file, which has that name once it is whole and on the disk."""
    writing = unfinished(name)
    with open_beneath(folder, [writing], _NEW, mode) as file:
        write_all(file.fd, data)
        if like is not None:
            _keep_attributes(like, file)
        os.fsync(file.fd)
    _rename_over_nothing(folder, writing, folder, name)


def _rename_over_nothing(source: Held, name: str, target: Held, new_name: str) -> None:
    names = os.fsencode(name), os.fsencode(new_name)
    try:
        renameat2(source.fd, names[0], target.fd, names[1], RENAME_NOREPLACE)
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
            raise InvalidInputError("There is something of that name already.") from None
        if error.errno == errno.EXDEV:
            raise InvalidInputError("The two places are on different disks.") from None
        if error.errno == errno.EINVAL:
            raise InvalidInputError("A folder cannot move into itself.") from None
        raise


def _exchange(folder: Held, one: str, other: str) -> None:
    renameat2(folder.fd, os.fsencode(one), folder.fd, os.fsencode(other), RENAME_EXCHANGE)


def _is(folder: Held, name: str, old: Old) -> bool:
    """Whether what has a name is the file that was read, and still holds what was read."""
    with open_beneath(folder, [name], os.O_PATH) as held:
        now, then = held.stat(), old.file.stat()
        if not stat.S_ISREG(now.st_mode) or (now.st_dev, now.st_ino) != (then.st_dev, then.st_ino):
            return False
        with open_to_read(held) as file:
            return whole(file) == old.data


def _keep_attributes(old: Held, new: Held) -> None:
    """Give a new file owner, permissions and attributes of an old one; no set-id bits."""
    was, now = old.stat(), new.stat()
    if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
        try:
            os.fchown(new.fd, was.st_uid, was.st_gid)
        except PermissionError:
            raise PolicyDeniedError(
                "The file belongs to another account, which would be lost.", detail="owner"
            ) from None
    os.fchmod(new.fd, stat.S_IMODE(was.st_mode) & 0o777)
    for name in os.listxattr(old.fd):
        if name.startswith(_KEPT_XATTRS):
            os.setxattr(new.fd, name, os.getxattr(old.fd, name))


def _sync(folder: Held) -> None:
    # A folder that may be written and not listed cannot be synchronised by itself.
    with suppress(PermissionError), open_to_list(folder) as listed:
        os.fsync(listed.fd)
