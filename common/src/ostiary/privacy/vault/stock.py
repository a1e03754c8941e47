"""Random bytes asked of the system once for many: each request is a system call."""

from collections.abc import Callable

_MOST = 1 << 16


class Stock:
    """Random bytes for one thread's use, each handed out once.

    Args:
        random: Returns so many random bytes.
        size: How many are needed in all, about; at most 64 KiB are held at once.
    """

    def __init__(self, random: Callable[[int], bytes], size: int) -> None:
        self._random = random
        self._size = min(size, _MOST)
        self._held = b""
        self._at = 0

    def __call__(self, number: int) -> bytes:
        """Return so many bytes, which nobody gets again."""
        end = self._at + number
        if end > len(self._held):
            self._held, self._at, end = self._random(max(self._size, number)), 0, number
        taken = self._held[self._at : end]
        self._at = end
        return taken
