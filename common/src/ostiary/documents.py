"""Operator's files: YAML read into strict models, with errors that name file, key and remedy.

Shared by everything that reads a file of the bundle. Nothing here decides anything.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

M = TypeVar("M", bound=BaseModel)

MAX_FILE_BYTES = 4 * 1024 * 1024
"""How large a file of the bundle may be [bytes]."""

_MAX_NODES = 200_000


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
    """The base of every file's model: unknown keys are errors, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def read_plain(path: Path, place: str) -> bytes:
    """Return what stands in the plain file at `path`, or where it leads to.

    A pipe that nobody writes to would be waited for, and a device read, for ever.

    Args:
        path: The file.
        place: How errors name it.

    Raises:
        PolicyFileError: It cannot be read, is no plain file, or is larger than `MAX_FILE_BYTES`.
    """
    try:
        # Opened first, judged by descriptor: what is checked is what is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise PolicyFileError(place, "cannot be read (not a plain file)")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(MAX_FILE_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise PolicyFileError(place, f"cannot be read ({type(error).__name__})") from None
    if len(content) > MAX_FILE_BYTES:
        raise PolicyFileError(place, f"larger than {MAX_FILE_BYTES} bytes")
    return content


def read_text(path: Path) -> str:
    """Return the text of `path`, named in errors by its last two parts.

    Raises:
        PolicyFileError: It cannot be read, or is not UTF-8.
    """
    place = short_name(path)
    try:
        return read_plain(path, place).decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyFileError(place, f"cannot be read ({type(error).__name__})") from None


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
    node, raw = _read(place, text)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise _explained(place, error, model, node) from None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?` for the known word nearest to `word`, or nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def line_of(text: str, path: Sequence[int | str]) -> int:
    """Return the line of the last part of `path` that a YAML document holds, from 1."""
    loader: Any = yaml.SafeLoader(text)
    try:
        return _line(loader.get_single_node(), path)
    finally:
        loader.dispose()


def _read(place: str, text: str) -> tuple[yaml.Node | None, object]:
    """Return the tree of a document, whose nodes know their lines, and its value."""
    loader: Any = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        _refuse_twins(place, node)
        if node is not None and _size(node, {}) > _MAX_NODES:
            raise PolicyFileError(place, f"more than {_MAX_NODES} values, aliases written out")
        return node, None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark is not None else ""
        raise PolicyFileError(f"{place}{line}", "not valid YAML") from None
    except yaml.YAMLError:
        raise PolicyFileError(place, "not valid YAML") from None
    except RecursionError:
        raise PolicyFileError(place, "nested too deep") from None
    finally:
        if loader is not None:
            loader.dispose()


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """Return how many values a tree holds once its aliases are written out.

    Ten lines can make more than fit into memory; what holds itself has no end.
    """
    if id(node) not in known:
        known[id(node)] = _MAX_NODES + 1
        inside = [each for pair in _members(node) for each in pair]
        if isinstance(node, yaml.SequenceNode):
            inside = node.value
        known[id(node)] = 1 + sum(_size(each, known) for each in inside)
    return known[id(node)]


def _refuse_twins(place: str, root: yaml.Node | None) -> None:
    """Refuse a key that stands twice: YAML readers keep the last and say nothing."""
    waiting: list[yaml.Node] = [] if root is None else [root]
    met: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in met:
            continue
        met.add(id(node))
        lines: dict[str, int] = {}
        for key, value in _members(node):
            line = key.start_mark.line + 1
            if isinstance(key, yaml.ScalarNode):
                if key.value in lines:
                    reason = f"{key.value}: stands twice, first on line {lines[key.value]}"
                    raise PolicyFileError(f"{place}:{line}", reason)
                lines[key.value] = line
            waiting += [key, value]
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _members(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _line(root: yaml.Node | None, path: Sequence[int | str]) -> int:
    if root is None:
        return 1
    line, node = root.start_mark.line + 1, root
    for part in path:
        found = next(
            (pair for pair in _members(node) if pair[0].value == str(part)),
            None,
        )
        if found is not None:
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _explained(
    place: str, error: ValidationError, model: type[BaseModel], root: yaml.Node | None
) -> PolicyFileError:
    errors = error.errors(include_url=False, include_input=False)
    # A misspelt key is the cause when another is missing: name it first.
    first = next((each for each in errors if each["type"] == "extra_forbidden"), errors[0])
    key = ".".join(str(part) for part in first["loc"])
    where = f"{place}:{_line(root, first['loc'])}{f': {key}' if key else ''}"
    if first["type"] == "extra_forbidden":
        hint = did_you_mean(str(first["loc"][-1]), _keys(model))
        return PolicyFileError(where, f"no such key{hint}")
    # pydantic's own words for an error of ours; the reason itself is what we wrote.
    return PolicyFileError(where, first["msg"].removeprefix("Value error, "))


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield info.alias or name
        for kind in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _keys(kind)
