"""A folder that is looked through, and the class of everything below it."""

from dataclasses import dataclass

from ostiary.server import Origin
from ostiary_filesystem.found import Found
from ostiary_filesystem.origins import Origins


@dataclass(frozen=True, slots=True)
class Browsed:
    """The ground of a tree or a search.

    Args:
        found: Where it begins.
        origins: The classes, as they were when the call was examined.
    """

    found: Found
    origins: Origins

    @property
    def path(self) -> str:
        """Where it begins, from the root's name on."""
        return self.found.spot.path if self.found.spot is not None else ""

    def whole(self, path: str) -> str:
        """Return a path from where it begins as one that begins with the root's name."""
        return f"{self.path}/{path}" if path else self.path

    def origin(self, path: str) -> Origin:
        """Return the origin of what stands at a path from where it begins."""
        return self.origins.of(self.whole(path))
