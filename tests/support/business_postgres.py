"""The business in PostgreSQL, on a server of its own."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from postgres import running_postgres
from sql_business import ESCAPES, FOLDER, Business, Table, digest
from sql_places import numbered

_RELATIONS = """
    SELECT format('%I.%I', nspname, relname), CASE WHEN nspname = 'pg_catalog' THEN 'count(*)::text'
        WHEN relkind = 'S' THEN 'min(t.last_value)::text' ELSE 'md5(string_agg(t::text, '','' ORDER BY t::text))' END
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'm', 'S') AND (nspname IN ('public', 'hr') OR nspname LIKE 'pg_temp%'
        OR nspname = 'pg_catalog' AND relname NOT IN ('pg_statistic', 'pg_statistic_ext_data')) ORDER BY 1"""
_SETTINGS = """
    SELECT (SELECT string_agg(a::text, ',' ORDER BY oid) FROM pg_authid a),
           (SELECT string_agg(s::text, ',') FROM pg_db_role_setting s),
           (SELECT string_agg(f::text, ',') FROM pg_file_settings f),
           (SELECT string_agg(md5(data), ',' ORDER BY loid, pageno) FROM pg_largeobject),
           (SELECT string_agg(relname || relacl::text, ',' ORDER BY oid) FROM pg_class WHERE relacl IS NOT NULL)"""
_BACKENDS = """
    SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
           (SELECT count(*) FROM pg_prepared_xacts), (SELECT count(*) FROM pg_replication_slots),
           (SELECT count(*) FROM pg_stat_activity WHERE usename = 'wide_reader' AND state LIKE 'idle in%')"""
_RUNNING = """
    SELECT count(*) FROM pg_stat_activity WHERE usename = 'wide_reader' AND state = 'active'"""


@contextmanager
def business(salt: str, today: date) -> Generator[Business]:
    """Yield one of the twins."""
    with running_postgres() as server:
        server.script(_text("postgres_accounts.sql"))
        server.script("CREATE DATABASE business OWNER business_owner")
        server.script(_text("postgres.sql"), "business", salt=salt, today=today.isoformat())
        where = f"host={server.folder} dbname=business"
        with (
            psycopg.connect(f"{where} user=tests", autocommit=True) as operator,
            psycopg.connect(
                f"{where} user=wide_reader", cursor_factory=psycopg.RawCursor
            ) as reader,
        ):
            reader.read_only = True

            def direct(sql: str, params: Mapping[str, Any]) -> Table:
                try:
                    return _words(reader, *numbered(sql, params))
                finally:
                    reader.rollback()

            yield Business(
                "postgres",
                f"postgresql://wide_reader@/business?host={server.folder}",
                f"postgresql://narrow_reader@/business?host={server.folder}",
                direct,
                lambda: _fingerprint(operator),
                lambda: int(_one(operator, _RUNNING)[0]),
            )


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _words(connection: psycopg.Connection[Any], sql: str, values: list[Any]) -> Table:
    cursor = connection.execute(cast("LiteralString", sql), values)
    result, names = cursor.pgresult, [column.name for column in cursor.description or ()]
    assert result is not None
    rows = [
        [
            None if (value := result.get_value(row, column)) is None else value.decode()
            for column in range(result.nfields)
        ]
        for row in range(result.ntuples)
    ]
    return names, rows


def _one(connection: psycopg.Connection[Any], sql: str) -> tuple[Any, ...]:
    row = connection.execute(cast("LiteralString", sql)).fetchone()
    assert row is not None
    return row


def _fingerprint(operator: psycopg.Connection[Any]) -> dict[str, str]:
    counted = " UNION ALL ".join(
        f"SELECT '{name}', {content} FROM {name} AS t"
        for name, content in operator.execute(_RELATIONS)
    )
    found = dict(operator.execute(cast("LiteralString", counted)).fetchall())
    return {
        **found,
        "settings": digest(_one(operator, _SETTINGS)),
        "backends": repr(_one(operator, _BACKENDS)),
        "files": repr(sorted(path.name for path in Path("/tmp").glob(ESCAPES))),
    }
