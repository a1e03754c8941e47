"""What somebody can do to a ledger who can write to its store."""

import sqlite3
from contextlib import closing

from sqlalchemy import make_url


def tamper(url: str, statement: str) -> str:
    """Run a statement on the store behind the ledger's back; return its first value, if any."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(parsed.database or "", isolation_level=None)) as connection:
            row = connection.execute(statement).fetchone()
            return str(row[0]) if row else ""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else ""
