"""As a law: databases that differ in nothing but what pseudonyms hide give the same answers."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sql_generated import form, one

from ostiary.privacy.load import load_datamap
from ostiary.privacy.treatment import likens
from ostiary.server import INTERNAL, DataClass, DataMap, PolicyDeniedError
from ostiary.treatment import Privacy
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import all_origins
from ostiary_sql.engines.base import Order
from ostiary_sql.engines.sqlite.schema import read_catalog
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.describe import describe
from ostiary_sql.engines.sqlite.worker.query import Order as WorkerOrder
from ostiary_sql.engines.sqlite.worker.query import run_order
from ostiary_sql.plan import Page, QueryPlan, Sight
from ostiary_sql.reading.alike import Alike
from ostiary_sql.reading.narrow import Restored
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import read_statement
from ostiary_sql.reading.words import Kind, Word

SCHEMA = """
CREATE TABLE c (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, person TEXT);
CREATE TABLE i (id INTEGER PRIMARY KEY, c_id INTEGER, email TEXT, payer TEXT, amount INTEGER);
CREATE INDEX c_by_email ON c (email);
CREATE INDEX i_by_payer ON i (payer, id);
CREATE VIEW mails AS SELECT id, email AS address, name FROM c;
CREATE VIEW payers AS SELECT i.id, i.amount, c.email FROM i JOIN c ON c.email = i.payer;
"""
DATA = """
version: 1
default: internal
columns:
  c.email: {class: personal, kind: EMAIL}
  c.person: {class: personal, kind: PERSON}
  i.email: {class: personal, kind: EMAIL}
  i.payer: {class: personal, kind: EMAIL}
"""
TOKENS = {"EMAIL-8f3k2m9q7x": 2, "EMAIL-0z66amnkrc": 5, "PERSON-2m5q8w1x9z": 3}
PEOPLE, INVOICES = 14, 30
LIKENS = partial(likens, Privacy())

Cell = str | int | None


def values(twin: int, kind: str) -> list[str]:
    """Return the values of a kind, by their number: in other orders and lengths in each twin."""
    numbers = range(10)
    if twin == 0:
        return [f"{kind}{number}x" for number in numbers]
    return [f"{chr(122 - (number * 7) % 10)}{'long' * (number % 3)}{kind}" for number in numbers]


def make(path: Path, twin: int) -> None:
    mails, persons = values(twin, "m"), values(twin, "p")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        for at in range(1, PEOPLE):
            row = (at, "AaBb"[at % 4], None if at % 6 == 0 else mails[at % 9], persons[at % 4])
            connection.execute("INSERT INTO c VALUES (?, ?, ?, ?)", row)
        for at in range(1, INVOICES):
            row = (at, at % 7, mails[at % 5], None if at % 8 == 0 else mails[at % 10], at % 6)
            connection.execute("INSERT INTO i VALUES (?, ?, ?, ?, ?)", row)
        connection.execute("ANALYZE")
        connection.commit()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("twins")
    made = folder / "first.sqlite", folder / "second.sqlite"
    for twin, path in enumerate(made):
        make(path, twin)
    return made


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataMap:
    path = tmp_path_factory.mktemp("data") / "data.yaml"
    path.write_text(DATA)
    return load_datamap(path)


@pytest.fixture(scope="module")
def known(pair: tuple[Path, Path]) -> Catalog:
    with closing(open_database(pair[0])) as connection:
        return read_catalog({"version": "1", **describe(connection)})


def token(word: Word) -> str:
    text = word.text[1:-1] if word.kind is Kind.STRING else ""
    return text if text in TOKENS else ""


def planned(sql: str, catalog: Catalog, data: DataMap) -> QueryPlan | None:
    """Return what an analyst's query would do; None where the starter's policy denies it."""
    origins = all_origins(catalog, data)
    statement = read_statement(sql, catalog, Alike(origins, LIKENS, token))
    if any(origins[base].data_class > INTERNAL.data_class for base in statement.trace.probed):
        return None
    restored = {at: Restored(sought, (f"r{at}",)) for at, sought in statement.trace.sought.items()}
    return QueryPlan(statement, {}, catalog, data, origins, sql.encode(), 0, restored)


def told(plan: QueryPlan, path: Path, twin: int) -> list[tuple[Cell, ...]]:
    """Return what leaves of the rows, with the number of the value in place of each pseudonym."""
    spelled = {"EMAIL": values(twin, "m"), "PERSON": values(twin, "p")}
    spellings = {
        each.names[0]: spelled[each.sought.token.partition("-")[0]][TOKENS[each.sought.token]]
        for each in plan.restored.values()
    }
    sight = Sight(
        DataClass.INTERNAL,
        lambda origin: origin.data_class <= DataClass.INTERNAL or LIKENS(origin),
    )
    order, columns = plan.order(sight, Page(0, 500, 10**6), 5.0, "key")
    rows = ran(order, {**order.params, **spellings}, path)
    return [
        tuple(
            _seen(cell, column.origin.kind, column.origin.data_class, spelled)
            for cell, column in zip(row, columns, strict=True)
        )
        for row in rows
    ]


def _seen(cell: Any, kind: str, data_class: DataClass, spelled: Mapping[str, list[str]]) -> Cell:
    if data_class <= DataClass.INTERNAL:
        return cell
    if not kind:
        return "withheld"
    return None if cell is None else f"{kind}{spelled[kind].index(cell)}"


def ran(order: Order, params: Mapping[str, Any], path: Path) -> list[list[Any]]:
    with closing(open_database(path)) as connection:
        return run_order(
            connection,
            order.schema,
            WorkerOrder(
                sql=order.sql,
                params=dict(params),
                reads=sorted(order.reads),
                blind=sorted(order.blind),
                schema=order.schema,
                names=[column.alias for column in order.columns],
                close=[column.is_close for column in order.columns],
                max_rows=order.max_rows,
                max_bytes=order.max_bytes,
                timeout_s=order.timeout_s,
            ),
        )["rows"]


closely = one("a.email", "b.email", "b.payer", "a.email", "a.person", "b.payer", "address", "x")
openly = one("a.id", "b.id", "a.name", "b.amount", "a.id", "a.name", "y", "b.c_id")
tokens = one(*(f"'{each}'" for each in TOKENS))
tests = st.recursive(
    st.one_of(
        form("{} {} {}", closely, one("=", "<>", "=", "=", "<"), st.one_of(closely, tokens)),
        form("{} {} ({}, {})", closely, one("IN", "NOT IN"), tokens, tokens),
        form("{} IN (SELECT {} FROM i AS b)", closely, one("b.email", "b.payer", "b.id")),
        form("EXISTS (SELECT 1 FROM i AS b WHERE b.payer {} {})", one("=", "<>"), closely),
        form("{} IS {}", closely, one("NULL", "NOT NULL")),
        form("{} {} {}", openly, one("=", "<", ">"), one("3", "5", "a.id")),
    ),
    lambda inner: st.one_of(
        form("({} AND {})", inner, inner), form("({} OR {})", inner, inner), form("NOT {}", inner)
    ),
    max_leaves=3,
)
figures = st.one_of(
    one("count(*)"),
    form("count({}{})", one("", "DISTINCT "), st.one_of(closely, openly)),
    form("{}({})", one("min", "max", "sum"), st.one_of(openly, closely)),
)
cases = form(
    "CASE WHEN {} THEN {} ELSE {} END", tests, one("1", "a.id"), one("0", "'z'", "a.email")
)
results = st.one_of(closely, openly, closely, cases, form("coalesce({}, {})", closely, tokens))
sources = st.one_of(
    one(
        "c AS a",
        "i AS b",
        "c AS a JOIN i AS b ON b.payer = a.email",
        "mails AS a",
        "payers AS a",
        "t AS a",
    ),
    form("c AS a JOIN i AS b ON {}", tests),
    one("c AS a JOIN i AS b USING (email)", "c AS a NATURAL JOIN i AS b"),
    form("c AS a LEFT JOIN i AS b ON {}", tests),
)


def selects(source: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    where = st.one_of(one(""), form(" WHERE {}", tests))
    listed = st.lists(results, min_size=1, max_size=2).map(", ".join)
    having = one("", " HAVING count(*) > 1", " HAVING count(DISTINCT b.payer) > 1")
    term = st.one_of(closely, openly)
    return st.one_of(
        form("SELECT {}{} FROM {}{}", one("", "DISTINCT "), listed, source, where),
        st.tuples(term, figures, source, where, having).map(
            lambda part: (
                f"SELECT {part[0]} AS x, {part[1]} AS y FROM {part[2]}{part[3]} GROUP BY {part[0]}{part[4]}"
            )
        ),
        form("SELECT {} AS y FROM {}{}", figures, source, where),
    )


queries = st.recursive(
    selects(sources),
    lambda inner: st.one_of(
        selects(form("({}) AS a", inner)),
        form("{} {} {}", inner, one("UNION", "EXCEPT", "INTERSECT", "UNION ALL"), inner),
        form("WITH t(x, y) AS ({}) {}", inner, selects(sources)),
        form("WITH t AS ({}) {}", inner, selects(sources)),
    ),
    max_leaves=3,
)
whole = st.one_of(queries, form("{} ORDER BY {}", queries, one("1", "2 DESC", "y")))


def answers(sql: str, pair: tuple[Path, Path], known: Catalog, data: DataMap) -> list[Any] | None:
    """Return what each twin tells an analyst, rows in any order; None where nothing runs."""
    try:
        plan = planned(sql, known, data)
    except UnreadableError:
        return None
    if plan is None:
        return None
    found: list[Any] = []
    for twin, path in enumerate(pair):
        try:
            rows = told(plan, path, twin)
        except (UnreadableError, PolicyDeniedError) as refusal:
            found.append(str(refusal))
        except sqlite3.Error as error:
            found.append(str(error))
        else:
            found.append(sorted(rows, key=repr))
    return found


@settings(
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sql=whole)
def test_twins_tell_the_same(
    sql: str, pair: tuple[Path, Path], known: Catalog, data: DataMap
) -> None:
    found = answers(sql, pair, known, data)
    assert found is None or found[0] == found[1], sql


def test_the_law_is_tried_on_comparisons_that_run(
    pair: tuple[Path, Path], known: Catalog, data: DataMap
) -> None:
    compared = 0

    @settings(
        max_examples=700,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(sql=whole)
    def attempt(sql: str) -> None:
        nonlocal compared
        found = answers(sql, pair, known, data)
        if found is not None and isinstance(found[0], list) and found[0]:
            plan = planned(sql, known, data)
            compared += bool(plan and plan.statement.trace.compared)

    attempt()
    assert compared > 25
