"""PostgreSQL as a dialect."""

from collections.abc import Sequence

from sqlglot import exp

from ostiary_sql.catalog import Column, Table
from ostiary_sql.dialects.base import Dialect, Naming, Writing
from ostiary_sql.dialects.postgres.functions import FUNCTIONS
from ostiary_sql.dialects.postgres.lexer import scan
from ostiary_sql.dialects.postgres.query import PostgresReader
from ostiary_sql.dialects.postgres.syntax import SYNTAX
from ostiary_sql.dialects.postgres.types import OWN_TYPE, TypeName
from ostiary_sql.dialects.standard.grammar import PARTS
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError


def _view_query(view: Table) -> str:
    return view.sql


def _used_names(table: Table, column: Column) -> frozenset[str]:
    """Return the names in the expression of a generated column.

    Raises:
        UnreadableError: It cannot be read.
    """
    del table
    if not column.expression:
        raise UnreadableError("view", "generated column")
    tree, _ = parse(SYNTAX, f"SELECT {column.expression}")
    return frozenset(part.name for part in tree.find_all(exp.Identifier))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _null(declared_type: str, name: str) -> str:
    # As a query it keeps the column's name, wherever it stands, and as a cast its type.
    return f"(SELECT {_typed(declared_type)} AS {_quote(name)})"


def _typed(declared_type: str) -> str:
    if not declared_type:
        return "NULL"
    if declared_type.endswith("[]") or _is_builtin(declared_type):
        return f"NULL::{declared_type}"
    # It may be a domain that refuses NULL, but not where nothing is taken out of nothing.
    return f"(ARRAY[]::{declared_type}[])[1]"


def _is_builtin(declared_type: str) -> bool:
    return not TypeName(scan(declared_type), 0).name.startswith(OWN_TYPE)


def _place(_name: str, number: int) -> str:
    return f"${number}"


def _as_written(name: str) -> str:
    # Names are folded when they are read: `Customers` is customers, and `"Customers"` is not.
    return name


def _scattered(place: str, columns: Sequence[str]) -> str:
    text = "pg_catalog.text"
    return f"pg_catalog.md5({place}::{text} || ROW({', '.join(columns)})::{text})"


POSTGRES = Dialect(
    name="postgres",
    syntax=SYNTAX,
    # A database may be named before a schema: the one that is connected to.
    parts={**PARTS, exp.Table: PARTS[exp.Table] | {"catalog"}},
    functions=FUNCTIONS,
    naming=Naming(_as_written, _as_written, _as_written),
    writing=Writing(_quote, _null, _place, nulls_are_named=True, scattered=_scattered),
    reader=PostgresReader,
    view_query=_view_query,
    used_names=_used_names,
)
