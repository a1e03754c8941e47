"""What one reply of the model is, once read: text, calls, and what was wrong. Pure values."""

from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """One way in which a reply, or a call inside it, is not what the protocol promises.

    The names are written to `--json` events: add to them, do not rename them.
    """

    # The exchange itself: nothing of such a reply is used.
    EMPTY_STREAM = "empty_stream"
    CUT_STREAM = "cut_stream"
    BAD_CHUNK = "bad_chunk"
    TOO_LARGE = "too_large"
    # The reply as a whole: none of its calls is executed.
    CUT_CALL = "cut_call"
    EMPTY_CALLS = "empty_calls"
    LEAKED_MARKUP = "leaked_markup"
    REASONING_ONLY = "reasoning_only"
    EMPTY_REPLY = "empty_reply"
    MISSING_NAME = "missing_name"
    CHANGED_NAME = "changed_name"
    CHANGED_ID = "changed_id"
    BAD_INDEX = "bad_index"
    # One call: it alone is not executed.
    UNKNOWN_TOOL = "unknown_tool"
    NOT_JSON = "not_json"
    NOT_FINITE = "not_finite"
    NOT_TEXT = "not_text"
    TRAILING_DATA = "trailing_data"
    DUPLICATE_KEY = "duplicate_key"
    NOT_OBJECT = "not_object"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    SCHEMA = "schema"


EXCHANGE_FAULTS = frozenset(
    {
        FaultKind.EMPTY_STREAM,
        FaultKind.CUT_STREAM,
        FaultKind.BAD_CHUNK,
        FaultKind.TOO_LARGE,
    }
)
"""Faults of the connection or the engine: asking the model to repair them is no use."""


@dataclass(frozen=True, slots=True)
class RawCall:
    """A tool call as the model wrote it, not yet judged.

    Args:
        index: Its position among the calls of the reply.
        call_id: The engine's identifier, empty if it gave none.
        name: The function's name, empty if it gave none.
        arguments: The text of the arguments: meant to be a JSON object, often enough it is not.
    """

    index: int
    call_id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens that the engine counted.

    Args:
        prompt_tokens: Tokens read.
        completion_tokens: Tokens written.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole reply of the model.

    Args:
        text: What it says to the user. Reasoning is not part of it.
        calls: The calls it asks for, in order of their index.
        finish: The engine's reason for ending. Told to the human, never dispatched on: engines send
            `tool_calls` without calls and `stop` with them.
        usage: Tokens, where the engine counted them.
        faults: What is wrong with the exchange or with the reply as a whole.
        answered_by: The model's name as the engine gives it.
    """

    text: str = ""
    calls: tuple[RawCall, ...] = ()
    finish: str = ""
    usage: Usage = field(default_factory=Usage)
    faults: tuple[FaultKind, ...] = ()
    answered_by: str = ""

    @property
    def is_broken_exchange(self) -> bool:
        """Whether the exchange failed, so that nothing in the reply may be used."""
        return any(fault in EXCHANGE_FAULTS for fault in self.faults)
