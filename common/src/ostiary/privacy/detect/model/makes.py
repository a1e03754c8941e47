"""The makes of models, and the setting that chooses one: `spacy:en_core_web_lg`.

Each is imported when its model is loaded, and none is downloaded: a name is that of an installed
package or of a folder.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ostiary.privacy.detect.finding import Detector
from ostiary.privacy.detect.model.reading import Reader, Said
from ostiary.privacy.detect.together import Together

_GLINER_LABELS = ("person", "organization", "location", "address", "username")
_TRANSFORMER_PIECE, _GLINER_PIECE = 1200, 1200
"""Characters that surely fit into the window of 512 tokens, or 384 words, of those models."""


class ModelSettingError(ValueError):
    """The setting names no make that exists, or no model."""


def load_spacy(name: str) -> Detector:
    """Return a detector by a spaCy pipeline: an installed package or a folder."""
    nlp: Any = import_module("spacy").load(name)
    return Reader("spacy", lambda text: spacy_said(nlp, text))


def spacy_said(nlp: Any, text: str) -> list[Said]:
    """Return the entities of a spaCy pipeline."""
    return [Said(each.start_char, each.end_char, each.label_) for each in nlp(text).ents]


def load_transformers(name: str) -> Detector:
    """Return a detector by a model for token classification in a folder."""
    pipeline: Any = import_module("transformers").pipeline(
        "token-classification",
        model=name,
        aggregation_strategy="simple",
        model_kwargs={"local_files_only": True},
    )
    return Reader(
        "transformers", lambda text: transformers_said(pipeline, text), piece=_TRANSFORMER_PIECE
    )


def transformers_said(pipeline: Any, text: str) -> list[Said]:
    """Return the entities of a pipeline for token classification."""
    return [
        Said(each["start"], each["end"], each["entity_group"], float(each["score"]))
        for each in pipeline(text)
    ]


def load_gliner(name: str) -> Detector:
    """Return a detector by a GLiNER model in a folder."""
    model: Any = import_module("gliner").GLiNER.from_pretrained(name, local_files_only=True)
    return Reader("gliner", lambda text: gliner_said(model, text), piece=_GLINER_PIECE)


def gliner_said(model: Any, text: str) -> list[Said]:
    """Return the entities of a GLiNER model."""
    return [
        Said(each["start"], each["end"], each["label"], float(each["score"]))
        for each in model.predict_entities(text, list(_GLINER_LABELS))
    ]


MAKES: Mapping[str, Callable[[str], Detector]] = {
    "spacy": load_spacy,
    "transformers": load_transformers,
    "gliner": load_gliner,
}


def model_from(setting: str) -> Callable[[], Detector]:
    """Return what loads the models that a setting names, `make:name`, separated by commas.

    Several are asked one after the other, as where each knows one language.

    Raises:
        ModelSettingError: There is no such make, or no name; the message says which there are.
    """
    chosen: list[tuple[Callable[[str], Detector], str]] = []
    for each in setting.split(","):
        make, _, name = each.strip().partition(":")
        if make not in MAKES or not name:
            raise ModelSettingError(
                f"'{each.strip()}' is no model: write make:name, the make one of {', '.join(MAKES)}"
            )
        chosen.append((MAKES[make], name))
    return lambda: Together(*(load(name) for load, name in chosen))
