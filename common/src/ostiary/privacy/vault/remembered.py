"""What a process remembers of the vault: bounded, and without a value in it.

Pseudonyms are remembered by a digest under a key that the process drew when it started, so that
its memory holds no list of people.
"""

import os
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

MAX_REMEMBERED = 200_000


class Remembered:
    """Pseudonyms by scope, kind and spelling.

    Args:
        most: How many at most; the oldest go first.
    """

    def __init__(self, most: int = MAX_REMEMBERED) -> None:
        self._most = most
        self._key = os.urandom(32)
        self._tokens: dict[bytes, str] = {}
        self._links: dict[tuple[str, str], None] = {}
        self._hashers: dict[tuple[str, str], Any] = {}

    def digest(self, scope: str, kind: str, text: str) -> bytes:
        """Return by what a spelling is remembered [16 bytes]."""
        hasher = self._hashers.get((scope, kind))
        if hasher is None:
            if len(self._hashers) >= 1024:
                self._hashers.clear()
            hasher = blake2b(f"{scope}\0{kind}\0".encode(), key=self._key, digest_size=16)
            self._hashers[scope, kind] = hasher
        own = hasher.copy()
        own.update(text.encode("utf-8", "surrogatepass"))
        return own.digest()

    def tokens(self, asked: Sequence[tuple[str, str, str, int]]) -> list[str | None]:
        """Return the pseudonym of each (scope, kind, spelling, class) that is remembered."""
        tokens, digest = self._tokens, self.digest
        return [tokens.get(digest(scope, kind, text)) for scope, kind, text, _ in asked]

    def token(self, digest: bytes) -> str | None:
        """Return the pseudonym of a spelling, if it is remembered."""
        return self._tokens.get(digest)

    def keep(self, digest: bytes, token: str) -> None:
        """Remember a pseudonym."""
        self._tokens[digest] = token
        _trim(self._tokens, self._most)

    def is_linked(self, link: tuple[str, str]) -> bool:
        """Whether a link was kept."""
        return link in self._links

    def keep_link(self, link: tuple[str, str]) -> None:
        """Remember that a link is there."""
        self._links[link] = None
        _trim(self._links, self._most)

    def forget(self) -> None:
        """Forget everything."""
        self._tokens.clear()
        self._links.clear()


def _trim(kept: dict[Any, Any], most: int) -> None:
    if len(kept) <= most:
        return
    for key in list(kept)[: most // 4]:
        kept.pop(key, None)
