"""Attacks on reading and lineage: refused, forbidden, or shown nothing that is withheld."""

import sqlite3
from collections.abc import Iterator

import pytest
from sql_asking import is_forbidden, is_withheld, run_statement
from sql_corpus import statements

from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.sqlite.worker.query import RefusalError
from ostiary_sql.reading.refusal import HINTS, UnreadableError
from ostiary_sql.reading.statement import read_statement

REFUSED, FORBIDDEN, HARMLESS = (
    statements("sqlite", expect) for expect in ("refused", "forbidden", "harmless")
)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_placed_is_refused(name: str, catalog: Catalog) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_statement(REFUSED[name], catalog)
    assert caught.value.hint in HINTS.values()


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_tests_a_withheld_column_is_forbidden(name: str, catalog: Catalog) -> None:
    assert is_forbidden(read_statement(FORBIDDEN[name], catalog), catalog)


@pytest.fixture(scope="session")
def secrets(sample: object) -> frozenset[str]:
    return frozenset(_secrets(sqlite3.connect(str(sample))))


def _secrets(connection: sqlite3.Connection) -> Iterator[str]:
    for table, columns in {
        "customers": ("api_secret",),
        "contacts": ("full_name", "email", "phone", "birth_date", "notes"),
        "invoices": ("iban", "billing_email"),
        "tickets": ("body",),
    }.items():
        for column in columns:
            for (value,) in connection.execute(f"SELECT DISTINCT {column} FROM {table}"):
                if value is not None:
                    yield str(value)
    connection.close()


@pytest.mark.parametrize("name", HARMLESS)
def test_no_withheld_value_is_in_a_column_that_is_shown(
    name: str, catalog: Catalog, hardened: sqlite3.Connection, secrets: frozenset[str]
) -> None:
    statement = read_statement(HARMLESS[name], catalog)
    assert not is_forbidden(statement, catalog)
    withheld = is_withheld(statement, catalog)
    answer = run_statement(hardened, statement, catalog)
    shown = {
        str(cell)
        for row in answer["rows"]
        for cell, is_close in zip(row, withheld, strict=True)
        if not is_close
    }
    assert answer["rows"]
    assert not shown & secrets


@pytest.mark.parametrize("name", HARMLESS)
def test_types_of_withheld_columns_are_not_told(
    name: str, catalog: Catalog, hardened: sqlite3.Connection
) -> None:
    statement = read_statement(HARMLESS[name], catalog)
    answer = run_statement(hardened, statement, catalog)
    for kind, is_close in zip(answer["types"], is_withheld(statement, catalog), strict=True):
        assert not (is_close and kind)


SMALL = [name for name in (*FORBIDDEN, *HARMLESS) if "/size-" not in name]


@pytest.mark.parametrize("name", SMALL)
def test_the_engine_reads_only_what_was_examined(
    name: str, catalog: Catalog, hardened: sqlite3.Connection
) -> None:
    statement = read_statement((FORBIDDEN | HARMLESS)[name], catalog)
    hardened.execute("BEGIN")
    try:
        run_statement(hardened, statement, catalog)
    except RefusalError as refusal:
        assert refusal.reason != "disagreement"  # noqa: PT017 - the other reasons are fine
    except (sqlite3.Error, MemoryError):
        pass  # an error oracle that the policy has closed already


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(FORBIDDEN) + len(HARMLESS) >= 120
