"""run_statement over stdio: the server as a client starts it, and what stays when it is killed."""

import os
import sqlite3
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sql_server import starter
from sql_writing import content
from wire import Wire

PROGRAM = Path(sys.prefix) / "bin" / "ostiary-sql"
SLOW = (
    "UPDATE tickets SET subject = (SELECT count(*) FROM orders a, orders b, orders c, orders d)"
    " WHERE id = 1"
)


@contextmanager
def serving(folder: Path, database: Path, **settings: str) -> Generator[Wire]:
    """Yield the pipes of a server on `database`."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OSTIARY_POLICIES": str(starter(folder)),
        "OSTIARY_STATE": f"sqlite:///{folder / 'state.sqlite'}",
        "OSTIARY_KEYS": str(folder / "keys.json"),
        "OSTIARY_PRINCIPAL": "ada",
        "OSTIARY_ROLES": "analyst,editor",
        "OSTIARY_SQL_URL": f"sqlite:///{database}",
        **settings,
    }
    wire = Wire(PROGRAM, environment, is_modern=True)
    try:
        yield wire
    finally:
        wire.close()


def ask(wire: Wire, tool: str, **arguments: Any) -> Any:
    """Return the structured result of a call, or the text of its refusal."""
    result = wire.request("tools/call", {"name": tool, "arguments": arguments})["result"]
    return result["content"][0]["text"] if result.get("isError") else result["structuredContent"]


def test_a_change_is_previewed_kept_and_read_again(tmp_path: Path, own: Path) -> None:
    sql = "UPDATE tickets SET subject = :s WHERE id = 3"
    asked: dict[str, Any] = {"sql": sql, "params": {"s": "über 100 %"}}
    with serving(tmp_path, own, OSTIARY_SQL_WRITE_URL=f"sqlite:///{own}") as wire:
        before = content(own)
        dry = ask(wire, "run_statement", dry_run=True, **asked)
        assert content(own) == before
        done = ask(wire, "run_statement", preview=dry["preview"], **asked)
        assert done["committed"]
        query = {"sql": "SELECT subject FROM tickets WHERE id = 3"}
        assert ask(wire, "run_query", **query)["rows"] == [["über 100 %"]]


def test_a_server_that_is_killed_amid_a_change_leaves_nothing(tmp_path: Path, own: Path) -> None:
    before = content(own)
    url = f"sqlite:///{own}"
    with serving(tmp_path, own, OSTIARY_SQL_WRITE_URL=url, OSTIARY_SQL_TIMEOUT_S="60") as wire:
        assert ask(wire, "run_statement", sql="DELETE FROM tickets WHERE id = -1")["committed"]
        wire.ask("tools/call", {"name": "run_statement", "arguments": {"sql": SLOW}})
        # The answer to what was asked later comes first: the change is running.
        assert ask(wire, "run_query", sql="SELECT 1")["rows"] == [[1]]
        wire.kill()
    with closing(sqlite3.connect(own, timeout=10)) as connection:
        # The process that ran it sees that its server is gone, and lets go of the database.
        connection.execute("BEGIN IMMEDIATE")
    with serving(tmp_path, own, OSTIARY_SQL_WRITE_URL=url) as wire:
        assert content(own) == before
        done = ask(wire, "run_statement", sql="DELETE FROM tickets WHERE id = 1")
        assert isinstance(done, dict), done
        assert done["committed"]
