"""How fast text is read, beside Presidio on the same text in the same run."""

import time
from collections.abc import Callable, Iterator

from bench.privacy.benign import bank
from bench.privacy.made import LOCALES, made_sentences
from bench.privacy.presidio import plain_presidio
from bench.privacy.score import Find
from bench.row import Row, median, say
from ostiary.privacy.detect.dictionary import Dictionary
from ostiary.privacy.detect.patterns import Patterns

SEED, ROUNDS = 20_261_124, 3
LONG, THEIRS = 1_000_000, 50_000
"""Characters of our text, and of the part of it that Presidio reads in the same time."""


def rows() -> Iterator[Row]:
    """Yield throughputs."""
    presidio = plain_presidio()
    sentences = [each.text for language in LOCALES for each in made_sentences(language, 40, SEED)]
    sorts = bank(SEED, LONG // 5)
    texts = {
        "sentences": _long("\n".join(sentences)),
        "mixed benign text": _long("\n".join(sorts.values())),
        "prose": _long(sorts["prose"]),
    }
    patterns, wide = Patterns(), Patterns(least_score=0.3)
    for name, text in texts.items():
        say(f"  {name}")
        ours = _mb_per_s(patterns.find, text)
        theirs = _mb_per_s(presidio, text[:THEIRS])
        yield Row(f"1 MB of {name}", ours, "MB/s", ROUNDS, "Presidio", theirs)
        every = _mb_per_s(wide.find, text)
        yield Row(f"1 MB of {name}, all dates and URLs", every, "MB/s", ROUNDS, "Presidio", theirs)
    short = sentences[:300]
    ours, theirs = (
        _mb_per_s(_each(find, short), "".join(short)) for find in (patterns.find, presidio)
    )
    yield Row("sentence by sentence", ours, "MB/s", ROUNDS, "Presidio", theirs)
    yield from _dictionary(texts["sentences"])
    line = "4" * 10_000_000
    started = time.perf_counter()
    patterns.find(line)
    yield Row("one line of 10 MB of digits", time.perf_counter() - started, "s", 1)


def _dictionary(text: str) -> Iterator[Row]:
    names = (f"Vorname{number} Nachname{number * 7}" for number in range(1_000_000))
    started = time.perf_counter()
    dictionary = Dictionary(("PERSON", name) for name in names)
    yield Row("a million names taken", time.perf_counter() - started, "s", 1)
    yield Row("1 MB read for a million names", _mb_per_s(dictionary.find, text), "MB/s", ROUNDS)


def _long(text: str) -> str:
    return (text * (1 + LONG // len(text)))[:LONG]


def _each(find: Find, texts: list[str]) -> Callable[[str], None]:
    def run(_: str) -> None:
        for text in texts:
            find(text)

    return run


def _mb_per_s(find: Callable[[str], object], text: str) -> float:
    find(text[:1000])
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        find(text)
        samples.append(time.perf_counter() - started)
    return len(text) / median(samples) / 1e6
