"""Checkpoints: signed statements of where all streams ended at one time.

Format 1. A checkpoint's body is one JSON text:

    {"at_us": T, "chain": "N:LINK", "heads": {STREAM: "POSITION:HASH", ...}, "position": P,
     "previous": HASH of the checkpoint before, "store": ID, "v": 1}

`heads` holds only what changed since the checkpoint before; together with all earlier ones it says
where every stream ended, and `chain` where the chain of streams did. Its hash is bound to that of
the one before, and the signature to both:

    hash      = SHA-256("ostiary-checkpoint-1" 0 body)
    signature = Ed25519("ostiary-checkpoint-1" 0 store 0 position 0 at_us 0 hash)

A line that is sent to an anchor holds the signed members and, where there is room, the body. Pure.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ostiary.ledger.chain import GENESIS, canonical

_TAG = "ostiary-checkpoint-1"
_END_OF_TIME_US = 253_402_300_800_000_000
"""The year 10000, of which no calendar tells [µs since 1970]."""


class CheckpointError(ValueError):
    """A checkpoint, or a key to check it with, is not of our format."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint, as stored and as anchored.

    Args:
        store: Identifier of the store that it is about.
        position: Its place in the chain of checkpoints, from 0.
        at_us: When it was made, by the store's time [µs since 1970].
        hash: Of its body.
        signature: Ed25519, in base64.
        body: What it says; None in an anchor that had no room for it.
    """

    store: str
    position: int
    at_us: int
    hash: str
    signature: str
    body: str | None

    def line(self, *, with_body: bool = True) -> str:
        """Return it as the one line of JSON that anchors keep."""
        told = {
            "at_us": self.at_us,
            "hash": self.hash,
            "position": self.position,
            "signature": self.signature,
            "store": self.store,
            "v": 1,
        }
        return canonical({**told, "body": self.body} if with_body and self.body else told)


class Signer:
    """Signs checkpoints.

    Args:
        seed: The private key [32 bytes].
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, store: str, position: int, at_us: int, digest: str) -> str:
        """Return the signature, in base64."""
        return base64.b64encode(self._key.sign(_message(store, position, at_us, digest))).decode()


def make(
    signer: Signer, store: str, previous: tuple[int, str], at_us: int, said: Mapping[str, Any]
) -> Checkpoint:
    """Return a new checkpoint.

    Args:
        signer: Signs it.
        store: Identifier of the store.
        previous: Position and hash of the one before; `FIRST` for the first.
        at_us: The time now [µs since 1970].
        said: Its `chain` and `heads`.
    """
    position = previous[0] + 1
    head = {"v": 1, "store": store, "position": position, "at_us": at_us, "previous": previous[1]}
    body = canonical({**head, **said})
    digest = body_hash(body)
    signature = signer.sign(store, position, at_us, digest)
    return Checkpoint(store, position, at_us, digest, signature, body)


FIRST = (-1, GENESIS)
"""What the first checkpoint is bound to."""


def body_hash(body: str) -> str:
    """Return the hash of a checkpoint's body [64 hexadecimal digits]."""
    return hashlib.sha256(f"{_TAG}\0{body}".encode()).hexdigest()


def is_signed(checkpoint: Checkpoint, public_key: bytes) -> bool:
    """Whether the holder of that key [32 bytes] signed it."""
    message = _message(checkpoint.store, checkpoint.position, checkpoint.at_us, checkpoint.hash)
    try:
        signature = base64.b64decode(checkpoint.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, binascii.Error):
        return False
    return True


def parse_line(line: str) -> Checkpoint:
    """Return the checkpoint that an anchor's line holds.

    Raises:
        CheckpointError: It holds none.
    """
    # A syslog daemon puts its own words before it.
    start = line.find("{")
    try:
        told = cast("dict[str, Any]", json.loads(line[start:])) if start >= 0 else {}
        found = Checkpoint(
            store=_text(told["store"]),
            position=_number(told["position"]),
            at_us=_number(told["at_us"]),
            hash=_text(told["hash"]),
            signature=_text(told["signature"]),
            body=_text(told["body"]) if "body" in told else None,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CheckpointError("not a checkpoint") from None
    if not 0 <= found.at_us < _END_OF_TIME_US:
        raise CheckpointError("a checkpoint of an impossible time")
    if told.get("v") != 1:
        raise CheckpointError("a checkpoint of another version")
    return found


def _message(store: str, position: int, at_us: int, digest: str) -> bytes:
    return "\0".join((_TAG, store, str(position), str(at_us), digest)).encode()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value
