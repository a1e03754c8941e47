"""A tool as it is offered to the model: its name there, its schema, its way back to the server."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from ostiary_host.schema import offered_schema

MAX_NAME_CHARACTERS = 64
MAX_DESCRIPTION_CHARACTERS = 4000


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

    def mistakes(self, arguments: dict[str, Any]) -> list[str]:
        """Return what is wrong with `arguments`, at most 3 lines; nothing if they fit the schema.

        The lines name places and rules, never values.
        """
        errors = sorted(self._validator.iter_errors(arguments), key=lambda error: error.json_path)  # pyright: ignore[reportUnknownMemberType]  # jsonschema is typed in part
        return [
            f"{error.json_path}: {error.validator} {_bounded(error.validator_value)}"
            for error in errors[:3]
        ]

    @cached_property
    def _validator(self) -> Draft202012Validator:
        # An empty registry: a schema can never make this process fetch a document.
        return Draft202012Validator(self.schema, registry=Registry())


def make_tool(server: str, name: str, description: str, schema: dict[str, Any]) -> Tool:
    """Return a tool of `server`, ready to be offered.

    Raises:
        SchemaError: Its schema cannot be offered to a model.
    """
    return Tool(server, name, description, offered_schema(schema))


def _bounded(value: object) -> str:
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "..."
