"""What a detector says: this stretch of the text is personal data of that kind."""

from dataclasses import dataclass, field
from typing import Protocol

VERIFIED = 1.0
"""The score of what a checksum or a dictionary proved."""

ORDER = (
    "CARD", "IBAN", "EMAIL", "URL", "IP", "ID", "PHONE", "DATE", "USERNAME", "ADDRESS", "PERSON",
    "ORG",
)  # fmt: skip
"""The kinds, the strictest form first: of two findings that are alike otherwise, the earlier kind
stays."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data in a text.

    Args:
        start: Offset of its first character.
        end: Offset behind its last character.
        kind: One of the kinds that pseudonyms have.
        score: From 0 to 1; `VERIFIED` only with a valid checksum or a known value.
        source: Which recogniser said so, for benches and for the operator: no part of the text.
        known: What the dictionary holds for it; empty for every other source. The spelling in the
            text may differ in case, accents, inflection and order. Personal, and so
            no part of what a finding looks like in a log.
    """

    start: int
    end: int
    kind: str
    score: float
    source: str
    known: str = field(default="", repr=False)


class Detector(Protocol):
    """Finds personal data. Pure and safe to call from several threads at once."""

    def find(self, text: str) -> list[Finding]:
        """Return the findings in order of their place; none overlaps another or a pseudonym."""
        ...
