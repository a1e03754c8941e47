"""`ostiary policy explain --call`: why a recorded call came out as it did."""

import json
import sys
from pathlib import Path

import pytest
from fastmcp import Client
from notes_example import Office, make_office

from ostiary.cli import main
from ostiary.ledger.finding import parse_body
from ostiary.ledger.read import Reader


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return an office where one note was read and another refused."""
    made = make_office(tmp_path)
    server = made.server()
    async with Client(server) as client:
        await client.call_tool("read_note", {"name": "welcome"})
    server.close()
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    return made


def explain(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command in this process; return its exit status."""
    monkeypatch.setattr(sys, "argv", ["ostiary", "policy", "explain", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code if isinstance(ended.value.code, int) else 0


def call_of(place: Office) -> str:
    reader = Reader(place.state)
    try:
        records = [parse_body(entry.body) for entry in reader.entries()]
    finally:
        reader.close()
    return next(str(each["call"]) for each in records if each.get("kind") == "intent")


def test_a_recorded_call_is_told_with_label_sink_and_rule(
    place: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(monkeypatch, "--call", call_of(place)) == 0
    told = capsys.readouterr().out
    for part in (
        "allow  notes.read_note by ann",
        "the conversation had read: public",
        "sink: outside, cannot be undone",
        "rules: notes/policy.cedar:analyst-reads",
        "its result added: internal, untrusted",
    ):
        assert part in told


def test_programs_read_the_same_as_json(
    place: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(monkeypatch, "--call", call_of(place), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["decision"], told["sink"], told["reversible"]) == ("allow", "outside", False)


def test_a_call_of_which_there_is_no_record_is_said_to_be_none(
    place: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(monkeypatch, "--call", "nothing") == 1
    assert "No record" in capsys.readouterr().err
