"""How much is found, by label and language, and what is found wrongly, beside plain Presidio."""

from collections.abc import Iterator

from bench.privacy.benign import bank
from bench.privacy.made import LOCALES, made_sentences
from bench.privacy.presidio import plain_presidio
from bench.privacy.score import Find, Score, f2, score
from bench.privacy.sentence import Sentence, public_sentences
from bench.row import Row, say
from ostiary.privacy.detect.dictionary import Dictionary
from ostiary.privacy.detect.patterns import Patterns

SEED, EACH, BENIGN_SIZE = 20_261_124, 20, 100_000
"""How many sentences for each template, and how many characters for each sort of benign text."""


def rows() -> Iterator[Row]:
    """Yield recall, precision and F2 of both, then the false findings."""
    presidio = plain_presidio()
    sets = {"public, en": public_sentences()}
    if not sets["public, en"]:
        say("  the public sentences are not here (../shared/corpora/pii): not measured")
    sets |= {f"made, {language}": made_sentences(language, EACH, SEED) for language in LOCALES}
    for name, sentences in sets.items():
        if sentences:
            say(f"  {name}: {len(sentences)} sentences")
            yield from _compared(name, sentences, presidio)
            yield from _known(name, sentences)
    say("  with a model: none is part of this repository; see docs/detection.md")
    yield from _benign(presidio)


def _compared(name: str, sentences: list[Sentence], presidio: Find) -> Iterator[Row]:
    ours, theirs = score(Patterns().find, sentences), score(presidio, sentences)
    for label in sorted(ours.values):
        n = ours.values[label]
        yield Row(
            f"{name}: recall {label}", ours.recall(label), "", n, "Presidio", theirs.recall(label)
        )
    kinds = {span.label: span.kind for sentence in sentences for span in sentence.spans}
    for kind in sorted(ours.findings | theirs.findings):
        n = ours.findings[kind]
        precision, beside = ours.precision(kind), theirs.precision(kind)
        yield Row(f"{name}: precision {kind}", precision, "", n, "Presidio", beside)
        labels = [label for label in kinds if kinds[label] == kind]
        if labels:
            figures = [f2(_recall(each, labels), each.precision(kind)) for each in (ours, theirs)]
            yield Row(f"{name}: F2 {kind}", figures[0], "", n, "Presidio", figures[1])


def _recall(told: Score, labels: list[str]) -> float:
    values = sum(told.values[label] for label in labels)
    return sum(told.found[label] for label in labels) / values


def _known(name: str, sentences: list[Sentence]) -> Iterator[Row]:
    """Yield the recall of names where the vault knows them, and how many are too common."""
    names = [
        sentence.text[span.start : span.end]
        for sentence in sentences
        for span in sentence.spans
        if span.kind == "PERSON"
    ]
    dictionary = Dictionary()
    taken = sum(dictionary.add("PERSON", each) for each in names)
    found = score(dictionary.find, sentences).found["PERSON"]
    yield Row(f"{name}: recall PERSON, known", found / taken, "", taken)
    yield Row(f"{name}: names too common to be known", 1 - taken / len(names), "", len(names))


def _benign(presidio: Find) -> Iterator[Row]:
    find = Patterns().find
    for sort, text in bank(SEED, BENIGN_SIZE).items():
        per = 10_240 / len(text)
        ours, theirs = len(find(text)) * per, len(presidio(text)) * per
        yield Row(f"false findings in {sort}", ours, "per 10 KB", len(text), "Presidio", theirs)
