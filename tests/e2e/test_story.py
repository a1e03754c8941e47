"""A whole story: SQL, a server of notes, a host; only the human's screen and the notes hold names."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from notes_program import DATA, POLICY
from source_tree import ROOT

from ostiary.keys import write_keys
from ostiary.ledger.read import Reader
from ostiary.testing.scripted_model import Call, Say, ScriptedModel, ScriptedTurn
from ostiary_sql.sample.build import build_sample
from ostiary_sql.server import SERVER

HOST = (sys.executable, "-m", "ostiary_host.cli", "ask")
PROGRAM = ROOT / "tests" / "support" / "notes_program.py"
TEXT = """  text: {find: patterns, risk: "the sample's people are known to the vault by their columns"}
  prompt: true
"""
RESTORE = """restore:
  - {kind: EMAIL, tool: sql.run_query, argument: sql, roles: [analyst]}
  - {kind: PERSON, tool: notes.write_note, argument: about, roles: [analyst]}
  - {kind: PERSON, tool: notes.find_notes, argument: about, roles: [analyst]}
  - {kind: PERSON, tool: host.answer, argument: text, roles: [analyst]}
"""
FOUND = "SELECT email, full_name FROM contacts"
ASKED = f"{FOUND} ORDER BY id LIMIT 3"


@dataclass(frozen=True)
class Bureau:
    """A folder with everything, and the person it is all about."""

    folder: Path

    @property
    def place(self) -> Path:
        """Where bundle, keys, state, and whatever programs leave behind stand."""
        return self.folder / "place"

    @property
    def notes(self) -> Path:
        """The file of the server of notes: the one place for names but the business itself."""
        return self.folder / "notes.json"

    @property
    def business(self) -> Path:
        """The sample business."""
        return self.folder / "business.sqlite"

    def environment(self) -> dict[str, str]:
        """Return the settings of host and servers."""
        place = self.place
        return {
            "OSTIARY_POLICIES": str(place / "policies"),
            "OSTIARY_KEYS": str(place / "keys.json"),
            "OSTIARY_STATE": f"sqlite:///{place / 'state.sqlite'}",
            "OSTIARY_PRINCIPAL": "ada",
            "OSTIARY_ROLES": "analyst",
            "TMPDIR": str(place / "tmp"),
        }

    def ask(self, question: str, script: Sequence[ScriptedTurn], *more: str) -> "Asked":
        """Put a question to the host as its user would."""
        own = self.environment()
        sql = own | {"OSTIARY_SQL_URL": f"sqlite:///{self.business}"}
        notes = own | {"OSTIARY_NOTES_FILE": str(self.notes)}
        servers: dict[str, Any] = {
            "sql": {"command": str(Path(sys.executable).parent / "ostiary-sql"), "env": sql},
            "notes": {"command": sys.executable, "args": [str(PROGRAM)], "env": notes},
        }
        config = self.place / "mcp.json"
        config.write_text(json.dumps({"mcpServers": servers}))
        inherited = {key: value for key, value in os.environ.items() if key[:7] != "OSTIARY"}
        with ScriptedModel(script) as model:
            done = subprocess.run(
                [*HOST, question, "--config", str(config), "--model-url", model.url, *more],
                env=inherited | own,
                capture_output=True,
                text=True,
                timeout=50,
                stdin=subprocess.DEVNULL,
            )
            requests = json.dumps(model.requests, ensure_ascii=False)
        assert done.returncode == 0, done.stderr
        (self.place / "transcript.log").write_text(done.stderr)
        return Asked(done.stdout, done.stderr, requests)

    def person(self) -> tuple[str, str]:
        """Return address and name of the first contact."""
        with closing(sqlite3.connect(self.business)) as business:
            return business.execute(ASKED).fetchone()

    def records(self) -> list[Mapping[str, Any]]:
        """Return the ledger's records."""
        with closing(Reader(f"sqlite:///{self.place / 'state.sqlite'}")) as reader:
            assert reader.verify().whole
            return [json.loads(entry.body) for entry in reader.entries()]

    def traces(self, *values: str) -> list[str]:
        """Return every file of the installation in whose bytes one of the values stands."""
        sought = [form for each in values for form in (each, each.lower(), each.upper())]
        files = [path for path in self.place.rglob("*") if path.is_file()]
        assert any(path.name == "state.sqlite" for path in files)
        return [
            path.name
            for path in files
            if any(each.encode() in path.read_bytes() for each in sought)
        ]


@dataclass(frozen=True)
class Asked:
    """What a question came to: the human's screen, the transcript, all that the model was sent."""

    shown: str
    transcript: str
    requests: str


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    made = Bureau(tmp_path)
    policies = made.place / "policies"
    (made.place / "tmp").mkdir(parents=True)
    with as_file(SERVER.starter) as starter:
        copytree(starter, policies / "sql")
    copy(ROOT / "policies" / "bundle.yaml", policies / "bundle.yaml")
    text = (policies / "bundle.yaml").read_text()
    text = text.replace("  text: {find: model}\n", TEXT)
    text, _, starters = text.partition("\nrestore:")
    assert starters
    (policies / "bundle.yaml").write_text(f"{text}\n{RESTORE}")
    (policies / "notes").mkdir()
    (policies / "notes" / "policy.cedar").write_text(POLICY)
    (policies / "notes" / "data.yaml").write_text(DATA)
    write_keys(made.place / "keys.json")
    build_sample(made.business, date(2026, 11, 24))
    return made


def tokens(messages: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    """Return the pseudonyms of a kind in the last message."""
    return re.findall(rf"{kind}-[0-9a-z]{{10}}", messages[-1]["content"])


def ask(messages: Sequence[Mapping[str, Any]]) -> Call:
    """Find the row of the address that the user wrote, by the pseudonym of it."""
    (brought,) = re.findall(r"EMAIL-[0-9a-z]{10}", messages[1]["content"])
    return Call("sql_run_query", {"sql": f"{FOUND} WHERE email = '{brought}'"})


def write(messages: Sequence[Mapping[str, Any]]) -> Call:
    (email, *_), (name, *_) = tokens(messages, "EMAIL"), tokens(messages, "PERSON")
    return Call("notes_write_note", {"about": name, "text": f"Asked for {email}, see {name}."})


def answer(messages: Sequence[Mapping[str, Any]]) -> Say:
    (name, *_) = tokens(messages, "PERSON")
    brought = re.findall(r"EMAIL-[0-9a-z]{10}", messages[1]["content"])
    others = re.findall(r"EMAIL-[0-9a-z]{10}", messages[-1]["content"])
    return Say(f"Noted for {name}; you asked about {brought[0]}, I wrote {others[0]}.")


def look(messages: Sequence[Mapping[str, Any]]) -> Call:
    return Call("notes_find_notes", {"about": tokens(messages, "PERSON")[0]})


def found(messages: Sequence[Mapping[str, Any]]) -> Say:
    return Say(f"One note, on {tokens(messages, 'PERSON')[0]}.")


def repeat(messages: Sequence[Mapping[str, Any]]) -> Say:
    return Say(str(messages[-1]))


@pytest.mark.timeout(120)
def test_the_human_sees_names_and_nobody_else_ever_does(bureau: Bureau) -> None:
    email, name = bureau.person()
    first = [ask, write, answer]
    asked = bureau.ask(f"Leave a note for {email}.", first)
    # The human reads the name, and what he wrote himself, by which the row was found; the address
    # that the row holds is another's word, and no rule shows it to him.
    said = re.fullmatch(r"Noted for (.*); you asked about (.*), I wrote (.*)\.\n", asked.shown)
    assert said is not None, asked.shown
    assert said.groups()[:2] == (name, email)
    assert re.fullmatch(r"EMAIL-[0-9a-z]{10}", said[3])
    # The note is kept with the name, since a rule says so, and with a pseudonym elsewhere.
    (note,) = json.loads(bureau.notes.read_text())
    assert note["about"] == name
    assert re.fullmatch(r"Asked for EMAIL-\w{10}, see PERSON-\w{10}\.", note["text"])

    # Now the name is known: whoever asks for it, in whatever case, does so by a pseudonym.
    # Held open, so that SQLite's log stays and is searched too.
    with closing(sqlite3.connect(bureau.place / "state.sqlite")) as held:
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()
        again = bureau.ask(f"What is noted on {name.upper()}?", [look, found])
        assert (bureau.place / "state.sqlite-wal").stat().st_size > 0
        assert bureau.traces(email, name, *name.split()[1:]) == []
    assert again.shown == f"One note, on {name}.\n"

    for value in (email, name):
        for seen in (asked.requests, again.requests, asked.transcript, again.transcript):
            assert value.casefold() not in seen.casefold()
    # His own words he may read again; what others wrote was revealed to him, and that is on record.
    (revealed,) = [each for each in bureau.records() if each["kind"] == "revealed"]
    assert (revealed["reason"], revealed["by"]) == ("host display", "ada")
    assert revealed["number"] == 1


@pytest.mark.timeout(120)
def test_events_for_programs_hold_pseudonyms_and_reveal_nothing(bureau: Bureau) -> None:
    email, name = bureau.person()
    script = [Call("sql_run_query", {"sql": ASKED}), repeat]
    asked = bureau.ask(f"Who has {email}?", script, "--json")
    assert "PERSON-" in asked.shown
    assert name not in asked.shown
    assert email not in asked.shown
    assert not [each for each in bureau.records() if each["kind"] == "revealed"]
