"""Which servers are started, with what, and what is said when a configuration cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from ostiary_host.config import (
    ConfigError,
    ServerConfig,
    installed_servers,
    ostiary_environment,
    read_config,
)


def _write(folder: Path, document: Any) -> Path:
    path = folder / "mcp.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_commands_and_addresses_are_read_as_desktop_clients_write_them(tmp_path: Path) -> None:
    servers = {
        "local": {"command": "tool", "args": ["-x"], "env": {"A": "1"}, "cwd": "/data"},
        "remote": {
            "type": "streamable-http",
            "url": "http://localhost:1/mcp",
            "headers": {"h": "v"},
        },
        "old": {"transport": "sse", "url": "http://localhost:1/sse"},
    }
    assert read_config(_write(tmp_path, {"mcpServers": servers})) == [
        ServerConfig(name="local", command="tool", args=("-x",), env={"A": "1"}, cwd="/data"),
        ServerConfig(name="remote", url="http://localhost:1/mcp", headers={"h": "v"}),
        ServerConfig(name="old", url="http://localhost:1/sse", transport="sse"),
    ]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("{", "not valid JSON"),
        ([], "no servers"),
        ({"mcpServers": {}}, "no servers"),
        ({"mcpServers": {"a": "b"}}, "mcpServers.a: expected an object"),
        ({"mcpServers": {"a": {}}}, "mcpServers.a: expected either"),
        ({"mcpServers": {"a": {"command": "x", "url": "y"}}}, "mcpServers.a: expected either"),
        (
            {"mcpServers": {"a": {"command": "x", "args": "y"}}},
            "mcpServers.a.args: expected a list",
        ),
        ({"mcpServers": {"a": {"command": "x", "env": {"n": 1}}}}, "mcpServers.a.env: expected"),
        ({"mcpServers": {"a": {"url": "x", "type": "smoke"}}}, "mcpServers.a: unknown type"),
    ],
)
def test_a_configuration_that_cannot_be_used_names_the_place(
    tmp_path: Path, document: Any, place: str
) -> None:
    with pytest.raises(ConfigError, match=place):
        read_config(_write(tmp_path, document))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path / "absent.json")


def test_servers_are_given_ostiary_settings_but_never_the_models_key() -> None:
    environ = {
        "OSTIARY_POLICIES": "p",
        "OSTIARY_SQL_URL": "u",
        "OSTIARY_HOST_API_KEY": "k",
        "OTHER_SECRET": "s",
        "LANG": "C",
    }
    given = ostiary_environment(environ)
    assert given == {"OSTIARY_POLICIES": "p", "OSTIARY_SQL_URL": "u", "LANG": "C"}


def test_the_servers_installed_beside_this_host_are_found() -> None:
    found = {config.name: config for config in installed_servers({"OSTIARY_ROLES": "analyst"})}
    assert "sql" in found
    assert all(Path(config.command).name == f"ostiary-{name}" for name, config in found.items())
    assert all(config.env == {"OSTIARY_ROLES": "analyst"} for config in found.values())
