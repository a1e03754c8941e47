"""What stands at a place: looked at through one descriptor, which is the one that is then read."""

import os
import stat
from dataclasses import dataclass
from enum import StrEnum

from ostiary.server import Origin
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.roots import Spot


class Kind(StrEnum):
    """What something is, as listings say it."""

    FILE = "file"
    DIRECTORY = "directory"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """Something at a place below a root, or nothing.

    Args:
        spot: The place; None where the path names none.
        held: What is there, opened without access (`O_PATH`); None where nothing is, or nothing
            that may be reached.
        status: Of what is held.
        origin: The class of what it holds.
        is_protected: Whether a name on the way is protected; then nothing was looked at.
    """

    spot: Spot | None
    held: Held | None
    status: os.stat_result | None
    origin: Origin
    is_protected: bool = False

    @property
    def exists(self) -> bool:
        """Whether a file or a folder is there."""
        return self.kind in {Kind.FILE, Kind.DIRECTORY}

    @property
    def kind(self) -> Kind | None:
        """What is there."""
        return None if self.status is None else kind_of(self.status.st_mode)

    @property
    def size(self) -> int:
        """Of a file [bytes]; of anything else 0."""
        return self.status.st_size if self.status and self.kind is Kind.FILE else 0

    @property
    def is_linked(self) -> bool:
        """Whether a file has another name, which may lie outside every root."""
        return self.kind is Kind.FILE and self.status is not None and self.status.st_nlink > 1


def kind_of(mode: int) -> Kind:
    """Return what a mode says that something is."""
    match stat.S_IFMT(mode):
        case stat.S_IFREG:
            return Kind.FILE
        case stat.S_IFDIR:
            return Kind.DIRECTORY
        case stat.S_IFLNK:
            return Kind.LINK
        case _:
            return Kind.OTHER


def look(spot: Spot | None, origin: Origin) -> Found:
    """Return what stands at `spot` now."""
    if spot is None:
        return Found(None, None, None, origin)
    try:
        held = spot.open(os.O_PATH)
        return Found(spot, held, held.stat(), origin)
    except OSError:
        return Found(spot, None, None, origin)


def open_to_read(held: Held) -> Held:
    """Return the regular file that `held` is, open for reading; never a device that acts on that.

    Raises:
        OSError: This account may not read it.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    return Held(os.open(f"/proc/self/fd/{held.fd}", flags))


def open_to_list(folder: Held) -> Held:
    """Return the directory that `folder` is, open for listing.

    Raises:
        OSError: This account may not list it.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    return Held(os.open(b".", flags, dir_fd=folder.fd))
