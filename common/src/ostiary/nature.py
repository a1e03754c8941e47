"""What a tool is, apart from what it does: what it yields, where what it is given can go.

Words that the guard, the policy and the flow of data share. Whoever declares nothing has declared
the worst: secrets, written by strangers, and a way out that nobody can undo.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ostiary.classes import HIGHEST, DataClass


class Sink(StrEnum):
    """Where the arguments of a call can go, the nearest first."""

    NOWHERE = "nowhere"
    """They are read and forgotten: a query, a search."""
    STORAGE = "storage"
    """They are kept inside: a row, a file, a note."""
    OUTSIDE = "outside"
    """They reach people or systems outside: mail, a web request, a shared folder."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What one offer is.

    Args:
        yields: The highest class that its result can hold; what is above it does not leave.
        untrusted: Whether its result may hold text that somebody outside wrote.
        sink: Where its arguments can go.
        reversible: Whether what it does can be undone by another call.
    """

    yields: DataClass = HIGHEST
    untrusted: bool = True
    sink: Sink = Sink.OUTSIDE
    reversible: bool = False

    @property
    def is_reversible(self) -> bool:
        """Whether it can be undone, or there is nothing to undo."""
        return self.reversible or self.sink is Sink.NOWHERE


WORST = Nature()
"""Of what nobody has declared."""

OURS = Nature(untrusted=False, sink=Sink.NOWHERE)
"""Of what holds text of the server's own alone and keeps nothing: prompts and lists."""


@dataclass(frozen=True, slots=True)
class Together:
    """That private data, untrusted content and a way out meet with somebody's consent only.

    Args:
        private: The lowest class that counts as private.
        approver: The role whose consent it takes.
    """

    private: DataClass
    approver: str


@dataclass(frozen=True, slots=True)
class LoopLimits:
    """How often a caller may do the same in a row before he has to wait.

    Args:
        identical: The same call with the same arguments.
        similar: The same call with arguments that differ only in numbers, case and spaces.
        rounds: A pattern of two to four calls, again and again.
        refusals: Refused calls, whatever they were.
        cool_down_s: How long every call is refused then [s].
        within_s: How soon a call has to follow the one before to be in a row with it [s].
    """

    identical: int
    similar: int
    rounds: int
    refusals: int
    cool_down_s: int
    within_s: int = 300


@dataclass(frozen=True, slots=True)
class FlowLimits:
    """What a bundle says of where things may flow.

    Args:
        unknown_endpoint: The highest class for a model endpoint whose clearance nobody has said.
        ceilings: The highest class that a conversation may have read and still use such a sink.
        together: When private data, untrusted content and a way out meet; None: no consent.
        loops: When a caller goes round in circles; None: budgets alone end it.
        marks: Whether untrusted results are marked for the model.
    """

    unknown_endpoint: DataClass = DataClass.PUBLIC
    ceilings: Mapping[Sink, DataClass] = field(default_factory=dict[Sink, DataClass])
    together: Together | None = None
    loops: LoopLimits | None = None
    marks: bool = True
