"""One word a server wherever packaging names it, and a lock that holds what is asked for."""

import tomllib
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from source_tree import ROOT, members

LOCKS = ("requirements.lock", "requirements-dev.lock")
SERVERS = {name: folder for name, folder in members().items() if folder.parent.name == "servers"}


@cache
def toml(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def locked(lock: str) -> dict[str, tuple[Requirement, str]]:
    """Return each locked package's requirement and its block of lines, by canonical name."""
    found: dict[str, tuple[Requirement, str]] = {}
    name = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith(" "):
            requirement = Requirement(line.rstrip("\\ "))
            name = canonicalize_name(requirement.name)
            found[name] = requirement, ""
        else:
            found[name] = found[name][0], found[name][1] + line
    return found


def contents(folder: Path) -> dict[str, str]:
    """Return the text of each file of a bundle's folder by its name."""
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert found
    return found


def asked_for(group: str) -> list[Requirement]:
    own = {canonicalize_name(name) for name in members()}
    if group == "members":
        lines = [
            line
            for folder in members().values()
            for line in toml(folder)["project"]["dependencies"]
        ]
    else:
        lines = [line for line in toml(ROOT)["dependency-groups"][group] if isinstance(line, str)]
    requirements = [Requirement(line) for line in lines]
    return [wanted for wanted in requirements if canonicalize_name(wanted.name) not in own]


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_has_one_name_everywhere(name: str) -> None:
    folder = SERVERS[name]
    project = toml(folder)["project"]
    word = folder.name
    assert project["name"] == f"ostiary-{word}"
    assert project["scripts"] == {f"ostiary-{word}": f"{name}.server:main"}
    assert project["entry-points"] == {"ostiary.servers": {word: f"{name}.server:SERVER"}}
    assert toml(folder)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [f"src/{name}"]
    assert (folder / "src" / name / "__init__.py").is_file()
    assert (folder / "src" / name / "py.typed").is_file()


@pytest.mark.parametrize("name", members())
def test_the_root_installs_every_member_from_the_checkout(name: str) -> None:
    folder = members()[name]
    dist = toml(folder)["project"]["name"]
    place = folder.relative_to(ROOT).as_posix()
    assert f"{dist} @ {{root:uri}}/{place}" in toml(ROOT)["project"]["dependencies"]
    assert toml(ROOT)["tool"]["uv"]["sources"][dist] == {"workspace": True}


@pytest.mark.parametrize("field", ["version", "requires-python", "license"])
def test_the_members_agree(field: str) -> None:
    assert len({toml(folder)["project"][field] for folder in members().values()}) == 1


@pytest.mark.parametrize("name", members())
def test_a_member_ships_its_licence_and_readme(name: str) -> None:
    folder = members()[name]
    assert (folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert (folder / "README.md").is_file()


def test_the_installed_entry_points_are_those_of_the_tree() -> None:
    installed = {entry.name: entry.value for entry in entry_points(group="ostiary.servers")}
    assert installed == {folder.name: f"{name}.server:SERVER" for name, folder in SERVERS.items()}


@pytest.mark.parametrize(
    ("lock", "group"),
    [
        (LOCKS[0], "members"),
        (LOCKS[0], "build"),
        (LOCKS[1], "members"),
        (LOCKS[1], "build"),
        (LOCKS[1], "dev"),
    ],
)
def test_the_lock_holds_what_is_asked_for(lock: str, group: str) -> None:
    for wanted in asked_for(group):
        held = locked(lock).get(canonicalize_name(wanted.name))
        assert held, f"{lock} lacks {wanted}: ./run lock"
        version = next(iter(held[0].specifier)).version
        assert wanted.specifier.contains(version, prereleases=True), (
            f"{lock}: {held[0]} for {wanted}"
        )


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_pins_and_hashes_everything(lock: str) -> None:
    for requirement, lines in locked(lock).values():
        assert [clause.operator for clause in requirement.specifier] == ["=="], requirement
        assert "--hash=sha256:" in lines, requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text


def test_both_locks_agree() -> None:
    run, dev = locked(LOCKS[0]), locked(LOCKS[1])
    assert {name: str(dev[name][0]) for name in run} == {
        name: str(held[0]) for name, held in run.items()
    }


@pytest.mark.parametrize("name", SERVERS)
def test_a_servers_wheel_carries_its_part_of_the_repositorys_bundle(name: str) -> None:
    assert contents(SERVERS[name] / "src" / name / "starter") == contents(
        ROOT / "policies" / SERVERS[name].name
    )


def test_the_guards_wheel_carries_the_rest_of_the_bundle() -> None:
    starter = contents(ROOT / "common/src/ostiary/starter")
    assert starter == {path.name: path.read_text() for path in (ROOT / "policies").glob("*.*")}
