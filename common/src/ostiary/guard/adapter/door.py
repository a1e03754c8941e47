"""The framework's side of one tool call, resource read or prompt: finding it and running it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from fastmcp import FastMCP
from fastmcp.exceptions import NotFoundError as FastMCPNotFoundError
from fastmcp.server.providers.fastmcp_provider import FastMCPProviderTool
from mcp.server.context import CallNext, ServerRequestContext
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel

from ostiary.classes import DataClass
from ostiary.errors import InvalidInputError
from ostiary.guard.adapter.body import Permit, component_function, offer_of, permitted
from ostiary.guard.offer import Kind, Offer

Context = ServerRequestContext[Any, Any]

_MAX_URI_CHARS = 2048


class FrameworkDoor:
    """One request, as FastMCP and the SDK would serve it.

    Args:
        server: The server that is live on the connection.
        ctx: The SDK's context of the request.
        call_next: The rest of the SDK's chain.
        kind: What is asked for.
    """

    def __init__(self, server: FastMCP[Any], ctx: Context, call_next: CallNext, kind: Kind) -> None:
        self._server = server
        self._ctx = ctx
        self._call_next = call_next
        self._kind = kind
        self._uri_arguments: dict[str, Any] = {}
        self.raw: Mapping[str, Any] = {}

    async def resolve(self) -> Offer | None:
        """Return the offer that the request names exactly, or None."""
        params = self._ctx.params or {}
        if self._kind is Kind.RESOURCE:
            uri = params.get("uri")
            return await self._resolve_resource(uri) if isinstance(uri, str) else None
        name = params.get("name")
        if not isinstance(name, str):
            return None
        if self._kind is Kind.TOOL:
            return await resolve_tool(self._server, name)
        prompt = await self._server.get_prompt(name)
        return _exact(prompt, name) if prompt is not None else None

    async def run(
        self, offer: Offer, arguments: dict[str, Any], ground: Any, clearance: DataClass
    ) -> Any:
        """Run the body through the framework on exactly these arguments; return its result.

        Raises:
            CallError: The body raised it, or the framework would not run the body.
        """
        permit = Permit(offer, arguments, ground, clearance)
        try:
            with permitted(permit):
                raw = await self._call_next(replace(self._ctx, params=self._params(arguments)))
        except MCPError:
            # The framework's own refusal, in words that may quote arguments.
            raw = {}
        if permit.error is not None:
            raise permit.error
        if not permit.ended:
            raise InvalidInputError(
                "An argument does not have the type that the schema names.",
                detail="the framework did not run the body",
            )
        self.raw = raw if isinstance(raw, dict) else {}
        return permit.value

    def render(self, value: Any) -> Any:
        """Return the body's result as JSON: models as objects, the rest as it is."""
        if not isinstance(value, BaseModel):
            return value
        # Pydantic's warnings quote what does not have the declared type.
        return value.model_dump(mode="json", by_alias=True, warnings=False)

    def arguments(self) -> object:
        """Return the arguments as sent. A resource's are the parts of its URI."""
        params = self._ctx.params or {}
        return self._uri_arguments if self._kind is Kind.RESOURCE else params.get("arguments")

    def _params(self, arguments: dict[str, Any]) -> dict[str, Any]:
        # Made anew: nothing but what was decided on travels further.
        params = self._ctx.params or {}
        meta = {"_meta": params["_meta"]} if "_meta" in params else {}
        if self._kind is Kind.RESOURCE:
            return {"uri": params["uri"], **meta}
        return {"name": params["name"], "arguments": arguments, **meta}

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
        return offer_of(component_function(template))


async def resolve_tool(server: FastMCP[Any], name: str) -> Offer | None:
    """Return the offer behind the tool listed as `name`, through any number of mounts.

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
    return offer_of(component_function(tool))


def _exact(component: Any, name: str) -> Offer | None:
    return offer_of(component_function(component)) if component.name == name else None
