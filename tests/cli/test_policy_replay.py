"""`ostiary policy replay`: which recorded calls a candidate bundle would decide otherwise."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastmcp import Client
from notes_example import Office, make_office
from tampering import tamper

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OSTIARY = Path(sys.executable).parent / "ostiary"
NAME = "salaries"

# In force: notes are read but for one; nobody sees the tool that lists them.
POLICY = """
@id("read") permit (principal in Role::"analyst", action == Action::"notes.read_note", resource);
@id("lists") permit (principal, action == Action::"notes.list", resource);
@id("not-that") forbid (principal, action == Action::"notes.read_note", resource)
when { context.args.name == "salaries" };
"""


@pytest.fixture
async def place(tmp_path: Path) -> Office:
    """Return an office where two calls were allowed, one was denied by a rule, two by no rule."""
    made = make_office(tmp_path, policy=POLICY)
    server = made.server()
    async with Client(server) as client:
        for name in ("welcome", NAME, "welcome"):
            await client.call_tool("read_note", {"name": name}, raise_on_error=False)
        await client.call_tool("list_notes", {}, raise_on_error=False)
        await client.call_tool("read_note", {"name": "../keys"}, raise_on_error=False)
    server.close()
    return made


@pytest.fixture
def run(place: Office) -> Run:
    def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(OSTIARY), "policy", "replay", *arguments],
            env={"PATH": os.environ["PATH"], **place.environment(**more)},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def candidate(place: Office, old: str, new: str) -> str:
    """Return a copy of the bundle in which one thing is said otherwise."""
    folder = place.folder / "candidate"
    shutil.copytree(place.folder / "policies", folder)
    path = folder / "notes" / "policy.cedar"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return str(folder)


def test_the_bundle_in_force_decides_as_it_did(run: Run) -> None:
    told = run("--json")
    assert (told.returncode, json.loads(told.stdout)["differences"]) == (0, [])
    assert json.loads(told.stdout)["decided"] == 3
    assert json.loads(told.stdout)["skipped"] == {"no request was kept": 2}


def test_what_would_be_allowed_and_was_denied_is_shown(place: Office, run: Run) -> None:
    told = run(candidate(place, '"salaries"', '"wages"'), "--json")
    (difference,) = json.loads(told.stdout)["differences"]
    assert told.returncode == 1
    assert difference["action"] == "notes.read_note"
    assert (difference["then"]["effect"], difference["now"]["effect"]) == ("deny", "allow")
    assert difference["then"]["rules"] == ["notes/policy.cedar:not-that"]
    assert difference["now"] == {
        "effect": "allow",
        "clearance": "internal",
        "rules": ["notes/policy.cedar:read"],
    }
    assert (difference["principal"], len(difference["call"])) == ("ann", 18)


def test_what_would_be_denied_and_was_allowed_is_shown(place: Office, run: Run) -> None:
    told = run(candidate(place, '"salaries"', '"welcome"'))
    header, *lines = [line.split("\t") for line in told.stdout.splitlines()]
    assert header[2:5] == ["action", "then", "now"]
    assert [line[3:5] for line in lines] == [
        ["allow internal", "deny"],
        ["deny", "allow internal"],
        ["allow internal", "deny"],
    ]
    assert "3 calls decided again" in told.stderr


def test_a_clearance_that_changes_is_a_difference_and_a_rules_name_is_none(
    place: Office, run: Run
) -> None:
    lower = candidate(place, '@id("read")', '@id("read") @clearance("public")')
    differences = json.loads(run(lower, "--json").stdout)["differences"]
    found = {(each["then"]["clearance"], each["now"]["clearance"]) for each in differences}
    assert found == {("internal", "public")}
    shutil.rmtree(lower)
    assert run(candidate(place, '@id("read")', '@id("renamed")')).returncode == 0


def test_one_call_can_be_asked_for_and_no_argument_is_told(place: Office, run: Run) -> None:
    folder = candidate(place, '"salaries"', '"wages"')
    (difference,) = json.loads(run(folder, "--json").stdout)["differences"]
    again = run(folder, "--json", "--call", difference["call"])
    assert json.loads(again.stdout)["decided"] == 1
    assert NAME not in again.stdout + again.stderr
    assert run(folder, "--call", "none").returncode == 0


def test_what_is_gone_or_was_altered_is_counted_and_stops_nothing(place: Office, run: Run) -> None:
    tamper(place.state, "DELETE FROM replays WHERE position = (SELECT min(position) FROM replays)")
    tamper(
        place.state,
        "UPDATE replays SET sealed = 'x' WHERE position = (SELECT max(position) FROM replays)",
    )
    told = json.loads(run("--json").stdout)
    assert told["decided"] == 1
    assert told["skipped"] == {
        "its request was erased": 1,
        "its sealed request was altered": 1,
        "no request was kept": 2,
    }


def test_it_takes_the_key_and_a_sound_candidate(place: Office, run: Run) -> None:
    only = place.folder / "server.json"
    subprocess.run(
        [str(OSTIARY), "keys", "export", str(only)],
        env={"PATH": os.environ["PATH"], **place.environment()},
        capture_output=True,
        check=True,
    )
    refused = run(OSTIARY_KEYS=str(only))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no key for ledger.replay" in refused.stderr
    broken = run(candidate(place, "permit (principal in", "permit (principal on"))
    assert broken.returncode == 2
    assert "notes/policy.cedar:2: not a Cedar policy" in broken.stderr
