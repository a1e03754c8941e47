"""How a client starts or reaches a server: commands and settings that hold in a bare environment.

A desktop client starts a server in no particular folder, with little of the user's environment; so
the command is an absolute path and every setting that the process would look up is spelled out.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, PackagePath, entry_points
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_GROUP = "ostiary.servers"


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start one server.

    Args:
        server: The server's word, such as `sql`.
        command: Absolute path of its script.
        environment: All the settings that it needs.
    """

    server: str
    command: str
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """Where one server answers over HTTP.

    Args:
        server: The server's word.
        url: Its endpoint.
        bearer: The secret that it wants, None where the client gets a token of its own.
    """

    server: str
    url: str
    bearer: str | None

    def __repr__(self) -> str:
        return f"Address({self.server!r}, {self.url!r}, ...)"


def server_points() -> dict[str, EntryPoint]:
    """Return the entry points of the servers installed beside this package, by name."""
    points = sorted(entry_points(group=_GROUP), key=lambda point: point.name)
    return {point.name: point for point in points}


def script_of(point: EntryPoint) -> Path:
    """Return the absolute path of a server's script.

    Raises:
        ValueError: There is none in this environment.
    """
    name = f"ostiary-{point.name}"
    beside = Path(sys.executable).absolute().parent / name
    recorded = _recorded(point.dist, name) if point.dist is not None else None
    for script in (recorded, beside):
        if script is not None and script.is_file():
            return script
    raise ValueError(f"{name}: no such script beside {sys.executable}; install the server again")


def secret_parts(name: str, value: str) -> list[str]:
    """Return what is secret in a setting: all of a token or handle, the password of an address."""
    if not value:
        return []
    if name.endswith(("_TOKEN", "_SECRET", "_PASSWORD", "_API_KEY", "_CONVERSATION")):
        return [value]
    try:
        password = urlsplit(value).password
    except ValueError:
        return [value]
    return [password] if password else []


def is_loopback(url: str) -> bool:
    """Return whether `url` leads to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _recorded(distribution: Distribution, name: str) -> Path | None:
    """Return where the installer says that it put the script `name`."""
    for file in distribution.files or ():
        if file.name == name:
            return _place(distribution, file)
    return None


def _place(distribution: Distribution, file: PackagePath) -> Path:
    # Not resolved: the script's own links, such as those of pipx, are its address.
    parts: list[str] = []
    for part in Path(str(distribution.locate_file(file))).absolute().parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)
