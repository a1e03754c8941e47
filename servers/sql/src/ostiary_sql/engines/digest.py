"""A digest of rows, whatever their order: what tells whether the same rows are met again.

Standard library only: SQLite's worker imports this file.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256


class RowDigest:
    """Takes rows, and stands for all of them."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []

    def add(self, row: Sequence[object]) -> None:
        """Take one row: of numbers, texts, bytes and None."""
        one = sha256()
        for part in _parts(row):
            one.update(len(part).to_bytes(8, "big"))
            one.update(part)
        self._rows.append(one.digest())

    def __len__(self) -> int:
        return len(self._rows)

    def value(self) -> bytes:
        """Return the digest [32 bytes]."""
        return sha256(b"".join(sorted(self._rows))).digest()


def _parts(row: Sequence[object]) -> Iterable[bytes]:
    for value in row:
        yield type(value).__name__.encode()
        yield value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
