"""Request bodies: bounded in size and in time, whatever they say of themselves."""

from collections.abc import Sequence

import anyio
from starlette.types import Message, Receive

MAX_BODY_BYTES = 2 * 1024 * 1024
"""Arguments of 1 MiB and what JSON adds to them [bytes]."""

BODY_WITHIN_S = 30
"""How long a body may take to arrive [s]."""

AMBIGUOUS = DISCONNECTED = 400
TOO_LATE = 408
TOO_LARGE = 413


async def read_body(headers: Sequence[tuple[bytes, bytes]], receive: Receive) -> bytes | int:
    """Return the body, or the HTTP status that says why it is not read.

    What a request says of its length can refuse it; what arrives is counted all the same. One that
    says it in two ways may have been read otherwise by a proxy (RFC 9112, section 6.3).
    """
    names = {name for name, _ in headers}
    if {b"content-length", b"transfer-encoding"} <= names:
        return AMBIGUOUS
    for name, value in headers:
        if name == b"content-length" and int(value) > MAX_BODY_BYTES:
            return TOO_LARGE
    body = bytearray()
    with anyio.move_on_after(BODY_WITHIN_S):
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return DISCONNECTED
            body += message.get("body", b"")
            if len(body) > MAX_BODY_BYTES:
                return TOO_LARGE
            if not message.get("more_body", False):
                return bytes(body)
    return TOO_LATE


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` whole, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
