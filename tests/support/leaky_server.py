"""A guarded server over stdio whose bodies leak a marked secret on every channel that they reach.

Run as a program; settings come from the environment. The secret never is in this file, so that a
traceback's source lines cannot hold it.
"""

import asyncio
import logging
import warnings
from contextlib import suppress
from typing import Annotated, Any

import mcp_types
from fastmcp import Context
from fastmcp.exceptions import ToolError
from fastmcp.server.dependencies import get_context
from fastmcp.server.middleware import CallNext, Middleware, MiddlewareContext
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel, Field

from ostiary.server import GuardedServer, ServerSettings, guarded, run

SECRET = f"LEAK-{4711}"


class LeakySettings(ServerSettings, server="notes"):
    """Settings."""

    root: str = ""


class Said(BaseModel):
    """What a body says."""

    text: str
    count: int = 7
    parts: list[str] = []
    by_name: dict[str, str] = {}


class LeakyError(Exception):
    """An error whose text, representation and cause leak."""

    def __repr__(self) -> str:
        return SECRET


def build(settings: LeakySettings) -> GuardedServer:
    """Return the server."""
    server = guarded(settings, instructions="Leaks.")

    @server.tool(title="Result")
    async def by_result() -> Said:
        """Leak in every part of a result."""
        return Said(text=SECRET, parts=[SECRET], by_name={SECRET: SECRET})

    server.add_middleware(LeakyMiddleware())

    @server.tool(title="Side")
    async def by_side_channel() -> Said:
        """Leak beside the result."""
        _speak()
        with suppress(RuntimeError):
            await get_context().info(SECRET)
        return Said(text="done")

    @server.tool(title="Wait")
    async def by_waiting() -> Said:
        """Wait for ever."""
        await asyncio.Event().wait()
        return Said(text="never")

    @server.tool(title="Raise")
    async def by_raising(how: Annotated[str, Field(description="Which error.")]) -> Said:
        """Leak by an error."""
        errors: dict[str, BaseException] = {
            "plain": LeakyError(SECRET),
            "tool": ToolError(SECRET),
            "mcp": MCPError(code=-32021, message=SECRET, data={"x": SECRET}),
            "value": ValueError({SECRET: SECRET}),
            "group": ExceptionGroup(SECRET, [LeakyError(SECRET)]),
            "timeout": TimeoutError(SECRET),
            "model": _model_error(),
        }
        raise errors[how] from LeakyError(SECRET)

    @server.resource("leak://all", title="Resource")
    async def all_of_it() -> str:
        """Leak by a resource."""
        return SECRET

    @server.prompt(title="Prompt")
    async def prompt_of_it() -> str:
        """Leak by a prompt."""
        raise LeakyError(SECRET)

    return server


class LeakyMiddleware(Middleware):
    """What the framework still runs for a list, and gives its context to."""

    def __init__(self) -> None:
        self.late: set[asyncio.Task[None]] = set()

    async def on_list_tools(
        self, context: MiddlewareContext[Any], call_next: CallNext[Any, Any]
    ) -> Any:
        """Leak beside the list, and once more when it has left."""
        ctx = context.fastmcp_context
        assert ctx is not None
        session: Any = ctx.session
        await _leak_beside(ctx, session)

        async def later() -> None:
            await asyncio.sleep(0)
            await session._connection.outbound.notify("x/late", {"a": SECRET})
            raise LeakyError(SECRET)

        self.late.add(asyncio.get_running_loop().create_task(later()))
        return await call_next(context)


async def _leak_beside(ctx: Context, session: Any) -> None:
    """Send the secret by everything that a body can reach but its result."""
    warnings.simplefilter("ignore")
    for attempt in (
        lambda: ctx.info(SECRET),
        lambda: ctx.error(SECRET, logger_name=SECRET, extra={SECRET: SECRET}),
        lambda: ctx.report_progress(1, 2, SECRET),
        lambda: ctx.elicit(SECRET, response_type=str),
        lambda: ctx.send_notification(_log_notification()),
        lambda: ctx.send_notification(mcp_types.ToolListChangedNotification()),
        lambda: ctx.session.send_resource_updated(f"x://{SECRET}"),
        lambda: session._connection.outbound.notify("x/custom", {"a": SECRET}),
        lambda: session._connection.outbound.send_raw_request("roots/list", {"a": SECRET}),
        lambda: session._request_outbound.notify("x/custom", {"a": SECRET}),
    ):
        with suppress(Exception):  # whether it may is not the question
            await attempt()


def _speak() -> None:
    for name in ("", "fastmcp", "mcp", "made.up"):
        logging.getLogger(name).error("%s", SECRET)
        try:
            raise LeakyError(SECRET)
        except LeakyError:
            logging.getLogger(name).exception(SECRET)


def _log_notification() -> Any:
    params = mcp_types.LoggingMessageNotificationParams(level="error", data=SECRET, logger=SECRET)
    return mcp_types.LoggingMessageNotification(params=params)


def _model_error() -> Exception:
    try:
        Said.model_validate({"text": [SECRET]})
    except Exception as error:  # noqa: BLE001 - the error is the point
        return error
    raise AssertionError("not valid")


if __name__ == "__main__":
    run(build, LeakySettings)
