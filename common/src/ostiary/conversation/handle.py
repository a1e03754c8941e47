"""Conversation handles: what one says, signed, so that nobody can make or change one.

    base64url(Ed25519 signature, 64 bytes || canonical JSON), without padding

The JSON is an object of `clearance` (the name of a data class, or null), `expires` (microseconds
since 1970), `id` and `principal`, keys in that order, without spaces. There is exactly one text for
each handle: what decodes to the same bytes but is spelt otherwise is refused. The public half of
the key is enough to verify. Whether a handle was revoked, the ledger knows.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from ostiary.classes import DataClass, parse_class

PURPOSE = "conversation.sign"
"""The purpose under which the signing key is derived; nothing else is signed with it."""

MAX_CHARS = 4096
MAX_TEXT_CHARS = 256
MAX_EXPIRES_US = 2**53 - 1
_SIGNATURE_BYTES = 64
_KEYS = ["clearance", "expires", "id", "principal"]


@dataclass(frozen=True, slots=True)
class Handle:
    """What a handle says.

    Args:
        id: The conversation, 1 to 256 characters.
        principal: Whose it is, 1 to 256 characters.
        expires_at_us: From when it says nothing any more [us since 1970], below 2**53.
        clearance: The highest class that the model endpoint behind it may see; None for no bound.
    """

    id: str
    principal: str
    expires_at_us: int
    clearance: DataClass | None = None


@dataclass(frozen=True, slots=True)
class Invalid:
    """A text says nothing; falsy, so that a forgotten comparison refuses.

    Args:
        reason: `malformed`, `signature`, `foreign` or `expired`; for the operator's record.
    """

    reason: str

    def __bool__(self) -> bool:
        return False


def public_half(key: bytes) -> bytes:
    """Return the key [32 bytes] that verifies what the signing key `key` [32 bytes] signed."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def sign(key: bytes, handle: Handle) -> str:
    """Return the text of `handle`.

    Args:
        key: The signing key [32 bytes], derived for `PURPOSE`.
        handle: What it is to say.

    Raises:
        ValueError: `handle` is not within its bounds.
    """
    if not _fits(handle.id, handle.principal, handle.expires_at_us):
        raise ValueError("a conversation handle has an id, a principal and a time of expiry")
    body = _canonical(handle)
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(body)
    return urlsafe_b64encode(signature + body).decode().rstrip("=")


def verify(public_key: bytes, text: str, *, principal: str, now_us: int) -> Handle | Invalid:
    """Return what `text` says, if it is signed, this principal's and not expired.

    Args:
        public_key: The verifying half of the key [32 bytes].
        text: As it came from a caller; anything at all.
        principal: Who presents it, verified.
        now_us: The time [us since 1970].
    """
    raw = _decoded(text)
    if raw is None:
        return Invalid("malformed")
    signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, body)
    except InvalidSignature:
        return Invalid("signature")
    handle = _parsed(body)
    if handle is None:
        return Invalid("malformed")
    if handle.principal != principal:
        return Invalid("foreign")
    return handle if now_us < handle.expires_at_us else Invalid("expired")


def _decoded(text: str) -> bytes | None:
    if not text.isascii() or len(text) > MAX_CHARS:
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    # Python ignores what is no base64, and the bits after the last whole byte.
    return raw if urlsafe_b64encode(raw).decode().rstrip("=") == text else None


def _canonical(handle: Handle) -> bytes:
    clearance = None if handle.clearance is None else handle.clearance.label
    values = (clearance, handle.expires_at_us, handle.id, handle.principal)
    return json.dumps(dict(zip(_KEYS, values, strict=True)), separators=(",", ":")).encode()


def _parsed(body: bytes) -> Handle | None:
    try:
        told = cast("dict[str, Any]", json.loads(body))
        named, principal, expires_us = told["id"], told["principal"], told["expires"]
        clearance = None if told["clearance"] is None else parse_class(told["clearance"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not _fits(named, principal, expires_us):
        return None
    handle = Handle(named, principal, expires_us, clearance)
    return handle if _canonical(handle) == body else None


def _fits(named: object, principal: object, expires_us: object) -> bool:
    for text in (named, principal):
        if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT_CHARS:
            return False
    if isinstance(expires_us, bool) or not isinstance(expires_us, int):
        return False
    return 0 <= expires_us <= MAX_EXPIRES_US
