"""A labelled sentence, and the public set of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PUBLIC = Path(__file__).parents[3] / "shared/corpora/pii/sentences.jsonl"
"""Not part of the repository: where it lies beside it, it is measured."""

KIND_OF = {
    "PERSON": "PERSON", "ORGANIZATION": "ORG", "STREET_ADDRESS": "ADDRESS", "GPE": "ADDRESS",
    "ZIP_CODE": "ADDRESS", "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN",
    "EMAIL_ADDRESS": "EMAIL", "DOMAIN_NAME": "URL", "IP_ADDRESS": "IP", "US_SSN": "ID",
    "US_DRIVER_LICENSE": "ID", "DATE_TIME": "DATE",
}  # fmt: skip
"""Our kind for each type of the public set. Titles, ages and nationalities have none."""


@dataclass(frozen=True, slots=True)
class Span:
    """A value: start, end (characters), its type in the set and our kind for it."""

    start: int
    end: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text in one language, with everything personal in it."""

    text: str
    language: str
    spans: tuple[Span, ...]


def public_sentences() -> list[Sentence]:
    """Return the public set; empty where it is not there."""
    if not PUBLIC.is_file():
        return []
    return list(_read(PUBLIC))


def _read(path: Path) -> Iterator[Sentence]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = (
            Span(each["start"], each["end"], each["type"], KIND_OF.get(each["type"], ""))
            for each in row["spans"]
        )
        yield Sentence(row["text"], "en", tuple(spans))
