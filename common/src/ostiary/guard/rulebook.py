"""The rules in force: read anew when their files change, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from ostiary.guard.rules import Rules
from ostiary.policy.reload import Fresh, Refused, Unchanged, reread

LOOK_EVERY_S = 2.0
"""How long a changed file may go unnoticed [s]."""


class Rulebook:
    """Holds the rules of one server. A call takes them once and keeps to them until it ends.

    Args:
        folder: The policy bundle.
        load: Reads the rules from it.

    Raises:
        PolicyFileError: They cannot be used.
    """

    def __init__(self, folder: Path, load: Callable[[], Rules]) -> None:
        self._folder = folder
        self._load = load
        self._refused = ""
        self.current = load()

    def look(self) -> Fresh[Rules] | Refused | None:
        """Put what the folder holds in force, if it is new and sound; say what is new.

        A version that was refused is told once. It reads files: not for the event loop's thread.
        """
        found = reread(self._folder, self.current.bundle.version, self._load)
        if isinstance(found, Unchanged):
            self._refused = ""
            return None
        if isinstance(found, Fresh):
            self.current, self._refused = found.value, ""
            return found
        known = f"{found.version} {found.fault}"
        if known == self._refused:
            return None
        self._refused = known
        return found
