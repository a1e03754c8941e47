"""From a call as the model wrote it to a call that may be sent, or the reason why not. Pure.

What is not exactly a JSON object that fits the tool's schema is refused and never mended: a mended
call is a guess at what an untrusted author meant.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostiary_host.jsonvalue import as_object, compact
from ostiary_host.message import FaultKind, RawCall
from ostiary_host.tool import Tool

MAX_ARGUMENT_CHARACTERS = 256 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may be sent.

    Args:
        call_id: The identifier that its result will carry.
        tool: What is called.
        arguments: The arguments, parsed; they fit the tool's schema.
    """

    call_id: str
    tool: Tool
    arguments: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """The same text for the same call, whatever the order of its arguments."""
        arguments = json.dumps(self.arguments, sort_keys=True)
        return f"{self.tool.offered_name} {arguments}"


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """A call that is not sent.

    Args:
        call_id: The identifier that the refusal will carry.
        name: The function that the model named.
        fault: What is wrong.
        advice: What the model should do instead, in one or two sentences.
    """

    call_id: str
    name: str
    fault: FaultKind
    advice: str

    @property
    def fingerprint(self) -> str:
        """The same text for the same kind of mistake at the same tool."""
        return f"{self.name} !{self.fault}"


def read_call(raw: RawCall, call_id: str, tools: Mapping[str, Tool]) -> Call | RefusedCall:
    """Return the call in `raw`, or why it is refused.

    Args:
        raw: As the model wrote it; its name is not empty.
        call_id: The identifier to give it, unique within the conversation.
        tools: What was offered, by offered name.
    """
    tool = tools.get(raw.name)
    if tool is None:
        return _refuse(raw, call_id, FaultKind.UNKNOWN_TOOL)
    arguments = read_arguments(raw.arguments)
    if isinstance(arguments, FaultKind):
        return _refuse(raw, call_id, arguments)
    if mistakes := tool.mistakes(arguments):
        advice = "The arguments do not fit the tool's schema. " + "; ".join(mistakes)
        return RefusedCall(call_id, raw.name, FaultKind.SCHEMA, advice)
    return Call(call_id, tool, arguments)


def read_arguments(text: str) -> dict[str, Any] | FaultKind:
    """Return the JSON object that `text` is, or what keeps it from being one.

    Raw control characters inside strings are accepted, since engines' grammars let them through
    and they are not ambiguous. `NaN`, `Infinity`, numbers beyond a double, a name given twice, text
    after the object and halves of characters are not.
    """
    if len(text) > MAX_ARGUMENT_CHARACTERS:
        return FaultKind.TOO_LONG
    try:
        value, end = _DECODER.raw_decode(text.strip())
        if end != len(text.strip()):
            return FaultKind.TRAILING_DATA
        arguments = as_object(value)
        if arguments is None:
            return FaultKind.NOT_OBJECT
        compact(arguments).encode()
    except _RefusedJsonError as refusal:
        return refusal.fault
    except UnicodeEncodeError:
        return FaultKind.NOT_TEXT
    except RecursionError:
        return FaultKind.TOO_DEEP
    except ValueError:
        return FaultKind.NOT_JSON
    return arguments


class _RefusedJsonError(Exception):
    """Valid for Python's reader, but nothing that may be sent on."""

    def __init__(self, fault: FaultKind) -> None:
        super().__init__(fault)
        self.fault = fault


def _constant(_name: str) -> float:
    raise _RefusedJsonError(FaultKind.NOT_FINITE)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _RefusedJsonError(FaultKind.NOT_FINITE)
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Readers disagree on which of two wins: what was checked might not be what runs.
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedJsonError(FaultKind.DUPLICATE_KEY)
    return value


_DECODER = json.JSONDecoder(
    strict=False, parse_constant=_constant, parse_float=_number, object_pairs_hook=_pairs
)

_ADVICE = {
    FaultKind.UNKNOWN_TOOL: "No tool of that name is offered. Use one of the offered names.",
    FaultKind.NOT_JSON: "The arguments are not valid JSON. Send one JSON object, {} if empty.",
    FaultKind.NOT_FINITE: "A number is not finite. JSON has no NaN and no Infinity.",
    FaultKind.NOT_TEXT: "A string holds half of a character. Send whole characters.",
    FaultKind.TRAILING_DATA: "Text follows the JSON object. Send one JSON object and nothing else.",
    FaultKind.DUPLICATE_KEY: "A name occurs twice in one object. Give each name once.",
    FaultKind.NOT_OBJECT: "The arguments are not a JSON object. Send an object of named arguments.",
    FaultKind.TOO_DEEP: "The arguments nest too deeply. Send a flatter object.",
    FaultKind.TOO_LONG: "The arguments are too long. Send shorter ones.",
}


def _refuse(raw: RawCall, call_id: str, fault: FaultKind) -> RefusedCall:
    return RefusedCall(call_id, raw.name, fault, _ADVICE[fault])
