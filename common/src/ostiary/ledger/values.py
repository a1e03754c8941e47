"""What goes into the ledger and what comes back: values, no storage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.classes import DataClass

IDLE_ROLLOVER_US = 8 * 3600 * 1_000_000
"""A conversation without a handle rolls over after this long without a call [µs]."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands.

    Args:
        conversation: Its identifier.
        data_class: The highest class released to it.
        untrusted: Whether it has read untrusted text.
        calls: Calls it has made, refused ones included.
    """

    conversation: str
    data_class: DataClass
    untrusted: bool
    calls: int

    def decides_like(self, other: "Standing") -> bool:
        """Whether a decision made for one holds for the other: counts are checked apart."""
        return (self.conversation, self.data_class, self.untrusted) == (
            other.conversation,
            other.data_class,
            other.untrusted,
        )


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may be spent. Field for field the policy's limits, so that neither knows the other.

    Args:
        calls_per_conversation: In one conversation.
        calls_per_principal: By one principal within `window_s`.
        window_s: Length of the sliding window [s].
    """

    calls_per_conversation: int
    calls_per_principal: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """The intent is durable and paid for; the call may run.

    Args:
        standing: What it was decided on, and charged to.
    """

    standing: Standing


@dataclass(frozen=True, slots=True)
class Moved:
    """The conversation is not what the decision was made for: decide again. Nothing was written."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class Exhausted:
    """The budget is spent. Nothing was written.

    Args:
        standing: Where the conversation stands.
        scope: Whose budget it is: `conversation` or `principal`.
    """

    standing: Standing
    scope: str


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


Body = Mapping[str, Any]
