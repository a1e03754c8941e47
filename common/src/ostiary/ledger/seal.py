"""Sealing the request that a policy saw, so that only whoever holds the replay key can read it.

It is sealed (`sealedbox.py`) to the public key `ledger.replay` under the tag `ostiary-replay-1`;
its place is that of its record: stream 0 position. Its digest is SHA-256 over all bytes of a sealed
text that is never the same twice, so that it confirms no guess.
"""

import hashlib
import os
from collections.abc import Callable

from ostiary.sealedbox import SealedBox, SealError
from ostiary.sealedbox import unseal as unseal_box

__all__ = ["SealError", "Sealer", "digest", "unseal"]

_TAG = "ostiary-replay-1"


class Sealer:
    """Seals for one recipient.

    Args:
        recipient: Its public key [32 bytes].
        random: Returns so many random bytes.
    """

    def __init__(self, recipient: bytes, random: Callable[[int], bytes] = os.urandom) -> None:
        self._box = SealedBox(recipient, _TAG, random)

    def seal(self, request: bytes, stream: str, position: int) -> tuple[bytes, str]:
        """Return the sealed request and its digest [64 hexadecimal digits]."""
        sealed = self._box.seal(request, _place(stream, position))
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
    return unseal_box(private_key, _TAG, sealed, _place(stream, position))


def _place(stream: str, position: int) -> str:
    return f"{stream}\0{position}"
