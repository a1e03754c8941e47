"""Stored tables as sources: a column stands for itself, a generated one for what it uses too."""

from sqlglot import exp

from ostiary_sql.catalog import Column, Table
from ostiary_sql.names import fold
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import ROWID_NAMES, Named, Source
from ostiary_sql.reading.value import COLUMN_SIZE, Base, Value


def stored_source(table: Table, shown: str) -> Source:
    """Return `table` as a source that the statement calls `shown`."""
    columns = tuple(Named(column.name, _value(table, column)) for column in table.columns)
    return Source(shown, columns, _rowid(table, columns), is_table=True, schema="main")


def _value(table: Table, column: Column) -> Value:
    base = (table.name, column.name)
    origins = frozenset({base})
    if column.is_generated:
        origins |= ingredients(table, column)
    return Value(
        origins,
        COLUMN_SIZE,
        base=None if column.is_generated else base,
        declared_type=column.declared_type,
        is_nullable=column.is_nullable,
    )


def _rowid(table: Table, columns: tuple[Named, ...]) -> dict[str, Value]:
    if not table.has_rowid:
        return {}
    key = table.rowid_column
    value = next((column.value for column in columns if key and column.name == key.name), None)
    if value is None:
        base = (table.name, "rowid")
        value = Value(frozenset({base}), base=base, declared_type="integer", is_nullable=False)
    taken = {fold(column.name) for column in columns}
    return dict.fromkeys(ROWID_NAMES - taken, value)


def ingredients(table: Table, column: Column) -> frozenset[Base]:
    """Return what a generated column is computed from; every column where that is unclear."""
    everything = frozenset((table.name, other.name) for other in table.columns)
    try:
        tree, _ = parse(table.sql)
    except UnreadableError:
        return everything
    for definition in tree.find_all(exp.ColumnDef):
        if fold(definition.name) == fold(column.name):
            used = {fold(part.name) for part in definition.find_all(exp.Column, exp.Identifier)}
            return frozenset(base for base in everything if fold(base[1]) in used)
    return everything
