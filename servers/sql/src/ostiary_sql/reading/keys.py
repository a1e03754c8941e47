"""Foreign keys, from either end: what else is looked at, or changed, when a row is stored."""

from collections.abc import Iterable

from ostiary_sql.catalog import Catalog, ForeignKey, Table
from ostiary_sql.reading.value import Base


def parents(table: Table, catalog: Catalog) -> Iterable[tuple[ForeignKey, frozenset[Base]]]:
    """Yield the foreign keys of `table`, and what they point to."""
    for key in table.foreign_keys:
        parent = catalog.find(key.table)
        if parent is not None:
            yield key, _bases(parent, _pointed(key, parent))


def children(table: Table, catalog: Catalog) -> Iterable[tuple[Table, ForeignKey, frozenset[Base]]]:
    """Yield what points to `table`: by which key, and to which of its columns."""
    for child in catalog.tables.values():
        for key in child.foreign_keys:
            if catalog.find(key.table) is table:
                yield child, key, _bases(table, _pointed(key, table))


def seen(table: Table, catalog: Catalog) -> frozenset[Base]:
    """Return every column that the database may read for the foreign keys around `table`."""
    found: set[Base] = set()
    for each in (table, *_reached(table, catalog)):
        for key, pointed in parents(each, catalog):
            found |= _bases(each, key.columns) | pointed
        for child, key, pointed in children(each, catalog):
            found |= _bases(child, key.columns) | pointed
    return frozenset(found)


def reached(table: Table, catalog: Catalog) -> frozenset[str]:
    """Return the tables whose rows foreign keys may change when rows of `table` are."""
    return frozenset(each.name for each in _reached(table, catalog))


def _reached(table: Table, catalog: Catalog) -> Iterable[Table]:
    found: dict[str, Table] = {}
    fresh = [table]
    while fresh:
        for child, _, _ in children(fresh.pop(), catalog):
            if child.name not in found:
                found[child.name] = child
                fresh.append(child)
    return found.values()


def _pointed(key: ForeignKey, parent: Table) -> tuple[str, ...]:
    if key.references:
        return key.references
    keys = [column for column in parent.columns if column.key_position]
    return tuple(column.name for column in sorted(keys, key=lambda each: each.key_position))


def _bases(table: Table, names: Iterable[str]) -> frozenset[Base]:
    # Keys may spell a column otherwise than its table does.
    known = {column.name.lower(): column.name for column in table.columns}
    return frozenset((table.name, known.get(name.lower(), name)) for name in names)
