"""Sealing the request that a policy saw, so that only whoever holds the replay key can read it.

A process seals to the public key `ledger.replay` with an ephemeral key of its own (X25519), which
it forgets when it ends; what others have sealed it cannot open. Format 1, bytes in this order:

    1 (one byte), the ephemeral public key (32), a nonce (12), AES-256-GCM of the request

under the key HKDF-SHA256(X25519(ephemeral, recipient), info = "ostiary-replay-1" 0 ephemeral
recipient), with "ostiary-replay-1" 0 stream 0 position as associated data: a sealed request cannot
be put in another's place. Its digest is SHA-256 over all of these bytes: of a cipher text that is
never the same twice, so that it confirms no guess.
"""

import hashlib
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_TAG = b"ostiary-replay-1\0"
_VERSION = b"\x01"
_KEY_BYTES, _NONCE_BYTES = 32, 12


class SealError(ValueError):
    """A sealed request was altered, belongs elsewhere, or was sealed to another key."""


class Sealer:
    """Seals for one recipient.

    Args:
        recipient: Its public key [32 bytes].
        random: Returns so many random bytes.
    """

    def __init__(self, recipient: bytes, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        ephemeral = X25519PrivateKey.from_private_bytes(random(_KEY_BYTES))
        self._own = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
        self._cipher = AESGCM(_key(shared, self._own, recipient))

    def seal(self, request: bytes, stream: str, position: int) -> tuple[bytes, str]:
        """Return the sealed request and its digest [64 hexadecimal digits]."""
        nonce = self._random(_NONCE_BYTES)
        text = self._cipher.encrypt(nonce, request, _place(stream, position))
        sealed = _VERSION + self._own + nonce + text
        return sealed, digest(sealed)


def digest(sealed: bytes) -> str:
    """Return the digest of a sealed request, as the record of its call holds it."""
    return hashlib.sha256(sealed).hexdigest()


def unseal(private_key: bytes, sealed: bytes, stream: str, position: int) -> bytes:
    """Return the request.

    Args:
        private_key: Of the recipient [32 bytes].
        sealed: What `Sealer.seal` returned.
        stream: Of the intent that it belongs to.
        position: Of the intent that it belongs to.

    Raises:
        SealError: It was altered, belongs elsewhere, or was sealed to another key.
    """
    start = len(_VERSION) + _KEY_BYTES
    own, nonce = sealed[len(_VERSION) : start], sealed[start : start + _NONCE_BYTES]
    if sealed[: len(_VERSION)] != _VERSION or len(nonce) != _NONCE_BYTES:
        raise SealError("not a sealed request of this version")
    key = X25519PrivateKey.from_private_bytes(private_key)
    recipient = key.public_key().public_bytes_raw()
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(own))
        cipher = AESGCM(_key(shared, own, recipient))
        return cipher.decrypt(nonce, sealed[start + _NONCE_BYTES :], _place(stream, position))
    except (InvalidTag, ValueError):
        raise SealError("altered, or sealed to another key") from None


def _key(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=_TAG + ephemeral + recipient).derive(shared)


def _place(stream: str, position: int) -> bytes:
    return _TAG + f"{stream}\0{position}".encode()
