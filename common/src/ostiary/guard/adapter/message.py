"""Whether a text is one JSON-RPC message, and the error that answers one that is not.

Read before the SDK sees it, which drops what it cannot read, or quotes it.
"""

import json
import re
from typing import Any, cast

from mcp_types import (
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)

PARSE_ERROR, INVALID_REQUEST, INTERNAL_ERROR = -32700, -32600, -32603
NO_MESSAGE = "message"
"""By what name a text that is no message is counted."""

_TEXT = {
    PARSE_ERROR: "Parse error",
    INVALID_REQUEST: "Invalid request",
    INTERNAL_ERROR: "Internal error",
}
_SURROGATE = re.compile("[\ud800-\udfff]")

# Where JSON that Python cannot hold (too deep, a number too long) still begins as clients write it.
_ID = re.compile(rb'\A\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d{1,15}|"[\w-]{1,64}")\s*,')


class NotAMessageError(ValueError):
    """A text that is no message.

    Args:
        answer: The error that says so.
    """

    def __init__(self, answer: JSONRPCError) -> None:
        super().__init__("not a message")
        self.answer = answer


def read_message(text: bytes, max_bytes: int) -> JSONRPCMessage:
    """Return the message in `text`.

    Args:
        text: What came where a message was expected.
        max_bytes: What is as long was cut, or is not even looked at.

    Raises:
        NotAMessageError: It is none.
    """
    try:
        message = jsonrpc_message_adapter.validate_json(text, by_name=False)
        if _is_whole(message, text):
            return message
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, it is no message
        pass
    code, number = _reason(text, max_bytes)
    error = ErrorData(code=code, message=_TEXT[code])
    raise NotAMessageError(JSONRPCError(jsonrpc="2.0", id=number, error=error))


def check_message(text: bytes, max_bytes: int) -> JSONRPCError | None:
    """Return the error that answers `text`, or None where it is one message."""
    try:
        read_message(text, max_bytes)
    except NotAMessageError as error:
        return error.answer
    return None


def write_message(message: JSONRPCMessage) -> bytes | None:
    """Return the line that says `message`; for one that no line can say, its error, or None.

    A lone surrogate has no UTF-8: a result that holds one cannot be sent, nor a notification.
    """
    try:
        return _line(message)
    except ValueError:
        if not isinstance(message, JSONRPCResponse | JSONRPCError):
            return None
    error = ErrorData(code=INTERNAL_ERROR, message=_TEXT[INTERNAL_ERROR])
    return _line(JSONRPCError(jsonrpc="2.0", id=message.id, error=error))


def _line(message: JSONRPCMessage) -> bytes:
    return message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n"


def _is_whole(message: JSONRPCMessage, text: bytes) -> bool:
    """Whether `message` is all that `text` says."""
    if isinstance(message, JSONRPCRequest):
        return True
    # A request whose id is of no type that an id may have passes for a notification, and one that
    # brings its own result or error for an answer; whoever sent it would wait for ever.
    other = "id" if isinstance(message, JSONRPCNotification) else "method"
    return other not in json.loads(text)


def _is_usable(number: object) -> bool:
    """Whether a frame can carry `number` as its id: a lone surrogate has no UTF-8."""
    if isinstance(number, str):
        return number.isascii() or not _SURROGATE.search(number)
    return isinstance(number, int) and not isinstance(number, bool)


def _reason(text: bytes, max_bytes: int) -> tuple[int, int | str | None]:
    """Return the code of what is wrong with `text`, and its id where one can be read."""
    if len(text) < max_bytes:
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            number = cast("dict[str, Any]", frame).get("id") if isinstance(frame, dict) else None
            usable = _is_usable(number) and len(str(number)) <= 64
            return INVALID_REQUEST, number if usable else None
    found = _ID.match(text)
    return PARSE_ERROR, json.loads(found.group(1)) if found else None
