"""Packets of the MySQL protocol: written whole, read piece by piece.

A row of 50 MB is never held: what is not wanted of it is read past.

Source: MariaDB, "Client/Server Protocol", 0-packet; MySQL, "Protocol Basics".
"""

import struct
from typing import BinaryIO

_CHUNK = 0xFFFFFF
"""The longest chunk of a packet; one of just this length has another after it."""

_HEADER = struct.Struct("<I")
_PAST_BYTES = 64 * 1024
MAX_ROW_BYTES = 256 * 1024 * 1024
MAX_WHOLE_BYTES = 8 * 1024 * 1024


class LostError(Exception):
    """The connection is gone, or does not speak the protocol."""


class TooLongError(Exception):
    """A packet is longer than what is read past."""


def packet(body: bytes) -> bytes:
    """Return `body`, of less than 16 MB, as the first packet of an exchange."""
    return _HEADER.pack(len(body)) + body


class Reader:
    """Reads packets from a connection.

    Args:
        file: Its incoming side.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._number = 0

    def expect(self) -> None:
        """Say that what comes next is the beginning of the answer to a command."""
        self._number = 1

    def begin(self) -> "Packet":
        """Return the next packet, of which its first chunk's header has been read.

        Raises:
            LostError: There is none.
        """
        return Packet(self)

    def bytes(self, size: int) -> bytes:
        """Return the next `size` bytes.

        Raises:
            LostError: The connection ended before them.
        """
        try:
            data = self._file.read(size)
        except (OSError, ValueError) as error:
            raise LostError from error
        if len(data) < size:
            raise LostError
        return data

    def header(self) -> int:
        """Return the length of the next chunk.

        Raises:
            LostError: It is not the one that follows: what is read belongs to another answer.
        """
        (word,) = _HEADER.unpack(self.bytes(4))
        if word >> 24 != self._number & 0xFF:
            raise LostError
        self._number += 1
        return word & _CHUNK


class Packet:
    """One packet, read from its front.

    Args:
        reader: Where it comes from.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read_bytes = 0
        self._buffer = b""
        self._position = 0
        self._left = 0
        self._is_last = False
        self._next_chunk()

    @property
    def is_at_end(self) -> bool:
        """Whether all of it has been read."""
        return not self._available() and self._is_last

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes.

        Raises:
            LostError: It is not so long.
            TooLongError: It is longer than what is read of any packet.
        """
        end = self._position + size
        if end <= len(self._buffer):
            taken = self._buffer[self._position : end]
            self._position = end
            return taken
        parts: list[bytes] = []
        while size:
            part = self._some(size)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Read past `size` bytes.

        Raises:
            LostError: It is not so long.
            TooLongError: It is longer than what is read past.
        """
        while size:
            size -= len(self._some(min(size, _PAST_BYTES)))

    def rest(self) -> bytes:
        """Return all that is left of it.

        Raises:
            TooLongError: That is more than 8 MiB.
        """
        parts: list[bytes] = []
        total = 0
        while not self.is_at_end:
            part = self._some(_PAST_BYTES)
            total += len(part)
            if total > MAX_WHOLE_BYTES:
                raise TooLongError
            parts.append(part)
        return b"".join(parts)

    def number(self) -> int:
        """Return a length-encoded integer."""
        first = self.take(1)[0]
        if first < 0xFB:
            return first
        size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first)
        if size is None:
            raise LostError
        return int.from_bytes(self.take(size), "little")

    def text(self) -> bytes:
        """Return a length-encoded string."""
        return self.take(self.number())

    def _available(self) -> int:
        return len(self._buffer) - self._position + self._left

    def _some(self, size: int) -> bytes:
        """Return at least one and at most `size` bytes."""
        if self._position < len(self._buffer):
            part = self._buffer[self._position : self._position + size]
            self._position += len(part)
            return part
        while not self._left:
            if self._is_last:
                raise LostError
            self._next_chunk()
            if self._position < len(self._buffer):
                return self._some(size)
        part = self._reader.bytes(min(size, self._left))
        self._left -= len(part)
        return part

    def _next_chunk(self) -> None:
        size = self._reader.header()
        self._read_bytes += size
        if self._read_bytes > MAX_ROW_BYTES:
            raise TooLongError
        self._is_last = size < _CHUNK
        if size <= _PAST_BYTES:
            # What is short is read at once, and sliced.
            self._buffer, self._position, self._left = self._reader.bytes(size), 0, 0
        else:
            self._buffer, self._position, self._left = b"", 0, size
