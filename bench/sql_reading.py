"""Examining a statement against what sqlglot needs to parse and qualify the same one."""

import time
from collections.abc import Callable, Iterator

from sqlglot import parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from bench.row import Row, median
from bench.sql_place import QUERIES
from ostiary_sql.catalog import Catalog, Column, Table
from ostiary_sql.reading.statement import read_statement

ROUNDS = 60
_SQLGLOT = {"sqlite": "sqlite", "postgres": "postgres", "mariadb": "mysql"}
_TABLES: dict[str, dict[str, str]] = {
    "customers": {"id": "integer", "name": "varchar(40)", "country": "varchar(2)"},
    "sales": {
        "id": "integer",
        "customer_id": "integer",
        "region": "varchar(10)",
        "sold_on": "varchar(10)",
        "amount": "integer",
    },
}


def reading_rows(engine: str) -> Iterator[Row]:
    """Yield the row of one engine's dialect: the median over all queries of each one's median."""
    catalog = _catalog(engine)
    grammar = _SQLGLOT[engine]
    ours = [_median_ms(lambda sql=sql: read_statement(sql, catalog)) for sql in QUERIES]
    theirs = [_median_ms(lambda sql=sql: _qualified(sql, grammar)) for sql in QUERIES]
    name = f"{engine}: examination of a query, p50"
    yield Row(name, median(ours), "ms", ROUNDS, "sqlglot's parse and qualify", median(theirs))


def _qualified(sql: str, grammar: str) -> object:
    return qualify(parse_one(sql, grammar), schema=MappingSchema({**_TABLES}), dialect=grammar)


def _median_ms(work: Callable[[], object]) -> float:
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        samples.append((time.perf_counter() - started) * 1000)
    return median(samples)


def _catalog(engine: str) -> Catalog:
    schema = {"sqlite": "main", "postgres": "public", "mariadb": "shop"}[engine]
    tables = {
        name: Table(
            name,
            "table",
            tuple(
                Column(each, kind, is_nullable=True, key_position=0)
                for each, kind in columns.items()
            ),
            schema=schema,
            own_name=name,
        )
        for name, columns in _TABLES.items()
    }
    return Catalog("1", tables, engine, schema)
