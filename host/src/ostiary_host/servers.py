"""The MCP servers of one host: started side by side, each living and failing on its own."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastmcp import Client
from mcp_types import CallToolResult, ContentBlock, TextContent

from ostiary_host.event import Observe, ServerFailed, ServerReady
from ostiary_host.jsonvalue import compact
from ostiary_host.outcome import OK, Outcome, failure
from ostiary_host.screen import escaped, list_tools
from ostiary_host.tool import Tool

START_TIMEOUT_S = 30.0
"""How long a server may take until its tools are listed [s]."""

MAX_ALL_BYTES = 512 * 1024
"""How large the definitions of all servers may be together, as the endpoint is sent them."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


class Servers:
    """The tools of the servers that started.

    Args:
        clients: The connected clients, by server name.
        tools: What they offer, in a stable order, names unique.
    """

    def __init__(self, clients: Mapping[str, Client[Any]], tools: Sequence[Tool]) -> None:
        self._clients = clients
        self.tools = tools

    async def call(self, tool: Tool, arguments: dict[str, Any], timeout_s: float) -> Outcome:
        """Return what the call came to; a failure of any kind is an outcome, never an exception."""
        client = self._clients[tool.server]
        try:
            # The raw result: the typed one is built by a parser that logs the values it rejects.
            result = await client.call_tool_mcp(tool.name, arguments, timeout=timeout_s)
        except Exception as error:  # noqa: BLE001 - one server's failure must not end the others
            if "timed out" in str(error):
                return failure("[timeout] The server did not answer in time.")
            if not client.is_connected():
                return failure("[upstream] The server is no longer there. Its tools are gone.")
            return failure(f"The server failed: {_spoken(error)}")
        return read_result(result)


def read_result(result: CallToolResult) -> Outcome:
    """Return a tool's result as the model can read it: structured content first, else its text."""
    text = "\n".join(_block_text(block) for block in result.content)
    if result.is_error:
        return failure(text)
    value: object = result.structured_content
    return Outcome(OK, text if value is None else compact(value), value)


@asynccontextmanager
async def serving(
    clients: Mapping[str, Client[Any]],
    observe: Observe,
    *,
    logs: Mapping[str, Path] | None = None,
    start_timeout_s: float = START_TIMEOUT_S,
) -> AsyncGenerator[Servers]:
    """Yield the tools of all servers that start; report those that do not.

    Args:
        clients: One client a server, not yet connected, by server name.
        observe: Told of each server that is ready or failed.
        logs: Where a server's standard error goes, by name; its end is told if it does not start.
        start_timeout_s: How long a server may take until its tools are listed [s].
    """
    lives = [
        _Life(name, client, (logs or {}).get(name), start_timeout_s)
        for name, client in clients.items()
    ]
    tasks = [asyncio.create_task(life.run()) for life in lives]
    try:
        for life in lives:
            await life.settled.wait()
        yield Servers(clients, _offered(lives, observe))
    finally:
        for life in lives:
            life.end.set()
        await asyncio.gather(*tasks)


class _Life:
    """One server from start to end, in a task of its own: its failure stays its own."""

    def __init__(
        self, name: str, client: Client[Any], log: Path | None, start_timeout_s: float
    ) -> None:
        self.name = name
        self.settled = asyncio.Event()
        self.end = asyncio.Event()
        self.tools: list[Tool] = []
        self.complaints: list[str] = []
        self.is_ready = False
        self._client = client
        self._log = log
        self._start_timeout_s = start_timeout_s

    async def run(self) -> None:
        try:
            async with asyncio.timeout(self._start_timeout_s) as deadline, self._client:
                self.tools, self.complaints = await list_tools(self.name, self._client)
                deadline.reschedule(None)
                self.is_ready = True
                self.settled.set()
                await self.end.wait()
        except TimeoutError:
            self.complaints.append(f"It was not ready after {self._start_timeout_s:g} s.")
        except Exception as error:  # noqa: BLE001 - whatever a server does, the others go on
            if not self.is_ready:
                self.complaints.append(self._why(error))
        finally:
            self.settled.set()

    def _why(self, error: Exception) -> str:
        said = ""
        if self._log is not None and self._log.exists():
            said = _CONTROL.sub(" ", self._log.read_text(errors="replace")[-2000:]).strip()
        return f"It did not start: {said or _spoken(error)}"


def _offered(lives: Sequence[_Life], observe: Observe) -> list[Tool]:
    """Return the tools to offer, sorted by name: the same servers always make the same prefix."""
    offered: dict[str, Tool] = {}
    left_bytes = MAX_ALL_BYTES
    for life in lives:
        names: list[str] = []
        surplus = 0
        for tool in life.tools if life.is_ready else []:
            if tool.offered_name in offered:
                life.complaints.append(f"Its tool {escaped(tool.name)} has the name of another.")
            elif tool.size_bytes > left_bytes:
                surplus += 1
            else:
                left_bytes -= tool.size_bytes
                offered[tool.offered_name] = tool
                names.append(tool.offered_name)
        if surplus:
            life.complaints.append(
                f"{surplus} of its tools are not offered: all servers together may offer "
                f"{MAX_ALL_BYTES // 1024} KiB of definitions."
            )
        if life.is_ready:
            observe(ServerReady(life.name, tuple(sorted(names))))
        for complaint in life.complaints:
            observe(ServerFailed(life.name, complaint))
    return [offered[name] for name in sorted(offered)]


def _block_text(block: ContentBlock) -> str:
    if isinstance(block, TextContent):
        return block.text
    # A text model is told that there was something, not given what it cannot read.
    return f"[{block.type} left out: the model reads text only]"


def _spoken(error: Exception) -> str:
    text = " ".join(_CONTROL.sub(" ", str(error)).split()) or type(error).__name__
    return text if len(text) <= 300 else text[:297] + "..."
