"""The whole SQL server in memory, behind the guard, with the starter policy."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.resources import as_file
from pathlib import Path
from shutil import copytree
from typing import Any

from fastmcp import Client

from ostiary.keys import write_keys
from ostiary_sql.server import SERVER, build
from ostiary_sql.settings import SqlSettings

_BUNDLE = """
version: 1
roles:
  analyst: {clearance: internal}
  auditor: {clearance: internal}
  officer: {clearance: confidential}
  editor: {clearance: internal}
  approver: {clearance: internal}
budgets: {window_s: 86400, conversation: {calls: 100000}, principal: {calls: 100000}}
"""

_CONSENT = '@approval("approver")\n'


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

    async def rows(self, sql: str, **arguments: Any) -> list[list[Any]]:
        """Return the rows of a query that has to succeed."""
        answer = await self.call("run_query", sql=sql, **arguments)
        assert isinstance(answer, dict), answer
        return answer["rows"]


def starter(folder: Path) -> Path:
    """Return the folder of the starter policy in `folder`, which is made if it is not there yet.

    Changes are kept there without anybody's consent: what they do is tested here, and consent to
    them in `tests/sql/change/test_consent.py`.
    """
    folder.mkdir(exist_ok=True)
    policies = folder / "policies"
    if not policies.exists():
        with as_file(SERVER.starter) as starter:
            copytree(starter, policies / "sql")
        (policies / "bundle.yaml").write_text(_BUNDLE, encoding="utf-8")
        rules = policies / "sql" / "policy.cedar"
        with_consent = rules.read_text(encoding="utf-8")
        assert _CONSENT in with_consent
        rules.write_text(with_consent.replace(_CONSENT, ""), encoding="utf-8")
        write_keys(folder / "keys.json")
    return policies


@asynccontextmanager
async def sql_server(
    folder: Path,
    database: Path | str,
    roles: str = "analyst",
    principal: str = "ada",
    **settings: Any,
) -> AsyncGenerator[Asking]:
    """Yield a client of a server on `database`; its state and policies stand in `folder`.

    Args:
        folder: Where these stand.
        database: A SQLite file, or the URL of another database.
        roles: The caller's.
        principal: Who he is.
        settings: Others of the server's.
    """
    policies = starter(folder)
    server = build(
        SqlSettings(
            policies=policies,
            keys=folder / "keys.json",
            state=f"sqlite:///{folder / 'state.sqlite'}",
            principal=principal,
            roles=roles,
            url=f"sqlite:///{database}" if isinstance(database, Path) else database,
            **settings,
        )
    )
    try:
        async with Client(server) as client:
            yield Asking(client)
    finally:
        server.close()
