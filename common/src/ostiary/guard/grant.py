"""What one call may cost at most: reserved before it runs, corrected to what it did cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """The most that one call may cost. A body that takes a parameter `grant` keeps within it.

    Args:
        rows: Rows of data in its result.
        max_bytes: Size of its result as JSON [bytes].
        timeout_s: How long it may run [s].
    """

    rows: int
    max_bytes: int
    timeout_s: float

    def cap_rows(self, rows: int) -> int:
        """Return `rows`, or what is granted of them."""
        return min(rows, self.rows)
