"""Frames between the server and its workers: four bytes of length, then JSON in UTF-8."""

import json
import struct
from typing import Any, BinaryIO

HEADER = struct.Struct(">I")
MAX_FRAME_BYTES = 64 * 1024 * 1024


class FrameError(ValueError):
    """What arrived is no frame: too long, cut off, or not JSON."""


def encode_frame(message: dict[str, Any]) -> bytes:
    """Return `message` as one frame.

    Raises:
        FrameError: It is longer than 64 MiB.
    """
    body = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME_BYTES:
        raise FrameError("longer than 64 MiB")
    return HEADER.pack(len(body)) + body


def body_length(header: bytes) -> int:
    """Return how many bytes follow `header`.

    Raises:
        FrameError: More than 64 MiB are announced.
    """
    (length,) = HEADER.unpack(header)
    if length > MAX_FRAME_BYTES:
        raise FrameError("announces more than 64 MiB")
    return length


def decode_body(body: bytes) -> dict[str, Any]:
    """Return the message in `body`.

    Raises:
        FrameError: It is not a JSON object.
    """
    try:
        message = json.loads(body)
    except ValueError as error:
        raise FrameError("not JSON") from error
    if not isinstance(message, dict):
        raise FrameError("not an object")
    return message  # pyright: ignore[reportUnknownVariableType] # JSON


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """Return the next message of `stream`; None at its end.

    Raises:
        FrameError: The stream holds something else.
    """
    header = stream.read(HEADER.size)
    if not header:
        return None
    if len(header) < HEADER.size:
        raise FrameError("cut off")
    length = body_length(header)
    body = stream.read(length)
    if len(body) < length:
        raise FrameError("cut off")
    return decode_body(body)
