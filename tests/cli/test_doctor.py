"""`ostiary doctor` finds what is wrong, says what to do, and holds its tongue about secrets."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from ostiary.cli.checkup.finding import MAX_CHARACTERS, Finding, State, redacted
from ostiary.cli.checkup.guard import check_clock
from ostiary.cli.checkup.setting import check_names
from ostiary.settings import Settings

OSTIARY = Path(sys.executable).parent / "ostiary"
SHARED = frozenset(Settings.variable(field) for field in Settings.model_fields)

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Doctor = Callable[..., dict[str, dict[str, Any]]]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        # A port that nobody listens on, unless the test has a model of its own.
        settings = {"OSTIARY_HOST_MODEL_URL": "http://127.0.0.1:1/v1", **more}
        return subprocess.run(
            [str(OSTIARY), *arguments],
            env={"HOME": str(home), **settings},
            capture_output=True,
            text=True,
            timeout=100,
        )

    return run


@pytest.fixture
def doctor(run: Run) -> Doctor:
    """Runs it on what `init` makes; returns the findings by check, and the exit code under ``."""
    assert run("init").returncode == 0

    def doctor(**more: str) -> dict[str, dict[str, Any]]:
        answer = run("doctor", "--json", **more)
        assert answer.stderr == ""
        found = {each["check"]: each for each in json.loads(answer.stdout)}
        assert (answer.returncode == 1) is any(not each["ok"] for each in found.values())
        return found

    return doctor


def test_after_init_all_is_well(doctor: Doctor) -> None:
    found = doctor(OSTIARY_ROLES="analyst")
    assert [each for each in found.values() if not each["ok"]] == []
    assert found["server sql"]["said"] == "starts, and would serve"
    assert found["model"]["state"] == "note", "no model is no fault"
    assert found["ledger"]["state"] == "note"
    assert {"settings", "policies", "roles", "keys", "bearer", "space", "clock"} <= found.keys()
    again = doctor(OSTIARY_ROLES="analyst")
    assert "whole" in again["ledger"]["said"], "the server's own check has made one"


def test_every_line_that_is_not_well_says_what_to_do(run: Run) -> None:
    answer = run("doctor")
    assert answer.returncode == 1
    head, *lines = answer.stdout.splitlines()
    assert head == "check\t\twhat was found\twhat to do"
    for line in lines:
        _, state, said, todo = line.split("\t")
        assert state != "FAILED" or todo or "`ostiary init`" in said, line


FAULTS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "rule": (
        lambda home: (home / "policies/sql/policy.cedar").write_text("permit;"),
        "policies", "policy.cedar:1",
    ),
    "data": (
        lambda home: (home / "policies/sql/data.yaml").write_text("version: 1\ncolums: {}\n"),
        "policies", "did you mean columns?",
    ),
    "keys": (lambda home: (home / "keys.json").chmod(0o644), "keys", "chmod 600"),
    "bearer": (lambda home: (home / "bearer").chmod(0o644), "bearer", "chmod 600"),
    "short-bearer": (lambda home: (home / "bearer").write_text("x"), "bearer", "32 to 512"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "check", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_is_found(
    doctor: Doctor, home: Path, spoil: Callable[[Path], object], check: str, words: str
) -> None:
    spoil(home / ".config/ostiary")
    found = doctor(OSTIARY_ROLES="analyst")[check]
    assert found["state"] == "FAILED"
    assert words in found["said"]


def test_a_record_that_was_changed_is_found(doctor: Doctor, home: Path) -> None:
    doctor(OSTIARY_ROLES="analyst")
    with closing(sqlite3.connect(home / ".local/share/ostiary/state.sqlite")) as connection:
        connection.execute("UPDATE records SET body = replace(body, 'sql', 'sqk')")
        connection.commit()
    found = doctor(OSTIARY_ROLES="analyst")["ledger"]
    assert found["state"] == "FAILED"
    assert "audit verify" in found["todo"]


def test_a_server_that_does_not_start_is_told_in_its_own_words(doctor: Doctor) -> None:
    found = doctor(OSTIARY_ROLES="analyst", OSTIARY_SQL_URL="sqlite:////nowhere/at/all.sqlite")
    assert found["server sql"]["state"] == "FAILED"
    assert "OSTIARY_SQL_URL: there is no such file" in found["server sql"]["said"]


def test_a_role_is_wrong_or_missing(doctor: Doctor) -> None:
    wrong = doctor(OSTIARY_ROLES="analist")["roles"]
    assert (wrong["state"], "did you mean analyst?" in wrong["said"]) == ("FAILED", True)
    none = doctor()["roles"]
    assert none["state"] == "note", "a client's configuration has its own"
    assert "--roles" in none["todo"]


def test_a_value_that_does_not_fit_is_named(doctor: Doctor) -> None:
    found = doctor(OSTIARY_PRINCIPAL="")["settings"]
    assert found["state"] == "FAILED"
    assert "OSTIARY_PRINCIPAL" in found["said"]


def names(**environment: str) -> list[tuple[State, str]]:
    of_servers = {"sql": frozenset({"OSTIARY_SQL_URL", "OSTIARY_SQL_MAX_ROWS"})}
    return [(each.state, each.todo) for each in check_names(environment, SHARED, of_servers)]


def test_names_that_nobody_reads() -> None:
    failed, note = State.FAILED, State.NOTE
    assert names(OSTIARY_ROLES="x", OSTIARY_SQL_URL="y", PATH="z") == [(State.OK, "")]
    assert names(OSTIARY_POLICES="x") == [(failed, "did you mean OSTIARY_POLICIES?")]
    assert names(OSTIARY_SQL_ULR="x") == [(failed, "did you mean OSTIARY_SQL_URL?")]
    assert names(OSTIARY_HOST_MODLE="x") == [(failed, "did you mean OSTIARY_HOST_MODEL?")]
    assert names(OSTIARY_CRM_URL="x") == [(note, "unset it, or install ostiary-crm")]
    ((state, todo),) = names(OSTIARY_SQL_COLOUR_OF_IT="x")
    assert (state, "docs/settings.md" in todo) == (failed, True)


def test_a_clock_before_the_newest_record_is_told(doctor: Doctor, home: Path) -> None:
    doctor(OSTIARY_ROLES="analyst")
    state = f"sqlite:///{home / '.local/share/ostiary/state.sqlite'}"
    settings = Settings.from_environment({"OSTIARY_STATE": state})
    assert [each.state for each in check_clock(settings, time.time())] == [State.OK]
    (behind,) = check_clock(settings, time.time() - 7200)
    assert behind.state is State.FAILED
    assert "120 minutes" in behind.said or "119 minutes" in behind.said


@pytest.fixture
def model() -> Iterator[tuple[str, list[str | None]]]:
    """An endpoint with one model, and the authorization that it was sent."""
    sent: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent.append(self.headers.get("Authorization"))
            if self.path == "/moved/models":
                self.send_response(302)
                self.send_header("Location", f"http://127.0.0.1:{server.server_port}/v1/models")
                self.end_headers()
                return
            body = b'{"data": [{"id": "made-up"}]}' if self.path == "/v1/models" else b"[]"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any, **_named: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://ann:geheim@127.0.0.1:{server.server_port}", sent
        server.shutdown()
        thread.join()


def test_a_model_is_asked_and_no_secret_is_told(
    doctor: Doctor, model: tuple[str, list[str | None]]
) -> None:
    url, sent = model
    secrets = {"OSTIARY_HOST_API_KEY": "key-geheim", "OSTIARY_ROLES": "analyst"}
    found = doctor(OSTIARY_HOST_MODEL_URL=url, **secrets)
    assert found["model"]["state"] == "ok"
    assert "models served: 1" in found["model"]["said"]
    assert sent == ["Bearer key-geheim"]
    assert "geheim" not in json.dumps(found)
    moved = doctor(OSTIARY_HOST_MODEL_URL=f"{url}/moved", **secrets)
    assert "302" in moved["model"]["said"], "a key is not taken along"
    assert len(sent) == 2
    other = doctor(OSTIARY_HOST_MODEL_URL=f"{url}/other", **secrets)
    assert "not as an OpenAI-compatible engine" in other["model"]["said"]


def test_a_secret_of_the_environment_is_cut_out_whoever_says_it() -> None:
    environment = {
        "OSTIARY_CRM_TOKEN": "tok-1", "OSTIARY_STATE": "postgresql://u:pass-1@h/x",
        "OSTIARY_HOST_API_KEY": "", "OSTIARY_CONVERSATION": "handle-1",
    }  # fmt: skip
    said = "tok-1 pass-1 handle-1\x1b[31m\nmore" + "x" * 1000
    finding = redacted(Finding("x", State.OK, said, "use tok-1"), environment)
    assert finding.said.startswith("... ... ... [31m more")
    assert finding.todo == "use ..."
    assert len(finding.said) == MAX_CHARACTERS


def test_no_key_file_nor_bearer_is_ever_shown(doctor: Doctor, home: Path) -> None:
    told = json.dumps(doctor(OSTIARY_ROLES="analyst"))
    folder = home / ".config/ostiary"
    assert json.loads((folder / "keys.json").read_text())["master"] not in told
    assert (folder / "bearer").read_text().strip() not in told
    assert os.environ["PATH"] not in told
