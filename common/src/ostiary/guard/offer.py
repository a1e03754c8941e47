"""What a server offers: one tool, resource or prompt, with all that the guard has to know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import signature
from typing import Any

from jsonschema import Draft202012Validator

from ostiary.guard.body import Body
from ostiary.guard.examined import LIKENS, RESTORATION, Classify, Examine
from ostiary.guard.grant import Grant
from ostiary.nature import WORST, Nature
from ostiary.policy.catalogue import Action, FactType

DEFAULT_TIMEOUT_S = 30.0
MAX_RESULT_BYTES = 4 * 1024 * 1024


class Kind(StrEnum):
    """What sort of thing is offered; also the word in records."""

    TOOL = "tool"
    RESOURCE = "resource"
    PROMPT = "prompt"
    COMPLETION = "completion"
    LIST = "list"


_CEDAR_TYPE = {
    Kind.TOOL: "Tool",
    Kind.RESOURCE: "Resource",
    Kind.PROMPT: "Prompt",
    Kind.COMPLETION: "Completion",
    Kind.LIST: "List",
}
_SECTION = {Kind.TOOL: "tools", Kind.RESOURCE: "resources", Kind.PROMPT: "prompts"}
_VERB = {
    Kind.RESOURCE: "read",
    Kind.PROMPT: "prompt",
    Kind.COMPLETION: "complete",
    Kind.LIST: "list",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """That a result holds rows of data, which budgets count.

    Args:
        most: The most that one result can hold.
        count: Says how many a result, as the body returned it, does hold.
    """

    most: int
    count: Callable[[Any], int]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that callers may ask for.

    Args:
        server: The server's word, such as `sql`.
        kind: What it is.
        name: The tool's or prompt's name, the resource's URI or template, the list's name, or for
            a completion the name or template whose argument is completed.
        schema: JSON Schema of its arguments.
        body: What runs; None for a list, which the framework itself gathers.
        description: What models read of it.
        examine: The server's reading of the arguments; None for one that has nothing to read.
        classify: Where the parts of its result come from; None leaves that to `data.yaml`.
        timeout_s: Deadline of its body [s].
        nature: What it is: what it yields, where what it is given can go.
        strangers: Of an untrusted one, whether a result, as the body returned it, does hold text
            that somebody outside may have written; None: every one may.
        facts: The facts that `examine` always yields, no more and no fewer.
        rows: The rows of data in its result; None for one that holds none.
        completes: For a completion, the argument that it completes.
        mime_type: For a resource, of the text that it returns.
        media: For a tool, the member of its result that is a list of images and sounds, which
            leave as such; empty for none.
        preview: Says what a call would change, for whoever has to agree to it; None: it cannot.
    """

    server: str
    kind: Kind
    name: str
    schema: Mapping[str, Any]
    body: Body | None = None
    description: str = ""
    examine: Examine[Any] | None = None
    classify: Classify[Any] | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    nature: Nature = WORST
    strangers: Callable[[Any], bool] | None = None
    facts: Mapping[str, FactType] = field(default_factory=dict[str, FactType])
    rows: Rows | None = None
    completes: str = ""
    mime_type: str = ""
    media: str = ""
    preview: Body | None = None
    validator: Draft202012Validator = field(init=False, repr=False, compare=False)
    restores: bool = field(init=False, repr=False, compare=False)
    likens: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        Draft202012Validator.check_schema(self.schema)
        object.__setattr__(self, "validator", Draft202012Validator(self.schema))
        taken: Mapping[str, Any] = (
            {} if self.examine is None else signature(self.examine).parameters
        )
        object.__setattr__(self, "restores", RESTORATION in taken)
        object.__setattr__(self, "likens", LIKENS in taken)

    @property
    def action(self) -> str:
        """How policies name the action: `server.tool` or `server.read|prompt|complete|list`."""
        return f"{self.server}.{_VERB.get(self.kind, self.name)}"

    @property
    def resource(self) -> tuple[str, str]:
        """Cedar type and identifier of what is acted on."""
        return _CEDAR_TYPE[self.kind], f"{self.server}.{self.name}"

    @property
    def section(self) -> str:
        """The section of `data.yaml` where the class of its whole result stands."""
        return _SECTION.get(self.kind, "")

    def is_untrusted(self, result: Any) -> bool:
        """Whether a result, as the body returned it, may hold text of somebody outside."""
        if not self.nature.untrusted:
            return False
        return self.strangers is None or self.strangers(result)

    def most(self) -> Grant:
        """Return the most that one call of it can cost."""
        return Grant(self.rows.most if self.rows else 0, MAX_RESULT_BYTES, self.timeout_s)

    def as_action(self) -> Action:
        """Return it as policy's catalogue lists it."""
        return Action(self.action, self.resource, self.server, self.schema, self.facts, self.nature)
