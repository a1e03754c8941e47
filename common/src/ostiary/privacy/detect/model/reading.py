"""What a model of any make said of a text, as findings.

A model reads pieces: its memory grows with the text, and some refuse a long one. Pieces end between
words and overlap a little, so that a name is whole in one of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ostiary.privacy.detect.finding import VERIFIED, Finding
from ostiary.privacy.detect.fold import fold
from ostiary.privacy.detect.model.plausible import plausible
from ostiary.privacy.detect.overlap import placed

KIND_OF = {
    "PERSON": "PERSON", "PER": "PERSON", "PERSNAME": "PERSON", "NAME": "PERSON",
    "FIRSTNAME": "PERSON", "LASTNAME": "PERSON", "SURNAME": "PERSON",
    "ORG": "ORG", "ORGANIZATION": "ORG", "ORGANISATION": "ORG", "ORGNAME": "ORG", "COMPANY": "ORG",
    "GPE": "ADDRESS", "LOC": "ADDRESS", "LOCATION": "ADDRESS", "FAC": "ADDRESS",
    "PLACENAME": "ADDRESS", "GEOGNAME": "ADDRESS", "ADDRESS": "ADDRESS", "STREET": "ADDRESS",
    "USERNAME": "USERNAME",
}  # fmt: skip
"""Our kind for what models call theirs; what is not here (numbers, works of art) is no finding."""

_UNSURE = 0.85
"""The score of a model that tells none of its own."""


@dataclass(frozen=True, slots=True)
class Said:
    """One entity: start and end in the piece that was read, the model's label, and its score."""

    start: int
    end: int
    label: str
    score: float | None = None


class Reader:
    """A detector that asks a model.

    Args:
        source: The model's make, for benches and operators.
        read: Returns what the model says of a piece of text.
        piece: At most how many characters it reads at once.
        overlap: How many of them it reads again with the next piece.
    """

    def __init__(
        self,
        source: str,
        read: Callable[[str], Iterable[Said]],
        *,
        piece: int = 20_000,
        overlap: int = 200,
    ) -> None:
        self._source = source
        self._read = read
        self._piece = piece
        self._overlap = overlap

    def find(self, text: str) -> list[Finding]:
        """Return what the model finds in `text`. Slow: not to be called on the event loop."""
        folded = fold(text)
        return placed(list(self._findings(folded.text)), folded)

    def _findings(self, text: str) -> Iterator[Finding]:
        for at, end in _pieces(text, self._piece, self._overlap):
            for said in self._read(text[at:end]):
                kind = KIND_OF.get(said.label.upper().rpartition("-")[2].replace(" ", ""))
                if not kind:
                    continue
                # A model is never as sure as a checksum.
                score = min(_UNSURE if said.score is None else said.score, VERIFIED - 0.01)
                first, last = max(at + said.start, 0), min(at + said.end, len(text))
                for part in plausible(text, first, last):
                    start, stop = _trimmed(text, *part)
                    if start < stop:
                        yield Finding(start, stop, kind, score, self._source)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without blanks and punctuation at its ends, within the text."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _pieces(text: str, piece: int, overlap: int) -> Iterator[tuple[int, int]]:
    at = 0
    while True:
        end = min(at + piece, len(text))
        if end < len(text):
            end = max(text.rfind(" ", end - overlap, end), text.rfind("\n", end - overlap, end), 0)
            end = end if end > at else at + piece
        yield at, end
        if end >= len(text):
            return
        at = max(end - overlap, at + 1)
