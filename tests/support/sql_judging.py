"""Whether an attack got through and whether an honest question was answered."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sql_business import Business
from sql_comparing import columns_of, compared
from sql_corpus import Entry
from sql_served import Heard, Served

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
        if mark := server.marks.found(each.words):
            yield f"showed {mark!r}"
    told = [each.told for each in heard]
    if told[0] != told[1] and not _may_differ(entry, heard):
        yield f"told {_difference(*told)}"
    may_run = entry.is_alike and pair[0].has_pseudonyms
    is_wrong = entry.expect in {"refused", "forbidden"} and not may_run
    if is_wrong and not all(each.refusal for each in heard):
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


def asked(server: Served, twin: Business, entry: Entry) -> list[Finding]:
    """Ask an honest question; return how its answer differs from the database's own.

    Args:
        server: In front of the business.
        twin: The other business: what differs there depends on what is withheld.
        entry: The question.
    """
    heard = server.call("run_query", entry.call())
    if heard.refusal:
        return [Finding(entry, f"refused: {heard.refusal}")]
    if mark := server.marks.found(heard.words):
        return [Finding(entry, f"showed {mark!r}")]
    direct = [business.direct(entry.sql, entry.params) for business in (server.business, twin)]
    expected = columns_of(direct[0], direct[1], is_ordered="order by" in entry.sql.lower())
    # Where a parameter stands in a name, each driver writes another one.
    wrong = compared(
        heard.result, expected, server.hides, has_star=_has_star(entry), has_names=not entry.params
    )
    found = [Finding(entry, what) for what in wrong]
    explained = server.call("explain_query", entry.call())
    if explained.refusal:
        found.append(Finding(entry, f"explaining it was refused: {explained.refusal}"))
    return found


def _has_star(entry: Entry) -> bool:
    return "*" in entry.sql or entry.sql.startswith("TABLE ")
