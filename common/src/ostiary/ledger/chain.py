"""The hash chain: how a record is bound to the one before it.

Format 1. Every process appends to a stream of its own, so that replicas never wait for each other's
head. A stream is itself a link in the chain of streams, and its first record is bound to that link:

    link(n)     = SHA-256("ostiary-stream-1" 0 n 0 stream 0 opened_at_us 0 link(n-1))
    hash(s, 0)  = SHA-256("ostiary-record-1" 0 s 0 0 0 link of s 0 body)
    hash(s, i)  = SHA-256("ostiary-record-1" 0 s 0 i 0 hash(s, i-1) 0 body)

with numbers in decimal, hashes in hexadecimal, text in UTF-8 and 0 a zero byte. `body` is the
record's JSON exactly as stored, and comes last, so that no field can run into another.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)

GENESIS = "0" * 64
"""What the first link of the chain of streams is bound to."""


def link_hash(position: int, stream: str, opened_at_us: int, previous: str) -> str:
    """Return the link of the stream at `position` [64 hexadecimal digits]."""
    return _digest("ostiary-stream-1", str(position), stream, str(opened_at_us), previous)


def record_hash(stream: str, position: int, previous: str, body: str) -> str:
    """Return the hash of the record at `position` of `stream` [64 hexadecimal digits]."""
    return _digest("ostiary-record-1", stream, str(position), previous, body)


def canonical(body: Mapping[str, Any]) -> str:
    """Return `body` as the one JSON text that is stored and hashed."""
    return _ENCODER.encode(body)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
