"""Honest questions run, and the answer is SQLite's own."""

import sqlite3

import pytest
from sql_asking import is_forbidden, is_withheld, run_statement
from sql_corpus import corpus

from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.sqlite.worker.cells import to_cell
from ostiary_sql.reading.statement import read_statement

ALL = {
    entry.label: (entry.sql, entry.params)
    for entry in corpus("sqlite", "honest")
    if entry.family in {"questions", "parameters"}
}


@pytest.mark.parametrize("name", ALL)
def test_the_answer_is_the_one_of_plain_sqlite(
    name: str, catalog: Catalog, hardened: sqlite3.Connection, plain: sqlite3.Connection
) -> None:
    sql, params = ALL[name]
    statement = read_statement(sql, catalog)
    cursor = plain.execute(sql, params)
    expected = [[to_cell(value) for value in row] for row in cursor]
    answer = run_statement(hardened, statement, catalog, params)
    assert answer["rows"] == expected
    assert answer["columns"] == [column[0] for column in cursor.description]
    assert not answer["truncated"]


@pytest.mark.parametrize("name", ALL)
def test_the_starter_policy_permits_it(name: str, catalog: Catalog) -> None:
    statement = read_statement(ALL[name][0], catalog)
    assert not is_forbidden(statement, catalog)
    assert not any(is_withheld(statement, catalog))


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 80
