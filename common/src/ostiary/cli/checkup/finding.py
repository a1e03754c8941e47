"""What one check found, in words that hold no secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ostiary.launch import secret_parts

MAX_CHARACTERS = 400
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class State(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; the servers work without it."""
    FAILED = "FAILED"
    """Has to be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Args:
        check: What was looked at.
        state: How much it matters.
        said: What was found.
        todo: What to do about it; empty where there is nothing.
    """

    check: str
    state: State
    said: str
    todo: str = ""


def redacted(finding: Finding, environment: Mapping[str, str]) -> Finding:
    """Return a finding without the secrets that `environment` holds, on one line of bounded length.

    What a server says of itself is its own; it may quote a setting.
    """
    said, todo = finding.said, finding.todo
    for name, value in environment.items():
        for secret in secret_parts(name, value):
            said, todo = said.replace(secret, "..."), todo.replace(secret, "...")
    return replace(finding, said=_line(said), todo=_line(todo))


def _line(text: str) -> str:
    line = _CONTROL.sub(" ", text).strip()
    return line if len(line) <= MAX_CHARACTERS else line[: MAX_CHARACTERS - 3] + "..."
