"""Narrowing: what runs does not name what is withheld, and answers the same otherwise."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sql_asking import STARTER, is_forbidden
from sql_generated import SECRET, queries

from ostiary.server import INTERNAL
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import all_origins
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import read_statement
from ostiary_sql.reading.value import Base


def held_columns(catalog: Catalog) -> frozenset[Base]:
    """Return what the starter policy withholds from an analyst."""
    origins = all_origins(catalog, STARTER)
    return frozenset(
        base for base, origin in origins.items() if origin.data_class > INTERNAL.data_class
    )


def blind(held: frozenset[Base]) -> Callable[..., int]:
    """Return an authorizer that reads `held` as NULL."""

    def judge(action: int, table: str, column: str, *_where: str) -> int:
        is_held = action == sqlite3.SQLITE_READ and (table, column) in held
        return sqlite3.SQLITE_IGNORE if is_held else sqlite3.SQLITE_OK

    return judge


NARROWED = {
    "SELECT api_secret FROM customers": 'SELECT NULL AS "api_secret" FROM customers',
    "SELECT c.api_secret AS k, name FROM customers c": "SELECT NULL AS k, name FROM customers c",
    "SELECT coalesce(api_secret, name) FROM customers": "SELECT coalesce(NULL, name) FROM customers",
    "SELECT * FROM customers": 'SELECT "customers"."id", "customers"."name" FROM customers',
    "SELECT s.* FROM (SELECT * FROM customers) s":
        'SELECT "s"."id", "s"."name" FROM (SELECT "customers"."id", "customers"."name", NULL AS'
        ' "api_secret" FROM customers) s',
    "SELECT * FROM customers UNION ALL SELECT 1, 'a', 'b'":
        'SELECT "customers"."id", "customers"."name", NULL AS "api_secret" FROM customers UNION ALL'
        " SELECT 1, 'a', 'b'",
    "SELECT * FROM customers ORDER BY 2":
        'SELECT "customers"."id", "customers"."name", NULL AS "api_secret" FROM customers ORDER BY 2',
    "SELECT id, name /* api_secret */ FROM customers WHERE name = 'api_secret' AND id = :x":
        "SELECT id, name /* api_secret */ FROM customers WHERE name = 'api_secret' AND id = :x",
}  # fmt: skip


@pytest.mark.parametrize("sql", NARROWED)
def test_a_withheld_column_is_not_named(sql: str, marked_catalog: Catalog) -> None:
    statement = read_statement(sql, marked_catalog)
    narrowed = statement.narrowed([("customers", "api_secret")])
    assert narrowed.sql == NARROWED[sql]


@pytest.mark.parametrize("sql", NARROWED)
def test_what_is_not_withheld_stays_as_written(sql: str, marked_catalog: Catalog) -> None:
    assert read_statement(sql, marked_catalog).narrowed([]).sql == sql


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sql=queries)
def test_it_answers_as_an_engine_that_does_not_see_them(
    sql: str,
    marked: Path,
    marked_catalog: Catalog,
) -> None:
    try:
        statement = read_statement(sql, marked_catalog)
    except UnreadableError:
        return
    if is_forbidden(statement, marked_catalog):
        return
    held = held_columns(marked_catalog)
    narrowed = statement.narrowed(held)
    kept = [column in narrowed.columns for column in statement.columns]
    with closing(open_database(marked)) as connection:
        connection.set_authorizer(blind(held))
        try:
            cursor = connection.execute(sql)
            expected = cursor.fetchall()
        except sqlite3.Error:
            return
        if len(cursor.description) != len(statement.columns):
            return  # the worker refuses what SQLite understands otherwise
        found = connection.execute(narrowed.sql)
        names = [column[0] for column in found.description]
        assert len(names) == len(narrowed.columns)
        for name, column in zip(names, narrowed.columns, strict=True):
            assert name == column.name or not column.is_alias
        rows = found.fetchall()
    assert rows == [
        tuple(cell for cell, stays in zip(row, kept, strict=True) if stays) for row in expected
    ], narrowed.sql


def test_the_secret_is_only_in_withheld_columns(
    marked: Path,
    marked_catalog: Catalog,
) -> None:
    with closing(sqlite3.connect(marked)) as connection:
        for table in ("customers", "contacts"):
            names = [column.name for column in marked_catalog.tables[table].columns]
            for row in connection.execute(f"SELECT * FROM {table}"):
                for name, cell in zip(names, row, strict=True):
                    is_held = (table, name) in held_columns(marked_catalog)
                    assert is_held or SECRET not in str(cell)
