"""A ledger that somebody else wrote into: every command ends in order, and shows the rest of it."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastmcp import Client
from notes_example import Office, make_office
from tampering import tamper

from ostiary.cli import main

Run = Callable[..., tuple[int, str, str]]

BODIES = {
    "no-json": "x",
    "no-object": "[]",
    "deep": "[" * 100_000,
    "endless-number": '{"at_us":' + "9" * 5000 + "}",
    "infinite": '{"kind":"intent","call":"c","at_us":1e400}',
    "long-ago": '{"kind":"intent","at_us":-99999999999999999}',
    "other-types": '{"kind":5,"who":"x","decision":3,"released":[1],"charge":7,"call":{"a":1}}',
    "unhashable": '{"kind":"intent","call":["a"],"conversation":{}}',
    "escapes": '{"kind":"list","who":{"principal":"a\\u001b[31m\\u0007\\u009b\\u202e\\t\\n"}}',
    "surrogates": '{"kind":"\\ud800","action":"\\udfff","outcome":"\\u2028"}',
    "its-own-place": '{"kind":"list","stream":"elsewhere","position":99,"hash":"x"}',
}
COLUMNS = {
    "text-for-a-time": "at_us = 'x'",
    "bytes-for-a-time": "at_us = x'ff'",
    "bytes-for-a-body": "body = x'ff'",
    "number-for-a-hash": "hash = 5",
    "escapes-in-a-stream": "stream = 'a' || char(27) || '[31m' || char(10)",
    "text-for-a-position": "position = 'x'",
}
STATEMENTS = {
    **{name: f"body = '{body}'" for name, body in BODIES.items()},
    **COLUMNS,
}
COMMANDS = [
    ("audit", "verify"),
    ("audit", "verify", "--json"),
    ("audit", "tail"),
    ("audit", "tail", "--json"),
    ("audit", "show", "c"),
    ("audit", "export"),
    ("audit", "export", "--format", "ocsf"),
    ("audit", "export", "--format", "cef"),
    ("audit", "replay", "c"),
    ("audit", "checkpoint"),
    ("policy", "replay"),
    ("conversation", "show"),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return make_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
async def place(written: Office) -> Office:
    """Return an office with five records on its ledger, the same for every test."""
    kept, state = written.folder / "kept", written.folder / "state.sqlite"
    if not kept.exists():
        server = written.server()
        async with Client(server) as client:
            await client.call_tool("list_notes", {})
        server.close()
        shutil.copy(state, kept)
    for file in written.folder.glob("state.sqlite*"):
        file.unlink()
    shutil.copy(kept, state)
    return written


@pytest.fixture
def run(place: Office, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    for name, value in place.environment().items():
        monkeypatch.setenv(name, value)
    # What this process may do is the other tests' business.
    monkeypatch.setattr("ostiary.cli.forbid_core_dumps", lambda: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ostiary", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out, err

    return run


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("change", STATEMENTS.values(), ids=STATEMENTS)
def test_every_command_ends_in_order_and_moves_no_cursor(
    place: Office, run: Run, change: str, command: tuple[str, ...]
) -> None:
    tamper(place.state, f"UPDATE records SET {change} WHERE position = 1")
    code, out, err = run(*command)
    assert code in {0, 1, 2}
    assert "Traceback" not in err
    assert all(char.isprintable() or char in "\n\t" for char in out + err)


@pytest.mark.parametrize("change", STATEMENTS.values(), ids=STATEMENTS)
def test_a_damaged_record_keeps_no_other_from_being_read(
    place: Office, run: Run, change: str
) -> None:
    tamper(place.state, f"UPDATE records SET {change} WHERE position = 1")
    number = int(tamper(place.state, "SELECT count(*) FROM records"))
    for form in ("jsonl", "ocsf", "cef"):
        code, out, _ = run("audit", "export", "--format", form)
        assert (code, len(out.splitlines())) == (0, number)
    code, out, _ = run("audit", "tail")
    assert (code, len(out.splitlines())) == (0, number + 1)
    code, out, _ = run("audit", "tail", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, len(told)) == (0, number)
    assert {"opened", "closed", "outcome"} <= {str(each.get("kind")) for each in told}
    assert run("audit", "verify")[0] == 1


def test_no_body_says_where_its_record_stands(place: Office, run: Run) -> None:
    body = BODIES["its-own-place"]
    tamper(place.state, f"UPDATE records SET body = '{body}' WHERE position = 1")
    for command in (("audit", "tail", "--json"), ("audit", "export")):
        told = [json.loads(line) for line in run(*command)[1].splitlines()]
        assert sorted(each["position"] for each in told) == list(range(len(told)))
        assert len({each["stream"] for each in told}) == 1


def test_a_store_that_lost_its_tables_is_said_to_be_damaged(place: Office, run: Run) -> None:
    tamper(place.state, "DROP TABLE spend")
    code, _, err = run("conversation", "show")
    assert (code, err.count("\n")) == (2, 1)
    assert "damaged" in err


def test_lines_of_an_anchor_that_no_notary_wrote_are_named(
    place: Office, run: Run, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor"
    line = {"v": 1, "store": "x", "position": 10**30, "at_us": 10**30, "hash": "", "signature": ""}
    for text in (json.dumps(line), '{"signature":' + "[" * 100_000, '"signature"\x1b[31m'):
        anchor.write_text(text)
        code, out, err = run("audit", "verify", "--anchor", str(anchor))
        assert code in {1, 2}
        assert (out + err).count("\n") >= 1
        assert "Traceback" not in err
        assert "\x1b" not in out + err
