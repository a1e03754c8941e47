"""The SDK-level middleware: first on the wire coming in, last going out.

Every request and notification of every transport and era passes here before anything else looks at
it. A method that is not listed below does not exist. Tools, resources, prompts and their lists walk
the pipeline; what leaves is a frame that the gate builds from what the pipeline settled.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from fastmcp import FastMCP
from mcp.server.context import CallNext, HandlerResult
from mcp.server.session import ServerSession
from mcp.shared.exceptions import MCPError
from mcp_types import METHOD_NOT_FOUND
from pydantic import ValidationError

from ostiary.errors import CallError, CrashedError, InvalidInputError
from ostiary.guard.adapter.context import Context
from ostiary.guard.adapter.door import FrameworkDoor
from ostiary.guard.adapter.egress import (
    INBOUND_NOTIFICATIONS,
    INTERNAL_ERROR,
    REFUSED,
    Outbound,
    error_text,
)
from ostiary.guard.adapter.frame import list_frame, refusal_frame, result_frame
from ostiary.guard.adapter.identify import handle_of
from ostiary.guard.adapter.introduction import INTRODUCTIONS, introduction
from ostiary.guard.adapter.listing import LISTS, gather_list
from ostiary.guard.adapter.opened import Opened
from ostiary.guard.incoming import Incoming
from ostiary.guard.offer import Kind
from ostiary.identity import NETWORK, Channel

_CALLS = {
    "tools/call": Kind.TOOL,
    "resources/read": Kind.RESOURCE,
    "prompts/get": Kind.PROMPT,
    "completion/complete": Kind.COMPLETION,
}
GUARD = "dev.ostiary/guard"
"""The extension that carries the gate: the only one that is announced."""


class Gate:
    """The guard's place in the SDK's chain.

    Args:
        server: The server that is live on the connection.
        opened: Its open path; raises while there is none, and then every request fails.
        transport: How connections reach this server: `stdio`, `http`, `sse` or `memory`.
    """

    def __init__(
        self,
        server: FastMCP[Any],
        opened: Callable[[], Opened],
        transport: Callable[[], str],
    ) -> None:
        self._server = server
        self._opened = opened
        self._transport = transport

    def guards(self, server: FastMCP[Any]) -> bool:
        """Whether this is the gate of `server`."""
        return self._server is server

    def leads_to(self, opened: Callable[[], Opened]) -> bool:
        """Whether calls walk this open path from here."""
        return self._opened is opened

    async def __call__(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        """Serve one message; nothing but the guard's own frames and constant errors comes back."""
        try:
            guarded = _enclosed(ctx)
            if ctx.request_id is None:
                if ctx.method in INBOUND_NOTIFICATIONS:
                    await call_next(guarded)
                else:
                    self._opened().count_unserved("notification")
                return None
            return await self._serve(guarded, call_next)
        except MCPError as error:
            code, text = error_text(error.error.code)
            raise MCPError(code=code, message=text) from None
        except ValidationError:
            code, text = error_text(-32602)
            raise MCPError(code=code, message=text) from None
        except CallError as refusal:
            raise MCPError(code=REFUSED, message=str(refusal)) from None
        except Exception:  # noqa: BLE001 - whatever it is, its text stays inside
            raise MCPError(code=INTERNAL_ERROR, message=str(CrashedError())) from None

    async def _serve(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        if ctx.method == "ping":
            return await call_next(ctx)
        if ctx.method in INTRODUCTIONS:
            return introduction(await call_next(ctx), GUARD)
        if ctx.method in LISTS:
            return await self._list(ctx, call_next)
        kind = _CALLS.get(ctx.method)
        if kind is None:
            self._opened().count_unserved("method")
            raise MCPError(code=METHOD_NOT_FOUND, message="")
        return await self._call(ctx, kind)

    async def _call(self, ctx: Context, kind: Kind) -> HandlerResult:
        # Nothing of the framework's runs for a call: the pipeline runs the body, and what leaves is
        # built from what it settled.
        door = FrameworkDoor(self._server, ctx, kind)
        lowlevel = self._server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
        try:
            outcome = await self._opened().pipeline.walk(self._incoming(ctx, kind), door)
        except CallError as refusal:
            if kind is Kind.TOOL:
                return refusal_frame(ctx, lowlevel, refusal)
            raise
        return result_frame(ctx, lowlevel, outcome)

    async def _list(self, ctx: Context, call_next: CallNext) -> HandlerResult:
        async def gather(visible: Callable[[Any], bool]) -> tuple[Any, int]:
            try:
                raw = await call_next(ctx)
            except (MCPError, ValidationError):
                raise InvalidInputError(
                    "Initialize first; send no cursor but one that this list gave.",
                    detail="the framework made no list",
                ) from None
            told = cast("Mapping[str, Any]", raw)
            shown = await gather_list(self._server, ctx.method, told, visible)
            lowlevel = self._server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
            member = LISTS[ctx.method].member
            return list_frame(ctx, lowlevel, {member: shown}, told.get("nextCursor")), len(shown)

        pipeline = self._opened().pipeline
        listing = LISTS[ctx.method].offer(pipeline.server)
        return await pipeline.walk_list(self._incoming(ctx, Kind.LIST), listing, gather)

    def _incoming(self, ctx: Context, kind: Kind) -> Incoming:
        client = ctx.session.client_params
        return Incoming(
            kind=kind,
            principal=self._opened().identify(ctx),
            channel=Channel(
                transport=self._transport_of(ctx),
                era=ctx.protocol_version,
                client=client.client_info.name if client is not None else "",
            ),
            pinned=_is_pinned(ctx.params or {}),
            handle=handle_of(ctx),
        )

    def _transport_of(self, ctx: Context) -> str:
        transport = self._transport()
        # Mounted by somebody else's program, and served by that over HTTP.
        return "http" if ctx.request is not None and transport not in NETWORK else transport


def _is_pinned(params: Mapping[str, Any]) -> bool:
    """Whether the caller picks a version, a background task, or resumes a round we never began."""
    if any(key in params for key in ("task", "inputResponses", "requestState")):
        return True
    meta = params.get("_meta")
    return isinstance(meta, Mapping) and "fastmcp" in meta


def _enclosed(ctx: Context) -> Context:
    """Return `ctx` with both of its outgoing channels behind the allow-list."""
    session = ctx.session
    connection = session._connection  # pyright: ignore[reportPrivateUsage] # pinned by tests
    if not isinstance(connection.outbound, Outbound):
        connection.outbound = cast("Any", Outbound(connection.outbound))
    inner = session._request_outbound  # pyright: ignore[reportPrivateUsage] # pinned by tests
    meta = ctx.meta if ctx.request_id is not None else None
    token = meta.get("progress_token") if meta is not None else None
    enclosed = ServerSession(cast("Any", Outbound(inner, token)), connection, request_meta=meta)
    return replace(ctx, session=enclosed)
