"""What a tool call came to: its code, and the text that the model is given of it. Pure."""

import re
from dataclasses import dataclass

from ostiary_host.jsonvalue import as_list, as_object

OK = "ok"

_CODES = frozenset(
    [
        "approval",
        "budget",
        "crashed",
        "denied",
        "invalid_input",
        "loop",
        "not_found",
        "timeout",
        "too_large",
        "upstream",
    ]
)
_CODED = re.compile(r"\[([a-z_]{1,20})\] ")
WITHHELD = "[withheld]"
"""What stands in a result where policy let a value not through."""

PSEUDONYM = re.compile(r"(?<![\w-])[A-Z]{2,8}-[0-9a-hjkmnp-tv-z]{10}(?!\w)")
"""What stands for a personal value: its kind, and characters that say nothing of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one call.

    Args:
        code: `ok`; the code that an Ostiary server gave; `error` for a failure without one.
        text: The result as the model could read it, not yet cut.
        value: The structured result, None if there was none.
    """

    code: str
    text: str
    value: object = None


def failure(text: str) -> Outcome:
    """Return the outcome of a call that failed with `text`, its code read from the text.

    Ostiary's servers write `[code] sentence`; another server's failure has the code `error`.
    """
    coded = _CODED.match(text)
    code = coded.group(1) if coded and coded.group(1) in _CODES else "error"
    return Outcome(code, text)


def cut_to(text: str, max_bytes: int) -> str:
    """Return `text`, or its head and tail with a marker between them, within `max_bytes` [bytes].

    Three quarters of the room go to the head: results say early what they are.
    """
    data = text.encode()
    if len(data) <= max_bytes:
        return text
    marker = f"\n[... {len(data) - max_bytes} bytes cut by the host ...]\n"
    room = max(0, max_bytes - len(marker.encode()))
    head, tail = room - room // 4, room // 4
    # `ignore`: a cut in the middle of a character drops what is left of it.
    start = data[:head].decode(errors="ignore")
    end = data[len(data) - tail :].decode(errors="ignore") if tail else ""
    return start + marker + end


def withheld_in(value: object) -> list[str]:
    """Return where values were withheld in a structured result: column names, or paths.

    Args:
        value: A structured result; tables are objects with `columns` and `rows`.
    """
    table = as_object(value) or {}
    columns, rows = as_list(table.get("columns")), as_list(table.get("rows"))
    if columns is None or rows is None:
        return _withheld_paths(value, "$", 0)[:10]
    names = [str((as_object(column) or {}).get("name", "?")) for column in columns]
    lines = [as_list(row) or [] for row in rows]
    return [
        name
        for position, name in enumerate(names)
        if any(len(line) > position and line[position] == WITHHELD for line in lines)
    ]


def _withheld_paths(value: object, path: str, depth: int) -> list[str]:
    if value == WITHHELD:
        return [path]
    if depth > 20:
        return []
    found: list[str] = []
    for name, item in (as_object(value) or {}).items():
        found += _withheld_paths(item, f"{path}.{name}", depth + 1)
    for item in as_list(value) or []:
        found += _withheld_paths(item, f"{path}[]", depth + 1)
    return list(dict.fromkeys(found))
