"""A tool as it is offered to the model: its name there, its schema, its way back to the server."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ostiary_host.check import check_schema, mistakes_in
from ostiary_host.jsonvalue import compact
from ostiary_host.schema import SchemaError, offered_schema

MAX_NAME_CHARACTERS = 64
MAX_DESCRIPTION_CHARACTERS = 4000

MAX_TOOL_BYTES = 32 * 1024
"""How large one definition may be, as the model's endpoint is sent it."""


@dataclass(frozen=True)
class Tool:
    """One tool of one server.

    Args:
        server: The server's name in the configuration.
        name: The tool's name at its server.
        description: What the model reads about it.
        schema: Its arguments: references inlined, objects closed.
    """

    server: str
    name: str
    description: str
    schema: dict[str, Any]

    @cached_property
    def offered_name(self) -> str:
        """`<server>_<tool>`, in letters, digits and `_`, at most 64 characters."""
        name = re.sub(r"[^A-Za-z0-9_]", "_", f"{self.server}_{self.name}")
        if len(name) <= MAX_NAME_CHARACTERS:
            return name
        # The digest keeps two long names apart that begin alike.
        digest = hashlib.sha256(f"{self.server}\0{self.name}".encode()).hexdigest()[:8]
        return f"{name[: MAX_NAME_CHARACTERS - 9]}_{digest}"

    @property
    def function(self) -> dict[str, Any]:
        """The tool as a chat completion's `tools` entry."""
        return {
            "type": "function",
            "function": {
                "name": self.offered_name,
                "description": self.description[:MAX_DESCRIPTION_CHARACTERS],
                "strict": True,
                "parameters": self.schema,
            },
        }

    @cached_property
    def size_bytes(self) -> int:
        """How large its definition is on the wire [bytes]."""
        return len(compact(self.function).encode(errors="replace"))

    def mistakes(self, arguments: dict[str, Any]) -> list[str]:
        """Return what is wrong with `arguments`, at most 3 lines; nothing if they fit the schema.

        The lines name places and rules, never values.
        """
        return mistakes_in(arguments, self.schema)


def make_tool(server: str, name: str, description: str, schema: dict[str, Any]) -> Tool:
    """Return a tool of `server`, ready to be offered.

    Raises:
        SchemaError: Its schema cannot be offered to a model.
    """
    tool = Tool(server, name, description, offered_schema(schema))
    try:
        size_bytes = tool.size_bytes
    except ValueError as error:
        raise SchemaError("its schema holds a number that JSON does not know") from error
    if size_bytes > MAX_TOOL_BYTES:  # first of all: checking a schema costs far more
        raise SchemaError(f"its definition is larger than {MAX_TOOL_BYTES // 1024} KiB")
    check_schema(tool.schema)
    return tool
