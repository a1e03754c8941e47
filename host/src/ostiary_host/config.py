"""Which MCP servers to start: an `mcpServers` file, or the Ostiary servers installed beside us.

Nothing is started here: the file is read, and what is installed is looked at.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from ostiary.control import lacking_of
from ostiary_host.jsonvalue import as_list, as_object, as_text

QUIET = {
    "FASTMCP_TELEMETRY_MODE": "off",
    "FASTMCP_LOG_LEVEL": "WARNING",
    "FASTMCP_ENABLE_RICH_TRACEBACKS": "false",
    "FASTMCP_SHOW_SERVER_BANNER": "false",
    "FASTMCP_CHECK_FOR_UPDATES": "off",
}
"""FastMCP's settings, here and in the servers: no spans, no values in logs, no calls home."""

_PASSED_ON = ("LANG", "LC_ALL", "TZ", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME")


class ConfigError(Exception):
    """A configuration that cannot be used; the text names the place and what is expected there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """How to reach one server: a command to start, or an address.

    Args:
        name: What it is called here; prefix of its tools.
        command: The program of a stdio server; empty for a remote one.
        args: Its arguments.
        env: Its environment, beside the few names that every program needs.
        cwd: The folder it runs in, None for ours.
        url: The address of a remote server; empty for a stdio one.
        transport: `http` or `sse`, for a remote server.
        headers: HTTP headers, for a remote server.
    """

    name: str
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    cwd: str | None = None
    url: str = ""
    transport: str = "http"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def read_config(path: Path) -> list[ServerConfig]:
    """Return the servers of an `mcpServers` file, as desktop clients write it.

    Raises:
        ConfigError: The file cannot be read or is not of that form.
    """
    try:
        document = as_object(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise ConfigError(f"{path}: not valid JSON ({error}).") from error
    servers = as_object((document or {}).get("mcpServers"))
    if not servers:
        raise ConfigError(f'{path}: no servers; expected {{"mcpServers": {{"name": {{...}}}}}}.')
    return [_read_server(f"{path}: mcpServers.{name}", name, servers[name]) for name in servers]


def installed_servers(environ: Mapping[str, str]) -> list[ServerConfig]:
    """Return the Ostiary servers installed in this environment, to be started over stdio.

    Args:
        environ: Where the servers' settings come from: everything named OSTIARY_*, except what is
            this host's own: the key of the model's endpoint is none of a server's business.
    """
    folder = Path(sys.executable).parent
    return [
        ServerConfig(name=name, command=str(script), env=ostiary_environment(environ))
        for name in sorted({point.name for point in entry_points(group="ostiary.servers")})
        if (script := folder / f"ostiary-{name}").exists() and not lacking_of(name, environ)
    ]


def ostiary_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what an Ostiary server is given of `environ`."""
    return {
        name: value
        for name, value in environ.items()
        if name in _PASSED_ON
        or (name.startswith("OSTIARY_") and not name.startswith("OSTIARY_HOST_"))
    }


def _read_server(where: str, name: str, value: object) -> ServerConfig:
    entry = as_object(value)
    if entry is None:
        raise ConfigError(f"{where}: expected an object.")
    command, url = as_text(entry.get("command")), as_text(entry.get("url"))
    if bool(command) == bool(url):
        raise ConfigError(f"{where}: expected either `command` or `url`.")
    kind = as_text(entry.get("type")) or as_text(entry.get("transport"))
    known = {"": "http", "stdio": "stdio", "http": "http", "streamable-http": "http", "sse": "sse"}
    if kind not in known:
        raise ConfigError(f"{where}: unknown type; expected stdio, http or sse.")
    return ServerConfig(
        name=name,
        command=command,
        args=tuple(_texts(f"{where}.args", as_list(entry.get("args", [])))),
        env=_text_map(f"{where}.env", entry),
        cwd=as_text(entry.get("cwd")) or None,
        url=url,
        transport=known[kind],
        headers=_text_map(f"{where}.headers", entry),
    )


def _texts(where: str, items: list[Any] | None) -> list[str]:
    if items is None or not all(isinstance(item, str) for item in items):
        raise ConfigError(f"{where}: expected a list of strings.")
    return items


def _text_map(where: str, entry: dict[str, Any]) -> dict[str, str]:
    mapping = as_object(entry.get(where.rpartition(".")[2], {}))
    if mapping is None or not all(isinstance(item, str) for item in mapping.values()):
        raise ConfigError(f"{where}: expected an object of strings.")
    return mapping
