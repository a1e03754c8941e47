"""Statements that write, read as the queries they hold: one table's rows, added or changed.

    UPDATE t AS a SET c = x, d = y WHERE z    is read as    SELECT (x), (y) FROM t AS a WHERE (z)
    DELETE FROM t AS a WHERE z                              SELECT 1 FROM t AS a WHERE (z)
    INSERT INTO t (c, d) <query>                            <query>

So there is one reader of expressions, and what it cannot place is refused here too. What runs is
put together anew around the parts that were read: the table and its columns by the names that the
catalog gives them, in quotes, and the parts as they were written.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from ostiary_sql.catalog import Catalog, Column, Table
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.dialects.choose import dialect_named
from ostiary_sql.reading.header import Header, read_header
from ostiary_sql.reading.narrow import Narrowed
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import Statement, read_statement
from ostiary_sql.reading.value import Base, Value
from ostiary_sql.reading.words import Kind

RANDOM = frozenset({
    "clock_timestamp", "gen_random_uuid", "nextval", "rand", "random", "random_bytes",
    "random_normal", "randomblob", "statement_timestamp", "sysdate", "timeofday", "uuid",
    "uuid_generate_v4", "uuid_short", "uuidv4", "uuidv7",
})  # fmt: skip
"""Functions that say something else at each call."""

_STAR = "SELECT *"

_CLOCKS = frozenset({
    "age", "curdate", "current_date", "current_time", "current_timestamp", "curtime", "date",
    "datetime", "julianday", "localtime", "localtimestamp", "now", "strftime", "time", "timediff",
    "transaction_timestamp", "unix_timestamp", "unixepoch", "utc_date", "utc_time", "utc_timestamp",
})  # fmt: skip
"""Words that may read a clock: what they say in a preview they do not say later."""


@dataclass(frozen=True, slots=True)
class ChangeStatement:
    """What reading a statement that writes found.

    Args:
        verb: `insert`, `update` or `delete`.
        table: What is written.
        written: The columns that are, in order; none for a DELETE.
        statement: The query that it was read as.
        touched: The query of the rows that are changed or deleted, all their columns; None for an
            INSERT.
        is_whole: Whether its condition says nothing of the table, so that it means every row.
        deciding: The columns that decide what is stored, without flowing into it: what an INSERT's
            query tests, or what the values of an UPDATE do.
        is_steady: Whether its query finds the same at another time, as long as no data change.
        alias: What the statement calls the table; empty where it keeps its name.
        spans: Where in `statement` the parts stand that what runs is made of.
    """

    verb: str
    table: Table
    written: tuple[Column, ...]
    statement: Statement
    touched: Statement | None
    is_whole: bool
    deciding: frozenset[Base]
    is_steady: bool
    alias: str
    spans: tuple[tuple[int, int], ...]

    @property
    def values(self) -> tuple[Value, ...]:
        """What each written column gets."""
        if self.verb == "delete":
            return ()
        return tuple(column.value for column in self.statement.columns)

    def spelled_out(self, sql: str) -> str:
        """Return the query of the rows, as it runs, without a star.

        Where the reading account is not shown a column, the star of the writing one has it.
        """
        if not sql.startswith(_STAR):
            return sql
        quote = self.statement.dialect.writing.quote
        columns = ", ".join(quote(column.name) for column in self.table.columns)
        return f"SELECT {columns}{sql.removeprefix(_STAR)}"

    @property
    def adds_rows_of_a_query(self) -> bool:
        """Whether it is an INSERT whose rows do not stand in its text."""
        return self.verb == "insert" and self.statement.words[0].text.upper() != "VALUES"

    def bases(self) -> frozenset[Base]:
        """Return the columns that are written."""
        return frozenset((self.table.name, column.name) for column in self.written)

    def flowing(self) -> frozenset[Base]:
        """Return the columns whose values are stored."""
        return frozenset[Base]().union(*(value.origins for value in self.values))

    def runs(self, held: Collection[Base]) -> Narrowed:
        """Return what runs: without the columns in `held`, unless their values are stored.

        Raises:
            UnreadableError: As for `Statement.narrowed`.
        """
        kept = frozenset(held) - self.flowing()
        parts, places = self.statement.narrowed_parts(kept, self.spans)
        return Narrowed(self._text(parts), places, ())

    def _text(self, parts: tuple[str, ...]) -> str:
        writing = self.statement.dialect.writing
        names = [writing.quote(column.name) for column in self.written]
        target = qualified(self.statement.dialect, self.table)
        if self.verb == "insert":
            return f"{writing.insert} {target} ({', '.join(names)})\n{parts[0]}"
        called = f"{target} AS {self.alias}" if self.alias else target
        if self.verb == "update":
            sets = ", ".join(f"{name} = ({part})" for name, part in zip(names, parts, strict=False))
            text = f"{writing.update} {called} SET {sets}"
        elif self.alias and writing.delete_names_alias:
            text = f"DELETE {self.alias} FROM {called}"
        else:
            text = f"DELETE FROM {called}"  # noqa: S608 - quoted, from the catalog
        return text if len(parts) == len(names) else f"{text} WHERE ({parts[-1]})"


def read_change(sql: str, catalog: Catalog) -> ChangeStatement:
    """Return what `sql`, which is to write, does, read completely.

    Raises:
        UnreadableError: It is no statement of this form, or anything in it cannot be placed.
    """
    dialect = dialect_named(catalog.dialect)
    header = read_header(sql, dialect.syntax.scan(sql))
    try:
        return _read(header, catalog)
    except UnreadableError as refusal:
        if refusal.reason in ("blocked", "syntax", "several", "empty"):
            raise UnreadableError("write", refusal.detail) from None
        raise


def qualified(dialect: Dialect, table: Table) -> str:
    """Return the name of `table` with that of its schema, both in quotes."""
    quote = dialect.writing.quote
    return f"{quote(table.schema)}.{quote(table.own_name or table.name)}"


def _read(header: Header, catalog: Catalog) -> ChangeStatement:
    origin = f" FROM {header.target}" + (f" AS {header.alias}" if header.alias else "")
    table = _target(origin, catalog)
    written = _written(header, origin, table, catalog)
    composed, spans = _composed(header, origin)
    statement = read_statement(composed, catalog)
    if header.verb != "delete" and len(statement.columns) != len(written):
        raise UnreadableError("columns")
    where = f" WHERE ({header.condition})" if header.condition else ""
    touched = (
        None if header.verb == "insert" else read_statement(f"{_STAR}{origin}{where}", catalog)
    )
    if touched is not None and touched.trace.functions & RANDOM:
        raise UnreadableError("unsteady")
    return ChangeStatement(
        verb=header.verb,
        table=table,
        written=written,
        statement=statement,
        touched=touched,
        is_whole=touched is not None and not _is_confined(origin, where, table, catalog),
        deciding=_deciding(header, origin, statement, catalog),
        is_steady=_is_steady(statement),
        alias=header.alias,
        spans=spans,
    )


def _target(origin: str, catalog: Catalog) -> Table:
    """Return the table that is named there, as the reader understands it."""
    names = read_statement(f"SELECT *{origin}", catalog).trace.tables
    tables = [catalog.find(name) for name in names]
    if len(tables) != 1 or tables[0] is None or tables[0].kind != "table":
        raise UnreadableError("target")
    return tables[0]


def _written(header: Header, origin: str, table: Table, catalog: Catalog) -> tuple[Column, ...]:
    """Return the columns that are written, each a stored one of the table, none twice."""
    if header.verb == "delete":
        return ()
    if not header.columns:
        return tuple(column for column in table.columns if not column.is_generated)
    named = read_statement(f"SELECT {', '.join(header.columns)}{origin}", catalog).columns
    known = {(table.name, column.name): column for column in table.columns}
    bases = [column.value.base for column in named]
    found = [known[base] for base in bases if base is not None and base in known]
    if len(found) != len(header.columns) or len({column.name for column in found}) != len(found):
        raise UnreadableError("target", "columns")
    if any(column.is_generated for column in found):
        raise UnreadableError("target", "generated column")
    return tuple(found)


def _composed(header: Header, origin: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the query that the statement is read as, and where its parts stand in it."""
    if header.verb == "insert":
        return header.source, ((0, len(header.source)),)
    text, spans = "SELECT ", list[tuple[int, int]]()
    for number, value in enumerate(header.values):
        text += ", (" if number else "("
        spans.append((len(text), len(text) + len(value)))
        text += f"{value})"
    text += origin if header.values else f"1{origin}"
    if header.condition:
        text += " WHERE ("
        spans.append((len(text), len(text) + len(header.condition)))
        text += f"{header.condition})"
    return text, tuple(spans)


def _deciding(
    header: Header, origin: str, statement: Statement, catalog: Catalog
) -> frozenset[Base]:
    if header.verb == "update":
        values, _ = _composed(replace(header, condition=""), origin)
        return frozenset(read_statement(values, catalog).trace.tested)
    return frozenset(statement.trace.tested) if header.verb == "insert" else frozenset()


def _is_confined(origin: str, where: str, table: Table, catalog: Catalog) -> bool:
    """Whether the condition reads a column of the table."""
    reads = read_statement(f"SELECT 1{origin}{where}", catalog).trace.reads
    return any(name == table.name for name, _ in reads)


def _is_steady(statement: Statement) -> bool:
    words = {word.text.lower() for word in statement.words if word.kind is Kind.NAME}
    return not words & (RANDOM | _CLOCKS)
