"""What goes into the ledger and what comes back: values, no storage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ostiary.classes import DataClass

Body = Mapping[str, Any]
"""A record as JSON. The ledger adds to it: `at_us`, `conversation`, `charge`, `replay`."""

MEASURES = ("calls", "rows", "bytes", "ms")
"""What is counted, in the order in which a spent measure is named in a refusal."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One set of measures.

    Args:
        calls: Calls.
        rows: Rows, or whatever items a result has.
        bytes: Size of what was released [bytes].
        ms: How long bodies ran [ms].
    """

    calls: int = 0
    rows: int = 0
    bytes: int = 0
    ms: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.calls + other.calls,
            self.rows + other.rows,
            self.bytes + other.bytes,
            self.ms + other.ms,
        )

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.calls - other.calls,
            self.rows - other.rows,
            self.bytes - other.bytes,
            self.ms - other.ms,
        )

    def told(self) -> dict[str, int]:
        """Return the measures that are not zero, as records hold them."""
        return {name: amount for name in MEASURES if (amount := getattr(self, name))}


ONE_CALL = Amounts(calls=1)
"""What a refusal costs."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most of each measure; None where there is no limit."""

    calls: int | None = None
    rows: int | None = None
    bytes: int | None = None
    ms: int | None = None


UNLIMITED = Limit()


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may be spent, in four scopes.

    Args:
        conversation: In one conversation, by all tools.
        principal: By one principal within any `window_s`, by all tools.
        tool_conversation: In one conversation by the tool that is asked for.
        tool_principal: By one principal within any `window_s` by that tool.
        window_s: Length of the sliding window [s].
    """

    conversation: Limit
    principal: Limit
    tool_conversation: Limit
    tool_principal: Limit
    window_s: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What has been spent, in the same four scopes; the principal's within the sliding window."""

    conversation: Amounts = Amounts()
    principal: Amounts = Amounts()
    tool_conversation: Amounts = Amounts()
    tool_principal: Amounts = Amounts()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands.

    Args:
        conversation: Its identifier.
        data_class: The highest class released to it, or to its principal since an operator reset
            what he has read.
        untrusted: Whether it, or he, has read untrusted text.
        clearance: The highest class that the model endpoint behind it may read; None: not said.
        spent: What it and its principal have spent, refused calls included.
    """

    conversation: str
    data_class: DataClass
    untrusted: bool
    clearance: DataClass | None
    spent: Spent


@dataclass(frozen=True, slots=True)
class Trace:
    """What one result showed, for telling where the arguments of later calls come from.

    Args:
        sources: How policies name the call.
        data_class: The highest class that it showed.
        untrusted: Whether it may have shown text that somebody outside wrote.
        marks: Keyed fingerprints, one after the other. None is made by the ledger.
    """

    sources: tuple[str, ...]
    data_class: DataClass
    untrusted: bool
    marks: bytes


@dataclass(frozen=True, slots=True)
class Traced:
    """What is kept of a conversation's results."""

    conversation: str
    traces: tuple[Trace, ...]


Pace = Callable[[str, int], str]
"""`pace(kept, now_us)`: what is to be kept of a principal's pace after a refusal."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a verified handle says. That its signature holds was checked before.

    Args:
        conversation: The conversation that it is a handle of.
        principal: Whom it was issued to.
        expires_at_us: When it ends, by the store's time [µs since 1970].
        clearance: The highest class that the model endpoint behind it may read; None: not said.
    """

    conversation: str
    principal: str
    expires_at_us: int
    clearance: DataClass | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """Which counters a call was charged to, so that a correction meets the same ones.

    Args:
        principal: Who pays.
        tool: The tool; empty when none was resolved.
        conversation_scope: The conversation's counters; empty when it has none.
        until_us: End of the principal's bucket [µs since 1970].
    """

    principal: str
    tool: str
    conversation_scope: str
    until_us: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """The intent is durable and paid for; the call may run.

    Args:
        standing: What it was decided on.
        grant: What it may cost at most, charged until it is settled.
        bill: Where it was charged.
        position: Of the intent in this process's stream.
    """

    standing: Standing
    grant: Amounts
    bill: Bill
    position: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing may run; that is on record and charged.

    Args:
        standing: Where the conversation stands; None when there is none that the caller may name.
        reason: `denied`; `budget:SCOPE:MEASURE`, with the scope as in `Allowance`; `handle`:
            unknown, foreign, revoked or expired; `loop:KIND`: the caller goes round in circles;
            `space`: the store's disk is almost full, in which case it is counted and not recorded
            singly.
    """

    standing: Standing | None
    reason: str

    def __bool__(self) -> bool:
        return False


class Judge(Protocol):
    """The guard's part of a reservation.

    It is called inside the transaction, on a thread of the ledger's, and possibly more than once:
    it must be pure, quick and never wait. So the decision, the budget and the record see one truth.
    """

    @property
    def ask(self) -> Amounts:
        """The most that the call may cost."""
        ...

    def decide(self, standing: Standing) -> Allowance | None:
        """Return what may be spent, or None when the policy refuses."""
        ...

    def pace(self, kept: str, now_us: int, *, refused: bool) -> tuple[str, str]:
        """Return what is to be kept of the principal's pace, and why he has to wait, if he has to.

        Args:
            kept: What was kept of it, empty at first; at most 512 characters.
            now_us: The store's time [µs since 1970].
            refused: Whether the call is refused already.
        """
        ...

    def intent(self, standing: Standing, grant: Amounts) -> Body:
        """Return the record of a call that may run."""
        ...

    def refusal(self, standing: Standing | None, reason: str) -> Body:
        """Return the record of one that may not."""
        ...

    def sealed(self, standing: Standing) -> bytes | None:
        """Return the request that the policy saw, for the ledger to seal; None keeps none."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it is stored.

    Args:
        stream: The stream it belongs to.
        position: Its place in the stream, from 0.
        at_us: When it was written, by the store's time [µs since 1970].
        previous: The hash it is bound to.
        hash: Its own.
        body: The JSON text that was hashed.
    """

    stream: str
    position: int
    at_us: int
    previous: str
    hash: str
    body: str
