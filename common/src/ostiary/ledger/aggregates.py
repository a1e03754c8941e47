"""Counts of what is not worth a record each.

Requests that nobody could be made out behind, what is no request at all, and the lists of somebody
who asks for them in a loop. Bounded: whoever floods a server fills neither its memory nor its disk.
"""

import threading
from collections import Counter

INTERVAL_S = 60.0
"""At most one record of a reason in this time [s]."""

_MAX_REASONS = 32
_MAX_PRINCIPALS = 1024
_OTHERS = "other"
_What = tuple[str, str, str]


class Aggregates:
    """Counts by reason, kept until they are due. Any thread may count."""

    def __init__(self) -> None:
        self._counts: Counter[_What] = Counter()
        self._told_s: dict[_What, float] = {}
        self._lock = threading.Lock()

    def count(self, kind: str, reason: str, principal: str = "") -> None:
        """Count one.

        Args:
            kind: Of the record; a constant of the code that counts.
            reason: Likewise.
            principal: Whose; empty for nobody's.
        """
        what = (kind, reason, principal)
        with self._lock:
            self._counts[what if self._has_room(what) else (kind, _OTHERS, "")] += 1

    def _has_room(self, what: _What) -> bool:
        if what in self._counts:
            return True
        is_somebodys = bool(what[2])
        alike = sum(bool(principal) == is_somebodys for _, _, principal in self._counts)
        return alike < (_MAX_PRINCIPALS if is_somebodys else _MAX_REASONS)

    def take(self, now_s: float, *, all_of_them: bool = False) -> dict[_What, int]:
        """Return the counts that are due, by kind, reason and principal, and forget them.

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
            # When each was last told matters for an interval only; what is older is let go.
            self._told_s = {
                what: told_s for what, told_s in self._told_s.items() if now_s - told_s < INTERVAL_S
            } | dict.fromkeys(due, now_s)
            return due
