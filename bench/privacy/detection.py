"""How much is found, by label and language, and what is found wrongly, beside plain Presidio."""

import os
from collections.abc import Iterator

from bench.privacy.benign import bank
from bench.privacy.made import LOCALES, made_sentences
from bench.privacy.presidio import plain_presidio
from bench.privacy.score import Find, Score, f2, score
from bench.privacy.sentence import Sentence, public_sentences
from bench.row import Row, say
from ostiary.privacy.detect.dictionary import Dictionary
from ostiary.privacy.detect.model.makes import model_from
from ostiary.privacy.detect.patterns import Patterns
from ostiary.privacy.detect.together import Together

SEED, EACH, BENIGN_SIZE = 20_261_124, 20, 100_000
"""How many sentences for each template, and how many characters for each sort of benign text."""


def rows() -> Iterator[Row]:
    """Yield recall, precision and F2 of both, then the false findings."""
    presidio = plain_presidio()
    model = _model()
    sets = {"public, en": public_sentences()}
    if not sets["public, en"]:
        say("  the public sentences are not here (../shared/corpora/pii): not measured")
    sets |= {f"made, {language}": made_sentences(language, EACH, SEED) for language in LOCALES}
    for name, sentences in sets.items():
        if sentences:
            say(f"  {name}: {len(sentences)} sentences")
            yield from _compared(name, sentences, presidio)
            yield from _known(name, sentences)
            if model is not None:
                yield from _with_model(name, sentences, model)
    if model is None:
        say("  with a model: BENCH_MODEL=spacy:FOLDER measures one; see docs/detection.md")
    yield from _benign(presidio, model)


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


def _model() -> Find | None:
    """Return patterns together with the model that is named, by the setting `text.model`."""
    named = os.environ.get("BENCH_MODEL", "")
    return Together(Patterns(), model_from(named)()).find if named else None


def _with_model(name: str, sentences: list[Sentence], model: Find) -> Iterator[Row]:
    """Yield recall of all labels and precision of all kinds, beside patterns alone."""
    both, alone = score(model, sentences), score(Patterns().find, sentences)
    for label in sorted(both.values):
        told = f"{name}: recall {label}, with the model"
        beside = ("patterns alone", alone.recall(label))
        yield Row(told, both.recall(label), "", both.values[label], *beside)
    for kind in sorted(both.findings):
        told = f"{name}: precision {kind}, with the model"
        beside = ("patterns alone", alone.precision(kind))
        yield Row(told, both.precision(kind), "", both.findings[kind], *beside)


def _benign(presidio: Find, model: Find | None) -> Iterator[Row]:
    find = Patterns().find
    for sort, text in bank(SEED, BENIGN_SIZE).items():
        per = 10_240 / len(text)
        ours, theirs = len(find(text)) * per, len(presidio(text)) * per
        yield Row(f"false findings in {sort}", ours, "per 10 KB", len(text), "Presidio", theirs)
        if model is not None:
            found = len(model(text)) * per
            told = f"false findings in {sort}, with the model"
            yield Row(told, found, "per 10 KB", len(text), "patterns alone", ours)
