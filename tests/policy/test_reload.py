"""A bundle is read again whole or not at all, and what is in force stays when it is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.files import fingerprint, read_files
from ostiary.policy.load import load_bundle
from ostiary.policy.reload import Fresh, Refused, Unchanged, reread
from ostiary.policy.request import Request

MakeBundle = Callable[..., Bundle]

PERMIT = '@id("p") permit (principal, action, resource);'
ASKED = Request("ann", frozenset(), "notes.x", ("Tool", "notes.x"), "notes")


def test_an_unchanged_folder_is_left_alone(bundle: MakeBundle, tmp_path: Path) -> None:
    made = bundle(PERMIT)

    def fail() -> Bundle:
        raise AssertionError("nothing has changed, so nothing is loaded")

    assert reread(tmp_path, made.version, fail) == Unchanged()
    (tmp_path / "notes" / "policy_test.yaml").write_text("principals: []")
    assert reread(tmp_path, made.version, fail) == Unchanged(), "tests decide nothing"


def test_a_sound_change_is_returned_with_its_version(bundle: MakeBundle, tmp_path: Path) -> None:
    made = bundle(PERMIT)
    (tmp_path / "notes" / "policy.cedar").write_text("")
    fresh = reread(tmp_path, made.version, lambda: load_bundle(tmp_path))
    assert isinstance(fresh, Fresh)
    assert fresh.version == fresh.value.version == fingerprint(read_files(tmp_path))
    assert (bool(decide(made, ASKED)), bool(decide(fresh.value, ASKED))) == (True, False)


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        pytest.param("notes/policy.cedar", "permit nonsense;", "notes/policy.cedar:1", id="rules"),
        pytest.param("bundle.yaml", "version: 7", "bundle.yaml:1: version", id="main"),
        pytest.param("notes/other.cedar", PERMIT, "notes/other.cedar", id="stray-rules"),
    ],
)
def test_a_wrong_change_is_refused_by_name(
    bundle: MakeBundle, tmp_path: Path, name: str, text: str, place: str
) -> None:
    made = bundle(PERMIT)
    (tmp_path / name).write_text(text)
    refused = reread(tmp_path, made.version, lambda: load_bundle(tmp_path))
    assert isinstance(refused, Refused)
    assert refused.fault.place == place
    assert decide(made, ASKED)


def test_a_folder_that_is_gone_is_refused(bundle: MakeBundle, tmp_path: Path) -> None:
    made = bundle(PERMIT)
    (tmp_path / "bundle.yaml").unlink()
    refused = reread(tmp_path, made.version, lambda: load_bundle(tmp_path))
    assert isinstance(refused, Refused)
    assert refused.version == ""


def test_a_folder_that_changes_while_it_is_read_is_not_put_in_force(
    bundle: MakeBundle, tmp_path: Path
) -> None:
    made = bundle(PERMIT)
    (tmp_path / "notes" / "policy.cedar").write_text("")

    def load_slowly() -> Bundle:
        found = load_bundle(tmp_path)
        (tmp_path / "notes" / "data.yaml").write_text("version: 1\n")
        return found

    refused = reread(tmp_path, made.version, load_slowly)
    assert isinstance(refused, Refused)
    assert "changed while it was read" in refused.fault.reason


def test_whatever_fails_is_a_refusal(bundle: MakeBundle, tmp_path: Path) -> None:
    def fail() -> Bundle:
        raise MemoryError

    bundle(PERMIT)
    refused = reread(tmp_path, "another", fail)
    assert isinstance(refused, Refused)
    assert "MemoryError" in refused.fault.reason
    assert refused.version


def test_a_refusal_carries_what_was_refused_so_that_it_is_told_once(
    bundle: MakeBundle, tmp_path: Path
) -> None:
    made = bundle(PERMIT)
    (tmp_path / "notes" / "policy.cedar").write_text("permit nonsense;")
    looks = [reread(tmp_path, made.version, lambda: load_bundle(tmp_path)) for _ in range(2)]
    assert looks[0] != Unchanged()
    assert {each.version for each in looks if isinstance(each, Refused)} == {
        fingerprint(read_files(tmp_path))
    }
