"""Which class a file or folder has: the lines of `data.yaml` about it and the folders above it."""

from dataclasses import replace

from ostiary.server import DataMap, Origin
from ostiary_filesystem.names import folded

_SECTION = "folders"
_MAX_FOLDERS = 20_000


class Origins:
    """The classes of one data map, remembered by folder.

    A line about a folder holds for everything below it. The nearest exact line ends the search;
    patterns that fit the file, or a folder between it and that line, can only raise the class.

    The names in a folder have the class of the folder; what a file holds has that of the file.

    Args:
        data: The map.
    """

    def __init__(self, data: DataMap) -> None:
        self.data = data
        lines: dict[str, Origin] = {}
        for line, origin in data.sections.get(_SECTION, {}).items():
            name = folded(line)
            lines[name] = higher(lines[name], origin) if name in lines else origin
        # Folded like the paths that are looked up, so that no spelling of a name escapes its line.
        self._lines = DataMap(data.default, {_SECTION: lines})
        self._exact = frozenset(line for line in lines if "*" not in line)
        self._has_patterns = len(self._exact) < len(lines)
        self._folders: dict[str, Origin | None] = {}

    def of(self, path: str) -> Origin:
        """Return the origin of what stands at a path that begins with the name of a root."""
        name = folded(path)
        found = self._level(name, self._above(name))
        return self.data.default if found is None else found

    def _above(self, path: str) -> Origin | None:
        folder, _, _ = path.rpartition("/")
        if not folder:
            return None
        if folder not in self._folders:
            if len(self._folders) >= _MAX_FOLDERS:
                self._folders.clear()
            self._folders[folder] = self._level(folder, self._above(folder))
        return self._folders[folder]

    def _level(self, path: str, above: Origin | None) -> Origin | None:
        is_exact = path in self._exact
        if not is_exact and not (self._has_patterns and self._lines.names(_SECTION, path)):
            return above
        here = self._lines.lookup(_SECTION, path)
        return here if above is None or is_exact else higher(here, above)


def higher(one: Origin, other: Origin) -> Origin:
    """Return the one of the higher class; of the same class, one that is looked through as text."""
    if one.data_class != other.data_class:
        return max(one, other, key=lambda origin: origin.data_class)
    return one if one.kind else other


def binary(origin: Origin) -> Origin:
    """Return the origin of what nothing looks through: it leaves as it is, or not at all."""
    return replace(origin, kind="")
