"""What a process says of itself: events of constant names with fields that hold no value of a call.

Pure. A field is a number or a short word of our own code: a server's name, a version, the name of a
type. No text of a call, of an exception, of a library or of data has a way in.
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

Field = str | int | float | bool

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}")
UNSAFE = "?"
"""Stands in for what is not a number or a short word."""

POLICY_CHARACTERS = 12
"""How much of a bundle's version is told: enough to tell two apart."""


class Event(StrEnum):
    """Everything that may be said."""

    STARTED = "started"
    STOPPED = "stopped"
    POLICY_RELOADED = "policy_reloaded"
    POLICY_REFUSED = "policy_refused"
    LEDGER_FAILED = "ledger_failed"
    UNAUTHENTICATED = "unauthenticated"
    UNHANDLED = "unhandled"
    LIBRARY = "library"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How an event is told: its level, and the fields that it may have, beside `dropped`."""

    level: str
    fields: tuple[str, ...]


_KINDS = {
    Event.STARTED: _Kind("info", ("server", "version", "transport", "policy")),
    Event.STOPPED: _Kind("info", ("server", "ran_s")),
    Event.POLICY_RELOADED: _Kind("info", ("server", "policy")),
    # The old bundle stays in force; `ostiary policy check` says what is wrong with the new one.
    Event.POLICY_REFUSED: _Kind("error", ("server", "policy")),
    Event.LEDGER_FAILED: _Kind("error", ("server", "stage", "error")),
    Event.UNAUTHENTICATED: _Kind("warning", ("server", "reason")),
    Event.UNHANDLED: _Kind("error", ("where", "error")),
    Event.LIBRARY: _Kind("warning", ("logger", "library_level")),
    Event.WARNING: _Kind("warning", ("category",)),
}


def told(event: Event, fields: Mapping[str, Field], at_us: int) -> dict[str, Field]:
    """Return what is said of an event: its time, level and name, then its own fields, made safe.

    Args:
        event: What happened.
        fields: What is known of it; those that this kind of event does not have are left out.
        at_us: When [µs since 1970].
    """
    kind = _KINDS[event]
    time = datetime.fromtimestamp(at_us / 1e6, UTC).isoformat(timespec="milliseconds")
    said: dict[str, Field] = {"timestamp": time, "level": kind.level, "event": str(event)}
    names = (*kind.fields, "dropped")
    said |= {name: _safe(fields[name]) for name in names if name in fields}
    return said


def json_line(said: Mapping[str, Field]) -> str:
    """Return the line for programs."""
    return json.dumps(said, separators=(",", ":")) + "\n"


def type_name(kind: type) -> str:
    """Return the name of a type that some module defines; one that was made up tells nothing."""
    module = sys.modules.get(kind.__module__)
    return kind.__name__ if getattr(module, kind.__qualname__, None) is kind else UNSAFE


def module_name(name: str) -> str:
    """Return the part of a logger's name that is a module; names beyond may hold anything."""
    while name and name not in sys.modules:
        name = name.rpartition(".")[0]
    return name or UNSAFE


def _safe(value: Field) -> Field:
    if isinstance(value, str):
        return value if _WORD.fullmatch(value) else UNSAFE
    return value
