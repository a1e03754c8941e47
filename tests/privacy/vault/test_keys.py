"""Keys rotate while servers serve, wrong ones are named, and what is erased is gone for good."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from vaults import VaultPlace, one, value

from ostiary.keyring import KeyRing, KeyRingError
from ostiary.privacy.vault import tables
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.keeping import (
    count_entries,
    erase,
    expire,
    find_person,
    find_value,
    read_all,
    rotate,
)
from ostiary.privacy.vault.seal import VaultError
from ostiary.privacy.vault.vault import Vault

ROW = [
    Asked("c:one", "EMAIL", "ann@customer.example"),
    Asked("c:one", "PERSON", "Ann Example"),
    Asked("c:one", "PHONE", "+49 30 1234567"),
]
LINKS = [(0, 1), (0, 2)]


def test_pseudonyms_outlive_a_change_of_the_key(place: VaultPlace, vault: Vault) -> None:
    beside = place.open()
    tokens = vault.pseudonyms(ROW)
    assert beside.pseudonyms(ROW) == tokens
    number = rotate(vault, place.ring)
    assert list(place.ring.read()) == [number]
    for each in (vault, beside, place.open()):
        each.masters.forget()
        assert [value(each, token) for token in tokens] == [asked.text for asked in ROW]
        assert each.pseudonyms(ROW) == tokens
        assert one(each, "Ben") == one(vault, "Ben")


def test_a_server_goes_on_through_every_step_of_a_change(
    place: VaultPlace, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server writes between any two steps, and never finds a value twice or not at all."""
    server = place.open()
    asked = [Asked("o:", "PERSON", f"Person {number}") for number in range(30)]
    before = server.pseudonyms(asked[:20])
    monkeypatch.setattr("ostiary.privacy.vault.keeping._CHUNK", 7)
    issued: list[list[str]] = []
    begin = vault.store.writing

    def beside(**how: Any) -> Any:
        server.forget()
        issued.append(server.pseudonyms(asked[: 20 + len(issued)]))
        return begin(**how)

    monkeypatch.setattr(vault.store, "writing", beside)
    rotate(vault, place.ring)
    assert len(issued) >= 5
    whole = server.pseudonyms(asked)
    for each in issued:
        assert each == whole[: len(each)]
    assert whole[:20] == before
    assert len(set(whole)) == 30


def test_a_change_that_was_cut_off_is_ended_by_the_next(
    place: VaultPlace, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = vault.pseudonyms(ROW)

    def fail(*_: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("ostiary.privacy.vault.keeping._rewrap_entries", fail)
        with pytest.raises(RuntimeError):
            rotate(vault, place.ring)
    assert len(place.ring.read()) == 2
    assert one(place.open(), "Ann Example") == tokens[1], "both keys serve meanwhile"
    rotate(vault, place.ring)
    assert len(place.ring.read()) == 1
    assert [value(vault, token) for token in tokens] == [asked.text for asked in ROW]


def test_an_erased_person_is_gone_from_every_copy_of_the_store(
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    place = VaultPlace(f"sqlite:///{tmp_path / 'state.sqlite'}", keys)
    vault = place.open()
    tokens = vault.pseudonyms(ROW, LINKS)
    kept = one(vault, "Ben")
    with sqlite3.connect(tmp_path / "state.sqlite") as live:
        backup = sqlite3.connect(tmp_path / "backup.sqlite")
        live.backup(backup)
        backup.close()
    live.close()
    person = find_person(vault, find_value(vault, "ANN@customer.example "))
    assert person.tokens == set(tokens)
    assert erase(vault, person.tokens) == 3
    rotate(vault, place.ring)
    assert vault.find(tokens) == {}
    assert find_value(vault, "Ann Example") == frozenset()
    assert value(vault, kept) == "Ben"
    assert not set(vault.pseudonyms(ROW)) & set(tokens), "who returns gets new ones"
    old = VaultPlace(f"sqlite:///{tmp_path / 'backup.sqlite'}", keys).open()
    with pytest.raises(VaultError, match="lacks key 1"):
        old.find(tokens)
    with pytest.raises(VaultError, match="lacks key 1"):
        find_value(old, "Ann Example")


def test_other_processes_forget_what_was_erased(place: VaultPlace, vault: Vault) -> None:
    server = place.open()
    token = one(server, "Ann")
    erase(vault, [token])
    place.elapsed.at_s += 2
    assert server.recall([Asked("c:one", "PERSON", "Ann")]) is None
    assert one(server, "Ann") != token


def test_a_person_is_what_stood_in_one_row(vault: Vault) -> None:
    ann = vault.pseudonyms(ROW, LINKS)
    shared = Asked("c:one", "PHONE", "+49 30 1234567")
    ben = vault.pseudonyms([Asked("c:one", "EMAIL", "ben@customer.example"), shared], [(0, 1)])
    assert find_person(vault, [ann[1]]).tokens == set(ann)
    both = find_person(vault, [ann[2]])
    assert both.roots == {ann[0], ben[0]}, "a shared value names two"
    assert both.tokens == {*ann, *ben}


def test_what_is_older_than_allowed_goes(place: VaultPlace, vault: Vault) -> None:
    old = one(vault, "Ann")
    place.at_us += 10
    new = one(vault, "Ben")
    assert expire(vault, place.at_us) == 1
    assert set(vault.find([old, new])) == {new}


def test_entries_are_counted_without_being_opened(vault: Vault) -> None:
    vault.pseudonyms([*ROW, Asked("bo:", "PERSON", "Cyd"), Asked("p:ann", "PERSON", "Cyd")])
    assert count_entries(vault) == [
        ("EMAIL", "c", 1),
        ("PERSON", "bo", 1),
        ("PERSON", "c", 1),
        ("PERSON", "p", 1),
        ("PHONE", "c", 1),
    ]


def test_entries_are_read_in_the_order_in_which_they_came(place: VaultPlace, vault: Vault) -> None:
    late = one(vault, "Ann")
    place.at_us -= 10
    early = one(vault, "Ben")
    assert [each.place.token for each in read_all(vault, [late, early])] == [early, late]


def test_a_wrong_key_is_refused_and_said_so(place: VaultPlace, vault: Vault) -> None:
    token = one(vault, "Ann")
    place.ring.path.unlink()
    place.ring.make()
    other = place.open()
    with pytest.raises(VaultError, match="not the one by which the vault is sealed"):
        one(other, "Ann")
    with pytest.raises(VaultError, match="not the one"):
        other.find([token])
    place.ring.path.unlink()
    with pytest.raises(KeyRingError, match="is not there"):
        one(place.open(), "Ann")


@pytest.mark.parametrize(
    "change", [{"kind": "ORG"}, {"scope": "c:two"}, {"data_class": 0}, {"sealed": b"x" * 40}]
)
def test_an_entry_that_was_moved_or_altered_is_not_opened(
    vault: Vault, change: dict[str, Any]
) -> None:
    token = one(vault, "Ann")
    with vault.store.writing() as connection:
        connection.execute(update(tables.entries).values(**change))
    with pytest.raises(VaultError, match="was altered"):
        value(vault, token)


def test_a_ring_is_whole_or_not_there(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "ring.json")
    ring.make()
    with pytest.raises(FileExistsError):
        ring.make()
    assert ring.add() == 2
    raw = ring.path.read_bytes()
    copy = tmp_path / "hard-link"
    copy.hardlink_to(ring.path)
    ring.destroy(1)
    assert list(ring.read()) == [2]
    assert copy.read_bytes() == b"\0" * len(raw), "the old file is overwritten"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    ring.destroy(7)
    assert "Ring(...)" in repr(ring)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not one that"),
        ('{"version": 1}', "not one that"),
        ('{"version": 2, "keys": {"1": "' + "A" * 43 + '="}}', "another version"),
        ('{"version": 1, "keys": {}}', "another version"),
        ('{"version": 1, "keys": {"1": "AAAA"}}', "another version"),
    ],
)
def test_a_ring_that_is_none_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    ring = KeyRing(tmp_path / "ring.json")
    ring.path.write_text(text)
    ring.path.chmod(0o600)
    with pytest.raises(KeyRingError, match=reason):
        ring.read()
    ring.path.chmod(0o640)
    with pytest.raises(KeyRingError, match="chmod 600"):
        ring.read()


def test_a_store_of_another_format_is_refused(place: VaultPlace, vault: Vault) -> None:
    with vault.store.writing() as connection:
        connection.execute(
            update(tables.state).where(tables.state.c.key == "format").values(value=9)
        )
    with pytest.raises(VaultError, match="vault of format 9"):
        place.open()


@pytest.mark.parametrize("url", ["sqlite://", "mysql://x/y"])
def test_a_store_that_would_forget_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(VaultError, match="OSTIARY_STATE"):
        VaultPlace(url, tmp_path).open()


def test_the_key_ring_says_json(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "ring.json")
    ring.make()
    assert json.loads(ring.path.read_text())["version"] == 1
