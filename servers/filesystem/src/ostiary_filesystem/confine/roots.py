"""The named roots: opened once, by descriptors that stay what they are whatever is renamed."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ostiary_filesystem.confine.beneath import Parts, open_beneath
from ostiary_filesystem.confine.follow import canonical
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.path import components, read_path


@dataclass(frozen=True, slots=True)
class Root:
    """One root.

    Args:
        name: By which callers and policies know it.
        path: Where the operator said that it is, absolute.
        held: The directory, open.
    """

    name: str
    path: Path
    held: Held


@dataclass(frozen=True, slots=True)
class Spot:
    """A place below a root, without links or `..` on the way. Something may be there or not.

    Args:
        root: Below which.
        parts: The names that lead there; none for the root itself.
        is_folder: Whether the caller wrote it as only a folder is written.
    """

    root: Root
    parts: Parts
    is_folder: bool = False

    @property
    def path(self) -> str:
        """How callers and policies write it: the root's name and all others."""
        return "/".join((self.root.name, *self.parts))

    @property
    def name(self) -> str:
        """The last of its names."""
        return self.parts[-1] if self.parts else self.root.name

    def open(self, flags: int) -> Held:
        """Return what stands there now.

        Raises:
            OSError: As `open_beneath`; nothing is reached by a link.
        """
        return open_beneath(self.root.held, self.parts, flags)

    def open_folder(self) -> Held:
        """Return the folder that it stands in.

        Raises:
            OSError: As `open_beneath`.
        """
        return open_beneath(self.root.held, self.parts[:-1], os.O_PATH | os.O_DIRECTORY)

    def deeper(self, name: str) -> "Spot":
        """Return the place of `name` in this folder."""
        return Spot(self.root, (*self.parts, name))


class Roots:
    """All roots of one server.

    Args:
        folders: Their absolute paths by name; no one of them lies in another.

    Raises:
        OSError: One cannot be opened.
    """

    def __init__(self, folders: Mapping[str, Path]) -> None:
        flags = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC
        self._roots = {
            name: Root(name, path, Held(os.open(path, flags))) for name, path in folders.items()
        }
        # One that the operator named by a link is also known by what that leads to.
        self._places = {
            components(str(place)): name
            for name, path in folders.items()
            for place in (path, path.resolve())
        }

    def __iter__(self) -> Iterator[Root]:
        return iter(self._roots.values())

    def __getitem__(self, name: str) -> Root:
        return self._roots[name]

    def close(self) -> None:
        """Close all of them."""
        for root in self:
            root.held.close()

    def find(self, path: str, *, follows_last: bool = True) -> Spot | None:
        """Return the place that a path argument leads to, whether or not anything is there.

        None where it leads to none: it names no root, or leads out of one.

        Args:
            path: `root/relative/path`, or absolute below a root.
            follows_last: Whether a link at the end is followed, or is itself what is meant.
        """
        asked = read_path(path, self._roots, self._places)
        if asked is None:
            return None
        root = self._roots[asked.root]
        try:
            return Spot(root, _settled(root.held, asked.parts, follows_last), asked.is_folder)
        except (OSError, ValueError):
            return None


def _settled(root: Held, parts: Parts, follows_last: bool) -> Parts:
    """Return `parts` as they are reached without links; see `canonical`."""
    if ".." not in parts and _is_plain(root, parts):
        return parts
    return canonical(root, parts, follows_last=follows_last)


def _is_plain(root: Held, parts: Parts) -> bool:
    """Whether something stands at `parts`, and neither it nor a folder on the way is a link."""
    try:
        with open_beneath(root, parts, os.O_PATH) as found:
            return not stat.S_ISLNK(found.stat().st_mode)
    except OSError:
        return False
