"""Setting up, and finding what is set up: folders, keys, the bearer secret, installed servers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from ostiary.bearer import load_bearer, write_bearer
from ostiary.documents import did_you_mean
from ostiary.entry import ServerEntry
from ostiary.keyring import KeyRing
from ostiary.keys import load_keys, write_keys
from ostiary.launch import Launch, script_of, server_points
from ostiary.settings import (
    ServerSettings,
    Settings,
    config_folder,
    data_folder,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an installation keeps its things.

    Args:
        policies: Folder of the bundle.
        keys: Key file.
        state: File of the embedded ledger.
    """

    policies: Path
    keys: Path
    state: Path


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that `initialise` looked at.

    Args:
        path: Where it stands.
        made: Whether it was written now; False when it was there already and left alone.
    """

    path: Path
    made: bool


def place_in(folder: Path | None) -> Place:
    """Return where things stand: all in `folder`, or in the user's config and data folders."""
    if folder is not None:
        whole = folder.resolve()
        return Place(whole / "policies", whole / "keys.json", whole / "state.sqlite")
    return Place(
        config_folder() / "policies", config_folder() / "keys.json", data_folder() / "state.sqlite"
    )


def installed_servers() -> dict[str, Traversable]:
    """Return the servers installed beside this package: by name, their part of a starter bundle.

    Not one of them is imported for it: a server's package holds a folder `starter`.
    """
    return {
        name: files(point.module.partition(".")[0]) / "starter"
        for name, point in server_points().items()
    }


def server_settings(name: str) -> type[ServerSettings]:
    """Return the class of the settings of the installed server `name`.

    Raises:
        ValueError: No such server is installed.
    """
    points = server_points()
    if name not in points:
        hint = did_you_mean(name, points)
        raise ValueError(f"{name}: no such server is installed{hint}")
    entry = cast("ServerEntry", points[name].load())
    return entry.settings


def script_path(name: str) -> Path:
    """Return the absolute path of the script of the installed server `name`.

    Raises:
        ValueError: It is not installed.
    """
    return script_of(server_points()[name])


def launch_of(name: str, environment: Mapping[str, str]) -> Launch:
    """Return how a client starts the installed server `name` with the settings in `environment`.

    Raises:
        SettingsError: `environment` has a setting that does not exist.
        ValidationError: A setting does not fit.
        ValueError: No such server is installed, or it lacks a setting.
    """
    settings = server_settings(name).from_environment(environment)
    if lacking := settings.lacking():
        raise ValueError(f"{lacking}: not set, and ostiary-{name} does not start without it")
    return Launch(name, str(script_path(name)), settings.spelled_out())


def lacking_of(name: str, environment: Mapping[str, str]) -> str:
    """Return the variable that the installed server `name` lacks in `environment`; empty: none.

    Raises:
        SettingsError: `environment` has a setting that does not exist.
        ValidationError: A setting does not fit.
    """
    return server_settings(name).from_environment(environment).lacking()


def read_bearer(settings: Settings) -> str | None:
    """Return the secret that HTTP on loopback wants, None where callers show an issuer's tokens.

    Raises:
        BearerFileError: There is no such file, or others can read it.
    """
    if settings.auth_issuer is not None:
        return None
    return load_bearer(settings.bearer_path()).decode("ascii")


def initialise(place: Place) -> Iterator[Written]:
    """Write a starter bundle, keys and a bearer secret; yield each file as it is done.

    Nothing is overwritten.

    Raises:
        OSError: A file cannot be written.
    """
    for folder in (place.policies, place.keys.parent, place.state.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    starter = files("ostiary") / "starter" / "bundle.yaml"
    yield _unfold(starter, place.policies / "bundle.yaml")
    for server, folder in installed_servers().items():
        for source in sorted(folder.iterdir(), key=lambda each: each.name):
            if source.is_file() and source.name.endswith((".cedar", ".yaml")):
                yield _unfold(source, place.policies / server / source.name)
    yield _make(place.keys, write_keys)
    yield _make(place.keys.with_name("vault-keys.json"), lambda path: KeyRing(path).make())
    yield _make(place.keys.with_name("bearer"), write_bearer)


def export_keys(settings: Settings, path: Path, purposes: Iterable[str]) -> None:
    """Write a key file that holds only the keys for these purposes.

    Raises:
        KeyFileError: There is no key file, or it does not hold one of them.
        FileExistsError: There is a file already.
    """
    write_keys(path, load_keys(settings.keys_path()).only(purposes))


def check_keys(settings: Settings) -> None:
    """Read the key file.

    Raises:
        KeyFileError: It is missing, readable by others, or no key file.
    """
    load_keys(settings.keys_path())


def _make(target: Path, write: Callable[[Path], None]) -> Written:
    made = not target.exists()
    if made:
        write(target)
    return Written(target, made)


def _unfold(source: Traversable, target: Path) -> Written:
    if target.exists():
        return Written(target, made=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return Written(target, made=True)
