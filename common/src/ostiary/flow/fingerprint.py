"""Keyed fingerprints of calls and of spans of text, and the mark of a conversation.

Whoever reads the store learns no argument and no value by them, and can confirm no guess: without
the key he cannot make one.
"""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from ostiary.flow.loops import Step

MARK_BYTES = 8
"""How long the fingerprint of a span is [bytes]."""

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_SPACES = re.compile(r"[\s\W_]+")


class Fingerprints:
    """Makes the fingerprints of one installation.

    Args:
        key: Secret, the same in every server [32 bytes].
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def step(self, action: str, arguments: Mapping[str, Any]) -> Step:
        """Return the fingerprints of a call."""
        text = json.dumps(arguments, sort_keys=True, separators=(",", ":"), default=str)
        steady = _SPACES.sub(" ", _NUMBERS.sub("0", text)).casefold()
        return Step(self._short("exact", action, text), self._short("similar", action, steady))

    def spans(self, conversation: str, spans: Iterable[str]) -> frozenset[bytes]:
        """Return the fingerprints of texts within one conversation, each of `MARK_BYTES`."""
        key = self._hash("spans", conversation, size=32)
        return frozenset(
            blake2b(each.encode("utf-8", "replace"), digest_size=MARK_BYTES, key=key).digest()
            for each in spans
        )

    def mark(self, conversation: str) -> str:
        """Return what delimits untrusted text in a conversation, and nobody outside can know."""
        return self._hash("mark", conversation, size=10).hex()

    def _short(self, *parts: str) -> str:
        return self._hash(*parts, size=8).hex()

    def _hash(self, *parts: str, size: int) -> bytes:
        told = "\0".join(parts).encode("utf-8", "replace")
        return hmac.digest(self._key, told, "sha256")[:size]
