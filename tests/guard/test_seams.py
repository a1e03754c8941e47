"""The private names of FastMCP and the SDK that the guard uses are there and mean what it thinks."""

import inspect
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from copy import copy
from pathlib import Path
from typing import Annotated, Any

import fastmcp
import pytest
from fastmcp import Client, FastMCP
from fastmcp.server.extensions import ServerExtension
from fastmcp.server.providers.fastmcp_provider import FastMCPProviderTool
from fastmcp.tools import Tool
from mcp.server.session import ServerSession
from mcp_types import ToolListChangedNotification
from notes_example import MakeOffice
from pydantic import BaseModel, Field

from ostiary.guard import assemble
from ostiary.guard.adapter.gate import GUARD
from ostiary.guard.adapter.plain import require_plain
from ostiary.guard.adapter.seams import SeamError, require_seams
from ostiary.server import ServerSettings, guarded

GUARD_FOLDER = Path(assemble.__file__).parent


def lowlevel_of(server: FastMCP[Any]) -> Any:
    return vars(server)["_mcp_server"]


# Each private name has a pin, and each pin a name -------------------------------------------------


def pin_mcp_server() -> None:
    lowlevel = lowlevel_of(FastMCP("x"))
    assert isinstance(lowlevel.middleware, list)
    assert inspect.iscoroutinefunction(lowlevel.run)
    assert lowlevel.create_initialization_options().server_name == "x"


def pin_request_handlers() -> None:
    lowlevel = lowlevel_of(FastMCP("x"))
    assert lowlevel.create_initialization_options().capabilities.logging is not None
    del vars(lowlevel)["_request_handlers"]["logging/setLevel"]
    assert lowlevel.create_initialization_options().capabilities.logging is None


def pin_lifespan_manager() -> None:
    server: Any = FastMCP("x")
    assert isinstance(server._lifespan_manager(), AbstractAsyncContextManager)


def pin_connection() -> None:
    session, connection, _ = session_of_parts()
    assert vars(session)["_connection"] is connection


def pin_request_outbound() -> None:
    session, _, channel = session_of_parts()
    assert vars(session)["_request_outbound"] is channel


def pin_server() -> None:
    assert "_server" in FastMCPProviderTool.__private_attributes__


def pin_original_name() -> None:
    assert "_original_name" in FastMCPProviderTool.__private_attributes__


def pin_extensions() -> None:
    server: Any = FastMCP("x")
    extension = Probe()
    server.add_extension(extension)
    assert server._extensions["dev.ostiary/probe"] is extension


def pin_mask_error_details() -> None:
    for masked in (True, False):
        server: Any = FastMCP("x", mask_error_details=masked)
        assert server._mask_error_details is masked


def pin_support_tasks_by_default() -> None:
    for supported in (True, False):
        server: Any = FastMCP("x", tasks=supported)
        assert server._support_tasks_by_default is supported


PINS: dict[str, Callable[[], None]] = {
    "_mcp_server": pin_mcp_server,
    "_request_handlers": pin_request_handlers,
    "_lifespan_manager": pin_lifespan_manager,
    "_connection": pin_connection,
    "_request_outbound": pin_request_outbound,
    "_server": pin_server,
    "_original_name": pin_original_name,
    "_extensions": pin_extensions,
    "_mask_error_details": pin_mask_error_details,
    "_support_tasks_by_default": pin_support_tasks_by_default,
}


def test_every_private_name_that_is_used_has_a_pin() -> None:
    used: set[str] = set()
    for path in GUARD_FOLDER.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "reportPrivateUsage" in line:
                used.update(re.findall(r"(?<!self)\.(_\w+)", line.partition("#")[0]))
    assert used == PINS.keys()


@pytest.mark.parametrize("name", PINS)
def test_a_private_name_is_there_and_means_what_the_guard_thinks(name: str) -> None:
    PINS[name]()


class Probe(ServerExtension):
    """An extension that notes where it was bound."""

    identifier = "dev.ostiary/probe"
    auto_register = True

    def __init__(self, bound: list[object] | None = None) -> None:
        self.bound = [] if bound is None else bound

    def clone(self) -> "Probe":
        return Probe(self.bound)

    def _bind(self, server: FastMCP[Any]) -> None:
        super()._bind(server)
        self.bound.append(server)


class Channel:
    """An outgoing side that notes what it is told."""

    can_send_request = False

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def notify(self, method: str, params: object, opts: object = None) -> None:
        self.sent.append(method)


def session_of_parts() -> tuple[ServerSession, Any, Channel]:
    channel = Channel()
    connection: Any = type("C", (), {"protocol_version": "2025-11-25", "outbound": Channel()})()
    return ServerSession(channel, connection), connection, channel  # type: ignore[arg-type]


# What the guard builds on them --------------------------------------------------------------------


async def test_a_session_sends_by_its_two_channels_alone() -> None:
    session, connection, channel = session_of_parts()
    await session.send_notification(ToolListChangedNotification())
    await session.send_notification(ToolListChangedNotification(), related_request_id="1")
    assert len(connection.outbound.sent) == len(channel.sent) == 1


async def test_the_first_of_the_middleware_sees_every_message_first_and_its_answer_last() -> None:
    server: FastMCP[Any] = FastMCP("x")
    seen: list[str] = []

    def noting(name: str) -> Any:
        async def middleware(ctx: Any, call_next: Any) -> Any:
            seen.append(f"{name} {ctx.method}")
            answer = await call_next(ctx)
            seen.append(f"{name} done")
            return answer

        return middleware

    chain = lowlevel_of(server).middleware
    chain.insert(0, noting("first"))
    chain.append(noting("last"))
    async with Client(server, mode="legacy") as client:
        await client.list_tools()
    assert [each for each in seen if "done" not in each][:6] == [
        "first initialize", "last initialize",
        "first notifications/initialized", "last notifications/initialized",
        "first tools/list", "last tools/list",
    ]  # fmt: skip
    assert seen[seen.index("last tools/list") :][1:3] == ["last done", "first done"]


def test_an_extension_is_bound_where_it_is_added_and_where_that_is_mounted() -> None:
    child: FastMCP[Any] = FastMCP("child")
    extension = Probe()
    child.add_extension(extension)
    parent: FastMCP[Any] = FastMCP("parent")
    parent.mount(child)
    assert extension.bound == [child, parent]


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


async def test_the_sdk_asks_for_schemas_where_it_would_read_headers() -> None:
    lowlevel = lowlevel_of(FastMCP("x"))
    assert hasattr(lowlevel, "get_tool_input_schema")


# A server whose guard is not in place -------------------------------------------------------------


def _without_gate(server: Any) -> None:
    lowlevel_of(server).middleware.pop(0)


def _gate_second(server: Any) -> None:
    async def other(ctx: Any, call_next: Any) -> Any:
        return await call_next(ctx)

    lowlevel_of(server).middleware.insert(0, other)


def _gate_last(server: Any) -> None:
    chain = lowlevel_of(server).middleware
    chain.append(chain.pop(0))


def _gate_of_another(server: Any) -> None:
    own = copy(lowlevel_of(server).middleware[0])
    vars(own)["_server"] = FastMCP("other")
    lowlevel_of(server).middleware[0] = own


def _without_extension(server: Any) -> None:
    del server._extensions[GUARD]


def _another_extension(server: Any) -> None:
    server._extensions[GUARD] = Probe()


def _unbound_extension(server: Any) -> None:
    server._extensions[GUARD] = server._extensions[GUARD].clone()


def _unmasked(server: Any) -> None:
    server._mask_error_details = False


def _with_tasks(server: Any) -> None:
    server._support_tasks_by_default = True


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_without_gate, "gate"),
        (_gate_second, "gate"),
        (_gate_last, "gate"),
        (_gate_of_another, "gate"),
        (_without_extension, "extension"),
        (_another_extension, "extension"),
        (_unbound_extension, "extension"),
        (_unmasked, "mask_error_details"),
        (_with_tasks, "tasks"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_server_whose_guard_is_not_in_place_is_not_served(
    office: MakeOffice, spoil: Callable[[Any], None], message: str
) -> None:
    server = office().server()
    require_seams(server)
    spoil(server)
    with pytest.raises(SeamError, match=message):
        require_seams(server)


def test_a_framework_that_makes_spans_serves_nothing(
    office: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fastmcp.settings, "telemetry_mode", "native")
    server = office().server()
    assert fastmcp.settings.telemetry_mode == "propagation_only", "making a server turns them off"
    fastmcp.settings.telemetry_mode = "native"
    with pytest.raises(SeamError, match="telemetry"):
        require_seams(server)


def test_a_framework_that_binds_no_extension_makes_no_guarded_server(
    office: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(_server: object, _extension: object) -> None:
        """Register nothing."""

    monkeypatch.setattr(FastMCP, "add_extension", forget)
    with pytest.raises(SeamError):
        office().server()


class Found(BaseModel):
    """Nothing."""


class PlainSettings(ServerSettings, server="notes"):
    """Settings."""

    root: str = ""


def test_an_argument_that_would_travel_in_a_header_is_refused(office: MakeOffice) -> None:
    server = guarded(office().settings(PlainSettings), instructions="x")

    async def find(
        email: Annotated[
            str, Field(description="Whose.", json_schema_extra={"x-mcp-header": "Email"})
        ],
    ) -> Found:
        """Find."""
        return Found()

    with pytest.raises(TypeError, match="x-mcp-header"):
        server.tool(title="Find")(find)


def test_a_component_that_runs_in_the_background_is_refused() -> None:
    async def work() -> str:
        return "x"

    tool = Tool.from_function(work, task=True)
    with pytest.raises(TypeError, match="background"):
        require_plain(tool, tool.parameters)
