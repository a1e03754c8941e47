"""Serving one client over stdin and stdout, with an answer to every frame that can have one."""

import os
from collections.abc import Callable
from types import TracebackType
from typing import Self

from anyio import BrokenResourceError
from mcp.shared.message import SessionMessage

from ostiary.guard.adapter.guarded import GuardedServer
from ostiary.guard.adapter.message import (
    NO_MESSAGE,
    NotAMessageError,
    read_message,
    write_message,
)
from ostiary.guard.adapter.pipe import MAX_LINE_BYTES, Sink, Source, sink_of, source_of


async def serve_stdio(server: GuardedServer) -> int:
    """Serve until the client closes stdin; return the exit status.

    While serving, descriptor 0 reads nothing and descriptor 1 is standard error: no child can take
    a frame, and nothing that a library prints can pass for one.
    """
    async with server._lifespan_manager():  # pyright: ignore[reportPrivateUsage] # pinned by tests
        writing = _Writing(await sink_of(_claim(1, os.dup(2))))
        source = await source_of(_claim(0, os.open(os.devnull, os.O_RDONLY)))
        reading = _Reading(source, writing, server.opened.count_unserved)
        lowlevel = server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
        await lowlevel.run(reading, writing, lowlevel.create_initialization_options())
    return 0


class _Stream:
    """What the SDK asks of both directions: it may be entered, left and closed."""

    async def aclose(self) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        await self.aclose()


class _Writing(_Stream):
    """The frames that leave."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def send(self, item: SessionMessage, /) -> None:
        if (line := write_message(item.message)) is not None:
            await self._sink.write(line)

    async def aclose(self) -> None:
        await self._sink.close()


class _Reading(_Stream):
    """The messages that come; a line that is none is answered on the way."""

    def __init__(
        self, source: Source, writing: _Writing, count_unserved: Callable[[str], None]
    ) -> None:
        self._source = source
        self._writing = writing
        self._count_unserved = count_unserved

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage:
        while line := await self._source.line():
            if not line.strip():
                continue
            try:
                return SessionMessage(read_message(line, MAX_LINE_BYTES))
            except NotAMessageError as error:
                self._count_unserved(NO_MESSAGE)
                try:
                    await self._writing.send(SessionMessage(error.answer))
                except BrokenResourceError:
                    break
        raise StopAsyncIteration

    async def receive(self) -> SessionMessage:
        return await anext(self)

    async def aclose(self) -> None:
        await self._source.close()


def _claim(descriptor: int, instead: int) -> int:
    """Return a private way to what `descriptor` leads to; it leads to `instead` from now on."""
    wire = os.dup(descriptor)
    os.set_inheritable(wire, False)
    os.dup2(instead, descriptor)
    os.close(instead)
    return wire
