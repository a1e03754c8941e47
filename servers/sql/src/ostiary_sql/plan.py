"""What was examined of a query, and what of it runs for a caller of some clearance."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from ostiary.server import DataClass, DataMap, Leaves, Origin, PolicyDeniedError
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import flowing
from ostiary_sql.engines.base import Expected, Order, Scalar
from ostiary_sql.reading.narrow import Restored, telling_indexes
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import Statement
from ostiary_sql.reading.value import Base, Value

_COMPUTED = (
    "Columns that come back as pseudonyms may be selected as they are and counted, but not put"
    " through functions, casts or arithmetic: compute with other columns."
)


_COMPARED = (
    "Columns whose values are withheld may be selected, but not compared, joined, grouped or"
    " counted by."
)

_UNEXPLAINED = (
    "How the database would compare columns that come back as pseudonyms is not told, since it"
    " depends on what they hold: run the query."
)


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
class Sight:
    """What of a database a caller gets to see.

    Args:
        clearance: The highest class that leaves in the clear.
        leaves: Whether anything of a value of some origin leaves, as a pseudonym if not clear.
    """

    clearance: DataClass
    leaves: Leaves


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The ground of `run_query` and `explain_query`.

    Args:
        statement: What was read.
        params: The values of its parameters.
        catalog: The schema that it was read against.
        data: The classes in force.
        origins: The origin of every column that there is, whether the statement names it or not.
        paged: The request without its page, for cursors.
        skip_rows: Where its page begins.
        restored: What stands in place of pseudonyms, by the number of their word.
        spellings: The values of the parameters that it stands in.
    """

    statement: Statement
    params: Mapping[str, Scalar]
    catalog: Catalog
    data: DataMap
    origins: Mapping[Base, Origin]
    paged: bytes
    skip_rows: int
    restored: Mapping[int, Restored] = field(default_factory=dict[int, Restored])
    spellings: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def held(self, leaves: Leaves) -> frozenset[Base]:
        """Return the columns that nothing reads, since nothing of them leaves."""
        return self._untested(lambda origin: not leaves(origin))

    def _untested(self, is_meant: Callable[[Origin], bool]) -> frozenset[Base]:
        # Whoever may test a column of a higher class was permitted that by name: it is read.
        return frozenset(
            base
            for base, origin in self.origins.items()
            if is_meant(origin) and base not in self.statement.trace.probed
        )

    def compares(self, sight: Sight) -> bool:
        """Return whether it compares columns that leave as pseudonyms.

        Raises:
            PolicyDeniedError: Nothing of them leaves.
            UnreadableError: Its answer could depend on the order of what they hold.
        """
        origins = [self.origins[base] for base in self.statement.trace.compared]
        unseen = [origin for origin in origins if origin.data_class > sight.clearance]
        if not all(map(sight.leaves, unseen)):
            raise PolicyDeniedError(_COMPARED, detail="compares what is withheld")
        if unseen and self.statement.frame is None:
            raise UnreadableError("settled", self.statement.whim or "end of the statement")
        return bool(unseen)

    def order(
        self, sight: Sight, page: Page, timeout_s: float, key: str = ""
    ) -> tuple[Order, tuple[PlannedColumn, ...]]:
        """Return what runs for a caller to whom only so much leaves, and its result columns.

        Args:
            sight: What leaves.
            page: Which part of the result is asked for.
            timeout_s: When to stop [s].
            key: Of the order in which rows come where their own would tell of pseudonyms.

        Raises:
            PolicyDeniedError: It computes with columns that leave as pseudonyms.
            UnreadableError: A star cannot be written out without what is withheld, or rows cannot
                be put in an order that tells nothing.
        """
        compares = self.compares(sight)
        if compares and not key:
            raise PolicyDeniedError(_UNEXPLAINED, detail="the plan of a comparison")
        held = self.held(sight.leaves)
        veiled = self._untested(lambda origin: origin.data_class > sight.clearance)
        held |= self._computed(veiled - held)
        settles = not compares and self._has_telling_index(held | veiled, under_views=True)
        name = _unused("ostiary_key", self.statement.parameters) if compares else ""
        narrowed = self.statement.narrowed(
            held, veiled, settles=settles, restored=self.restored, key=name
        )
        columns = tuple(
            PlannedColumn(column.value.declared_type, self._origin(column.value, sight))
            for column in narrowed.columns
        )
        expected = tuple(
            Expected(
                column.name if column.is_alias else None,
                None if column.value.origins & held else column.value.base,
                planned.origin.data_class > sight.clearance,
            )
            for column, planned in zip(narrowed.columns, columns, strict=True)
        )
        order = Order(
            sql=narrowed.sql,
            params={**self.params, **self.spellings, **({name: key} if name else {})},
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
            shuns_indexes=not compares and self._has_telling_index(held | veiled),
        )
        return order, columns

    def _computed(self, read: frozenset[Base]) -> frozenset[Base]:
        """Return those of the columns in `read` that are computed with, so as not to be read.

        What fails on some values, or picks one, tells of them. Nothing computed leaves of a column
        that leaves as a pseudonym, so nothing is lost, unless the column itself is shown too.

        Raises:
            PolicyDeniedError: It is, or it is compared.
        """
        trace = self.statement.trace
        found = read & (trace.computed | trace.inward)
        shown = {column.value.base for column in self.statement.columns}
        if found & (shown | trace.compared):
            raise PolicyDeniedError(_COMPUTED, detail="computed from what leaves as pseudonyms")
        return found

    def _has_telling_index(self, unseen: frozenset[Base], *, under_views: bool = False) -> bool:
        named = [self.catalog.find(name) for name in self.statement.trace.tables]
        tables = [table for table in named if table is not None]
        if under_views and not any(table.kind == "view" for table in tables):
            return False
        return any(telling_indexes(table, unseen) for table in tables)

    def _origin(self, value: Value, sight: Sight) -> Origin:
        """Return the origin of a result column.

        Only the copy of one stored column is of its kind: a literal beside it (in another arm of a
        UNION, say) would get the pseudonym of the stored value that it guesses. What says only
        which values are the same tells nothing beyond the pseudonyms of those that leave so.
        """
        if value.base is None:
            copied = {self.origins[base] for base in value.copied}
            kinds = {(each.kind, each.data_class) for each in copied}
            if len(kinds) == 1 and value.copied == value.origins:
                return replace(next(iter(copied)), subject="")
            told = {base for base in value.told if sight.leaves(self.origins[base])}
            found = flowing(value.origins - told, self.catalog, self.data)
            return Origin(found.data_class)
        origin = flowing(value.origins, self.catalog, self.data)
        if self._times(value.base[0]) != 1:
            # Read twice, its rows are about two people, and the names of one are not the other's.
            return replace(origin, subject="")
        return origin

    def _times(self, table: str) -> int:
        """Return how often the statement names a table other than before a dot."""
        name = re.escape(table.rpartition(".")[2])
        return len(re.findall(rf"\b{name}\b(?!\s*\"?\s*\.)", self.statement.sql, re.IGNORECASE))


def _unused(name: str, taken: Collection[str]) -> str:
    while name in taken:
        name += "_"
    return name
