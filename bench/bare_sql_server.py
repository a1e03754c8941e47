"""SQL without a guard: FastMCP and SQLAlchemy. `bare_sql_server.py URL SECONDS`.

What many servers of SQL come to: the account may only SELECT, the transaction is READ ONLY, a
statement has a deadline, rows are capped.
"""

import sys
from typing import Any

from fastmcp import FastMCP
from sqlalchemy import Connection, create_engine, event, text

MAX_ROWS = 10_000


def serve(url: str, timeout_s: float) -> None:
    """Serve over stdio until the client goes away."""
    engine = create_engine(_with_driver(url))
    server = FastMCP("bare")

    @event.listens_for(engine, "connect")
    def _limit(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        statement = {
            "postgresql": f"SET statement_timeout = {int(timeout_s * 1000)}",
            "mariadb": f"SET max_statement_time = {timeout_s}",
            "sqlite": "PRAGMA query_only = 1",
        }[engine.dialect.name]
        connection.cursor().execute(statement)

    def run(sql: str, params: dict[str, Any] | None, max_rows: int) -> dict[str, Any]:
        with engine.connect() as connection:
            _read_only(connection)
            result = connection.execute(text(sql), params or {})
            rows = [[_cell(value) for value in row] for row in result.fetchmany(max_rows)]
            return {"columns": list(result.keys()), "rows": rows}

    @server.tool
    def run_query(
        sql: str, params: dict[str, Any] | None = None, max_rows: int = MAX_ROWS
    ) -> dict[str, Any]:
        """Return the rows of a query."""
        return run(sql, params, max_rows)

    @server.tool
    def explain_query(sql: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the plan of a query."""
        return run(f"EXPLAIN {sql}", params, MAX_ROWS)

    server.run(transport="stdio", show_banner=False, log_level="CRITICAL")


def _with_driver(url: str) -> str:
    kind, _, rest = url.partition("://")
    if kind == "sqlite":
        return f"sqlite:///file:{rest.removeprefix('/')}?mode=ro&uri=true"
    return f"{kind}+{ {'postgresql': 'psycopg', 'mariadb': 'pymysql'}[kind] }://{rest}"


def _read_only(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif connection.dialect.name == "mariadb":
        connection.exec_driver_sql("START TRANSACTION READ ONLY")


def _cell(value: Any) -> Any:
    return value if isinstance(value, int | float | str | None) else str(value)


if __name__ == "__main__":
    serve(sys.argv[1], float(sys.argv[2]))
