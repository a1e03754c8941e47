"""The facts of what a statement reads, and how columns are named in them."""

from collections.abc import Iterable, Mapping

from ostiary.server import DataMap, FactType
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import class_of
from ostiary_sql.reading.value import Base

QUERY_FACTS: Mapping[str, FactType] = {
    "verbs": FactType.SET,
    "tables": FactType.SET,
    "columns": FactType.SET,
    "tested": FactType.SET,
    "compared": FactType.SET,
    "classes": FactType.CLASSES,
    "tested_classes": FactType.CLASSES,
    "probed_classes": FactType.CLASSES,
    "functions": FactType.SET,
}
"""The facts of a query: what it reads, what it does more with than copy it, and their classes.

What is `compared` is tested for equality alone, as pseudonyms may be; the rest is probed.
"""


def names(bases: Iterable[Base]) -> frozenset[str]:
    """Return columns as rules name them: `table.column`."""
    return frozenset(f"{table}.{column}" for table, column in bases)


def labels(bases: Iterable[Base], catalog: Catalog, data: DataMap) -> frozenset[str]:
    """Return the classes of columns."""
    return frozenset(class_of(base, catalog, data).data_class.label for base in bases)
