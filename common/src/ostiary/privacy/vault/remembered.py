"""What a process remembers of the vault: bounded, and without a value in it.

Pseudonyms are remembered by a digest under a key that the process drew when it started, so that
its memory holds no list of people.
"""

import os
from collections.abc import Iterable, Sequence
from hashlib import blake2s
from typing import Any

MAX_REMEMBERED = 200_000
_MAX_SCOPES = 1024


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

    def digests(self, asked: Iterable[tuple[str, str, str, int]]) -> list[bytes]:
        """Return by what each (scope, kind, spelling, class) is remembered [16 bytes].

        BLAKE2s, since its short blocks suit short values: half of what BLAKE2b costs.
        """
        found: list[bytes] = []
        last_scope = last_kind = None
        hasher: Any = None
        for scope, kind, text, _ in asked:
            if scope is not last_scope or kind is not last_kind:
                hasher, last_scope, last_kind = self._hasher(scope, kind), scope, kind
            own = hasher.copy()
            own.update(text.encode("utf-8", "surrogatepass"))
            found.append(own.digest())
        return found

    def tokens(self, digests: Iterable[bytes]) -> list[str | None]:
        """Return the pseudonym of each digest that is remembered."""
        return list(map(self._tokens.get, digests))

    def keep(self, digests: Sequence[bytes], tokens: Sequence[str]) -> None:
        """Remember pseudonyms."""
        self._tokens.update(zip(digests, tokens, strict=True))
        _trim(self._tokens, self._most)

    def are_linked(self, links: Iterable[tuple[str, str]]) -> bool:
        """Whether all of these links were kept."""
        return all(map(self._links.__contains__, links))

    def is_linked(self, link: tuple[str, str]) -> bool:
        """Whether a link was kept."""
        return link in self._links

    def keep_links(self, links: Iterable[tuple[str, str]]) -> None:
        """Remember that links are there."""
        self._links.update(dict.fromkeys(links))
        _trim(self._links, self._most)

    def forget(self) -> None:
        """Forget everything."""
        self._tokens.clear()
        self._links.clear()

    def _hasher(self, scope: str, kind: str) -> Any:
        hasher = self._hashers.get((scope, kind))
        if hasher is None:
            if len(self._hashers) >= _MAX_SCOPES:
                self._hashers.clear()
            hasher = blake2s(f"{scope}\0{kind}\0".encode(), key=self._key, digest_size=16)
            self._hashers[scope, kind] = hasher
        return hasher


def _trim(kept: dict[Any, Any], most: int) -> None:
    """Let the oldest go, a quarter of what may stay beyond what is too much."""
    if len(kept) <= most:
        return
    for key in list(kept)[: len(kept) - most + most // 4]:  # a copy: other threads write
        kept.pop(key, None)
