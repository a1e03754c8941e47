"""What `data.yaml` says: the class and kind of every column, folder, field and tool it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from string import ascii_lowercase, ascii_uppercase

from ostiary.classes import UNKNOWN, Origin

_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True, slots=True)
class DataMap:
    """Origins by section and name.

    Args:
        default: The origin of what no line names; `UNKNOWN` unless the file says otherwise.
        sections: Per section (`columns`, `folders`, `fields`, `tools`, `resources`, `prompts`)
            patterns in lower case, where `*` stands for any run of characters, with origins.
        subjects: By name (`table.column`, `object.field`), in lower case, whose values in one row
            or object are about one person, and which of them names him best, from 0.
    """

    default: Origin = UNKNOWN
    sections: Mapping[str, Mapping[str, Origin]] = field(
        default_factory=dict[str, "Mapping[str, Origin]"]
    )
    subjects: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])

    def lookup(self, section: str, name: str) -> Origin:
        """Return the origin of `name` in `section`, without regard to the case of A to Z.

        An exact line wins; among patterns that match, the one with the highest class does, so that
        adding a line about secrets never lowers a class by accident.
        """
        key = fold(name)
        matches = self._matches(section, key)
        found = max(matches, key=lambda origin: origin.data_class, default=self.default)
        if key not in self.subjects:
            return found
        subject, rank = self.subjects[key]
        return replace(found, subject=subject, rank=rank)

    def names(self, section: str, name: str) -> bool:
        """Whether any line of `section`, exact or pattern, is about `name`."""
        return bool(self._matches(section, fold(name)))

    def _matches(self, section: str, key: str) -> list[Origin]:
        lines = self.sections.get(section, {})
        if key in lines:
            return [lines[key]]
        return [origin for pattern, origin in lines.items() if _fits(pattern, key)]


def fold(name: str) -> str:
    """Return `name` with A to Z in lower case, as databases compare names.

    Unicode's own folding would take a Kelvin sign for a k, and two columns for one.
    """
    return name.translate(_ASCII_LOWER)


def _fits(pattern: str, key: str) -> bool:
    """Whether `key` is `pattern` with each `*` for any run of characters."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == key
    if not key.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        found = key.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(key) - at >= len(rest[-1]) and key.endswith(rest[-1])
