"""The corpora: statements that attack an SQL server, and honest ones, by engine.

They are files of SQL in `tests/sql/corpus/<engine>/<attacks|honest>/`, one file a family. A line
`-- name: x` begins a statement, and directives may stand right below it:

    -- why: what it tries            the family's own line, above the first name, holds without it
    -- expect: refused               what has to become of it; likewise
    -- alike: answered               may be answered where columns are seen as pseudonyms, which tell no less
    -- params: {"x": 1}              its parameters, JSON
    -- arguments: {"max_rows": 1}    other arguments of the call, JSON; they win over the rest
    -- escapes                       Python's escapes stand for characters that no editor shows
    -- expand                        ⟦text⟧*9⟦, ⟧ is nine times the text with commas between: {n} counts
                                     from 1, {m} from 0 and {r} down to 1
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "sql" / "corpus"
ENGINES = ("sqlite", "postgres", "mariadb")

_NAME = re.compile(r"^-- name: (.+)$")
_DIRECTIVE = re.compile(r"^-- (why|expect|alike|params|arguments|escapes|expand)(?:: (.*))?$")
_REPEATED = re.compile(r"⟦([^⟧]*)⟧\*([0-9]+)(?:⟦([^⟧]*)⟧)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement.

    Args:
        engine: Whose SQL it is.
        kind: `attacks` or `honest`.
        family: The file that it stands in.
        name: Its own, once in a family.
        sql: Its text.
        why: What it tries.
        expect: `refused` (cannot be placed), `forbidden` (tests what is withheld), `harmless` (may
            run), `bomb` (may be refused or stopped), `answered`; `stopped` where it does not matter
            how.
        params: Values of its parameters.
        arguments: Further arguments of the call.
        is_alike: Whether it may be answered where pseudonyms tell no less.
    """

    engine: str
    kind: str
    family: str
    name: str
    sql: str
    why: str
    expect: str
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_alike: bool = False

    @property
    def label(self) -> str:
        """What it is called in reports."""
        return f"{self.family}/{self.name}"

    def call(self) -> dict[str, Any]:
        """Return the arguments of the call."""
        params = {"params": dict(self.params)} if self.params else {}
        return {"sql": self.sql, **params, **self.arguments}


@cache
def corpus(engine: str, kind: str) -> tuple[Entry, ...]:
    """Return all statements of a kind, by family and in the order of the files."""
    return tuple(
        entry
        for path in sorted((FOLDER / engine / kind).glob("*.sql"))
        for entry in _entries(path, engine, kind)
    )


def statements(engine: str, expect: str) -> dict[str, str]:
    """Return the text of each attack of which `expect` has to become, by label."""
    return {entry.label: entry.sql for entry in corpus(engine, "attacks") if entry.expect == expect}


def _entries(path: Path, engine: str, kind: str) -> Iterator[Entry]:
    head, *blocks = _blocks(path.read_text(encoding="utf-8"))
    defaults = {"expect": "stopped" if kind == "attacks" else "answered", **_directives(head)[0]}
    for name, *lines in blocks:
        own, rest = _directives(lines)
        given = {**defaults, **own}
        sql = "\n".join(rest).strip("\n")
        written = json.dumps([given.get("params", "{}"), given.get("arguments", "{}")])
        if "expand" in given:
            sql, written = _expanded(sql), _expanded(written)
        if "escapes" in given:
            sql = sql.encode("ascii", "backslashreplace").decode("unicode_escape")
        params, arguments = (json.loads(part) for part in json.loads(written))
        why, expect = given["why"], given["expect"]
        is_alike = "alike" in given
        yield Entry(engine, kind, path.stem, name, sql, why, expect, params, arguments, is_alike)


def _blocks(text: str) -> list[list[str]]:
    """Return the lines above the first name, then each name with the lines below it."""
    blocks: list[list[str]] = [[]]
    # Not splitlines(): that cuts at characters which are part of a statement.
    for line in text.split("\n"):
        if named := _NAME.match(line):
            blocks.append([named[1]])
        else:
            blocks[-1].append(line)
    return blocks


def _directives(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        directive = _DIRECTIVE.match(line)
        if not directive:
            return found, lines[at:]
        found[directive[1]] = directive[2] or ""
    return found, []


def _expanded(text: str) -> str:
    def repeat(match: re.Match[str]) -> str:
        part, times, between = match[1], int(match[2]), match[3] or ""
        return between.join(
            part.replace("{n}", str(n))
            .replace("{m}", str(n - 1))
            .replace("{r}", str(times + 1 - n))
            for n in range(1, times + 1)
        )

    return _REPEATED.sub(repeat, text)
