"""One line of a JSON-RPC stream: a message, or the error that answers what is none. Pure.

The SDK drops a line that it cannot read without a word, and a client waits for ever. Here such a
line gets the JSON-RPC error that says so, under its own id where that can be read.
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

MAX_LINE_BYTES = 8 * 1024 * 1024
PARSE_ERROR, INVALID_REQUEST = -32700, -32600
_TEXT = {PARSE_ERROR: "Parse error", INVALID_REQUEST: "Invalid request"}

# Where JSON that Python cannot hold (too deep, a number too long) still begins as clients write it.
_ID = re.compile(rb'\A\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d{1,15}|"[\w-]{1,64}")\s*,')


class NotAMessageError(ValueError):
    """A line that is no message.

    Args:
        answer: The error that says so.
    """

    def __init__(self, answer: JSONRPCError) -> None:
        super().__init__("not a message")
        self.answer = answer


def read_line(line: bytes) -> JSONRPCMessage:
    """Return the message in `line`.

    Raises:
        NotAMessageError: It is none.
    """
    try:
        message = jsonrpc_message_adapter.validate_json(line, by_name=False)
        # A request whose id is of no type that an id may have passes for a notification.
        if not isinstance(message, JSONRPCNotification) or "id" not in json.loads(line):
            return message
    except Exception:  # noqa: BLE001, S110 - whatever is wrong with it, it is no message
        pass
    code, number = _reason(line)
    error = ErrorData(code=code, message=_TEXT[code])
    raise NotAMessageError(JSONRPCError(jsonrpc="2.0", id=number, error=error))


def _reason(line: bytes) -> tuple[int, int | str | None]:
    """Return the code of what is wrong with `line`, and its id where one can be read."""
    if len(line) < MAX_LINE_BYTES:
        try:
            frame = json.loads(line)
        except (ValueError, RecursionError):
            pass
        else:
            number = cast("dict[str, Any]", frame).get("id") if isinstance(frame, dict) else None
            usable = isinstance(number, int | str) and not isinstance(number, bool)
            return INVALID_REQUEST, number if usable and len(str(number)) <= 64 else None
    found = _ID.match(line)
    return PARSE_ERROR, json.loads(found.group(1)) if found else None
