"""Recall, precision and F2, by what a label calls a value and by kind.

A value counts as found if findings of any kind cover nine tenths of its letters and digits: what a
reader would still see decides. A finding counts as right if it touches something labelled.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bench.privacy.sentence import Sentence, Span
from ostiary.privacy.detect.finding import Finding

Find = Callable[[str], Sequence[Finding]]
_ENOUGH = 0.9


@dataclass(slots=True)
class Score:
    """Counts by label (values) and by kind (findings)."""

    values: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    findings: Counter[str] = field(default_factory=Counter[str])
    right: Counter[str] = field(default_factory=Counter[str])
    missed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    wrong: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def recall(self, label: str) -> float:
        """Return the share of values of that label that were found."""
        return self.found[label] / self.values[label] if self.values[label] else 1.0

    def precision(self, kind: str) -> float:
        """Return the share of findings of that kind that touch something labelled."""
        return self.right[kind] / self.findings[kind] if self.findings[kind] else 1.0


def f2(recall: float, precision: float) -> float:
    """Return the F measure that weighs recall twice."""
    below = 4 * precision + recall
    return 5 * precision * recall / below if below else 0.0


def score(find: Find, sentences: Iterable[Sentence]) -> Score:
    """Return how `find` does on `sentences`."""
    told = Score()
    for sentence in sentences:
        findings = find(sentence.text)
        for span in sentence.spans:
            told.values[span.label] += 1
            if _covered(sentence.text, span, findings) >= _ENOUGH:
                told.found[span.label] += 1
            else:
                told.missed.append((span.label, sentence.text[span.start : span.end]))
        for each in findings:
            told.findings[each.kind] += 1
            if any(each.start < span.end and each.end > span.start for span in sentence.spans):
                told.right[each.kind] += 1
            else:
                told.wrong.append((each.kind, sentence.text[each.start : each.end]))
    return told


def _covered(text: str, span: Span, findings: Sequence[Finding]) -> float:
    """Return the share of a value's letters and digits that findings cover."""
    signs = [at for at in range(span.start, span.end) if text[at].isalnum()]
    if not signs:
        return 1.0
    hidden = sum(any(each.start <= at < each.end for each in findings) for at in signs)
    return hidden / len(signs)
