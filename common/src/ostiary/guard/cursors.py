"""Cursors: where a next page begins, signed, so that nobody can make or move one.

    base64url(offset, 8 bytes big-endian || HMAC-SHA256 over offset and SHA-256 of what is paged,
    first 16 bytes), without padding

A cursor carries no right and no state: the call that shows it is examined and decided like the
first one. It fits only the very request that it was issued for.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

CHARS = 32
"""Length of every cursor."""

_OFFSET_BYTES = 8
_TAG_BYTES = 16


class Cursors:
    """Issues cursors and reads them.

    Args:
        key: The signing key [32 bytes]; replicas that share it read each other's cursors.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, of: bytes, offset: int) -> str:
        """Return the cursor for what begins at `offset` in the results of `of`.

        Args:
            of: What is paged: a canonical form of the request without its page.
            offset: From 0, below 2**63.
        """
        at = offset.to_bytes(_OFFSET_BYTES, "big")
        return urlsafe_b64encode(at + self._tag(of, at)).decode("ascii")

    def read(self, cursor: str, of: bytes) -> int | None:
        """Return where `cursor` points to; None if it was not issued for `of`."""
        if len(cursor) != CHARS or not cursor.isascii():
            return None
        try:
            raw = urlsafe_b64decode(cursor)
        except ValueError:
            return None
        at, tag = raw[:_OFFSET_BYTES], raw[_OFFSET_BYTES:]
        if not hmac.compare_digest(tag, self._tag(of, at)):
            return None
        # Decoding overlooks what is no base64: there is one spelling alone.
        offset = int.from_bytes(at, "big")
        return offset if self.issue(of, offset) == cursor else None

    def _tag(self, of: bytes, at: bytes) -> bytes:
        return hmac.digest(self._key, at + sha256(of).digest(), "sha256")[:_TAG_BYTES]
