"""The business in MariaDB, on a server of its own."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pymysql
from mariadb import MariaDB, running_mariadb
from sql_business import ESCAPES, FOLDER, Business, Table, digest
from sql_places import formatted

_TABLES = """
    SELECT CONCAT('`', table_schema, '`.`', table_name, '`') FROM information_schema.tables
    WHERE table_schema IN ('business', 'hr', 'mysql') AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
        AND table_name NOT LIKE 'innodb%' AND table_name NOT IN ('general_log', 'slow_log', 'transaction_registry')
    ORDER BY 1"""
_SCHEMA = """
    SELECT table_schema, table_name, view_definition FROM information_schema.views
    UNION ALL SELECT trigger_schema, trigger_name, action_statement FROM information_schema.triggers
    UNION ALL SELECT 'business', 'invoice_numbers', next_not_cached_value FROM business.invoice_numbers
    UNION ALL SELECT 'lock', 'corpus', IS_FREE_LOCK('corpus')"""
_MOVING = ("gtid_", "timestamp", "last_", "rand_seed", "innodb_buffer_pool_load", "pseudo_")
_RUNNING = """
    SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'wide_reader' AND command <> 'Sleep'"""


@contextmanager
def business(salt: str, today: date) -> Generator[Business]:
    """Yield one of the twins."""
    with running_mariadb() as server:
        server.query((FOLDER / "mariadb_accounts.sql").read_text(encoding="utf-8"))
        text = (FOLDER / "mariadb.sql").read_text(encoding="utf-8")
        server.query(f"SET @salt = '{salt}', @today = '{today}';\n{text}")
        reader = _connection(server, "wide_reader", "reader")
        operator = _connection(server, "everything", "everything")
        try:
            # MariaDB shows an account only those columns that it may read: to a narrower one,
            # what is withheld would be unknown.
            url = server.url("business", "wide_reader", "reader")
            yield Business(
                "mariadb",
                url,
                url,
                lambda sql, params: _direct(reader, sql, params),
                lambda: _fingerprint(operator, server),
                lambda: int(_rows(operator, _RUNNING)[0][0]),
            )
        finally:
            reader.close()
            operator.close()


def _connection(server: MariaDB, user: str, password: str) -> "pymysql.Connection[Any]":
    # Without conversions: every value as the server writes it.
    return pymysql.connect(
        unix_socket=str(server.socket),
        user=user,
        password=password,
        database="business",
        charset="utf8mb4",
        conv={**pymysql.converters.encoders},
    )


def _rows(connection: "pymysql.Connection[Any]", sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _direct(reader: "pymysql.Connection[Any]", sql: str, params: Mapping[str, Any]) -> Table:
    with reader.cursor() as cursor:
        cursor.execute("START TRANSACTION READ ONLY")
        try:
            cursor.execute(*formatted(sql, params))
            return [column[0] for column in cursor.description or ()], list(cursor.fetchall())
        finally:
            reader.rollback()


def _fingerprint(operator: "pymysql.Connection[Any]", server: MariaDB) -> dict[str, str]:
    tables = [row[0] for row in _rows(operator, _TABLES)]
    sums = _rows(operator, f"CHECKSUM TABLE {', '.join(tables)}")
    variables = [
        row for row in _rows(operator, "SHOW GLOBAL VARIABLES") if not row[0].startswith(_MOVING)
    ]
    # An attack's file has none of the endings that the server gives to its own.
    written = sorted(path.name for path in server.folder.glob("data/*/*escape*"))
    written += sorted(path.name for path in Path("/tmp").glob(ESCAPES))
    return {
        **dict(sums),
        "schema": digest(_rows(operator, _SCHEMA)),
        "variables": digest(variables),
        "files": repr(written),
    }
