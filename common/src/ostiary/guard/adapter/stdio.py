"""Serving one client over stdin and stdout, with an answer to every frame that can have one.

The SDK drops a line that it cannot read without a word, and a client waits for ever. Here each line
is read before the SDK sees it: one that is no message is answered with the JSON-RPC error that says
so, under its own id where that can be read. Lines are bounded.
"""

import json
import os
import re
import sys
from collections.abc import AsyncIterator
from typing import Any, BinaryIO, cast

import anyio
import anyio.to_thread
from fastmcp import FastMCP
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import ErrorData, JSONRPCError, JSONRPCNotification, jsonrpc_message_adapter

MAX_LINE_BYTES = 8 * 1024 * 1024
PARSE_ERROR, INVALID_REQUEST = -32700, -32600
_TEXT = {PARSE_ERROR: "Parse error", INVALID_REQUEST: "Invalid request"}

# Where JSON that Python cannot hold (too deep, a number too long) still begins as clients write it.
_ID = re.compile(rb'\A\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d{1,15}|"[\w-]{1,64}")\s*,')


async def serve_stdio(server: FastMCP[Any]) -> None:
    """Serve until the client closes stdin."""
    lines = _Lines(_claim_stdin())
    # The SDK iterates over what it is given and asks nothing else of it.
    async with (
        server._lifespan_manager(),  # pyright: ignore[reportPrivateUsage] # pinned by tests
        stdio_server(stdin=cast("anyio.AsyncFile[str]", lines)) as (reading, writing),
    ):
        lines.refuse = writing.send
        lowlevel = server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
        await lowlevel.run(reading, writing, lowlevel.create_initialization_options())


def check_line(line: bytes) -> JSONRPCError | None:
    """Return the error that answers `line`, or None for one that is a message."""
    try:
        message = jsonrpc_message_adapter.validate_json(line, by_name=False)
        # A request whose id is of no type that an id may have passes for a notification.
        if not isinstance(message, JSONRPCNotification) or "id" not in json.loads(line):
            return None
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, it is no message
        pass
    code, number = _reason(line)
    return JSONRPCError(jsonrpc="2.0", id=number, error=ErrorData(code=code, message=_TEXT[code]))


class _Lines:
    """The lines of a pipe that are messages; the others are refused on the way."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self.refuse: Any = None

    async def __aiter__(self) -> AsyncIterator[str]:
        while line := await anyio.to_thread.run_sync(self._read, abandon_on_cancel=True):
            error = check_line(line)
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


def _reason(line: bytes) -> tuple[int, int | str | None]:
    """Return the code of what is wrong with `line`, and its id where one can be read."""
    if len(line) < MAX_LINE_BYTES:
        try:
            frame = json.loads(line)
        except (ValueError, RecursionError):
            pass
        else:
            number = cast("dict[str, Any]", frame).get("id") if isinstance(frame, dict) else None
            usable = isinstance(number, int | str) and not isinstance(number, bool)
            return INVALID_REQUEST, number if usable and len(str(number)) <= 64 else None
    found = _ID.match(line)
    return PARSE_ERROR, json.loads(found.group(1)) if found else None


def _claim_stdin() -> BinaryIO:
    """Return the wire; descriptor 0 reads nothing from now on: no child can take a frame."""
    wire = os.dup(sys.stdin.fileno())
    os.set_inheritable(wire, False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(wire, "rb", closefd=False)
