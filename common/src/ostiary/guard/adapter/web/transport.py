"""The SDK's transports as ASGI applications, for as long as they are entered."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastmcp import FastMCP
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.sse import SseServerTransport
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from sse_starlette.sse import AppStatus
from starlette.types import ASGIApp, Receive, Scope, Send

from ostiary.guard.adapter.identify import CALLER
from ostiary.guard.adapter.web.reading import MAX_BODY_BYTES

HTTP_PATHS: Mapping[bytes, str] = {b"/mcp": "POST"}
SSE_PATHS: Mapping[bytes, str] = {b"/sse": "GET", b"/messages/": "POST"}

# Host and Origin are the front's business: a second list would only disagree with the first.
_NO_SECOND_LIST = TransportSecuritySettings(enable_dns_rebinding_protection=False)


def transport_app(
    server: FastMCP[Any], transport: str, *, is_streaming: bool
) -> AbstractAsyncContextManager[ASGIApp]:
    """Return what serves `transport`, to be entered.

    Args:
        server: An opened server.
        transport: `http` or `sse`.
        is_streaming: Whether HTTP answers are event streams.
    """
    return _sse(server) if transport == "sse" else _http(server, is_streaming=is_streaming)


@asynccontextmanager
async def _http(server: FastMCP[Any], *, is_streaming: bool) -> AsyncGenerator[ASGIApp]:
    # Stateless: no session that could be another's, and any replica can answer.
    manager = StreamableHTTPSessionManager(
        app=server._mcp_server,  # pyright: ignore[reportPrivateUsage] # pinned by tests
        json_response=not is_streaming,
        stateless=True,
        security_settings=_NO_SECOND_LIST,
        max_request_body_size=MAX_BODY_BYTES,
    )
    # A stream that answers a call ends with the call, also while the server is shutting down.
    AppStatus.disable_automatic_graceful_drain()
    async with manager.run():
        yield manager.handle_request


@asynccontextmanager
async def _sse(server: FastMCP[Any]) -> AsyncGenerator[ASGIApp]:
    lowlevel = server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
    sse = SseServerTransport(
        "/messages/", security_settings=_NO_SECOND_LIST, max_request_body_size=MAX_BODY_BYTES
    )
    AppStatus.enable_automatic_graceful_drain_mode()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        name = scope[CALLER].name
        # The SDK binds a session to this user, and answers others as if it did not exist.
        scope["user"] = AuthenticatedUser(AccessToken(token="", client_id=name, scopes=[]))
        if scope["method"] == "POST":
            await sse.handle_post_message(scope, receive, send)
            return
        async with sse.connect_sse(scope, receive, send) as (reading, writing):
            options = lowlevel.create_initialization_options()
            await lowlevel.run(reading, writing, options)

    async with server._lifespan_manager():  # pyright: ignore[reportPrivateUsage] # pinned by tests
        yield app
