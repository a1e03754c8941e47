"""`policy_test.yaml` as a strict model. Format: `docs/policies.md`."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from ostiary.classes import DataClass
from ostiary.documents import Document
from ostiary.policy.classname import ClassName

KINDS = {
    "tool": ("Tool", ""),
    "resource": ("Resource", "read"),
    "prompt": ("Prompt", "prompt"),
    "complete": ("Completion", "complete"),
    "list": ("List", "list"),
}
"""For each key that says what a call asks for: Cedar's type, and the action where it is no tool."""


def _require_json(value: dict[str, Any]) -> dict[str, Any]:
    """Refuse what YAML has and JSON has not: it could never arrive in a call."""
    try:
        same = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        same = None
    if same != value:
        raise ValueError("not JSON; put dates and keys that are numbers in quotes")
    return value


_Json = Annotated[dict[str, Any], AfterValidator(_require_json)]


class LabelFile(Document):
    """What the conversation has read before the call."""

    data_class: ClassName = Field(
        default=DataClass.PUBLIC,
        alias="class",
        description="The highest class that it has read.",
        json_schema_extra={"default": DataClass.PUBLIC.label},
    )
    untrusted: bool = Field(default=False, description="Whether it has read untrusted text.")


class SpentFile(Document):
    """What was spent in one scope before the call."""

    calls: int = Field(default=0, ge=0)
    rows: int = Field(default=0, ge=0)
    bytes: int = Field(default=0, ge=0)
    seconds: int = Field(default=0, ge=0)


class SpentFiles(Document):
    """What was spent before the call."""

    conversation: SpentFile = Field(default_factory=SpentFile)
    principal: SpentFile = Field(default_factory=SpentFile)


class DerivedFile(Document):
    """Where the arguments of the call come from."""

    sources: list[str] = Field(
        default=[], alias="from", description="`server.tool`, or `server.tool:fact=value`."
    )
    data_class: ClassName = Field(
        default=DataClass.PUBLIC,
        alias="class",
        description="The highest class that these calls showed.",
        json_schema_extra={"default": DataClass.PUBLIC.label},
    )
    untrusted: bool = Field(default=False, description="Whether they showed untrusted text.")


class CallFile(Document):
    """One call: what it asks for, and what would be known of it."""

    tool: str | None = Field(default=None, description="A tool of this folder's server.")
    resource: str | None = Field(default=None, description="URI or template of a resource.")
    prompt: str | None = Field(default=None, description="A prompt.")
    complete: str | None = Field(default=None, description="What an argument is completed of.")
    list: str | None = Field(
        default=None, description="A list: tools, resources, templates or prompts."
    )
    args: _Json = Field(default={}, description="The arguments.")
    facts: _Json = Field(default={}, description="What the server's examination would find.")
    label: LabelFile = Field(default_factory=LabelFile, description="What was read before.")
    budget: SpentFiles = Field(default_factory=SpentFiles, description="What was spent before.")
    derived: DerivedFile = Field(
        default_factory=DerivedFile, description="Where the arguments come from."
    )

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> "CallFile":
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise ValueError(f"say one of {', '.join(KINDS)}")
        return self

    def asked(self) -> tuple[str, str]:
        """Return the key of what is asked for, and its name."""
        return next((kind, name) for kind in KINDS if (name := getattr(self, kind)) is not None)


class CellFile(Document):
    """One cell of the matrix."""

    principal: str
    call: str


class CasesFile(Document):
    """The tests of one server's rules: every principal makes every call."""

    principals: list[str] = Field(min_length=1, description="Roles of the bundle.")
    calls: dict[str, CallFile] = Field(min_length=1, description="Calls by a name of your choice.")
    allow: list[CellFile] = Field(default=[], description="Cells that have to be allowed.")
    consent: list[CellFile] = Field(
        default=[], description="Cells that have to need consent; all others have to be denied."
    )
