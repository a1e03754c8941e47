"""The two ends of a client's pipe, read and written by the event loop where that is possible.

A thread for every line and every frame, which is how files are read without blocking, costs more
than most calls do. Pipes and sockets need none. What is neither (a terminal, a file) gets the
thread: a descriptor in non-blocking mode is so for all who share it.
"""

import asyncio
import os
import stat
from contextlib import suppress
from functools import partial
from typing import BinaryIO, Protocol

import anyio.to_thread
from anyio import BrokenResourceError

MAX_LINE_BYTES = 8 * 1024 * 1024
_FLUSH_S = 5.0
"""How long the last frames may take to leave when the connection ends [s]."""


class Source(Protocol):
    """Where lines come from."""

    async def line(self) -> bytes:
        """Return the next line, cut at `MAX_LINE_BYTES`; nothing at the end."""
        ...

    async def close(self) -> None:
        """Leave the descriptor as it was."""
        ...


class Sink(Protocol):
    """Where frames go."""

    async def write(self, frame: bytes) -> None:
        """Write a whole frame.

        Raises:
            BrokenResourceError: Nobody reads any more.
        """
        ...

    async def close(self) -> None:
        """Let what waits leave, and the descriptor be as it was."""
        ...


async def source_of(descriptor: int) -> Source:
    """Return the lines of `descriptor`, which is ours alone."""
    file = os.fdopen(descriptor, "rb", closefd=False)
    if not _is_pipe(descriptor):
        return _FileSource(file)
    reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return _PipeSource(reader, transport, descriptor)


async def sink_of(descriptor: int) -> Sink:
    """Return the way out through `descriptor`, which is ours alone."""
    if not _is_pipe(descriptor):
        return _FileSink(os.fdopen(descriptor, "wb", closefd=False))
    file = os.fdopen(descriptor, "wb", buffering=0, closefd=False)
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.connect_write_pipe(_Flow, file)
    return _PipeSink(transport, protocol, descriptor)


class _PipeSource:
    def __init__(
        self, reader: asyncio.StreamReader, transport: asyncio.BaseTransport, descriptor: int
    ) -> None:
        self._reader = reader
        self._transport = transport
        self._descriptor = descriptor

    async def line(self) -> bytes:
        start = b""
        while True:
            try:
                rest = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError as error:
                rest = error.partial
            except asyncio.LimitOverrunError as error:
                # Longer than any message: its start is kept for its id, the rest dropped.
                piece = await self._reader.readexactly(error.consumed)
                start = start or piece[:MAX_LINE_BYTES]
                continue
            return start or rest

    async def close(self) -> None:
        self._transport.close()
        with suppress(OSError):
            os.set_blocking(self._descriptor, True)


class _FileSource:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def line(self) -> bytes:
        # Abandoned on cancellation: the thread may wait for ever for a line that never comes.
        return await anyio.to_thread.run_sync(self._read, abandon_on_cancel=True)

    async def close(self) -> None:
        """Do nothing: the descriptor was not changed, and a thread may still wait on it."""

    def _read(self) -> bytes:
        line = self._file.readline(MAX_LINE_BYTES)
        rest = line
        while len(rest) == MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = self._file.readline(MAX_LINE_BYTES)
        return line


class _Flow(asyncio.BaseProtocol):
    """Whether the pipe takes more, and whether it is still there."""

    def __init__(self) -> None:
        self.takes_more = asyncio.Event()
        self.takes_more.set()
        self.lost = asyncio.Event()

    def pause_writing(self) -> None:
        self.takes_more.clear()

    def resume_writing(self) -> None:
        self.takes_more.set()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.lost.set()
        self.takes_more.set()


class _PipeSink:
    def __init__(self, transport: asyncio.WriteTransport, flow: _Flow, descriptor: int) -> None:
        self._transport = transport
        self._flow = flow
        self._descriptor = descriptor

    async def write(self, frame: bytes) -> None:
        if self._flow.lost.is_set():
            raise BrokenResourceError
        self._transport.write(frame)
        if not self._flow.takes_more.is_set():
            await self._flow.takes_more.wait()

    async def close(self) -> None:
        self._transport.close()
        try:
            async with asyncio.timeout(_FLUSH_S):
                await self._flow.lost.wait()
        except TimeoutError:
            self._transport.abort()
        with suppress(OSError):
            os.set_blocking(self._descriptor, True)


class _FileSink:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    async def write(self, frame: bytes) -> None:
        try:
            await anyio.to_thread.run_sync(partial(self._write, frame))
        except (OSError, ValueError):
            raise BrokenResourceError from None

    async def close(self) -> None:
        """Do nothing: every frame was flushed as it was written."""

    def _write(self, frame: bytes) -> None:
        self._file.write(frame)
        self._file.flush()


def _is_pipe(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
