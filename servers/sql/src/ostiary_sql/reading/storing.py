"""What storing a value tests: whether it is taken tells something, of it and of other rows.

A value that is too long, no number, NULL, there already or not there yet is refused, and whoever
sees the refusal knows. So what a caller may not test, he may store only where nothing can refuse.
"""

from ostiary_sql.catalog import Catalog, Column, Constraint, Table
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.reading.change import ChangeStatement
from ostiary_sql.reading.keys import children, parents
from ostiary_sql.reading.stored import ingredients
from ostiary_sql.reading.value import Base, Value


def tested_by_storing(change: ChangeStatement, catalog: Catalog) -> frozenset[Base]:
    """Return the columns that the database tests when it stores what `change` writes."""
    dialect = change.statement.dialect
    stored = _with_generated(change, dialect)
    found: set[Base] = set()
    for column, value in zip(change.written, change.values, strict=False):
        if not _is_taken(value, column, change.table, stored, dialect.name):
            found |= value.origins
    for constraint in _touched(change.table.constraints, stored):
        if constraint.compares_rows:
            found |= _named(change.table, constraint.columns)
        elif change.verb == "update":
            found |= _named(change.table, constraint.columns - stored)
    for key, pointed in parents(change.table, catalog):
        if stored & frozenset(key.columns):
            found |= pointed
    for child, key, pointed in children(change.table, catalog):
        names = frozenset(name for _, name in pointed)
        if change.verb == "delete" or (change.verb == "update" and stored & names):
            found |= pointed | _named(child, frozenset(key.columns))
    return frozenset(found)


def _is_taken(
    value: Value, column: Column, table: Table, stored: frozenset[str], dialect: str
) -> bool:
    """Whether storing `value` in `column` always succeeds."""
    keys = [frozenset(key.columns) for key in table.foreign_keys]
    sets = [each.columns for each in _touched(table.constraints, stored)]
    if any(column.name in columns for columns in (*keys, *sets)):
        return False
    if not column.is_nullable and (value.base is None or value.is_nullable):
        return False
    if value.base is not None and value.declared_type == column.declared_type:
        return True
    # SQLite stores any value in any column, unless the table is STRICT.
    return dialect == "sqlite" and value.is_total and "strict" not in table.sql.lower()


def _with_generated(change: ChangeStatement, dialect: Dialect) -> frozenset[str]:
    """Return the names of the columns that are stored: written, or computed from one that is."""
    written = change.bases()
    return frozenset(
        column.name
        for column in change.table.columns
        if (change.table.name, column.name) in written
        or (column.is_generated and written & ingredients(dialect, change.table, column))
    )


def _touched(constraints: tuple[Constraint, ...], stored: frozenset[str]) -> list[Constraint]:
    return [each for each in constraints if each.columns & stored]


def _named(table: Table, names: frozenset[str]) -> frozenset[Base]:
    return frozenset((table.name, name) for name in names)
