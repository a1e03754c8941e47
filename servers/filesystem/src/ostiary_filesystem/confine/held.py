"""A descriptor that is closed when nobody holds it any more, whatever became of the call."""

import os
from contextlib import suppress
from typing import Self


class Held:
    """An open descriptor.

    What an examination opens goes through the decision to the body, or is dropped on the way by a
    refusal; either way the last reference closes it.

    Args:
        fd: The descriptor, which belongs to this object from now on.
    """

    __slots__ = ("_fd",)

    def __init__(self, fd: int) -> None:
        self._fd = fd

    @property
    def fd(self) -> int:
        """The descriptor.

        Raises:
            ValueError: It was closed.
        """
        if self._fd < 0:
            raise ValueError("closed")
        return self._fd

    def stat(self) -> os.stat_result:
        """Return what the descriptor is of."""
        return os.fstat(self.fd)

    def close(self) -> None:
        """Close it, unless that was done."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with suppress(OSError):
                os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()
