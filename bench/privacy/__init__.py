"""Detection of personal data: how much is found, what is taken for it wrongly, and how fast."""

from collections.abc import Iterator

from bench.privacy import detection, speed
from bench.row import Row


def rows() -> Iterator[Row]:
    """Yield all rows."""
    yield from detection.rows()
    yield from speed.rows()
