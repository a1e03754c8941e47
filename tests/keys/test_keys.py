"""Key files: whole ones, and those that hold only what one account needs."""

import base64
import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ostiary.keys import PUBLIC_PURPOSES, KeyFileError, Keys, load_keys, write_keys


@pytest.fixture
def whole(tmp_path: Path) -> Keys:
    write_keys(tmp_path / "keys.json")
    return load_keys(tmp_path / "keys.json")


def test_a_part_holds_the_same_keys_as_the_whole_and_no_others(whole: Keys, tmp_path: Path) -> None:
    path = tmp_path / "part.json"
    write_keys(path, whole.only(["ledger.checkpoint"]))
    part = load_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert part.derive("ledger.checkpoint") == whole.derive("ledger.checkpoint")
    assert not part.holds("ledger.replay")
    with pytest.raises(KeyFileError, match=r"no key for ledger\.replay"):
        part.derive("ledger.replay")
    assert base64.b64encode(whole.master).decode() not in path.read_text()


def test_public_halves_go_with_every_part(whole: Keys, tmp_path: Path) -> None:
    write_keys(tmp_path / "none.json", whole.only([]))
    none = load_keys(tmp_path / "none.json")
    for purpose in PUBLIC_PURPOSES:
        assert none.public_key(purpose) == whole.public_key(purpose) is not None
    private = Ed25519PrivateKey.from_private_bytes(whole.derive("ledger.checkpoint"))
    assert whole.public_key("ledger.checkpoint") == private.public_key().public_bytes_raw()
    assert none.public_key("vault") is None


def test_each_purpose_has_a_key_of_its_own(whole: Keys) -> None:
    purposes = ("a", "b", *PUBLIC_PURPOSES)
    assert len({whole.derive(purpose) for purpose in purposes}) == len(purposes)


def test_no_key_is_printed(whole: Keys) -> None:
    assert repr(whole) == repr(whole.only(["a"])) == "Keys(...)"


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "deep", "readable"])
def test_what_is_no_key_file_of_ours_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "keys.json"
    match kind:
        case "pipe":
            os.mkfifo(path, 0o600)
        case "folder":
            path.mkdir(0o700)
        case "link":
            write_keys(tmp_path / "elsewhere")
            path.symlink_to(tmp_path / "elsewhere")
        case "deep":
            path.write_text('{"a":' * 10_000)
            path.chmod(0o600)
        case _:
            write_keys(path)
            path.chmod(0o640)
    with pytest.raises(KeyFileError):
        load_keys(path)


def test_a_key_file_of_another_account_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner can read it, and put another in its place."""
    write_keys(tmp_path / "keys.json")
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    with pytest.raises(KeyFileError, match="another account's"):
        load_keys(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"version": 1},
        {"version": 1, "master": "x"},
        {"version": 1, "master": base64.b64encode(bytes(31)).decode()},
        {"version": 1, "subkeys": []},
        {"version": 1, "subkeys": {"a": 1}},
        {"version": 2, "subkeys": {}},
    ],
)
def test_what_is_no_key_file_is_refused(body: object, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(body))
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="key file"):
        load_keys(path)


def test_a_file_that_others_can_read_is_refused(whole: Keys, tmp_path: Path) -> None:
    (tmp_path / "keys.json").chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keys(tmp_path / "keys.json")
