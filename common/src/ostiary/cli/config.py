"""`ostiary config CLIENT`: what a person pastes into that client, ready to use."""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from ostiary.cli.clients import CLIENTS, Client
from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, say
from ostiary.control import (
    check_bundle,
    check_keys,
    installed_servers,
    lacking_of,
    launch_of,
    read_bearer,
)
from ostiary.documents import did_you_mean
from ostiary.launch import Address, Launch, is_loopback, secret_parts
from ostiary.settings import Settings

_FIRST_PORT = 8808
_PLACEHOLDER = "{server}"
_EPILOG = """\
examples:
  ostiary config claude-desktop --roles analyst
      every installed server, started by Claude Desktop
  ostiary config vscode sql --roles analyst > .vscode/mcp.json
      one server, into a file that VS Code reads
  ostiary config open-webui sql --http http://127.0.0.1:8808/mcp
      a server that you start yourself, reached over HTTP
  ostiary config mcp-json --http 'https://mcp.example/{server}/mcp'
      all of them behind one name

Settings are taken from the environment (OSTIARY_*) and spelled out, so that the client needs none
of it. Standard output is what to paste; where to paste it is said on standard error.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("config", help="print a client's configuration, ready to paste")
    parser.description = "Print what a person pastes into a client so that it uses the servers."
    parser.epilog = _EPILOG
    parser.add_argument("client", choices=tuple(CLIENTS), metavar="CLIENT", help=", ".join(CLIENTS))
    parser.add_argument("servers", nargs="*", metavar="SERVER", help="such as sql (all installed)")
    parser.add_argument("--roles", help="the roles of whoever uses it, separated by commas")
    parser.add_argument("--principal", help="who uses it; the operating system's user by default")
    parser.add_argument(
        "--transport",
        choices=("stdio", "http"),
        help="stdio: the client starts the servers; http: they run already (open-webui's default)",
    )
    parser.add_argument(
        "--http",
        metavar="URL",
        help="where a server answers; {server} in it stands for the name of each",
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object: the paste, where to paste it, more"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the configuration on stdout, all else on stderr."""
    client = CLIENTS[arguments.client]
    settings = _settings(arguments)
    missing = _no_role(settings)
    check_keys(settings)
    names, left_out = _names(arguments)
    launches = [launch_of(name, _environment(arguments)) for name in names]
    transport = _transport(arguments, client)
    addresses: list[Address] = []
    if transport == "http":
        addresses = _addresses(launches, arguments.http, client, settings)
        document = client.http(addresses)
    else:
        document = client.stdio(launches)
    notes = [*missing, *left_out, *_secrets(launches, addresses, client, settings)]
    starts = _starts(launches, addresses)
    if arguments.json:
        print_json(
            {
                "client": client.name,
                "transport": transport,
                "paste": document,
                "where": client.where[transport],
                "file": _file(client, transport),
                "start": starts,
                "notes": notes,
            }
        )
        return 0
    print(document if isinstance(document, str) else json.dumps(document, indent=2))
    _speak(client, transport, starts, notes)
    return 0


def _speak(client: Client, transport: str, starts: Sequence[str], notes: Sequence[str]) -> None:
    say(f"\nFor {client.title}. {client.where[transport]}")
    if file := _file(client, transport):
        say(f"  {file}")
    if starts:
        say("Start each server yourself and keep it running:")
        for command in starts:
            say(f"  {command}")
    for note in notes:
        say(f"note: {note}")


def _environment(arguments: argparse.Namespace) -> dict[str, str]:
    """Return the process's environment with what the command line says in place of it."""
    given = {"OSTIARY_ROLES": arguments.roles, "OSTIARY_PRINCIPAL": arguments.principal}
    return dict(os.environ) | {name: value for name, value in given.items() if value is not None}


def _settings(arguments: argparse.Namespace) -> Settings:
    return Settings.from_environment(_environment(arguments))


def _no_role(settings: Settings) -> list[str]:
    """Return what is to be said of the roles.

    Raises:
        ValueError: One of them is not in the bundle.
    """
    known = check_bundle(settings.policies).roles
    held = settings.role_names()
    for role in sorted(held):
        if role not in known:
            raise ValueError(f"{role}: no such role in bundle.yaml{did_you_mean(role, known)}")
    if held:
        return []
    names = ", ".join(known)
    said = f"no role is given, so nothing is permitted: add --roles, one or more of {names}"
    return [said]


def _names(arguments: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Return the servers to be configured, and what is to be said of those that are left out."""
    asked = list(dict.fromkeys(arguments.servers))
    if asked:
        return asked, []
    lacking = {name: lacking_of(name, _environment(arguments)) for name in installed_servers()}
    names = [name for name, variable in lacking.items() if not variable]
    if not names:
        raise ValueError("no server is installed; see docs/install.md")
    said = [f"{name} is left out: {each} is not set" for name, each in lacking.items() if each]
    return names, said


def _transport(arguments: argparse.Namespace, client: Client) -> str:
    if arguments.http is not None and arguments.transport == "stdio":
        raise ValueError("--http gives an address, which --transport stdio has not")
    return "http" if arguments.http is not None else arguments.transport or client.transport


def _addresses(
    launches: Sequence[Launch], url: str | None, client: Client, settings: Settings
) -> list[Address]:
    """Return where the servers answer: at `url`, or one port after the other on this machine."""
    if url is not None:
        parts = urlsplit(url.replace(_PLACEHOLDER, "x"))
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ValueError("--http wants an address such as http://127.0.0.1:8808/mcp")
        if len(launches) > 1 and _PLACEHOLDER not in url:
            raise ValueError(
                "--http is one address for several servers: name one server,"
                " or write {server} where its name belongs"
            )
    own = [f"http://127.0.0.1:{_FIRST_PORT + number}/mcp" for number in range(len(launches))]
    urls = own if url is None else [url.replace(_PLACEHOLDER, each.server) for each in launches]
    wants_secret = is_loopback(urls[0]) and not client.is_remote
    bearer = read_bearer(settings) if wants_secret else None
    return [Address(each.server, at, bearer) for each, at in zip(launches, urls, strict=True)]


def _starts(launches: Sequence[Launch], addresses: Sequence[Address]) -> list[str]:
    """Return the shell's commands that start the servers at `addresses` on this machine."""
    commands: list[str] = []
    for launch, address in zip(launches, addresses, strict=False):
        if is_loopback(address.url):
            # A secret in a command is read by whoever lists the processes: it stays out of it.
            variables = [
                f"{name}={value}"
                for name, value in launch.environment.items()
                if not secret_parts(name, value)
            ]
            where = ["--transport", "http", "--port", str(urlsplit(address.url).port or 80)]
            commands.append(shlex.join(["env", *variables, launch.command, *where]))
    return commands


def _secrets(
    launches: Sequence[Launch], addresses: Sequence[Address], client: Client, settings: Settings
) -> list[str]:
    """Return what is to be said of secrets, in the paste and beside it."""
    held = sorted(
        {
            name
            for launch in launches
            for name, value in launch.environment.items()
            if secret_parts(name, value)
        }
    )
    if not addresses:
        return [f"{name} holds a secret: keep the file readable to yourself alone" for name in held]
    said = [f"{name} holds a secret: export it in the server's shell yourself" for name in held]
    if all(each.bearer is None for each in addresses):
        return said
    if client.asks_for_secret:
        return [*said, f"the secret that {client.title} asks for is in {settings.bearer_path()}"]
    return [*said, "it holds the servers' bearer secret: keep the file readable to yourself alone"]


def _file(client: Client, transport: str) -> str | None:
    if transport == "http" and client.is_remote:
        return None
    platform: Any = "linux" if sys.platform.startswith("linux") else sys.platform
    return client.files.get(platform)
