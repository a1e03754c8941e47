"""What a server says its tools are, before anything else reads it: each tool is judged alone.

The SDK reads a whole listing or none of it, compiles what it declares, and has no bound on how much
there is. Here a bad tool is left out by itself, and a flood ends at a bound that is told.
"""

import json
from collections.abc import Mapping
from typing import Any

from fastmcp import Client

from ostiary_host.jsonvalue import as_list, as_object, as_text
from ostiary_host.schema import SchemaError
from ostiary_host.tool import Tool, make_tool

MAX_TOOLS = 128
"""How many tools one server may have on offer."""

MAX_SERVER_BYTES = 256 * 1024
"""How large one server's definitions may be together, as the model's endpoint is sent them."""

MAX_PAGES = 64
"""How many pages of tools are asked for."""

_MAX_COMPLAINTS = 8
_MAX_NAME_CHARACTERS = 128


class Screen:
    """Stands between one session and its connection, and judges each listed tool.

    Args:
        server: The server's name in the configuration.
        connection: The session's dispatcher; everything but listings passes unchanged.
    """

    def __init__(self, server: str, connection: Any) -> None:
        self._server = server
        self._connection = connection
        self._seen = self._bytes = self._surplus = 0
        self._faults: list[str] = []
        self.tools: dict[str, Tool] = {}

    @property
    def is_full(self) -> bool:
        """Whether a bound is reached, so that nothing further is asked for."""
        return self._surplus > 0 or self._seen >= 2 * MAX_TOOLS

    @property
    def complaints(self) -> list[str]:
        """What was left out and why: a bounded number of sentences, names escaped."""
        told = self._faults[:_MAX_COMPLAINTS]
        if len(self._faults) > len(told):
            told.append(f"{len(self._faults) - len(told)} more of its tools are not offered.")
        if self._surplus:
            told.append(
                f"{self._surplus} or more of its tools are not offered: a server may offer "
                f"{MAX_TOOLS} tools, of {MAX_SERVER_BYTES // 1024} KiB together."
            )
        return told

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def send_raw_request(
        self, method: str, params: Mapping[str, Any] | None, opts: Any = None
    ) -> dict[str, Any]:
        """Return the server's result; of a listing of tools, what may be read of it."""
        result: dict[str, Any] = await self._connection.send_raw_request(method, params, opts)
        return self.screened(result) if method == "tools/list" else result

    def screened(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """Return a listing that holds only tools that can be offered.

        Args:
            result: The listing as the server sent it.
        """
        kept: list[dict[str, Any]] = []
        for listed in as_list(result.get("tools")) or []:
            # Counted, not judged: what is beyond the bound must not cost time either.
            if self.is_full or len(self.tools) >= MAX_TOOLS:
                self._surplus += 1
            elif (tool := self._judged(listed)) is not None:
                self.tools[tool.name] = tool
                # Its output's schema is not passed on: the SDK would run a stranger's patterns.
                kept.append(
                    {
                        "name": tool.name,
                        "description": tool.description,
                        "inputSchema": tool.schema,
                    }
                )
        cursor = result.get("nextCursor")
        goes_on = isinstance(cursor, str) and not self.is_full
        if isinstance(cursor, str) and not goes_on:
            self._surplus += 1
        page = {key: value for key, value in result.items() if key not in ("tools", "nextCursor")}
        return page | {"tools": kept} | ({"nextCursor": cursor} if goes_on else {})

    def _judged(self, listed: object) -> Tool | None:
        self._seen += 1
        entry = as_object(listed) or {}
        name = as_text(entry.get("name"))
        schema = as_object(entry.get("inputSchema"))
        if not name or len(name) > _MAX_NAME_CHARACTERS:
            return self._refuse(name or "(without a name)", "it has no usable name")
        if name in self.tools:
            return self._refuse(name, "its name is listed twice")
        if schema is None:
            return self._refuse(name, "its inputSchema is not an object")
        description = as_text(entry.get("description")) or as_text(entry.get("title")) or name
        try:
            tool = make_tool(self._server, name, description, schema)
        except SchemaError as error:
            return self._refuse(name, str(error))
        if self._bytes + tool.size_bytes > MAX_SERVER_BYTES:
            self._surplus += 1
            return None
        self._bytes += tool.size_bytes
        return tool

    def _refuse(self, name: str, reason: str) -> None:
        self._faults.append(f"Its tool {escaped(name)} is not offered: {reason}.")


def escaped(name: str) -> str:
    """Return a stranger's name as at most 80 characters, escaped to printable ASCII."""
    text = json.dumps(name)[1:-1].replace("\x7f", "\\u007f")
    return text if len(text) <= 80 else text[:77] + "..."


async def list_tools(server: str, client: Client[Any]) -> tuple[list[Tool], list[str]]:
    """Return the tools of a connected server that can be offered, and why others cannot.

    Args:
        server: The server's name in the configuration.
        client: Connected; its session is screened from now on.
    """
    session: Any = client.session
    # There is no public way to see a result before it is read; the SDK's later listings pass too.
    screen = Screen(server, session._dispatcher)
    session._dispatcher = screen
    tools: list[Tool] = []
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await client.list_tools_mcp(cursor=cursor)
        # By the page, not by the screen: the SDK leaves out what its protocol version forbids.
        tools += [screen.tools[listed.name] for listed in page.tools]
        cursor = page.next_cursor
        if cursor is None:
            return tools, screen.complaints
    return tools, [*screen.complaints, f"Its list of tools has more than {MAX_PAGES} pages."]
