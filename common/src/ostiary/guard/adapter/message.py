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
    jsonrpc_message_adapter,
)

PARSE_ERROR, INVALID_REQUEST = -32700, -32600
_TEXT = {PARSE_ERROR: "Parse error", INVALID_REQUEST: "Invalid request"}

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
        # A request whose id is of no type that an id may have passes for a notification.
        if not isinstance(message, JSONRPCNotification) or "id" not in json.loads(text):
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


def _reason(text: bytes, max_bytes: int) -> tuple[int, int | str | None]:
    """Return the code of what is wrong with `text`, and its id where one can be read."""
    if len(text) < max_bytes:
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            number = cast("dict[str, Any]", frame).get("id") if isinstance(frame, dict) else None
            usable = isinstance(number, int | str) and not isinstance(number, bool)
            return INVALID_REQUEST, number if usable and len(str(number)) <= 64 else None
    found = _ID.match(text)
    return PARSE_ERROR, json.loads(found.group(1)) if found else None
