"""Serving one client over stdin and stdout, with an answer to every frame that can have one.

The SDK drops a line that it cannot read without a word, and a client waits for ever. Here each line
is read before the SDK sees it: one that is no message is answered with the JSON-RPC error that says
so, under its own id where that can be read. Lines are bounded.
"""

import os
import sys
from collections.abc import AsyncIterator
from typing import Any, BinaryIO, cast

import anyio
import anyio.to_thread
from fastmcp import FastMCP
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from ostiary.guard.adapter.message import check_message

MAX_LINE_BYTES = 8 * 1024 * 1024


async def serve_stdio(server: FastMCP[Any]) -> int:
    """Serve until the client closes stdin; return the exit status."""
    lines = _Lines(_claim_stdin())
    # The SDK iterates over what it is given and asks nothing else of it.
    async with (
        server._lifespan_manager(),  # pyright: ignore[reportPrivateUsage] # pinned by tests
        stdio_server(stdin=cast("anyio.AsyncFile[str]", lines)) as (reading, writing),
    ):
        lines.refuse = writing.send
        lowlevel = server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
        await lowlevel.run(reading, writing, lowlevel.create_initialization_options())
    return 0


class _Lines:
    """The lines of a pipe that are messages; the others are refused on the way."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self.refuse: Any = None

    async def __aiter__(self) -> AsyncIterator[str]:
        while line := await anyio.to_thread.run_sync(self._read, abandon_on_cancel=True):
            error = check_message(line, MAX_LINE_BYTES)
            if error is None:
                yield line.decode()
            elif line.strip():
                await self.refuse(SessionMessage(error))

    def _read(self) -> bytes:
        line = self._pipe.readline(MAX_LINE_BYTES)
        rest = line
        while len(rest) == MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = self._pipe.readline(MAX_LINE_BYTES)
        return line


def _claim_stdin() -> BinaryIO:
    """Return the wire; descriptor 0 reads nothing from now on: no child can take a frame."""
    wire = os.dup(sys.stdin.fileno())
    os.set_inheritable(wire, False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(wire, "rb", closefd=False)
