"""The origin of each column: what the data map says of it, and of what it is made of."""

from collections.abc import Iterable

from ostiary.server import INTERNAL, DataMap, Origin, highest
from ostiary_sql.catalog import Catalog
from ostiary_sql.dialects.choose import dialect_named
from ostiary_sql.reading.stored import ingredients
from ostiary_sql.reading.value import Base


def class_of(base: Base, catalog: Catalog, data: DataMap) -> Origin:
    """Return the origin of a column, the highest that a line gives it or its table's kin.

    A view's own column counts only where a line names it.
    """
    table = catalog.find(base[0])
    places = [base[0], *(table.kin if table is not None else ())]
    names = [f"{place}.{base[1]}" for place in places]
    named = [name for name in names if data.names("columns", name)]
    if named:
        return highest(data.lookup("columns", name) for name in named)
    if table is not None and table.kind == "view":
        return INTERNAL
    return data.lookup("columns", names[0])


def flowing(origins: Iterable[Base], catalog: Catalog, data: DataMap) -> Origin:
    """Return the origin of a value that `origins` flow into; constants and counts are internal."""
    found = [class_of(base, catalog, data) for base in sorted(origins)]
    return highest([*found, INTERNAL])


def all_origins(catalog: Catalog, data: DataMap) -> dict[Base, Origin]:
    """Return the origin of every column; of a generated one the highest of what it is made of."""
    dialect = dialect_named(catalog.dialect)
    found: dict[Base, Origin] = {}
    for table in catalog.tables.values():
        for column in table.columns:
            base = (table.name, column.name)
            used = ingredients(dialect, table, column) if column.is_generated else frozenset[Base]()
            found[base] = flowing({base, *used}, catalog, data)
        if table.has_rowid and table.rowid_column is None:
            base = (table.name, "rowid")
            found.setdefault(base, class_of(base, catalog, data))
    return found


class ColumnOrigins:
    """The origin of every column, worked out once for a catalog and a data map."""

    def __init__(self) -> None:
        self._known: tuple[Catalog, DataMap, dict[Base, Origin]] | None = None

    def of(self, catalog: Catalog, data: DataMap) -> dict[Base, Origin]:
        """Return what `all_origins` does."""
        known = self._known
        if known is None or known[0] is not catalog or known[1] is not data:
            known = self._known = (catalog, data, all_origins(catalog, data))
        return known[2]
