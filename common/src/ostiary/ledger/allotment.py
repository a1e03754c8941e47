"""How many free records a principal may leave singly: a loop of lists must not fill the disk.

Pure but for what it remembers. Lists cost nothing, so nothing else would end such a loop.
"""

from dataclasses import dataclass, field

WINDOW_S = 60.0
MAX_SINGLY = 60
"""How many free records of one principal stand singly in each window."""

_MAX_PRINCIPALS = 4096
"""How many principals are told apart in one window; those beyond have nothing left."""


@dataclass(slots=True)
class Allotment:
    """What each principal has left in this window. Used by one thread."""

    _began_s: float = 0.0
    _used: dict[str, int] = field(default_factory=dict[str, int])

    def take(self, principal: str, now_s: float) -> bool:
        """Use one up; return whether there was one.

        Args:
            principal: Whose.
            now_s: The time, by a clock that only measures spans [s].
        """
        if not self._used or now_s - self._began_s >= WINDOW_S:
            self._began_s = now_s
            self._used.clear()
        if principal not in self._used and len(self._used) >= _MAX_PRINCIPALS:
            return False
        used = self._used.get(principal, 0)
        self._used[principal] = min(used + 1, MAX_SINGLY)
        return used < MAX_SINGLY
