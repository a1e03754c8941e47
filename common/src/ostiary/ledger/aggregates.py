"""Counts of what is not worth a record each, such as requests that nobody could be made out behind.

Bounded: whoever floods a server fills neither its memory nor its disk.
"""

import threading
from collections import Counter

INTERVAL_S = 60.0
"""At most one record of a reason in this time [s]."""

_MAX_REASONS = 32
_OTHERS = "other"
_What = tuple[str, str]


class Aggregates:
    """Counts by reason, kept until they are due. Any thread may count."""

    def __init__(self) -> None:
        self._counts: Counter[_What] = Counter()
        self._told_s: dict[_What, float] = {}
        self._lock = threading.Lock()

    def count(self, kind: str, reason: str) -> None:
        """Count one. Kind and reason are constants of the code that counts."""
        what = (kind, reason)
        with self._lock:
            known = what in self._counts or len(self._counts) < _MAX_REASONS
            self._counts[what if known else (kind, _OTHERS)] += 1

    def take(self, now_s: float, *, all_of_them: bool = False) -> dict[_What, int]:
        """Return the counts that are due, by kind and reason, and forget them.

        Args:
            now_s: The time now, by a clock that only measures spans [s].
            all_of_them: Whether to return what is not due yet, too.
        """
        with self._lock:
            due = {
                what: number
                for what, number in self._counts.items()
                if all_of_them or now_s - self._told_s.get(what, -INTERVAL_S) >= INTERVAL_S
            }
            for what in due:
                del self._counts[what]
                self._told_s[what] = now_s
            return due
