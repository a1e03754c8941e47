"""What each client's configuration looks like: values in, the document to paste out.

Pure: nothing is read here but what is passed in, and nothing is started.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ostiary.launch import Address, Launch, is_loopback

Document = Any
"""JSON, or a text where the client's place to paste into takes no JSON."""

_QUESTION = "ostiary-bearer"


@dataclass(frozen=True, slots=True)
class Client:
    """A program that speaks to servers for its user.

    Args:
        name: What the command line calls it.
        title: What people call it.
        transport: What it is configured for unless told otherwise: `stdio` or `http`.
        stdio: Makes the document that starts servers.
        http: Makes the document that reaches servers over HTTP.
        where: Where to paste it, a sentence or two for each transport.
        files: The client's own file for each platform (`sys.platform`), where it has one.
        asks_for_secret: Whether it asks its user for the bearer secret, instead of reading it in
            the document.
        is_remote: Whether it reaches servers over HTTP from elsewhere only.
    """

    name: str
    title: str
    transport: str
    stdio: Callable[[Sequence[Launch]], Document]
    http: Callable[[Sequence[Address]], Document]
    where: Mapping[str, str]
    files: Mapping[str, str]
    asks_for_secret: bool = False
    is_remote: bool = False


def mcp_servers(launches: Sequence[Launch]) -> Document:
    """Return the `mcpServers` form of servers that the client starts."""
    return {"mcpServers": {each.server: _started(each) for each in launches}}


def mcp_servers_http(addresses: Sequence[Address]) -> Document:
    """Return the `mcpServers` form of servers over HTTP, with the secret in a header."""
    return {
        "mcpServers": {
            each.server: {"type": "http", "url": each.url, **_headers(each.bearer)}
            for each in addresses
        }
    }


def vscode_servers(launches: Sequence[Launch]) -> Document:
    """Return VS Code's form of servers that it starts.

    Source: the VS Code MCP configuration reference.
    """
    return {"servers": {each.server: {"type": "stdio", **_started(each)} for each in launches}}


def vscode_servers_http(addresses: Sequence[Address]) -> Document:
    """Return VS Code's form of servers over HTTP; it asks its user for the secret and keeps it.

    Source: the VS Code MCP configuration reference, `inputs`.
    """
    wants_secret = any(each.bearer is not None for each in addresses)
    asked = "${input:" + _QUESTION + "}"
    servers = {
        each.server: {
            "type": "http",
            "url": each.url,
            **_headers(asked if each.bearer is not None else None),
        }
        for each in addresses
    }
    if not wants_secret:
        return {"servers": servers}
    question = {
        "type": "promptString",
        "id": _QUESTION,
        "description": "The bearer secret of Ostiary's servers",
        "password": True,
    }
    return {"inputs": [question], "servers": servers}


def open_webui_connections(addresses: Sequence[Address]) -> Document:
    """Return the tool server connections of Open WebUI, which speaks streamable HTTP itself.

    They are open to nobody but its administrators until one of them shares them: `access_grants`
    is empty.
    """
    return [
        {
            "type": "mcp",
            "url": each.url,
            "auth_type": "none" if each.bearer is None else "bearer",
            "key": each.bearer or "",
            "config": {"enable": True, "access_grants": []},
            "info": {
                "id": f"ostiary-{each.server}",
                "name": f"Ostiary {each.server}",
                "description": "Guarded by Ostiary",
            },
        }
        for each in addresses
    ]


def connector_addresses(addresses: Sequence[Address]) -> Document:
    """Return the addresses that Claude Desktop's dialog for a remote server takes, one a line.

    Raises:
        ValueError: One is on this machine or unencrypted. The client's own makers connect to a
            remote server, not the client, and its file starts servers over stdio alone.
    """
    for each in addresses:
        if not each.url.startswith("https://") or is_loopback(each.url):
            raise ValueError(
                "Claude Desktop reaches a server over HTTP only from outside, through https and"
                " OAuth, never on this machine; leave out --http and --transport, so that it"
                " starts the server itself"
            )
    return "\n".join(each.url for each in addresses)


def _started(launch: Launch) -> dict[str, Any]:
    return {"command": launch.command, "args": [], "env": dict(launch.environment)}


def _headers(bearer: str | None) -> dict[str, Any]:
    return {} if bearer is None else {"headers": {"Authorization": f"Bearer {bearer}"}}


CLIENTS = {
    client.name: client
    for client in (
        Client(
            "claude-desktop",
            "Claude Desktop",
            "stdio",
            mcp_servers,
            connector_addresses,
            {
                "stdio": "Paste it into the file below (Settings > Developer > Edit Config opens"
                " it), then quit Claude Desktop and start it again.",
                "http": "Settings > Connectors > Add custom connector takes each address."
                " Anthropic's network connects to it, so it must be reachable from there.",
            },
            {
                "darwin": "~/Library/Application Support/Claude/claude_desktop_config.json",
                "win32": "%APPDATA%\\Claude\\claude_desktop_config.json",
                "linux": "~/.config/Claude/claude_desktop_config.json",
            },
            is_remote=True,
        ),
        Client(
            "open-webui",
            "Open WebUI",
            "http",
            mcp_servers,
            open_webui_connections,
            {
                "stdio": "Open WebUI starts no programs: save it as a file for the bridge mcpo"
                " (mcpo --config FILE --api-key SECRET), and add each server's address,"
                " http://HOST:PORT/NAME, under Admin Settings > External Tools as OpenAPI.",
                "http": "Set it as the variable TOOL_SERVER_CONNECTIONS before Open WebUI's first"
                " start; later, Admin Settings > External Tools > + takes the same values.",
            },
            {},
        ),
        Client(
            "vscode",
            "VS Code",
            "stdio",
            vscode_servers,
            vscode_servers_http,
            {
                "stdio": "Paste it into .vscode/mcp.json of a folder, or into your own file: the"
                " command `MCP: Open User Configuration`.",
                "http": "Paste it into .vscode/mcp.json of a folder, or into your own file: the"
                " command `MCP: Open User Configuration`. VS Code asks for the secret once.",
            },
            {
                "darwin": "~/Library/Application Support/Code/User/mcp.json",
                "win32": "%APPDATA%\\Code\\User\\mcp.json",
                "linux": "~/.config/Code/User/mcp.json",
            },
            asks_for_secret=True,
        ),
        Client(
            "mcp-json",
            "any client that reads mcpServers",
            "stdio",
            mcp_servers,
            mcp_servers_http,
            {
                "stdio": "Paste it where your client keeps `mcpServers`: .mcp.json in a project,"
                " ~/.cursor/mcp.json, or ostiary-host ask --config FILE.",
                "http": "Paste it where your client keeps `mcpServers`: .mcp.json in a project,"
                " ~/.cursor/mcp.json, or ostiary-host ask --config FILE.",
            },
            {},
        ),
    )
}
"""Every client that a configuration can be printed for, by name."""
