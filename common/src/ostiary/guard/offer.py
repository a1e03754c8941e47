"""What a server offers: one tool, resource or prompt, with all that the guard has to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jsonschema import Draft202012Validator

from ostiary.guard.examined import Classify, Examine

DEFAULT_TIMEOUT_S = 30.0


class Kind(StrEnum):
    """What sort of thing is offered; also the word in records."""

    TOOL = "tool"
    RESOURCE = "resource"
    PROMPT = "prompt"
    LIST = "list"


_CEDAR_TYPE = {
    Kind.TOOL: "Tool",
    Kind.RESOURCE: "Resource",
    Kind.PROMPT: "Prompt",
    Kind.LIST: "List",
}
_SECTION = {Kind.TOOL: "tools", Kind.RESOURCE: "resources", Kind.PROMPT: "prompts"}
_VERB = {Kind.RESOURCE: "read", Kind.PROMPT: "prompt", Kind.LIST: "list"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that callers may ask for.

    Args:
        server: The server's word, such as `sql`.
        kind: What it is.
        name: The tool's or prompt's name, the resource's URI or template, or the list's name.
        schema: JSON Schema of its arguments.
        examine: The server's reading of the arguments; None for one that has nothing to read.
        classify: Where the parts of its result come from; None leaves that to `data.yaml`.
        timeout_s: Deadline of its body [s].
        untrusted: Whether its result may hold text that somebody outside wrote.
    """

    server: str
    kind: Kind
    name: str
    schema: Mapping[str, Any]
    examine: Examine[Any] | None = None
    classify: Classify[Any] | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    untrusted: bool = True
    validator: Draft202012Validator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        Draft202012Validator.check_schema(self.schema)
        object.__setattr__(self, "validator", Draft202012Validator(self.schema))

    @property
    def action(self) -> str:
        """How policies name the action: `server.tool`, or `server.read|prompt|list`."""
        return f"{self.server}.{_VERB.get(self.kind, self.name)}"

    @property
    def resource(self) -> tuple[str, str]:
        """Cedar type and identifier of what is acted on."""
        return _CEDAR_TYPE[self.kind], f"{self.server}.{self.name}"

    @property
    def section(self) -> str:
        """The section of `data.yaml` where the class of its whole result stands."""
        return _SECTION.get(self.kind, "")
