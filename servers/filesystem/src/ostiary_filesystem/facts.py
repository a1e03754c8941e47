"""What policies may ask about a call, the same facts for every tool."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from ostiary.server import DataClass, Fact, FactType, TooLargeError
from ostiary_filesystem.found import Found
from ostiary_filesystem.origins import Origins

FACTS: Mapping[str, FactType] = {
    "roots": FactType.SET,
    "paths": FactType.SET,
    "folders": FactType.SET,
    "extensions": FactType.SET,
    "classes": FactType.CLASSES,
    "bytes": FactType.NUMBER,
    "exists": FactType.FLAG,
    "linked": FactType.FLAG,
    "changes": FactType.FLAG,
    "destroys": FactType.FLAG,
}

_CLOSED = "…"
"""Stands in a fact for names that are held more closely than facts, which are recorded."""

_MAX_FOLDER_BYTES = 40_000
"""What the folders of one call may take of the 64 KiB that a decision sees [bytes]."""


def facts_of(
    found: Iterable[Found],
    origins: Origins,
    *,
    size: int | None = None,
    changes: bool = False,
    destroys: bool = False,
) -> dict[str, Fact]:
    """Return the facts of a call about what was found.

    Args:
        found: Everything that it names.
        origins: The classes of folders.
        size: The bytes that it writes; None: what it reads, which is the size of the files.
        changes: Whether it changes anything.
        destroys: Whether something that is there now will not be there afterwards.

    Raises:
        TooLargeError: The paths are too many for a decision to look at.
    """
    every = list(found)
    told = [_told(each, origins) for each in every if each.spot is not None]
    folders = {folder for names in told for folder in _folders(names)}
    if sum(len(folder.encode()) for folder in folders) > _MAX_FOLDER_BYTES:
        raise TooLargeError("Name fewer paths at once.", detail="folders")
    return {
        "roots": frozenset(names[0] for names in told),
        "paths": frozenset("/".join(names) for names in told),
        "folders": frozenset(folders),
        "extensions": frozenset(map(_extension, told)),
        "classes": frozenset(each.origin.data_class.label for each in every),
        "bytes": sum(each.size for each in every) if size is None else size,
        "exists": all(each.exists for each in every),
        "linked": any(each.is_linked for each in every),
        "changes": changes,
        "destroys": destroys,
    }


def _told(found: Found, origins: Origins) -> tuple[str, ...]:
    """Return the names of a place as far as they may be recorded.

    The names in a folder that is held more closely than `internal` may be those of people.
    """
    if found.spot is None:
        return ()
    names = (found.spot.root.name, *found.spot.parts)
    for depth in range(1, len(names)):
        if origins.of("/".join(names[:depth])).data_class > DataClass.INTERNAL:
            return (*names[:depth], _CLOSED)
    return names


def _folders(names: tuple[str, ...]) -> Iterable[str]:
    return ("/".join(names[:depth]) for depth in range(1, len(names) + 1))


def _extension(names: tuple[str, ...]) -> str:
    """Return what follows the last dot of a name, in lower case; empty where there is none."""
    return PurePosixPath(names[-1]).suffix.removeprefix(".").lower()
