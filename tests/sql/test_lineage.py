"""Lineage as a law: for any query, no value of a withheld column is in a column that is shown."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sql_asking import STARTER, is_forbidden, run_statement
from sql_generated import SECRET, queries

from ostiary.server import INTERNAL
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import class_of
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.query import RefusalError
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import Statement, read_statement


def shown(statement: Statement, catalog: Catalog) -> list[bool]:
    """Return for each column whether an analyst sees it; the view's own names say nothing."""
    return [
        all(
            class_of(base, catalog, STARTER).data_class <= INTERNAL.data_class
            for base in column.value.origins
        )
        for column in statement.columns
    ]


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sql=queries)
def test_no_withheld_value_surfaces(sql: str, marked: Path, marked_catalog: Catalog) -> None:
    try:
        statement = read_statement(sql, marked_catalog)
    except UnreadableError:
        return
    if is_forbidden(statement, marked_catalog):
        return
    visible = shown(statement, marked_catalog)
    with closing(open_database(marked)) as connection:
        try:
            rows = run_statement(connection, statement, marked_catalog)["rows"]
        except (sqlite3.Error, RefusalError):
            return  # refused by the engine or by the worker, which understood it otherwise
    for row in rows:
        for cell, is_visible in zip(row, visible, strict=True):
            assert not (is_visible and SECRET in str(cell).lower()), sql


def test_the_law_is_tried_on_queries_that_run(marked: Path, marked_catalog: Catalog) -> None:
    ran = 0

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(sql=queries)
    def attempt(sql: str) -> None:
        nonlocal ran
        try:
            statement = read_statement(sql, marked_catalog)
            with closing(open_database(marked)) as connection:
                ran += bool(run_statement(connection, statement, marked_catalog)["rows"])
        except (UnreadableError, sqlite3.Error):
            pass

    attempt()
    assert ran > 30


@pytest.mark.parametrize(
    ("expression", "origins"),
    [
        ("email", {"contacts.email"}),
        ("email || name", {"contacts.email", "customers.name"}),
        ("CASE WHEN name = 'x' THEN email ELSE job_title END",
         {"contacts.email", "contacts.job_title", "customers.name"}),
        ("count(*)", set[str]()),
        ("count(email)", {"contacts.email"}),
        ("count(job_title)", {"contacts.job_title"}),
        ("max(email)", {"contacts.email"}),
        ("(SELECT api_secret)", {"customers.api_secret"}),
        ("(SELECT max(c.email) FROM contacts c WHERE c.id = 1)", {"contacts.email"}),
        ("EXISTS (SELECT email)", set[str]()),
        ("a.rowid", {"contacts.id"}),
    ],
)  # fmt: skip
def test_an_expression_comes_from_these_columns(
    expression: str, origins: set[str], marked_catalog: Catalog
) -> None:
    sql = f"SELECT {expression} FROM contacts a JOIN customers b ON b.id = a.customer_id"
    (column,) = read_statement(sql, marked_catalog).columns
    assert {f"{table}.{name}" for table, name in column.value.origins} == origins


def test_a_view_does_not_hide_where_its_columns_come_from(marked_catalog: Catalog) -> None:
    title, email = read_statement("SELECT title, email FROM people", marked_catalog).columns
    assert ("contacts", "email") in title.value.origins
    assert ("contacts", "email") not in email.value.origins
