"""The whole filesystem server in memory, behind the guard, with the starter policy."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import as_file
from pathlib import Path
from shutil import copytree
from typing import Any

from fastmcp import Client

from ostiary.keys import write_keys
from ostiary_filesystem.server import SERVER, build
from ostiary_filesystem.settings import FilesystemSettings

_BUNDLE = """
version: 1
roles:
  analyst: {clearance: internal}
  auditor: {clearance: internal}
  officer: {clearance: confidential}
  editor: {clearance: internal}
budgets: {window_s: 86400, conversation: {calls: 1000000}, principal: {calls: 1000000}}
"""
_PRIVACY = """
privacy:
  text: {find: patterns, risk: "the names in these sample files are invented"}
"""


class Asking:
    """A client of the server.

    Args:
        client: Connected.
    """

    def __init__(self, client: Client[Any]) -> None:
        self.client = client

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any] | str:
        """Return the structured result, or the text of the refusal."""
        result = await self.client.call_tool(tool, arguments, raise_on_error=False)
        if result.is_error:
            return str(getattr(result.content[0], "text", ""))
        assert result.structured_content is not None
        return json.loads(json.dumps(result.structured_content))

    async def ok(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return the structured result of a call that has to succeed."""
        answer = await self.call(tool, **arguments)
        assert isinstance(answer, dict), answer
        return answer

    async def refused(self, tool: str, **arguments: Any) -> str:
        """Return the code of a call that has to be refused."""
        answer = await self.call(tool, **arguments)
        assert isinstance(answer, str), answer
        return answer[1 : answer.index("]")]

    async def text(self, path: str) -> str:
        """Return the text of a file."""
        return (await self.ok("read_text_file", path=path))["content"]


def policies_in(folder: Path, *, has_pseudonyms: bool = False) -> Path:
    """Return the folder of the starter policy in `folder`, made unless it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    policies = folder / "policies"
    if not policies.exists():
        with as_file(SERVER.starter) as starter:
            copytree(starter, policies / "filesystem")
        bundle = _BUNDLE + (_PRIVACY if has_pseudonyms else "")
        (policies / "bundle.yaml").write_text(bundle, encoding="utf-8")
        write_keys(folder / "keys.json")
    return policies


def environment_of(folder: Path, roots: Mapping[str, Path], **settings: str) -> dict[str, str]:
    """Return the environment of a server whose policies, keys and state stand in `folder`."""
    return {
        "OSTIARY_POLICIES": str(policies_in(folder)),
        "OSTIARY_KEYS": str(folder / "keys.json"),
        "OSTIARY_DATA": str(folder / "data"),
        "OSTIARY_STATE": f"sqlite:///{folder / 'state.sqlite'}",
        "OSTIARY_PRINCIPAL": "ada",
        "OSTIARY_ROLES": "analyst,editor",
        "OSTIARY_FILESYSTEM_ROOTS": ";".join(f"{name}={path}" for name, path in roots.items()),
        "OSTIARY_FILESYSTEM_WRITABLE": "true",
        **settings,
    }


@asynccontextmanager
async def files_server(
    folder: Path,
    roots: Mapping[str, Path],
    roles: str = "analyst,editor",
    *,
    has_pseudonyms: bool = False,
    **settings: Any,
) -> AsyncGenerator[Asking]:
    """Yield a client of a server; its state and policies stand in `folder`.

    Args:
        folder: Where these stand, outside the roots.
        roots: What is served.
        roles: The caller's.
        has_pseudonyms: Whether free text is looked through by patterns.
        settings: Others of the server's.
    """
    policies = policies_in(folder, has_pseudonyms=has_pseudonyms)
    told: dict[str, Any] = {"writable": True, **settings}
    server = build(
        FilesystemSettings(
            policies=policies,
            keys=folder / "keys.json",
            data=folder / "data",
            state=f"sqlite:///{folder / 'state.sqlite'}",
            principal="ada",
            roles=roles,
            roots=";".join(f"{name}={path}" for name, path in roots.items()),
            **told,
        )
    )
    try:
        async with Client(server) as client:
            yield Asking(client)
    finally:
        server.close()
