"""Settings: what is no set of roots is refused in one sentence, and nothing of the server's is served."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from files_place import Place
from files_server import environment_of
from files_wire import PROGRAM

from ostiary_filesystem.settings import FilesystemSettings


def settings(place: Place, roots: str, **more: Any) -> FilesystemSettings:
    own = place.own
    told: dict[str, Any] = {
        "policies": own / "policies",
        "keys": own / "keys.json",
        "data": own / "data",
        "state": f"sqlite:///{own / 'state.sqlite'}",
        "principal": "ada",
        **more,
    }
    return FilesystemSettings(roots=roots, **told)


@pytest.mark.parametrize(
    ("roots", "said"),
    [
        ("", "not set"), (";", "not set"), ("{docs}", "write name=/path"), ("={docs}", "write name=/path"),
        ("a b={docs}", "write name=/path"), ("..={docs}", "write name=/path"), ("docs=docs", "from / on"),
        ("docs=/nowhere/at/all", "no such folder"), ("docs={docs}/guide.md", "no such folder"),
        ("docs={docs};docs={docs}", "twice"), ("docs={docs};sub={docs}/sub", "sub lies in docs"),
        ("a={docs};b={docs}/good", "b lies in a"),
    ],
)  # fmt: skip
def test_roots_that_are_none_are_refused(place: Place, roots: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settings(place, roots.replace("{docs}", str(place.docs))).folders()


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("policies", "x"),
        ("keys", "keys.json"),
        ("vault_keys", "ring"),
        ("bearer", "b"),
        ("data", "d"),
    ],
)
def test_nothing_of_the_servers_own_is_served(place: Place, field: str, name: str) -> None:
    with pytest.raises(ValueError, match="would lie in docs"):
        settings(place, f"docs={place.docs}", **{field: place.docs / name}).require_folders()


def test_the_state_is_not_served(place: Place) -> None:
    state = f"sqlite:///{place.docs / 'sub' / 'state.sqlite'}"
    with pytest.raises(ValueError, match="the state would lie in docs"):
        settings(place, f"docs={place.docs}", state=state).require_folders()


def test_no_root_lies_among_the_policies_or_versions(place: Place) -> None:
    for folder in ("policies/docs", "data/filesystem/versions"):
        (place.own / folder).mkdir(parents=True)
        with pytest.raises(ValueError, match="docs lies where"):
            settings(place, f"docs={place.own / folder}").require_folders()


def check(place: Place, **more: str) -> "subprocess.CompletedProcess[str]":
    environment = environment_of(place.own, {"docs": place.docs}) | more
    return subprocess.run(
        [str(PROGRAM), "--check"], env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.timeout(90)
def test_check_says_what_the_server_stands_on(place: Place) -> None:
    place.docs.chmod(0o777)
    done = check(place)
    assert done.returncode == 0, done.stderr
    assert "every account on this machine can write to it" in done.stderr
    done = check(place, OSTIARY_FILESYSTEM_ROOTS="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "OSTIARY_FILESYSTEM_ROOTS: not set" in done.stderr


def test_roots_are_spelled_out_absolute(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(place.docs.parent))
    told = settings(place, "docs=~/docs").spelled_out()
    assert told["OSTIARY_FILESYSTEM_ROOTS"] == f"docs={Path(place.docs)}"
