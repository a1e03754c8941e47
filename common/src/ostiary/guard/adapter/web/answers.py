"""What is answered where no result is: constants, and the caller's own id."""

import json
from collections.abc import Mapping
from typing import Any, cast

from mcp_types import HEADER_MISMATCH, UNSUPPORTED_PROTOCOL_VERSION, JSONRPCError
from mcp_types.version import KNOWN_PROTOCOL_VERSIONS
from starlette.types import Send

from ostiary.guard.adapter.egress import error_text

Header = tuple[bytes, bytes]

_WORDS = {
    400: "bad request",
    401: "unauthorized",
    403: "forbidden",
    404: "not found",
    405: "method not allowed",
    406: "accept application/json and text/event-stream",
    408: "request body took too long",
    413: "request body too large",
    415: "content type has to be application/json",
    421: "misdirected request",
    503: "unavailable",
}
_JSON = (b"content-type", b"application/json")
_MAX_ID_CHARS = 64


async def send_plain(send: Send, status: int, *headers: Header) -> None:
    """Answer `status` with the words that always go with it."""
    words = _WORDS.get(status, "error")
    await send_document(send, status, {"error": words}, *headers)


async def send_document(
    send: Send, status: int, document: Mapping[str, Any], *headers: Header
) -> None:
    """Answer `status` with a JSON document."""
    body = json.dumps(document, separators=(",", ":")).encode()
    await send_body(send, status, body, _JSON, *headers)


async def send_body(send: Send, status: int, body: bytes, *headers: Header) -> None:
    """Answer `status` with `body`."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def send_error(send: Send, error: JSONRPCError) -> None:
    """Answer that what came is no message (JSON-RPC 2.0, section 5.1)."""
    document = error.model_dump(mode="json", by_alias=True, exclude_none=True)
    await send_document(send, 400, {"id": None, **document})


def restated(body: bytes) -> dict[str, Any] | None:
    """Return the JSON-RPC error in `body` with our words for its code; None where there is none."""
    try:
        frame: Any = json.loads(body)
        code = frame["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(code, int):
        return None
    number = cast("dict[str, Any]", frame).get("id")
    is_short = isinstance(number, int | str) and len(str(number)) <= _MAX_ID_CHARS
    return {
        "jsonrpc": "2.0",
        "id": number if is_short else None,
        "error": _error(code),
    }


def _error(code: int) -> dict[str, Any]:
    if code == HEADER_MISMATCH:
        return {"code": code, "message": "Headers do not match the body"}
    known, text = error_text(code)
    if code == UNSUPPORTED_PROTOCOL_VERSION:
        # Clients choose among these (MCP 2026-07-28, version negotiation).
        told = {"supported": list(KNOWN_PROTOCOL_VERSIONS), "requested": ""}
        return {"code": known, "message": text, "data": told}
    return {"code": known, "message": text}
