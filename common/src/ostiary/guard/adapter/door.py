"""The framework's side of one tool call, resource read, prompt or completion: what it addresses."""

from collections.abc import Mapping
from typing import Any, cast

from fastmcp import FastMCP
from fastmcp.exceptions import NotFoundError as FastMCPNotFoundError
from fastmcp.resources.security import DEFAULT_RESOURCE_SECURITY
from fastmcp.server.providers.fastmcp_provider import FastMCPProviderTool

from ostiary.guard.adapter.context import Context
from ostiary.guard.adapter.guarded import GuardedServer
from ostiary.guard.adapter.stub import component_function, offer_of
from ostiary.guard.offer import Kind, Offer

_MAX_URI_CHARS = 2048


class FrameworkDoor:
    """One request, as FastMCP and the SDK understand it.

    Args:
        server: The server that is live on the connection.
        ctx: The SDK's context of the request.
        kind: What is asked for.
    """

    def __init__(self, server: FastMCP[Any], ctx: Context, kind: Kind) -> None:
        self._server = server
        self._ctx = ctx
        self._kind = kind
        self._uri_arguments: dict[str, Any] = {}

    async def resolve(self) -> Offer | None:
        """Return the offer that the request names exactly, or None."""
        params = self._ctx.params or {}
        if self._kind is Kind.RESOURCE:
            uri = params.get("uri")
            return await self._resolve_resource(uri) if isinstance(uri, str) else None
        if self._kind is Kind.COMPLETION:
            return _resolve_completion(self._server, params)
        name = params.get("name")
        if not isinstance(name, str):
            return None
        if self._kind is Kind.TOOL:
            return await resolve_tool(self._server, name)
        prompt = await self._server.get_prompt(name)
        return _exact(prompt, name) if prompt is not None else None

    async def progress(self, done: float, total: float | None = None) -> None:
        """Send the numbers to the caller, if his request carried a progress token."""
        channel = self._ctx.session._request_outbound  # pyright: ignore[reportPrivateUsage] # pinned by tests
        await channel.progress(done, total)

    def arguments(self) -> object:
        """Return the arguments as sent. A resource's are the parts of its URI."""
        params = self._ctx.params or {}
        if self._kind is Kind.COMPLETION:
            return {"value": _member(params, "argument").get("value")}
        return self._uri_arguments if self._kind is Kind.RESOURCE else params.get("arguments")

    async def _resolve_resource(self, uri: str) -> Offer | None:
        if len(uri) > _MAX_URI_CHARS:
            return None
        resource = await self._server.get_resource(uri)
        if resource is not None:
            self._uri_arguments = {}
            return offer_of(component_function(resource))
        template = await self._server.get_resource_template(uri)
        if template is None:
            return None
        self._uri_arguments = template.matches(uri) or {}
        # The framework screens them where it reads a resource itself, which is never here.
        screen = template.resolve_security(DEFAULT_RESOURCE_SECURITY)
        if screen is not None and screen.validate(self._uri_arguments) is not None:
            return None
        return offer_of(component_function(template))


async def resolve_tool(server: FastMCP[Any], name: str) -> Offer | None:
    """Return the offer behind the tool listed as `name`."""
    return offer_of(component_function(await find_tool(server, name)))


async def find_tool(server: FastMCP[Any], name: str) -> Any:
    """Return the tool listed as `name`, through any number of mounts, or None.

    A name that only the framework's hashed addresses or transforms would reach is none of ours.
    """
    try:
        tool: Any = await server.get_tool(name)
    except FastMCPNotFoundError:
        return None
    if tool is None or tool.name != name:
        return None
    while isinstance(tool, FastMCPProviderTool):
        inner = cast("FastMCP[Any]", tool._server)  # pyright: ignore[reportPrivateUsage] # the only link from a mounted tool to its own server
        tool = await inner.get_tool(tool._original_name or "")  # pyright: ignore[reportPrivateUsage]
    return tool


def _exact(component: Any, name: str) -> Offer | None:
    return offer_of(component_function(component)) if component.name == name else None


def _resolve_completion(server: FastMCP[Any], params: Mapping[str, Any]) -> Offer | None:
    """Return the offer that completes exactly this argument of exactly this prompt or template."""
    reference, argument = _member(params, "ref"), _member(params, "argument")
    of = reference.get("name" if reference.get("type") == "ref/prompt" else "uri")
    name = argument.get("name")
    if not (isinstance(server, GuardedServer) and isinstance(of, str) and isinstance(name, str)):
        return None
    return server.completions.get((of, name))


def _member(params: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = params.get(name)
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
