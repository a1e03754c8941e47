"""Counts of what is not worth a record each, such as requests that nobody could be made out behind.

Bounded: whoever floods a server fills neither its memory nor its disk.
"""

import threading
from collections import Counter

INTERVAL_S = 60.0
"""At most one record of a reason in this time [s]."""

_MAX_REASONS = 32
_OTHERS = "other"


class Aggregates:
    """Counts by reason, kept until they are due. Any thread may count."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._told_s: dict[str, float] = {}
        self._lock = threading.Lock()

    def count(self, reason: str) -> None:
        """Count one. The reason is a constant of the code that counts."""
        with self._lock:
            known = reason in self._counts or len(self._counts) < _MAX_REASONS
            self._counts[reason if known else _OTHERS] += 1

    def take(self, now_s: float, *, all_of_them: bool = False) -> dict[str, int]:
        """Return the counts that are due, and forget them.

        Args:
            now_s: The time now, by a clock that only measures spans [s].
            all_of_them: Whether to return what is not due yet, too.
        """
        with self._lock:
            due = {
                reason: number
                for reason, number in self._counts.items()
                if all_of_them or now_s - self._told_s.get(reason, -INTERVAL_S) >= INTERVAL_S
            }
            for reason in due:
                del self._counts[reason]
                self._told_s[reason] = now_s
            return due
