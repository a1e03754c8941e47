"""The demonstration's answer rests on what the tools returned, and its forgery on one byte."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ostiary_host.demo_operator import DemoError, forge
from ostiary_host.demo_script import answer
from ostiary_host.demo_show import Stage
from ostiary_host.event import CallEnded, CallStarted


def _table(rows: list[list[Any]]) -> str:
    names = ["customer", "contact_email", "plan", "ends_on", "yearly_value"]
    return json.dumps({"columns": [{"name": name} for name in names], "rows": rows})


def _answer(*results: str) -> str:
    return answer([{"role": "user", "content": "?"}, *_tool(results)]).text


def _tool(results: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"role": "tool", "content": result} for result in results]


def test_the_answer_counts_what_was_returned_and_names_what_was_not() -> None:
    rows = [
        ["Amber Works", "[withheld]", "team", "2026-01-02", 1200.0],
        ["Birch Foods", "[withheld]", "solo", "2026-01-03", 300.5],
        ["Amber Works", "[withheld]", "solo", "2026-01-04", 99.5],
    ]
    text = _answer("{}", _table(rows), "[denied] This call is not permitted.")
    assert "2 customers let 3 subscriptions lapse" in text
    assert "1,600.00 a year" in text
    assert "Amber Works: team, ended 2026-01-02, 1,200.00 a year" in text
    assert "withheld" in text
    assert "denied" in text


def test_the_answer_says_whom_it_knows_by_pseudonyms() -> None:
    email = "EMAIL-8f3k2m9q7x"
    rows = [["Amber Works", email, "team", "2026-01-02", 1200.0], ["B", email, "solo", "x", 1]]
    assert "I know 1 contacts, each by a pseudonym" in _answer(_table(rows))


def test_without_a_result_there_is_no_answer() -> None:
    assert "could not find out" in _answer("[denied] This call is not permitted.", "cut {")


def _ledger(path: Path, bodies: list[str]) -> Path:
    with closing(sqlite3.connect(path)) as ledger:
        ledger.execute("CREATE TABLE records (stream, position, at_us, body)")
        rows = [("s1", number, number, body) for number, body in enumerate(bodies)]
        ledger.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", rows)
        ledger.commit()
    return path


def test_a_forgery_changes_one_byte_of_the_copy_and_nothing_of_the_ledger(tmp_path: Path) -> None:
    bodies = ['{"action":"sql.list_tables"}', '{"action":"sql.run_query"}', '{"x":"run_query"}']
    state, copy = _ledger(tmp_path / "state.sqlite", bodies), tmp_path / "copy.sqlite"
    before = state.read_bytes()
    assert forge(state, copy) == "s1:1"
    assert state.read_bytes() == before
    with closing(sqlite3.connect(copy)) as forged:
        found = [body for (body,) in forged.execute("SELECT body FROM records ORDER BY position")]
    assert (found[0], found[2]) == (bodies[0], bodies[2])
    assert sum(a != b for a, b in zip(found[1], bodies[1], strict=True)) == 1


def test_a_ledger_without_a_query_cannot_be_forged(tmp_path: Path) -> None:
    state = _ledger(tmp_path / "state.sqlite", [])
    with pytest.raises(DemoError, match="no record of a query"):
        forge(state, tmp_path / "copy.sqlite")


@pytest.mark.parametrize("is_terminal", [False, True], ids=["pipe", "terminal"])
def test_a_call_is_shown_with_decision_withheld_columns_and_budget(is_terminal: bool) -> None:
    console = Console(force_terminal=is_terminal, width=200, record=True, highlight=False)
    stage = Stage(console)
    value = {
        "columns": [{"name": "email", "class": "personal"}, {"name": "plan", "class": "internal"}],
        "rows": [["[withheld]", "[bold]team"], ["EMAIL-d0fywm6hw5", "EMAIL-d0fywm6hw5"]],
    }
    started = CallStarted(1, "sql", "run_query", {"sql": "SELECT email\x1b[2J"})
    ended = CallEnded(1, "sql", "run_query", "ok", json.dumps(value), ("email",), 0.1)
    stage.call(started, ended, value, "1 of 2 calls left")
    refused = CallEnded(2, "sql", "run_query", "denied", "[denied] No.", (), 0.1)
    stage.call(started, refused, None, "0 of 2 calls left")
    stage.table("head\tother\n1\t22")
    stage.verdicts([("a claim", True), ("another", False)])
    shown = console.export_text(styles=False)
    for part in (
        "[1] sql.run_query",
        "allowed",
        "email (personal)",
        "[withheld]",
        "[bold]team",
        "as 1 pseudonym\n",
        "1 of 2 calls left",
        "refused: denied",
        "[denied] No.",
        "NOT SEEN",
    ):
        assert part in shown
    assert "\x1b[2J" not in shown
