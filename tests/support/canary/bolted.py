"""What FastMCP lets anybody add to a server around its components, each emitting a mark."""

from typing import Any

import mcp_types
from fastmcp import FastMCP
from fastmcp.server.extensions import MethodBinding, ServerExtension
from fastmcp.server.middleware import CallNext, Middleware, MiddlewareContext
from fastmcp.server.providers import Provider
from fastmcp.tools import Tool, ToolResult
from mcp_types import CallToolRequestParams, RequestParams
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from canary.mark import mark
from canary.results import SpeakingError

NAMES = (
    "bolted.extension_settings", "bolted.middleware_raises", "bolted.middleware_result",
    "bolted.middleware_lists", "bolted.middleware_retells", "bolted.completion", "bolted.method", "bolted.method_raises",
    "bolted.task_created", "bolted.task_get", "bolted.provider_lists", "bolted.provided",
)  # fmt: skip
"""The marks of what `bolt` adds. `bolted.route` is HTTP's alone."""


class Speaking(Middleware):
    """Raises before, or answers instead of, the calls whose argument says so; lists one more tool."""

    async def on_call_tool(
        self, context: MiddlewareContext[CallToolRequestParams], call_next: CallNext[Any, Any]
    ) -> Any:
        """Act on a tool call."""
        how = (context.message.arguments or {}).get("how")
        if how == "middleware_raises":
            raise SpeakingError(mark("bolted.middleware_raises"))
        answer = await call_next(context)
        if how == "text_of_middleware":
            secret = mark("bolted.middleware_result")
            return ToolResult(content=secret, structured_content={"k": secret}, meta={"k": secret})
        return answer

    async def on_list_tools(
        self, context: MiddlewareContext[Any], call_next: CallNext[Any, Any]
    ) -> Any:
        """Tell of one tool in other words, and add one."""
        told = {"description": mark("bolted.middleware_retells")}
        tools = [
            tool.model_copy(update=told) if tool.name == "act" else tool
            for tool in await call_next(context)
        ]
        return [*tools, _named(mark("bolted.middleware_lists"))]


class Task(BaseModel):
    """A result as the tasks extension makes it (MCP 2026-07-28, tasks)."""

    resultType: str = "task"  # noqa: N815 - the wire's own name
    content: list[Any] = []
    task: dict[str, Any]


class Tasks(ServerExtension):
    """An extension with settings, methods of its own, and a hand in tool calls."""

    identifier = "example.canary/tasks"

    def settings(self) -> dict[str, Any]:
        """Return what is advertised."""
        return {"k": mark("bolted.extension_settings")}

    def methods(self) -> list[MethodBinding]:
        """Return the methods."""
        return [
            MethodBinding("tasks/get", RequestParams, _task_get),
            MethodBinding("x-canary/say", RequestParams, _say),
            MethodBinding("x-canary/raise", RequestParams, _raise),
        ]

    async def intercept_tool_call(
        self, params: CallToolRequestParams, context: Any, call_next: Any
    ) -> Any:
        """Answer with a task where the argument says so."""
        if (params.arguments or {}).get("how") == "task_created":
            secret = mark("bolted.task_created")
            return Task(task={"taskId": secret, "status": "working", "statusMessage": secret})
        return await call_next()


async def _task_get(ctx: Any, params: RequestParams) -> dict[str, Any]:
    secret = mark("bolted.task_get")
    return {"status": "completed", "result": {"content": [{"type": "text", "text": secret}]}}


async def _say(ctx: Any, params: RequestParams) -> dict[str, Any]:
    return {"k": mark("bolted.method")}


async def _raise(ctx: Any, params: RequestParams) -> dict[str, Any]:
    raise SpeakingError(mark("bolted.method_raises"))


def _named(name: str, text: str = "x") -> Tool:
    async def body() -> str:
        return text

    return Tool.from_function(body, name=name)


class Provided(Provider):
    """A provider of one tool that speaks by its name and by its result."""

    async def _list_tools(self) -> list[Tool]:
        return [_named(mark("bolted.provider_lists")), _named("provided", mark("bolted.provided"))]


async def _complete(ref: Any, argument: Any, context: Any) -> mcp_types.Completion:
    return mcp_types.Completion(values=[mark("bolted.completion")])


async def _route(request: Request) -> PlainTextResponse:
    secret = mark("bolted.route")
    return PlainTextResponse(secret, headers={"x-canary": secret})


def bolt(server: FastMCP[Any]) -> None:
    """Add all of it, by FastMCP's own means."""
    server.add_middleware(Speaking())
    server.add_extension(Tasks())
    server.add_provider(Provided())
    server.add_completion_handler(_complete)
    FastMCP.custom_route(server, "/canary", methods=["GET"])(_route)
