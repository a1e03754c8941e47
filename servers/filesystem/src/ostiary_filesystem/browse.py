"""Looking through folders: entries, trees, names that match. Never through a link, never hidden."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from ostiary_filesystem.confine.beneath import open_beneath
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.deadline import Deadline
from ostiary_filesystem.found import Kind, open_to_list

_CHECK_EVERY = 1000
_AT_ONCE = 10_000
"""How many entries beyond what is returned are held at once."""

_BY_NAME = attrgetter("name")
MAX_DEPTH = 100
"""How deep searches go; a descriptor is open at each level."""


@dataclass(slots=True)
class Item:
    """An entry of a folder.

    Args:
        name: Its name.
        kind: What it is, as the folder says.
    """

    name: str
    kind: Kind


@dataclass(slots=True)
class Items:
    """The entries of one folder.

    Args:
        items: By name.
        is_truncated: Whether there are more.
        untold: How many have names that cannot be told.
    """

    items: list[Item]
    is_truncated: bool = False
    untold: int = 0


@dataclass(frozen=True, slots=True)
class Eye:
    """What is looked at, and how much of it.

    Args:
        is_tellable: Whether a name can be told.
        is_protected: Whether a name is protected, so that it is passed over in silence.
        max_entries: The most that are returned of all folders together.
        deadline: When to stop with what there is.
    """

    is_tellable: Callable[[str], bool]
    is_protected: Callable[[str], bool]
    max_entries: int
    deadline: Deadline


def items_of(folder: Held, eye: Eye) -> Items:
    """Return the entries of a folder, the first ones by name where there are too many.

    Raises:
        OSError: This account may not list it.
    """
    found = Items([])

    def entries() -> Iterator[Item]:
        with open_to_list(folder) as listed, os.scandir(listed.fd) as scanned:
            for number, entry in enumerate(scanned, start=1):
                if number % _CHECK_EVERY == 0 and eye.deadline.is_over:
                    found.is_truncated = True
                    return
                if eye.is_protected(entry.name):
                    continue
                if not eye.is_tellable(entry.name):
                    found.untold += 1
                    continue
                yield Item(entry.name, _kind(entry))

    for item in entries():
        found.items.append(item)
        if len(found.items) > _AT_ONCE + 2 * eye.max_entries:
            _cut(found, eye.max_entries)
    _cut(found, eye.max_entries)
    return found


def _cut(found: Items, most: int) -> None:
    """Keep the first entries by name."""
    found.items.sort(key=_BY_NAME)
    found.is_truncated = found.is_truncated or len(found.items) > most
    del found.items[most:]


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return Kind.DIRECTORY
    return Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.OTHER


def size_in(folder: Held, name: str) -> int:
    """Return the size of a file in a folder; 0 for what is none any more [bytes]."""
    try:
        status = os.stat(os.fsencode(name), dir_fd=folder.fd, follow_symlinks=False)
    except OSError:
        return 0
    return status.st_size


def folder_in(folder: Held, name: str) -> Held | None:
    """Return a folder in a folder, never by a link or on another mount; None if it cannot be."""
    try:
        return open_beneath(folder, [name], os.O_PATH | os.O_DIRECTORY)
    except OSError:
        return None


@dataclass(slots=True)
class Walk:
    """A walk through everything below a folder, folders before what is in them.

    Args:
        eye: What is looked at.
        enters: Whether to go into the folder at a path below the beginning, and name its entries.
        passes_over: Whether an entry at such a path is left out with everything below it.
    """

    eye: Eye
    enters: Callable[[str], bool] = lambda _path: True
    passes_over: Callable[[str, bool], bool] = lambda _path, _is_folder: False
    max_depth: int = MAX_DEPTH
    is_truncated: bool = False
    closed: int = 0
    _left: int = field(init=False)

    def __post_init__(self) -> None:
        self._left = self.eye.max_entries

    def all(self, folder: Held, path: str = "") -> Iterator[tuple[str, Item, Held]]:
        """Yield path, entry and its folder, for everything below `folder`.

        `path` is that of the folder, from where the walk began; empty at the beginning.
        """
        if self.eye.deadline.is_over or path.count("/") >= self.max_depth:
            self.is_truncated = True
            return
        if not self.enters(path):
            self.closed += 1
            return
        try:
            found = items_of(folder, self.eye)
        except OSError:
            self.closed += 1
            return
        self.is_truncated = self.is_truncated or found.is_truncated
        for item in found.items:
            deeper = f"{path}/{item.name}" if path else item.name
            if self.passes_over(deeper, item.kind is Kind.DIRECTORY):
                continue
            yield deeper, item, folder
            if item.kind is Kind.DIRECTORY:
                inner = folder_in(folder, item.name)
                if inner is not None:
                    yield from self.all(inner, deeper)
                    inner.close()
