"""What was examined of a query, and what of it runs for a caller of some clearance."""

from collections.abc import Mapping
from dataclasses import dataclass

from ostiary.server import DataClass, DataMap, Origin
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import flowing
from ostiary_sql.engines.base import Expected, Order, Scalar
from ostiary_sql.reading.narrow import telling_indexes
from ostiary_sql.reading.statement import Statement
from ostiary_sql.reading.value import Base


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A result column before there is a result.

    Args:
        declared_type: The type of the stored column that it copies; empty when it copies none.
        origin: Its class and kind.
    """

    declared_type: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a result is asked for.

    Args:
        skip_rows: Where it begins.
        max_rows: Most rows of it.
        max_bytes: Most bytes of it, about.
    """

    skip_rows: int
    max_rows: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The ground of `run_query` and `explain_query`.

    Args:
        statement: What was read.
        params: The values of its parameters.
        catalog: The schema that it was read against.
        data: The classes in force.
        classes: The class of every column that there is, whether the statement names it or not.
        paged: The request without its page, for cursors.
        skip_rows: Where its page begins.
    """

    statement: Statement
    params: Mapping[str, Scalar]
    catalog: Catalog
    data: DataMap
    classes: Mapping[Base, DataClass]
    paged: bytes
    skip_rows: int

    def held(self, clearance: DataClass) -> frozenset[Base]:
        """Return the columns that nothing reads for a caller of this clearance.

        Whoever may test a column of a higher class was permitted that by name: it is read.
        """
        return frozenset(
            base
            for base, data_class in self.classes.items()
            if data_class > clearance and base not in self.statement.trace.tested
        )

    def order(
        self, clearance: DataClass, page: Page, timeout_s: float
    ) -> tuple[Order, tuple[PlannedColumn, ...]]:
        """Return what runs for a caller of this clearance, and its result columns.

        Raises:
            UnreadableError: A star cannot be written out without what is withheld.
        """
        held = self.held(clearance)
        narrowed = self.statement.narrowed(held)
        columns = tuple(
            PlannedColumn(
                column.value.declared_type, flowing(column.value.origins, self.catalog, self.data)
            )
            for column in narrowed.columns
        )
        expected = tuple(
            Expected(
                column.name if column.is_alias else None,
                None if column.value.origins & held else column.value.base,
                planned.origin.data_class > clearance,
            )
            for column, planned in zip(narrowed.columns, columns, strict=True)
        )
        order = Order(
            sql=narrowed.sql,
            params=self.params,
            places=narrowed.places,
            reads=self.statement.engine_reads(),
            tables=frozenset(self.statement.trace.tables),
            blind=sorted(held),
            schema=self.catalog.version,
            columns=expected,
            max_rows=page.max_rows,
            max_bytes=page.max_bytes,
            timeout_s=timeout_s,
            skip_rows=page.skip_rows,
            shuns_indexes=self._has_telling_index(held),
        )
        return order, columns

    def _has_telling_index(self, held: frozenset[Base]) -> bool:
        tables = (self.catalog.find(name) for name in self.statement.trace.tables)
        return any(telling_indexes(table, held) for table in tables if table is not None)
