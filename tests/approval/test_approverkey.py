"""An approver's key: his alone, under his passphrase, and nothing without it."""

import json
import os
from pathlib import Path

import pytest

from ostiary.approval.approverkey import ApproverKeyError, load_key, make_key, name_in

PASSPHRASE = "correct horse battery"


def test_the_passphrase_opens_it_and_no_other_does(tmp_path: Path) -> None:
    path = tmp_path / "approver.json"
    made = make_key(path, "erin", PASSPHRASE)
    assert load_key(path, PASSPHRASE) == made
    assert name_in(path) == "erin"
    assert path.stat().st_mode & 0o777 == 0o600
    assert made.private.hex() not in path.read_text()
    with pytest.raises(ApproverKeyError, match="another"):
        load_key(path, PASSPHRASE + "x")
    with pytest.raises(FileExistsError):
        make_key(path, "erin", PASSPHRASE)


def test_a_key_whose_name_was_changed_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "approver.json"
    make_key(path, "erin", PASSPHRASE)
    body = json.loads(path.read_text())
    path.write_text(json.dumps({**body, "name": "dora"}))
    with pytest.raises(ApproverKeyError, match="altered"):
        load_key(path, PASSPHRASE)


@pytest.mark.parametrize("kind", ["missing", "readable", "link", "pipe", "text", "list", "version"])
def test_what_is_no_key_of_ours_is_refused_with_a_reason(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "approver.json"
    match kind:
        case "missing":
            pass
        case "readable":
            path.write_text("{}")
            path.chmod(0o644)
        case "link":
            (tmp_path / "other").write_text("{}")
            path.symlink_to(tmp_path / "other")
        case "pipe":
            os.mkfifo(path, 0o600)
        case _:
            path.write_text({"text": "x", "list": "[]", "version": '{"version": 2}'}[kind])
            path.chmod(0o600)
    with pytest.raises(ApproverKeyError):
        load_key(path, PASSPHRASE)


def test_a_short_passphrase_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(ApproverKeyError, match="at least 12"):
        make_key(tmp_path / "approver.json", "erin", "too short")
    assert not list(tmp_path.iterdir())
