"""The operator's commands through their front door: a process, its output and its exit status."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastmcp import Client
from notes_example import Office, make_office

from ostiary.bearer import load_bearer

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OSTIARY = Path(sys.executable).parent / "ostiary"


@pytest.fixture
def place(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def run(place: Office) -> Run:
    def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(place.folder),
            **place.environment(**more),
        }
        return subprocess.run(
            [str(OSTIARY), *arguments], env=environment, capture_output=True, text=True, timeout=60
        )

    return run


async def some_calls(place: Office) -> None:
    server = place.server()
    async with Client(server) as client:
        await client.call_tool("list_notes", {})
        await client.call_tool("read_note", {"name": "salaries"})
        await client.call_tool("read_note", {"name": "../x"}, raise_on_error=False)
    server.close()


def test_init_makes_what_a_server_needs_and_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "fresh" / "deep"
    first = run("init", "--folder", str(folder), "--json")
    assert first.returncode == 0
    made = json.loads(first.stdout)
    assert stat.S_IMODE(Path(made["keys"]).stat().st_mode) == 0o600
    assert {Path(path).name for path in made["made"]} >= {
        "bundle.yaml",
        "policy.cedar",
        "data.yaml",
    }
    keys, bearer = Path(made["keys"]).read_bytes(), load_bearer(folder / "bearer")
    (folder / "policies" / "bundle.yaml").write_text("mine")
    second = run("init", "--folder", str(folder), "--json")
    assert json.loads(second.stdout)["made"] == []
    assert (folder / "policies" / "bundle.yaml").read_text() == "mine"
    assert Path(made["keys"]).read_bytes() == keys
    assert load_bearer(folder / "bearer") == bearer


def test_the_starter_bundle_is_checked_and_diagnosed_as_sound(run: Run, tmp_path: Path) -> None:
    made = json.loads(run("init", "--folder", str(tmp_path / "fresh"), "--json").stdout)
    environment = {
        "OSTIARY_POLICIES": made["policies"], "OSTIARY_KEYS": made["keys"], "OSTIARY_STATE": made["state"],
    }  # fmt: skip
    assert run("policy", "check", **environment).returncode == 0
    doctor = run("doctor", "--json", **environment)
    assert doctor.returncode == 0, doctor.stdout
    assert all(check["ok"] for check in json.loads(doctor.stdout))


def test_doctor_says_what_to_do(run: Run, place: Office) -> None:
    (place.folder / "keys.json").chmod(0o644)
    doctor = run("doctor", OSTIARY_ROLES="analist")
    assert doctor.returncode == 1
    assert "chmod 600" in doctor.stdout
    assert "analist: no such role" in doctor.stdout


async def test_verify_accepts_what_was_written_and_tail_tells_it(run: Run, place: Office) -> None:
    await some_calls(place)
    verified = run("audit", "verify")
    assert verified.returncode == 0
    assert verified.stdout.startswith("whole: ")
    assert "not excluded" in verified.stderr
    tail = run("audit", "tail").stdout.splitlines()
    assert tail[0].startswith("time (UTC)\t")
    assert any("notes.read_note" in line and "1 secret" not in line for line in tail)
    assert any("1 secret" in line for line in tail), "what was withheld is told"
    assert any("refusal" in line and "invalid_input" in line for line in tail)
    told = [json.loads(line) for line in run("audit", "tail", "--json").stdout.splitlines()]
    assert told[-1]["kind"] == "closed"
    shown = run("audit", "show", told[-2]["call"])
    assert json.loads(shown.stdout) == told[-2]
    assert run("audit", "show", "nobody").returncode == 1


async def test_one_changed_byte_in_any_record_is_named(run: Run, place: Office) -> None:
    await some_calls(place)
    path = place.folder / "state.sqlite"
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT stream, position, body FROM records").fetchall()
    for stream, position, body in rows:
        changed = body[:-2] + chr(ord(body[-2]) ^ 1) + body[-1]
        where = (stream, position)
        connection.execute(
            "UPDATE records SET body = ? WHERE stream = ? AND position = ?", (changed, *where)
        )
        connection.commit()
        verified = run("audit", "verify", "--json")
        assert verified.returncode == 1
        assert json.loads(verified.stdout)["findings"][0]["place"] == f"{stream}:{position}"
        connection.execute(
            "UPDATE records SET body = ? WHERE stream = ? AND position = ?", (body, *where)
        )
        connection.commit()
        if position > 3:
            break
    connection.close()
    assert run("audit", "verify").returncode == 0


async def test_a_byte_changed_in_the_file_itself_is_found(run: Run, place: Office) -> None:
    await some_calls(place)
    path = place.folder / "state.sqlite"
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    raw = bytearray(path.read_bytes())
    where = raw.index(b'"kind":"outcome"')
    raw[where + 8] ^= 1
    path.write_bytes(raw)
    verified = run("audit", "verify")
    assert verified.returncode == 1
    assert "BROKEN" in verified.stdout


async def test_conversation_show_tells_what_was_read_and_spent(run: Run, place: Office) -> None:
    assert run("conversation", "show").returncode == 2, "there is no ledger yet"
    await some_calls(place)
    told = json.loads(run("conversation", "show", "--json").stdout)
    assert told["principal"] == "ann"
    assert (told["calls_used"], told["calls_limit"]) == (3, 1000)
    assert told["label"] == "internal, untrusted"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("audit", "verify"), "no ledger", id="no-ledger"),
        pytest.param(("policy", "check"), "ostiary init", id="no-bundle"),
    ],
)
def test_what_is_not_there_is_said_with_what_makes_it(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = run(
        *arguments,
        OSTIARY_POLICIES=str(tmp_path / "none"),
        OSTIARY_STATE=f"sqlite:///{tmp_path / 'none.sqlite'}",
    )
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_setting_is_refused_with_the_nearest_known(run: Run) -> None:
    answer = run("policy", "check", OSTIARY_POLICYS="x")
    assert answer.returncode == 2
    assert "did you mean OSTIARY_POLICIES?" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("docter",), "did you mean doctor?", id="command"),
        pytest.param(("audit", "vrify"), "did you mean verify?", id="sub-command"),
        pytest.param(("config", "claude"), "did you mean claude-desktop?", id="client"),
        pytest.param(("doctor", "--jsn"), "unrecognized arguments: --jsn", id="option"),
        pytest.param((), "from nothing to a guarded client", id="nothing"),
    ],
)
def test_a_misspelt_command_is_answered_with_the_nearest(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    answer = run(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert words in answer.stderr


@pytest.mark.parametrize("command", ["", "init", "config", "doctor"])
def test_help_has_examples(run: Run, command: str) -> None:
    answer = run(*command.split(), "--help")
    assert answer.returncode == 0
    assert "\n  ostiary " in answer.stdout
