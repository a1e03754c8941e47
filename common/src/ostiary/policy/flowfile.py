"""`flow` in `bundle.yaml`: where things may flow, and when somebody goes round in circles."""

from typing import Annotated

from pydantic import Field

from ostiary.classes import DataClass
from ostiary.documents import Document
from ostiary.nature import FlowLimits, LoopLimits, Sink, Together
from ostiary.policy.classname import ClassName

_Times = Annotated[int, Field(ge=2, le=10_000)]


class CeilingsFile(Document):
    """The highest class that a conversation may have read and still use a sink."""

    storage: ClassName | None = Field(default=None, description="What is kept inside.")
    outside: ClassName | None = Field(default=None, description="What reaches others.")

    def ceilings(self) -> dict[Sink, DataClass]:
        """Return the values."""
        given = {Sink.STORAGE: self.storage, Sink.OUTSIDE: self.outside}
        return {sink: each for sink, each in given.items() if each is not None}


class TogetherFile(Document):
    """Private data, untrusted content and a way out together need consent."""

    private: ClassName = Field(description="The lowest class that counts as private.")
    approver: str = Field(description="The role whose consent it takes.")


class LoopsFile(Document):
    """How often the same may be done in a row."""

    identical: _Times = Field(description="Calls with the same arguments.")
    similar: _Times = Field(description="Calls that differ in numbers, case and spaces alone.")
    rounds: _Times = Field(description="Rounds of a pattern of two to four calls.")
    refusals: _Times = Field(description="Refused calls.")
    cool_down_s: int = Field(gt=0, le=86400, description="How long all is refused then [s].")
    within_s: int = Field(
        default=300, gt=0, le=86400, description="How soon calls in a row follow each other [s]."
    )


class FlowFile(Document):
    """Where things may flow."""

    unknown_endpoint: ClassName = Field(
        default=DataClass.PUBLIC,
        description="The highest class for a model endpoint whose clearance nobody has said.",
        json_schema_extra={"default": DataClass.PUBLIC.label},
    )
    mark_untrusted: bool = Field(
        default=True, description="Whether untrusted results are marked for the model."
    )
    ceilings: CeilingsFile = Field(
        default_factory=CeilingsFile, description="The highest class read, by sink."
    )
    together: TogetherFile | None = Field(
        default=None, description="When private data, untrusted content and a way out meet."
    )
    loops: LoopsFile | None = Field(default=None, description="When a caller has to wait.")

    def limits(self) -> FlowLimits:
        """Return the value."""
        together, loops = self.together, self.loops
        return FlowLimits(
            self.unknown_endpoint,
            self.ceilings.ceilings(),
            together and Together(together.private, together.approver),
            loops and LoopLimits(**loops.model_dump()),
            self.mark_untrusted,
        )
