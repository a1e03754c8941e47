"""What a path argument says: a root and the names below it. Nothing is looked at."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from ostiary_filesystem.confine.beneath import Parts

MAX_PARTS = 128
MAX_NAME_BYTES = 255
"""What Linux lets a name have (NAME_MAX) [bytes]."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a path argument points.

    Args:
        root: The name of the root.
        parts: What follows, without empty components and `.`; `..` may be among them.
        is_folder: Whether it ends as only a folder's does, with a slash or a dot.
    """

    root: str
    parts: Parts
    is_folder: bool


def read_path(path: str, names: Container[str], places: Mapping[Parts, str]) -> Asked | None:
    """Return what `path` says; None where it names no root, or nothing that can be a name.

    Args:
        path: `root/relative/path`, or absolute below a root.
        names: The names of the roots.
        places: The same by the components of their absolute paths.
    """
    if path.startswith("/"):
        absolute = components(path)
        own = next((place for place in places if absolute[: len(place)] == place), None)
        if own is None:
            return None
        root, parts = places[own], absolute[len(own) :]
    else:
        root, _, rest = path.partition("/")
        if root not in names:
            return None
        parts = components(rest)
    if len(parts) > MAX_PARTS or any(_is_too_long(part) for part in parts):
        return None
    return Asked(root, parts, path.endswith(("/", "/.", "/..")) or not parts)


def components(path: str) -> Parts:
    """Return the components of a path, without those that say nothing."""
    return tuple(part for part in path.split("/") if part not in {"", "."})


def _is_too_long(part: str) -> bool:
    return len(part.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES
