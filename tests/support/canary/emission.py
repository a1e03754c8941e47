"""One emission: its name, its channel, and the request that provokes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Emission:
    """What a client sends so that the server emits the mark of `name`.

    Args:
        name: Its mark's name, such as `tool.text`.
        method: What the client asks.
        params: With what.
    """

    name: str
    method: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])


def tool(name: str, tool_name: str, **arguments: Any) -> Emission:
    """Return the emission of a tool call."""
    return Emission(name, "tools/call", {"name": tool_name, "arguments": arguments})


def resource(name: str, uri: str) -> Emission:
    """Return the emission of a resource read."""
    return Emission(name, "resources/read", {"uri": uri})


def prompt(name: str, prompt_name: str, **arguments: str) -> Emission:
    """Return the emission of a prompt."""
    return Emission(name, "prompts/get", {"name": prompt_name, "arguments": arguments})
