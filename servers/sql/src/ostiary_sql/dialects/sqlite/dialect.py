"""SQLite as a dialect."""

from collections.abc import Iterable, Sequence

from sqlglot import exp

from ostiary_sql import functions as known
from ostiary_sql.catalog import Column, Table
from ostiary_sql.dialects.base import Dialect, Functions, Naming, Writing
from ostiary_sql.dialects.sqlite.lexer import scan
from ostiary_sql.dialects.sqlite.query import SqliteReader
from ostiary_sql.dialects.sqlite.syntax import SYNTAX
from ostiary_sql.names import fold
from ostiary_sql.reading.grammar import COMMON
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError


def _view_query(view: Table) -> str:
    """Return the query of `CREATE VIEW name [(columns)] AS query`."""
    depth = 0
    for word in scan(view.sql):
        depth += (word.text == "(") - (word.text == ")")
        if depth == 0 and word.text.upper() == "AS":
            return view.sql[word.end :]
    raise UnreadableError("view", "text")


def _used_names(table: Table, column: Column) -> frozenset[str]:
    """Return the names in the definition of a column, in lower case.

    Raises:
        UnreadableError: The table's text cannot be read.
    """
    tree, _ = parse(SYNTAX, table.sql)
    for definition in tree.find_all(exp.ColumnDef):
        if fold(definition.name) == fold(column.name):
            return frozenset(fold(part.name) for part in definition.find_all(exp.Identifier))
    raise UnreadableError("view", "generated column")


def _null(_declared_type: str, _name: str) -> str:
    return "NULL"


def _place(name: str, _number: int) -> str:
    return f":{name}"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _shun(_names: Iterable[str]) -> str:
    # There is no way to leave out some: rows are then read in their own order.
    return " NOT INDEXED"


def _scattered(place: str, columns: Sequence[str]) -> str:
    return f"{known.SCATTERED}({place}, {' || '.join(f'quote({name})' for name in columns)})"


SQLITE = Dialect(
    name="sqlite",
    syntax=SYNTAX,
    parts=COMMON,
    functions=Functions(
        total=known.TOTAL,
        partial=known.PARTIAL,
        copying=known.COPYING,
        choosing=known.CHOOSING,
        lazy=known.LAZY,
        aggregates=known.TOTAL_AGGREGATES,
        copying_aggregates=known.COPYING_AGGREGATES,
        window=known.WINDOW,
        tables=known.TABLE_VALUED,
        growth={"hex": 2, "quote": 2, "strftime": 12, "date": 4, "datetime": 4, "time": 4},
    ),
    naming=Naming(fold, fold, fold),
    writing=Writing(
        _quote,
        _null,
        _place,
        shun=_shun,
        stars_may_stay=True,
        # A table may say that a row in conflict replaces others, or that failures are passed over.
        insert="INSERT OR ABORT INTO",
        update="UPDATE OR ABORT",
        scattered=_scattered,
    ),
    reader=SqliteReader,
    view_query=_view_query,
    used_names=_used_names,
    is_blind=True,
)
