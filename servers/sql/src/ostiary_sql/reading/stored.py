"""Stored tables as sources: a column stands for itself, a generated one for what it uses too."""

from ostiary_sql.catalog import Column, Table
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Source
from ostiary_sql.reading.value import COLUMN_SIZE, Base, Value


def stored_source(dialect: Dialect, table: Table, shown: str) -> Source:
    """Return `table` as a source that the statement calls `shown`."""
    columns = tuple(
        Named(column.name, _value(dialect, table, column), stored=column)
        for column in table.columns
    )
    return Source(shown, columns, is_table=True, schema=table.schema, stored=table)


def rowid_of(table: Table) -> Named | None:
    """Return what a row's own name stands for; None where rows have none."""
    if not table.has_rowid:
        return None
    key = table.rowid_column
    column = Column("rowid", "integer", is_nullable=False, key_position=0) if key is None else key
    base = (table.name, column.name)
    value = Value(
        frozenset({base}),
        base=base,
        declared_type=column.declared_type,
        is_nullable=column.is_nullable,
    )
    return Named(column.name, value, stored=column)


def ingredients(dialect: Dialect, table: Table, column: Column) -> frozenset[Base]:
    """Return what a generated column is computed from; every column where that is unclear."""
    everything = frozenset((table.name, other.name) for other in table.columns)
    try:
        used = dialect.used_names(table, column)
    except UnreadableError:
        return everything
    return frozenset(base for base in everything if dialect.naming.column(base[1]) in used)


def _value(dialect: Dialect, table: Table, column: Column) -> Value:
    base = (table.name, column.name)
    origins = frozenset({base})
    if column.is_generated:
        origins |= ingredients(dialect, table, column)
    return Value(
        origins,
        COLUMN_SIZE,
        base=None if column.is_generated else base,
        declared_type=column.declared_type,
        is_nullable=column.is_nullable,
    )
