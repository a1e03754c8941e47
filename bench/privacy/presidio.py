"""Presidio as it comes: its default recognisers over a blank spaCy pipeline, without a model."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from ostiary.privacy.detect.finding import Finding

KIND_OF = {
    "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN", "EMAIL_ADDRESS": "EMAIL", "URL": "URL",
    "IP_ADDRESS": "IP", "PHONE_NUMBER": "PHONE", "DATE_TIME": "DATE", "PERSON": "PERSON",
    "LOCATION": "ADDRESS", "NRP": "ORG", "ORGANIZATION": "ORG",
}  # fmt: skip
"""Our kind for Presidio's; every other one of its kinds is a number of a register."""


def plain_presidio() -> Callable[[str], Sequence[Finding]]:
    """Return what finds with `AnalyzerEngine` and its defaults."""
    analyzer: Any = import_module("presidio_analyzer")
    spacy: Any = import_module("spacy")
    tldextract: Any = import_module("tldextract")
    # It would ask the network for the list of top-level domains; the one in its wheel does.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = analyzer.AnalyzerEngine(
        nlp_engine=_blank(analyzer.nlp_engine, spacy), supported_languages=["en"]
    )

    def find(text: str) -> list[Finding]:
        return [
            Finding(
                each.start, each.end, KIND_OF.get(each.entity_type, "ID"), each.score, "presidio"
            )
            for each in engine.analyze(text, language="en")
        ]

    return find


def _blank(nlp_engine: Any, spacy: Any) -> Any:
    """Return an engine whose pipeline is a tokeniser alone."""
    engine = nlp_engine.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    return engine
