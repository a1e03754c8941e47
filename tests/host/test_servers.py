"""Servers that hang, die or come back wrong: one call fails, the rest goes on."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from asking import ask
from fastmcp import Client, FastMCP

from ostiary.testing.scripted_model import Call, Say
from ostiary_host.config import ServerConfig
from ostiary_host.connect import client_for
from ostiary_host.event import Event, ServerFailed, ServerReady
from ostiary_host.limits import Limits, Stop
from ostiary_host.servers import serving

DYING = '''
import os
from fastmcp import FastMCP
mcp = FastMCP("dying")
@mcp.tool
def leave() -> str:
    """End the process."""
    os._exit(3)
@mcp.tool
def environment() -> list[str]:
    """Return the names in the environment."""
    return sorted(os.environ)
mcp.run(show_banner=False)
'''


def _hanging() -> FastMCP[Any]:
    server: FastMCP[Any] = FastMCP("slow")

    @server.tool
    async def hang() -> str:
        """Never return."""
        await asyncio.Event().wait()
        return ""

    return server


async def test_a_tool_that_hangs_ends_with_the_time_and_the_model_still_answers() -> None:
    script = [Call("slow_hang"), Say("Nothing known.")]
    asked = await ask(script, servers={"slow": _hanging()}, limits=Limits(timeout_s=2.0))
    assert asked.answered.stop is Stop.TIME
    assert asked.answered.text == "Nothing known."


async def test_a_call_ends_at_its_own_deadline() -> None:
    events: list[Event] = []
    clients: dict[str, Client[Any]] = {"slow": Client(_hanging())}
    async with serving(clients, events.append) as servers:
        outcome = await servers.call(servers.tools[0], {}, timeout_s=0.2)
    assert outcome.code == "timeout"


async def test_a_server_that_is_not_ready_in_time_is_reported() -> None:
    class Slow(FastMCP[Any]):
        async def list_tools(self, *args: Any, **kwargs: Any) -> Any:
            await asyncio.Event().wait()

    events: list[Event] = []
    clients: dict[str, Client[Any]] = {"slow": Client(Slow("slow"))}
    async with serving(clients, events.append, start_timeout_s=0.2) as servers:
        assert servers.tools == []
    assert events == [ServerFailed("slow", "It was not ready after 0.2 s.")]


@pytest.mark.timeout(60)
async def test_a_server_that_dies_fails_its_call_and_no_other(tmp_path: Path) -> None:
    script = tmp_path / "dying.py"
    script.write_text(DYING)
    events: list[Event] = []
    configs = [
        ServerConfig(name=name, command=sys.executable, args=(str(script),), env={"GIVEN": "1"})
        for name in ("first", "second")
    ]
    clients = {config.name: client_for(config, tmp_path / config.name) for config in configs}
    async with serving(clients, events.append) as servers:
        assert {ready.server for ready in events if isinstance(ready, ServerReady)} == {
            "first",
            "second",
        }
        tools = {tool.offered_name: tool for tool in servers.tools}
        died = await servers.call(tools["first_leave"], {}, timeout_s=20)
        assert died.code in ("error", "upstream")
        again = await servers.call(tools["first_environment"], {}, timeout_s=20)
        assert again.code != "ok"
        alive = await servers.call(tools["second_environment"], {}, timeout_s=20)
        assert alive.code == "ok"
        # What a server is given is named; the rest of this process's environment is not its own.
        assert "GIVEN" in alive.text
        assert "PYTEST_CURRENT_TEST" not in alive.text


async def test_a_tool_whose_schema_cannot_be_offered_is_left_out_and_told() -> None:
    deep: dict[str, Any] = {"type": "object"}
    for _ in range(60):
        deep = {"type": "object", "properties": {"a": deep}}

    class Odd(FastMCP[Any]):
        async def list_tools(self, *args: Any, **kwargs: Any) -> Any:
            tools = await super().list_tools(*args, **kwargs)
            changed = tools[0].model_copy(update={"name": "deep", "parameters": deep})
            return [*tools, changed]

    odd = Odd("odd")
    odd.tool(lambda: "x", name="plain", description="Plain.")
    events: list[Event] = []
    async with serving({"odd": Client(odd)}, events.append) as servers:
        assert [tool.offered_name for tool in servers.tools] == ["odd_plain"]
    failed = [event.reason for event in events if isinstance(event, ServerFailed)]
    assert len(failed) == 1
    assert "deep is not offered" in failed[0]
