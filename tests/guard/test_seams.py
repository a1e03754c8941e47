"""The private names of FastMCP and the SDK that the adapter uses are there and mean what it thinks."""

import inspect
from typing import Any

import pytest
from fastmcp import Client, FastMCP
from fastmcp.server.extensions import ServerExtension
from fastmcp.server.providers.fastmcp_provider import FastMCPProviderTool
from mcp.server.session import ServerSession
from notes_example import MakeOffice

from ostiary.guard.adapter.gate import Gate
from ostiary.guard.assemble import require_seams


def test_the_sdk_runs_a_list_of_middleware_that_can_be_added_to() -> None:
    lowlevel = vars(FastMCP("x"))["_mcp_server"]
    assert isinstance(lowlevel.middleware, list)
    assert hasattr(lowlevel, "get_tool_input_schema")
    assert "logging/setLevel" in vars(lowlevel)["_request_handlers"]


def test_a_session_holds_its_connection_and_its_requests_channel() -> None:
    channel, connection = object(), type("C", (), {"protocol_version": "2026-07-28"})()
    session = ServerSession(channel, connection)  # type: ignore[arg-type]
    assert vars(session)["_connection"] is connection
    assert vars(session)["_request_outbound"] is channel


def test_registering_an_extension_binds_it() -> None:
    bound: list[object] = []

    class Probe(ServerExtension):
        identifier = "dev.ostiary/probe"

        def _bind(self, server: FastMCP[Any]) -> None:
            super()._bind(server)
            bound.append(server)

    server: FastMCP[Any] = FastMCP("x")
    server.add_extension(Probe())
    assert bound == [server]


async def test_a_mounted_tool_names_its_own_server() -> None:
    child: FastMCP[Any] = FastMCP("child")

    @child.tool
    def work() -> str:
        return "x"

    parent: FastMCP[Any] = FastMCP("parent")
    parent.mount(child, namespace="in")
    tool = await parent.get_tool("in_work")
    assert isinstance(tool, FastMCPProviderTool)
    private: Any = tool
    assert private._server is child
    assert private._original_name == "work"


async def test_interceptors_run_after_middleware(office: MakeOffice) -> None:
    # That a rewriting middleware is caught rests on this order; so does test_no_way_round.
    source = inspect.getsource(FastMCP.call_tool)
    assert source.index("_dispatch_component_middleware") < source.index(
        "_compose_tool_call_interceptors"
    )
    async with Client(office().server()) as client:
        assert (await client.call_tool("list_notes", {})).structured_content


def test_a_server_whose_gate_is_not_in_place_does_not_start(office: MakeOffice) -> None:
    server = office().server()
    require_seams(server)
    chain: list[Any] = vars(server)["_mcp_server"].middleware
    assert isinstance(chain[0], Gate)
    gate = chain.pop(0)
    with pytest.raises(RuntimeError, match="gate"):
        require_seams(server)
    chain.append(gate)
    with pytest.raises(RuntimeError, match="gate"):
        require_seams(server)
