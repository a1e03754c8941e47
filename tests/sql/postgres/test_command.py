"""`ostiary-sql --check`, `--grants` and `ostiary doctor`, in front of a real database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sql_postgres import Place

pytestmark = [pytest.mark.needs("postgres"), pytest.mark.timeout(120)]

SCRIPTS = Path(sys.executable).parent
PASSWORD = "hunter2"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def reader(place: Place) -> str:
    name = f"r_{place.schema}"
    place.execute(
        "CREATE TABLE t (a int, b int)",
        f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'",
        f"GRANT USAGE ON SCHEMA {place.schema} TO {name}",
        f"GRANT SELECT ON t TO {name}",
    )
    return name


@pytest.fixture
def run(place: Place, reader: str, tmp_path: Path) -> Run:
    def run(program: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        settings = {
            "HOME": str(tmp_path),
            "OSTIARY_ROLES": "analyst",
            "OSTIARY_SQL_URL": place.url(f"{reader}:{PASSWORD}"),
            "OSTIARY_SQL_SCHEMAS": place.schema,
            "OSTIARY_HOST_MODEL_URL": "http://127.0.0.1:1/v1",
            **more,
        }
        return subprocess.run(
            [SCRIPTS / program, *arguments],
            env={"PATH": os.environ["PATH"], **settings},
            capture_output=True,
            text=True,
            timeout=100,
        )

    assert run("ostiary", "init").returncode == 0
    return run


def test_check_says_who_and_where_it_is_and_would_serve(run: Run, reader: str) -> None:
    answer = run("ostiary-sql", "--check")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == ""
    lines = answer.stderr.splitlines()
    assert lines[0].startswith("ostiary-sql: ok: PostgreSQL ")
    assert lines[0].endswith(f" as {reader}")
    assert lines[-1] == "ostiary-sql: ready to serve"


def test_check_fails_where_the_account_may_too_much(run: Run, place: Place, reader: str) -> None:
    place.execute(f"GRANT INSERT ON t TO {reader}")
    answer = run("ostiary-sql", "--check")
    assert answer.returncode == 1
    assert f"FAILED: {reader} can write to {place.schema}.t: REVOKE INSERT" in answer.stderr
    assert answer.stderr.endswith("ready to serve, once what is marked FAILED has been mended\n")


def test_check_tells_programs_in_json(run: Run, place: Place, reader: str) -> None:
    place.execute(f"GRANT INSERT ON t TO {reader}")
    answer = run("ostiary-sql", "--check", "--json")
    found = json.loads(answer.stdout)
    assert answer.returncode == 1
    assert found[0]["state"] == "ok"
    assert "FAILED" in {each["state"] for each in found}


@pytest.mark.parametrize("user", ["the reader", "nobody"])
@pytest.mark.parametrize(
    "command", ["ostiary-sql --check", "ostiary-sql --grants", "ostiary doctor", "ostiary config"]
)
def test_no_command_prints_the_password(run: Run, place: Place, command: str, user: str) -> None:
    more = {"OSTIARY_SQL_URL": place.url(f"nobody:{PASSWORD}")} if user == "nobody" else {}
    client = ["mcp-json"] if command == "ostiary config" else []
    answer = run(*command.split(), *client, **more)
    assert PASSWORD not in answer.stdout + answer.stderr


def test_the_configuration_of_a_client_names_the_file_of_the_password(
    run: Run, place: Place, reader: str, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD)
    file.chmod(0o600)
    told = {
        "OSTIARY_SQL_URL": place.url(reader),
        "OSTIARY_SQL_PASSWORD_FILE": str(file),
    }
    answer = run("ostiary", "config", "claude-desktop", **told)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["mcpServers"]["sql"]["env"].items() >= told.items()
    assert run("ostiary-sql", "--check", **told).returncode == 0
    assert run("ostiary", "config", "claude-desktop").returncode == 2


def test_grants_prints_statements_and_nothing_else(run: Run, place: Place) -> None:
    answer = run("ostiary-sql", "--grants")
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    assert answer.stdout.startswith("CREATE ROLE ostiary_reader LOGIN")
    assert f'GRANT SELECT ON "{place.schema}"."t" TO ostiary_reader;' in answer.stdout


def test_doctor_says_what_the_server_has_found(run: Run, place: Place, reader: str) -> None:
    place.execute(f"GRANT INSERT ON t TO {reader}")
    found = json.loads(run("ostiary", "doctor", "--json").stdout)
    of_server = [each for each in found if each["check"] == "server sql"]
    assert of_server[0]["said"] == "starts, and would serve"
    (fault,) = [each for each in of_server if not each["ok"]]
    assert fault["said"] == f"{reader} can write to {place.schema}.t"
    assert fault["todo"].startswith("REVOKE INSERT")


def test_a_database_that_is_gone_keeps_no_server_from_starting(run: Run) -> None:
    answer = run("ostiary-sql", "--check", OSTIARY_SQL_URL="postgresql://u@127.0.0.1:1/d")
    assert answer.returncode == 1
    assert "FAILED: the database does not answer" in answer.stderr
