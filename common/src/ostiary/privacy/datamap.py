"""What `data.yaml` says: the class and kind of every column, folder, field and tool it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ostiary.classes import UNKNOWN, Origin


@dataclass(frozen=True, slots=True)
class DataMap:
    """Origins by section and name.

    Args:
        default: The origin of what no line names; `UNKNOWN` unless the file says otherwise.
        sections: Per section (`columns`, `folders`, `fields`, `tools`, `resources`, `prompts`)
            patterns in lower case, where `*` stands for any run of characters, with origins.
    """

    default: Origin = UNKNOWN
    sections: Mapping[str, Mapping[str, Origin]] = field(
        default_factory=dict[str, "Mapping[str, Origin]"]
    )

    def lookup(self, section: str, name: str) -> Origin:
        """Return the origin of `name` in `section`, without regard to case.

        An exact line wins; among patterns that match, the one with the highest class does, so that
        adding a line about secrets never lowers a class by accident.
        """
        lines = self.sections.get(section, {})
        key = name.lower()
        exact = lines.get(key)
        if exact is not None:
            return exact
        matches = [origin for pattern, origin in lines.items() if fnmatchcase(key, pattern)]
        if not matches:
            return self.default
        return max(matches, key=lambda origin: origin.data_class)
