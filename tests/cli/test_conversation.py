"""Handles are issued, shown, reset and revoked from the command line, each on record."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastmcp import Client
from notes_example import Office, make_office

from ostiary.classes import DataClass
from ostiary.conversation.handle import PURPOSE, Handle, public_half, verify
from ostiary.keys import load_keys

OSTIARY = Path(sys.executable).parent / "ostiary"

Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def place(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def run(place: Office) -> Run:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {"HOME": str(place.folder), "PATH": os.environ["PATH"], **place.environment()}
        return subprocess.run(
            [str(OSTIARY), "conversation", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


async def call(place: Office) -> None:
    server = place.server()
    async with Client(server) as client:
        await client.call_tool("read_note", {"name": "welcome"})
    server.close()


def records(place: Office) -> str:
    environment = {"HOME": str(place.folder), "PATH": os.environ["PATH"], **place.environment()}
    command = [str(OSTIARY), "audit", "tail", "--json"]
    return subprocess.run(command, env=environment, capture_output=True, text=True).stdout


def test_a_handle_says_what_was_asked_for_and_is_signed(place: Office, run: Run) -> None:
    asked = ("--expires", "2h", "--clearance", "internal", "--principal", "bob")
    answer = run("new", *asked, "--json")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    key = public_half(load_keys(place.folder / "keys.json").derive(PURPOSE))
    now_us = time.time_ns() // 1000
    said = verify(key, told["handle"], principal="bob", now_us=now_us)
    assert isinstance(said, Handle)
    assert (said.id, said.clearance) == (told["conversation"], DataClass.INTERNAL)
    assert 0 < said.expires_at_us - now_us <= 2 * 3600 * 1_000_000
    assert not verify(key, told["handle"], principal="ann", now_us=now_us)
    assert told["conversation"] in records(place)
    assert told["handle"] not in records(place)


def test_stdout_is_the_handle_alone(run: Run) -> None:
    answer = run("new")
    assert answer.returncode == 0
    assert len(answer.stdout.splitlines()) == 1
    assert "of ann, until 20" in answer.stderr
    assert "OSTIARY_CONVERSATION" in answer.stderr


async def test_a_reset_forgets_the_label_and_gives_no_principal_budget_back(
    place: Office, run: Run
) -> None:
    await call(place)
    before = json.loads(run("show", "--json").stdout)
    assert before["label"] == "internal, untrusted"
    assert before["spent"]["calls"] == before["principal_spent"]["calls"] == 1
    assert run("reset", "--current").returncode == 0
    after = json.loads(run("show", before["conversation"], "--json").stdout)
    assert after["label"] == "public"
    assert (after["spent"]["calls"], after["principal_spent"]["calls"]) == (0, 1)
    assert '"reset"' in records(place)


def test_a_revocation_is_on_record(place: Office, run: Run) -> None:
    told = json.loads(run("new", "--json").stdout)
    assert run("revoke", told["conversation"]).returncode == 0
    assert '"revoked"' in records(place)


def test_what_is_not_there_ends_with_1_and_a_mistake_with_2(run: Run) -> None:
    run("new")
    for arguments in (("show",), ("show", "none"), ("reset", "none"), ("revoke", "none")):
        answer = run(*arguments)
        assert (answer.returncode, answer.stdout) == (1, ""), arguments
    assert run("reset", "--current").returncode == 1
    mistakes = {
        ("new", "--expires", "tomorrow"): "such as 30m, 8h or 2d",
        ("new", "--expires", "0h"): "such as 30m, 8h or 2d",
        ("new", "--clearance", "secrte"): "secret",
        ("new", "--principal", ""): "principal",
        ("reset",): "required",
        ("shwo",): "did you mean show?",
    }
    for arguments, words in mistakes.items():
        answer = run(*arguments)
        assert (answer.returncode, answer.stdout) == (2, ""), arguments
        assert words in answer.stderr, arguments
