"""Lists: the framework's, less what the caller may never use and what never passed the gate."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastmcp import FastMCP

from ostiary.guard.adapter.door import resolve_tool
from ostiary.guard.adapter.stub import component_function, offer_of
from ostiary.guard.offer import Kind, Offer

Resolve = Callable[[FastMCP[Any], str], Awaitable[Offer | None]]


@dataclass(frozen=True, slots=True)
class _List:
    """One list method: where its entries stand, what addresses them, how an address resolves."""

    name: str
    member: str
    address: str
    resolve: Resolve

    def offer(self, server: str) -> Offer:
        """Return the list itself as something that policy decides on."""
        return Offer(server, Kind.LIST, self.name, {"type": "object"})


async def _resolve_resource(server: FastMCP[Any], uri: str) -> Offer | None:
    return offer_of(component_function(await server.get_resource(uri)))


async def _resolve_template(server: FastMCP[Any], template: str) -> Offer | None:
    for found in await server.list_resource_templates(run_middleware=False):
        if found.uri_template == template:
            return offer_of(component_function(found))
    return None


async def _resolve_prompt(server: FastMCP[Any], name: str) -> Offer | None:
    return offer_of(component_function(await server.get_prompt(name)))


LISTS = {
    "tools/list": _List("tools", "tools", "name", resolve_tool),
    "resources/list": _List("resources", "resources", "uri", _resolve_resource),
    "resources/templates/list": _List(
        "templates", "resourceTemplates", "uriTemplate", _resolve_template
    ),
    "prompts/list": _List("prompts", "prompts", "name", _resolve_prompt),
}


async def gather_list(
    server: FastMCP[Any], method: str, raw: dict[str, Any], visible: Callable[[Offer], bool]
) -> tuple[dict[str, Any], int]:
    """Return the list frame that may leave, and how many entries it shows.

    Args:
        server: The server that is live on the connection.
        method: The list method.
        raw: The framework's frame.
        visible: Whether the caller might ever be allowed an offer.
    """
    how = LISTS[method]
    shown: list[dict[str, Any]] = []
    for entry in raw.get(how.member, []):
        offer = await how.resolve(server, str(entry[how.address]))
        if offer is not None and visible(offer):
            shown.append(entry)
    return {**raw, how.member: shown}, len(shown)
