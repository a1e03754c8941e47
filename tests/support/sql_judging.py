"""Whether an attack got through and whether an honest question was answered."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sql_corpus import Entry
from sql_served import WITHHELD, Heard, Served

TOOLS = ("run_query", "explain_query")


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement that was not treated as it ought to be.

    Args:
        entry: The statement.
        what: What happened.
    """

    entry: Entry
    what: str

    def __str__(self) -> str:
        return f"{self.entry.label}: {self.what}\n    {self.entry.sql[:600]}"


def attacked(pair: tuple[Served, Served], *entries: Entry) -> list[Finding]:
    """Send attacks to both servers, all at once; return which got through, and how."""
    found: list[Finding] = []
    for tool in TOOLS:
        numbers = [
            [server.ask(tool, _arguments(entry, tool)) for server in pair] for entry in entries
        ]
        for entry, asked_as in zip(entries, numbers, strict=True):
            heard = [server.hear(number) for server, number in zip(pair, asked_as, strict=True)]
            found += [Finding(entry, f"{tool} {what}") for what in _got_through(pair, entry, heard)]
    return found


def _got_through(
    pair: tuple[Served, Served], entry: Entry, heard: Sequence[Heard]
) -> Iterator[str]:
    for server, each in zip(pair, heard, strict=True):
        if mark := server.marks.found(b"".join(each.frames)):
            yield f"showed {mark!r}"
    told = [each.told for each in heard]
    if told[0] != told[1] and not _may_differ(entry, heard):
        yield f"told {_difference(*told)}"
    if entry.expect in {"refused", "forbidden"} and not all(each.refusal for each in heard):
        yield f"was to be {entry.expect} and was answered"


def _arguments(entry: Entry, tool: str) -> dict[str, Any]:
    arguments = entry.call()
    if tool == "explain_query":
        arguments.pop("max_rows", None)
    return arguments


def _may_differ(entry: Entry, heard: Sequence[Heard]) -> bool:
    """Whether a difference is one of time: a bomb that reached its end on one side alone."""
    return entry.expect == "bomb" and any(each.refusal for each in heard)


def _difference(first: Any, second: Any) -> str:
    one, two = (json.dumps(told, ensure_ascii=False) for told in (first, second))
    at = next(
        (at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(two)),
    )
    start = max(0, at - 40)
    return f"...{one[start : at + 60]}... and ...{two[start : at + 60]}..."


def asked(server: Served, twin: Any, entry: Entry) -> list[Finding]:
    """Ask an honest question; return how its answer differs from the database's own.

    Args:
        server: In front of the business.
        twin: The other business: what differs there depends on what is withheld.
        entry: The question.
    """
    heard = server.call("run_query", entry.call())
    if heard.refusal:
        return [Finding(entry, f"refused: {heard.refusal}")]
    if mark := server.marks.found(b"".join(heard.frames)):
        return [Finding(entry, f"showed {mark!r}")]
    names, rows = server.business.direct(entry.sql, entry.params)
    _, others = twin.direct(entry.sql, entry.params)
    found = [Finding(entry, what) for what in _compared(entry, heard.result, names, rows, others)]
    explained = server.call("explain_query", entry.call())
    if explained.refusal:
        found.append(Finding(entry, f"explaining it was refused: {explained.refusal}"))
    return found


def _compared(
    entry: Entry,
    result: Mapping[str, Any],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    others: Sequence[Sequence[Any]],
) -> list[str]:
    given = result["rows"]
    if len(given) != len(rows) or result["truncated"]:
        return [f"gave {len(given)} rows of {len(rows)}"]
    shown = [column["name"] for column in result["columns"]]
    found: list[str] = []
    place = 0
    is_ordered = "order by" in entry.sql.lower()
    for at, name in enumerate(names):
        own, other = ([row[at] for row in side] for side in (rows, others))
        if not is_ordered:
            own, other = sorted(own, key=_canonical), sorted(other, key=_canonical)
        is_withheld = own != other
        is_empty = all(value is None for value in own)  # then nobody can tell
        # Where a parameter stands in a name, each driver writes another one.
        is_here = shown[place : place + 1] == [name] or (entry.params and len(shown) == len(names))
        if not is_here:
            # A star leaves out what is withheld.
            if not (is_withheld or is_empty) or not _has_star(entry.sql):
                return [f"named its columns {shown}"]
            continue
        cells = [row[place] for row in given]
        if not (is_empty and set(cells) <= {None, WITHHELD}):
            found += _column(name, own, cells, is_withheld, is_ordered)
        place += 1
    return found if place == len(shown) else [f"named its columns {shown}"]


def _column(
    name: str, own: list[Any], shown: list[Any], is_withheld: bool, is_ordered: bool
) -> list[str]:
    if is_withheld:
        if any(cell != WITHHELD for cell in shown):
            return [f"column {name} depends on withheld values and is shown"]
        return []
    if shown and all(cell == WITHHELD for cell in shown):
        return [f"column {name} is withheld without need"]
    if not is_ordered:
        own, shown = sorted(own, key=_canonical), sorted(shown, key=_canonical)
    wrong = [pair for pair in zip(own, shown, strict=True) if not same_value(*pair)]
    return [f"column {name} holds {wrong[0][1]!r} for {wrong[0][0]!r}"] if wrong else []


def _has_star(sql: str) -> bool:
    return "*" in sql or sql.startswith("TABLE ")


def same_value(own: Any, shown: Any) -> bool:
    """Whether a cell is what the database's own word says, whatever the notation."""
    if isinstance(own, bytes) and shown == f"\\x{own.hex()}":
        return True
    if isinstance(shown, float) and isinstance(own, str) and "." in own:
        # MariaDB's text protocol rounds what its binary one does not.
        return shown == float(own) or own == f"{shown:.{len(own.partition('.')[2])}f}"
    return _canonical(own) == _canonical(shown)


def _canonical(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = str(value)
    if text in {"t", "f"}:
        return "1" if text == "t" else "0"
    try:
        return str(Decimal(text).normalize() + 0) if text.strip() == text else text
    except InvalidOperation:
        pass
    try:
        return datetime.fromisoformat(text).isoformat(" ")
    except ValueError:
        return text
