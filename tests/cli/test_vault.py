"""What a privacy officer does: revealed by name and reason, erased for good, all of it on record."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from typing import Any

import pytest
from fastmcp import Client
from letters import PRIVACY, Office, make_letters

from ostiary.cli.checkup.guard import check_vault
from ostiary.ledger.read import Reader
from ostiary.settings import Settings

REASON = ("--reason", "request 2026-31 of the person himself")


@dataclass
class Ran:
    """A command that ended."""

    code: int
    out: str
    err: str


@dataclass
class Bureau:
    """An office whose analyst has seen all contacts, and the operator's command in it."""

    office: Office
    seen: list[dict[str, Any]]

    def run(self, *words: str, say: str = "", **more: str) -> Ran:
        folder = self.office.folder
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("OSTIARY_")
        } | {
            "OSTIARY_POLICIES": str(folder / "policies"),
            "OSTIARY_KEYS": str(folder / "keys.json"),
            "OSTIARY_STATE": self.office.state,
            "OSTIARY_PRINCIPAL": "olga",
            **more,
        }
        program = Path(sys.executable).with_name("ostiary")
        done = subprocess.run(
            [program, *words], env=environment, input=say, capture_output=True, text=True
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def records(self) -> list[dict[str, Any]]:
        reader = Reader(self.office.state)
        assert reader.verify().whole
        return [json.loads(entry.body) for entry in reader.entries()]


@pytest.fixture
async def bureau(tmp_path: Path) -> Bureau:
    office = make_letters(tmp_path)
    async with Client(office.server()) as client:
        result = await client.call_tool("find_contact", {})
    assert result.structured_content is not None
    return Bureau(office, result.structured_content["contacts"])


def test_what_stands_behind_a_pseudonym_is_told_and_recorded(bureau: Bureau) -> None:
    token = bureau.seen[0]["email"]
    told = bureau.run("vault", "reveal", token, *REASON, "--json")
    assert told.code == 0, told.err
    assert [each["value"] for each in json.loads(told.out)] == ["Ann@Customer.example"]
    (record,) = [each for each in bureau.records() if each["kind"] == "revealed"]
    assert (record["by"], record["reason"], record["pseudonyms"]) == ("olga", REASON[1], [token])
    assert "ustomer.example" not in json.dumps(bureau.records())
    plain = bureau.run("vault", "reveal", token, *REASON)
    assert "Ann@Customer.example" in plain.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["ann@customer.example", *REASON], "no pseudonym", id="a-value"),
        pytest.param(["EMAIL-01234abcde", *REASON], "no pseudonym", id="invented"),
        pytest.param(["{email}", "--reason", "why"], "--reason", id="no-reason"),
        pytest.param(["{email}", "--reason", "for Ann@customer.EXAMPLE"], "must not", id="names"),
    ],
)
def test_what_must_not_be_recorded_is_refused(bureau: Bureau, words: list[str], said: str) -> None:
    words = [each.format(email=bureau.seen[0]["email"]) for each in words]
    told = bureau.run("vault", "reveal", *words)
    assert told.code == 2
    assert said in told.err
    assert "ustomer" not in json.dumps(bureau.records())
    assert not [each for each in bureau.records() if each["kind"] == "revealed"]


def test_an_auditor_reveals_nothing(bureau: Bureau) -> None:
    assert bureau.run("keys", "export", str(bureau.office.folder / "auditor.json")).code == 0
    keys = {"OSTIARY_KEYS": str(bureau.office.folder / "auditor.json")}
    told = bureau.run("vault", "reveal", bureau.seen[0]["email"], *REASON, **keys)
    assert (told.code, told.out) == (2, "")
    assert "no key for vault.wrap" in told.err
    assert bureau.run("audit", "tail", **keys).code == 0


async def test_a_person_is_exported_whole(bureau: Bureau) -> None:
    told = bureau.run("vault", "export", "--subject", "-", *REASON, say="ann@customer.example\n")
    assert told.code == 0, told.err
    export = json.loads(told.out)
    values = {(each["kind"], each["value"]) for each in export["held"]}
    assert values == {
        ("EMAIL", "Ann@Customer.example"), ("PERSON", "Ann Example"), ("PHONE", "+49 30 1234567"),
    }  # fmt: skip
    assert any(each["kind"] == "outcome" for each in export["records"])
    assert [each["kind"] for each in bureau.records()].count("exported") == 1


async def test_an_erased_person_is_unreadable_in_every_copy(bureau: Bureau) -> None:
    folder = bureau.office.folder
    before = [bureau.seen[0][key] for key in ("email", "name", "phone")]
    with sqlite3.connect(folder / "state.sqlite") as live:
        copy = sqlite3.connect(folder / "backup.sqlite")
        live.backup(copy)
        copy.close()
    live.close()
    subject = ("--subject", "ANN@customer.example")
    dry = bureau.run("vault", "erase", *subject, *REASON, "--dry-run")
    assert sorted(dry.out.split()) == sorted(before)
    told = bureau.run("vault", "erase", *subject, *REASON, "--json")
    assert told.code == 0, told.err
    assert json.loads(told.out) == {"erased": sorted(before), "key": 2, "replays": 0}
    gone = bureau.run("vault", "reveal", before[0], *REASON)
    assert gone.code == 1
    assert "stands for nothing" in gone.err
    backup = f"sqlite:///{folder / 'backup.sqlite'}"
    old = bureau.run("vault", "reveal", before[0], *REASON, OSTIARY_STATE=backup)
    assert old.code == 2
    assert "lacks key 1" in old.err
    again = bureau.run("vault", "erase", *subject, *REASON)
    assert again.code == 2
    assert "knows nobody" in again.err
    async with Client(bureau.office.server()) as client:
        fresh = (await client.call_tool("find_contact", {})).structured_content
    assert fresh is not None
    assert fresh["contacts"][0]["email"] not in before, "who returns gets a new one"
    assert fresh["contacts"][1]["email"] == bureau.seen[1]["email"], "the others keep theirs"


async def test_requests_in_which_he_stands_are_forgotten(tmp_path: Path) -> None:
    office = make_letters(tmp_path)
    async with Client(office.server()) as client:
        await client.call_tool("find_contact", {})
        await client.call_tool("repeat", {"text": "write to ann@customer.example"})
    bureau = Bureau(office, [])
    told = bureau.run("vault", "erase", "--subject", "ann@customer.example", *REASON)
    assert told.code == 0, told.err
    assert "1 sealed requests" in told.err


def test_a_shared_value_names_nobody(bureau: Bureau) -> None:
    from ostiary.privacy.vault.asked import Asked
    from ostiary.settings import Settings

    settings = Settings(
        policies=bureau.office.folder / "policies",
        keys=bureau.office.folder / "keys.json",
        state=bureau.office.state,
    )
    from ostiary.guard.vaulting import open_vault
    from ostiary.keys import load_keys

    vault = open_vault(settings.state, settings.ring_path(), load_keys(settings.keys_path()))
    phone = Asked("c:x", "PHONE", "+49 30 1234567")
    vault.pseudonyms([Asked("c:x", "EMAIL", "dan@customer.example"), phone], [(0, 1)])
    vault.pseudonyms([Asked("c:x", "EMAIL", "eve@customer.example"), phone], [(0, 1)])
    vault.close()
    told = bureau.run("vault", "erase", "--subject", "+49301234567", *REASON)
    assert told.code == 2
    assert "several people share it" in told.err
    assert told.err.count("EMAIL-") == 3


def test_the_key_is_changed_and_what_is_old_goes(bureau: Bureau) -> None:
    told = bureau.run("vault", "rotate")
    assert told.code == 0
    assert "master key 2" in told.err
    assert bureau.run("vault", "expire").err == "0 pseudonyms were too old.\n"
    counts = bureau.run("vault", "show", "--json")
    assert {"kind": "EMAIL", "scope": "conversation", "number": 2} in json.loads(counts.out)
    assert "EMAIL\tconversation\t2" in bureau.run("vault", "show").out
    bundle = bureau.office.folder / "policies" / "bundle.yaml"
    bundle.write_text(bundle.read_text().replace("privacy:", "privacy:\n  retention_days: 1"))
    with sqlite3.connect(bureau.office.folder / "state.sqlite") as state:
        state.execute("UPDATE vault_entries SET at_us = 1 WHERE kind = 'PHONE'")
    state.close()
    assert bureau.run("vault", "expire").err == "2 pseudonyms were too old.\n"
    assert [each["kind"] for each in bureau.records()].count("vault expired") == 1


def test_the_doctor_says_where_keys_stand_too_near(bureau: Bureau) -> None:
    told = bureau.run("doctor", "--json")
    found = [each for each in json.loads(told.out) if each["check"] == "vault"]
    assert found[0]["ok"]
    (near,) = [each for each in json.loads(told.out) if each["check"] == "backup"]
    assert near["state"] == "note"
    assert "beside the state" in near["said"]
    bundle = bureau.office.folder / "policies" / "bundle.yaml"
    bundle.write_text(bundle.read_text().replace(PRIVACY, "privacy: {text: {find: model}}\n"))
    (bureau.office.folder / "vault-keys.json").unlink()
    found = [
        each for each in json.loads(bureau.run("doctor", "--json").out) if each["check"] == "vault"
    ]
    assert "is not there" in found[0]["said"]
    assert "stays withheld" in found[-1]["said"]
    bundle.write_text(bundle.read_text().replace("privacy: {text: {find: model}}\n", ""))
    (said,) = [
        each for each in json.loads(bureau.run("doctor", "--json").out) if each["check"] == "vault"
    ]
    assert "says nothing of pseudonyms" in said["said"]


@pytest.mark.parametrize(
    ("keys", "state", "said"),
    [
        ("one", "one", "beside the state"),
        ("one/keys", "one", "below the state's folder"),
        ("one", "one/state", "above the state"),
        ("one", "two", "in folders of their own, on one volume"),
    ],
)
def test_the_doctor_tells_by_folders_whether_a_backup_holds_both(
    bureau: Bureau, keys: str, state: str, said: str
) -> None:
    base = bureau.office.folder
    (base / keys).mkdir(parents=True)
    (base / state).mkdir(parents=True, exist_ok=True)
    for name in ("keys.json", "vault-keys.json"):
        copy2(base / name, base / keys / name)
    settings = Settings(
        policies=base / "policies",
        keys=base / keys / "keys.json",
        state=f"sqlite:///{base / state / 'state.sqlite'}",
    )
    (found,) = [each for each in check_vault(settings) if each.check == "backup"]
    assert said in found.said
