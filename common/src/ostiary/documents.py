"""Operator's files: YAML read into strict models, with errors that name file, key and remedy.

Shared by everything that reads a file of the bundle. Nothing here decides anything.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

M = TypeVar("M", bound=BaseModel)


class PolicyFileError(ValueError):
    """A file of the operator's cannot be used.

    Args:
        place: File, and line or key where there is one.
        reason: What is wrong and, where it helps, what would be right.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class Document(BaseModel):
    """The base of every file's model: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_text(path: Path) -> str:
    """Return the text of `path`, named in errors by its last two parts.

    Raises:
        PolicyFileError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyFileError(
            short_name(path), f"cannot be read ({type(error).__name__})"
        ) from None


def short_name(path: Path) -> str:
    """Return how messages name `path`: its folder and its name."""
    return f"{path.parent.name}/{path.name}"


def parse_document(place: str, text: str, model: type[M]) -> M:
    """Return `text` as `model`.

    Args:
        place: How errors name the file.
        text: A YAML document.
        model: What it has to be.

    Raises:
        PolicyFileError: It is not YAML, or not that model; the message names line or key.
    """
    try:
        raw: object = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark is not None else ""
        raise PolicyFileError(f"{place}{line}", "not valid YAML") from None
    except yaml.YAMLError:
        raise PolicyFileError(place, "not valid YAML") from None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise _explained(place, error, model) from None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?` for the known word nearest to `word`, or nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _explained(place: str, error: ValidationError, model: type[BaseModel]) -> PolicyFileError:
    errors = error.errors(include_url=False, include_input=False)
    # A misspelt key is the cause when another is missing: name it first.
    first = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        hint = did_you_mean(str(first["loc"][-1]), _keys(model))
        return PolicyFileError(f"{place}: {key}", f"no such key{hint}")
    return PolicyFileError(f"{place}: {key}" if key else place, first["msg"])


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield name
        for kind in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _keys(kind)
