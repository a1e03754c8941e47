"""Sealing a text so that only the holder of one private key reads it, and only in its own place.

A process seals with an ephemeral key of its own (X25519), which it forgets when it ends; what
others have sealed it cannot open. Format 1, bytes in this order:

    1 (one byte), the ephemeral public key (32), a nonce (12), AES-256-GCM of the text

under the key HKDF-SHA256(X25519(ephemeral, recipient), info = tag 0 ephemeral recipient), with
tag 0 place as associated data: what was sealed cannot be put in another's place. The tag says what
it is sealed for, such as `ostiary-replay-1`.
"""

import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_KEY_BYTES, _NONCE_BYTES = 32, 12


class SealError(ValueError):
    """What was sealed was altered, belongs elsewhere, or was sealed to another key."""


class SealedBox:
    """Seals for one recipient.

    Args:
        recipient: Its public key [32 bytes].
        tag: What for.
        random: Returns so many random bytes.
    """

    def __init__(
        self, recipient: bytes, tag: str, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._random = random
        self._tag = _tag(tag)
        ephemeral = X25519PrivateKey.from_private_bytes(random(_KEY_BYTES))
        self._own = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
        self._cipher = AESGCM(_key(shared, self._tag, self._own, recipient))

    def seal(self, text: bytes, place: str) -> bytes:
        """Return `text` sealed for its place."""
        nonce = self._random(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text, self._tag + place.encode())
        return _VERSION + self._own + nonce + sealed


def unseal(private_key: bytes, tag: str, sealed: bytes, place: str) -> bytes:
    """Return the text.

    Args:
        private_key: Of the recipient [32 bytes].
        tag: What it was sealed for.
        sealed: What `SealedBox.seal` returned.
        place: Where it belongs.

    Raises:
        SealError: It was altered, belongs elsewhere, or was sealed to another key.
    """
    start = len(_VERSION) + _KEY_BYTES
    own, nonce = sealed[len(_VERSION) : start], sealed[start : start + _NONCE_BYTES]
    if sealed[: len(_VERSION)] != _VERSION or len(nonce) != _NONCE_BYTES:
        raise SealError("not sealed by this version")
    key = X25519PrivateKey.from_private_bytes(private_key)
    recipient = key.public_key().public_bytes_raw()
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(own))
        cipher = AESGCM(_key(shared, _tag(tag), own, recipient))
        return cipher.decrypt(nonce, sealed[start + _NONCE_BYTES :], _tag(tag) + place.encode())
    except (InvalidTag, ValueError):
        raise SealError("altered, or sealed to another key") from None


def _tag(text: str) -> bytes:
    return text.encode() + b"\0"


def _key(shared: bytes, tag: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=tag + ephemeral + recipient).derive(shared)
