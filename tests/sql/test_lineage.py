"""Lineage as a law: for any query, no value of a withheld column is in a column that is shown."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sql_asking import STARTER, is_forbidden, run_statement

from ostiary.server import INTERNAL
from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.sqlite.schema import read_catalog
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.describe import describe
from ostiary_sql.engines.sqlite.worker.query import RefusalError
from ostiary_sql.examine import class_of
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import Statement, read_statement

SECRET = "zq7secret"
"""Part of every closely held value of the test's schema, and of nothing else."""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "marked.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"""
            CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, api_secret TEXT NOT NULL);
            CREATE TABLE contacts (id INTEGER PRIMARY KEY, customer_id INT, job_title TEXT, email TEXT NOT NULL);
            CREATE VIEW people AS SELECT id, email AS title, job_title AS email FROM contacts;
            INSERT INTO customers VALUES (1, 'Amber', '{SECRET}1'), (2, 'Birch', '{SECRET}2');
            INSERT INTO contacts VALUES (1, 1, 'Buyer', '{SECRET}a'), (2, 1, 'Lead', '{SECRET}b'),
                (3, 2, 'Buyer', '{SECRET}c');
            """
        )
    return path


@pytest.fixture(scope="module")
def marked_catalog(marked: Path) -> Catalog:
    with closing(open_database(marked)) as connection:
        return read_catalog({"version": "1", **describe(connection)})


def shown(statement: Statement, catalog: Catalog) -> list[bool]:
    """Return for each column whether an analyst sees it; the view's own names say nothing."""
    return [
        all(
            class_of(base, catalog, STARTER).data_class <= INTERNAL.data_class
            for base in column.value.origins
        )
        for column in statement.columns
    ]


def form(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of the form of `pattern`, where braces stand for the parts in order."""
    return st.tuples(*parts).map(lambda words: pattern.format(*words))


def one(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


names = one("id", "name", "email", "api_secret", "title", "job_title", "customer_id", "x", "y")
leaves = st.one_of(form("{}{}", one("", "a.", "b."), names), one("1", "'k'", "NULL"))
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        form("({} || {})", inner, inner),
        form("coalesce({}, {})", inner, inner),
        form("{}({})", one("upper", "max", "min", "trim"), inner),
        form("CASE WHEN {} = 1 THEN {} ELSE {} END", leaves, inner, inner),
        form("(SELECT {} FROM contacts LIMIT 1)", inner),
        form("max({}) OVER (ORDER BY id)", inner),
        form("json_array({})", inner),
    ),
    max_leaves=5,
)
results = st.one_of(
    one("*", "a.*", "b.*"),
    expressions,
    form("{} AS {}", expressions, one("x", "y", "name", "email")),
)
tables = one("customers", "contacts", "people", "t")


def selects(source: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joins = st.one_of(
        form("{} AS a", source),
        form(
            "{} AS a {} {} AS b",
            source,
            one("JOIN", "CROSS JOIN", "NATURAL JOIN", "LEFT JOIN", ","),
            source,
        ),
        form("{} AS a JOIN {} AS b USING (id)", source, source),
    )
    return form(
        "SELECT {} FROM {}", st.lists(results, min_size=1, max_size=3).map(", ".join), joins
    )


queries = st.recursive(
    selects(tables),
    lambda inner: st.one_of(
        selects(form("({})", inner)),
        form("{} UNION ALL {}", inner, inner),
        form("WITH t AS ({}) {}", inner, selects(tables)),
        form("WITH t(x, y) AS ({}) {}", inner, selects(tables)),
    ),
    max_leaves=3,
)


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
