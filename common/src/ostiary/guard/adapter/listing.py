"""Lists: what was declared here and the caller might be permitted to use, and nothing else.

The framework's own list says only at which addresses something stands; each entry is built from the
declaration, so that neither a transform nor a middleware speaks in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastmcp import FastMCP

from ostiary.guard.adapter.door import find_tool
from ostiary.guard.adapter.stub import component_function, declared, offer_of
from ostiary.guard.offer import Kind, Offer
from ostiary.nature import OURS

Find = Callable[[FastMCP[Any], str], Awaitable[Any]]
"""Returns the component at an address, or None."""


@dataclass(frozen=True, slots=True)
class _List:
    """One list method: where its entries stand, what addresses them, and how one is told."""

    name: str
    member: str
    address: str
    find: Find
    tell: str

    def offer(self, server: str) -> Offer:
        """Return the list itself as something that policy decides on."""
        return Offer(server, Kind.LIST, self.name, {"type": "object"}, nature=OURS)

    def entry(self, component: Any, address: str) -> dict[str, Any]:
        """Return what a caller is told of `component`, which stands at `address`."""
        told = getattr(component, self.tell)()
        whole = told.model_dump(by_alias=True, mode="json", exclude_none=True)
        return {**whole, self.address: address}


async def _find_resource(server: FastMCP[Any], uri: str) -> Any:
    return await server.get_resource(uri)


async def _find_template(server: FastMCP[Any], template: str) -> Any:
    for found in await server.list_resource_templates(run_middleware=False):
        if found.uri_template == template:
            return found
    return None


async def _find_prompt(server: FastMCP[Any], name: str) -> Any:
    return await server.get_prompt(name)


LISTS = {
    "tools/list": _List("tools", "tools", "name", find_tool, "to_mcp_tool"),
    "resources/list": _List("resources", "resources", "uri", _find_resource, "to_mcp_resource"),
    "resources/templates/list": _List(
        "templates", "resourceTemplates", "uriTemplate", _find_template, "to_mcp_template"
    ),
    "prompts/list": _List("prompts", "prompts", "name", _find_prompt, "to_mcp_prompt"),
}


async def gather_list(
    server: FastMCP[Any], method: str, raw: Mapping[str, Any], visible: Callable[[Offer], bool]
) -> list[dict[str, Any]]:
    """Return the entries of the list that may leave, each address once.

    Args:
        server: The server that is live on the connection.
        method: The list method.
        raw: The framework's frame.
        visible: Whether the caller might ever be allowed an offer.
    """
    how = LISTS[method]
    shown: list[dict[str, Any]] = []
    for address in dict.fromkeys(str(entry[how.address]) for entry in raw.get(how.member, [])):
        function = component_function(await how.find(server, address))
        offer = offer_of(function)
        if offer is not None and visible(offer):
            shown.append(how.entry(declared(function), address))
    return shown
