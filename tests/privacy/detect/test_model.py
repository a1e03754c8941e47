"""The seam for models: chosen by a setting, loaded aside, not ready until it is."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
import spacy

from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.detect.model.lazy import LazyDetector, NotReadyError, State
from ostiary.privacy.detect.model.makes import (
    ModelSettingError,
    gliner_said,
    model_from,
    transformers_said,
)
from ostiary.privacy.detect.model.reading import Reader, Said
from ostiary.privacy.detect.patterns import Patterns
from ostiary.privacy.detect.together import Together


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spaCy pipeline on disk that knows three names by rule."""
    nlp = spacy.blank("xx")
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([
        {"label": "PERSON", "pattern": "Aino Virtala"},
        {"label": "ORG", "pattern": "Fabeltek"},
        {"label": "GPE", "pattern": "Nirgendheim"},
        {"label": "CARDINAL", "pattern": "seven"},
    ])  # fmt: skip
    folder = tmp_path_factory.mktemp("model") / "rules"
    nlp.to_disk(folder)
    return folder


def found(detector: Detector, text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in detector.find(text)]


def test_a_spacy_pipeline_finds_what_it_knows_in_our_words(pipeline: Path) -> None:
    detector = model_from(f"spacy:{pipeline}")()
    text = "Aino\u200b Virtala of Fabeltek moved seven times to Nirgendheim."
    assert found(detector, text) == [
        ("PERSON", "Aino\u200b Virtala"),
        ("ORG", "Fabeltek"),
        ("ADDRESS", "Nirgendheim"),
    ]


def test_a_model_and_patterns_together_do_not_overlap(pipeline: Path) -> None:
    both = Together(model_from(f"spacy:{pipeline}")(), Patterns())
    text = "Aino Virtala <aino@example.org>, PERSON-9adn52s17c, card 4454794511390933"
    assert found(both, text) == [
        ("PERSON", "Aino Virtala"),
        ("EMAIL", "aino@example.org"),
        ("CARD", "4454794511390933"),
    ]


def test_a_pseudonym_is_no_name_whatever_the_model_says() -> None:
    reader = Reader("test", lambda text: [Said(0, len(text), "PER")])
    assert reader.find("PERSON-9adn52s17c") == []


def test_a_name_on_the_edge_of_a_piece_is_found_whole() -> None:
    def read(text: str) -> list[Said]:
        at = text.find("Aino Virtala")
        return [Said(at, at + 12, "PER")] if at >= 0 else []

    for length in range(60, 120):
        text = "word " * (length // 5) + "Aino Virtala" + " word" * 30
        assert found(Reader("test", read, piece=90, overlap=40), text) == [
            ("PERSON", "Aino Virtala")
        ]


def test_what_transformers_and_gliner_answer_is_understood() -> None:
    text = "Aino Virtala works at Fabeltek"
    grouped = [
        {"start": 0, "end": 12, "entity_group": "B-PER", "score": 0.998},
        {"start": 22, "end": 30, "entity_group": "MISC", "score": 0.7},
    ]

    def classify(_: str) -> list[dict[str, Any]]:
        return grouped

    by_token = Reader("t", lambda piece: transformers_said(classify, piece))
    assert found(by_token, text) == [("PERSON", "Aino Virtala")]

    class Gliner:
        def predict_entities(self, text: str, labels: list[str]) -> list[dict[str, Any]]:
            assert "person" in labels
            at = text.index("Fabeltek")
            return [{"start": at, "end": at + 8, "label": "organization", "score": 1.0}]

    (finding,) = Reader("g", lambda piece: gliner_said(Gliner(), piece)).find(text)
    assert finding == Finding(22, 30, "ORG", 0.99, "g")


@pytest.mark.parametrize("setting", ["", "spacy", "spacy:", "word2vec:x", "spacy:a,", "x"])
def test_a_setting_that_names_no_model_is_refused_with_the_makes(setting: str) -> None:
    with pytest.raises(ModelSettingError, match="spacy, transformers, gliner"):
        model_from(setting)


def test_nothing_is_loaded_before_it_is_wanted_and_nothing_is_found_before_it_is_ready() -> None:
    may_end, calls = Event(), list[int]()

    def load() -> Detector:
        calls.append(1)
        may_end.wait(20)
        return Patterns()

    lazy = LazyDetector(load)
    assert lazy.state is State.COLD
    assert calls == []
    with pytest.raises(NotReadyError):
        lazy.find("4454794511390933")
    assert lazy.start() is State.LOADING
    assert lazy.start() is State.LOADING
    assert lazy.wait(0) is State.LOADING
    with pytest.raises(NotReadyError):
        lazy.find("4454794511390933")
    may_end.set()
    assert lazy.wait(20) is State.READY
    assert calls == [1]
    assert found(lazy, "4454794511390933") == [("CARD", "4454794511390933")]


def test_a_model_that_cannot_be_loaded_finds_nothing_and_says_why_to_the_operator() -> None:
    lazy = LazyDetector(model_from("spacy:/nowhere/at/all"))
    assert lazy.wait(25) is State.FAILED
    assert isinstance(lazy.failure, OSError)
    with pytest.raises(NotReadyError, match="is failed"):
        lazy.find("Aino Virtala")


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("Aino Virtala", ["Aino Virtala"]),
        ("aino virtala", ["aino virtala"]),
        ("Mark", ["Mark"]),
        ("O'Brien", ["O'Brien"]),
        ("IBM", ["IBM"]),
        ("Søndergade 52", ["Søndergade 52"]),
        ("Иван Петров", ["Иван Петров"]),
        ("山田太郎", ["山田太郎"]),
        ("Aino Virtala\nOrder 00600", ["Aino Virtala"]),
        ("Aino Virtala 690298290", ["Aino Virtala"]),
        ("EUR 403,545.97\nPayable", []),
        ("Order 690298290", []),
        ("took=1147ms", []),
        ("sda3", []),
        ("8272e913bcecac3bc7f6b911958d4ba9679d2bc5", []),
        ("4166-3730-8873", []),
        ("and against record before parts", []),
    ],
)
def test_what_a_model_takes_for_a_name_has_to_look_like_one(said: str, stays: list[str]) -> None:
    text = f"({said}) is named here"
    model = Reader("model", lambda _: [Said(1, 1 + len(said), "PERSON")])
    assert [text[each.start : each.end] for each in model.find(text)] == stays
