"""What was examined of a change: its facts, where its values may flow, and what of it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ostiary.server import DataMap, Fact, FactType, Leaves, Origin, PolicyDeniedError
from ostiary_sql.catalog import Catalog
from ostiary_sql.classes import flowing
from ostiary_sql.engines.base import Scalar
from ostiary_sql.engines.changing import Change
from ostiary_sql.facts import QUERY_FACTS, labels, names
from ostiary_sql.plan import Page, PlannedColumn, QueryPlan, Sight
from ostiary_sql.reading.change import ChangeStatement
from ostiary_sql.reading.keys import reached, seen
from ostiary_sql.reading.storing import tested_by_storing
from ostiary_sql.reading.value import Base

CHANGE_FACTS: Mapping[str, FactType] = {
    **QUERY_FACTS,
    "targets": FactType.SET,
    "written": FactType.SET,
    "written_classes": FactType.CLASSES,
    "whole_table": FactType.FLAG,
    "dry_run": FactType.FLAG,
}
"""The facts of a change: those of what it reads, and what it writes."""

_LAUNDERED = (
    "A value may be stored only in a column of at least its class: describe_table gives the class"
    " of each column."
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far one change may go.

    Args:
        max_changes: Most rows to change.
        max_shown: Most rows to show.
        max_bytes: Most bytes to show, about.
        timeout_s: When to stop [s].
    """

    max_changes: int
    max_shown: int
    max_bytes: int
    timeout_s: float


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """The ground of `run_statement`.

    Args:
        change: What was read.
        rows: The query of the rows that it changes, or that it adds; None where those stand in its
            text.
        params: The values of its parameters.
        catalog: The schema that it was read against.
        data: The classes in force.
        origins: The origin of every column that there is.
        tested: The columns that it does more with than copy them.
        request: What was asked, for previews.
    """

    change: ChangeStatement
    rows: QueryPlan | None
    params: Mapping[str, Scalar]
    catalog: Catalog
    data: DataMap
    origins: Mapping[Base, Origin]
    tested: frozenset[Base]
    request: str

    def order(self, sight: Sight, bounds: Bounds) -> tuple[Change, tuple[PlannedColumn, ...]]:
        """Return what runs for a caller to whom only so much leaves, and the columns he is shown.

        Raises:
            UnreadableError: A star cannot be written out without what is withheld.
        """
        change, table = self.change, self.change.table
        held = frozenset(
            base
            for base, origin in self.origins.items()
            if not sight.leaves(origin) and base not in self.tested
        )
        page = Page(0, bounds.max_changes, bounds.max_bytes)
        rows, shown = self.rows.order(sight, page, bounds.timeout_s) if self.rows else (None, ())
        if rows is not None and change.touched is not None:
            rows = replace(rows, sql=change.spelled_out(rows.sql))
        returned: tuple[str, ...] = ()
        if change.verb == "insert":
            returned, shown = self._returned(sight.leaves)
        runs = change.runs(held)
        bases = frozenset((table.name, name) for name in returned)
        order = Change(
            verb=change.verb,
            table=table,
            written=[column.name for column in change.written],
            sql=runs.sql,
            params=self.params,
            places=runs.places,
            reads=change.statement.engine_reads() | bases | seen(table, self.catalog),
            tables=frozenset(change.statement.trace.tables | {table.name}),
            reach=reached(table, self.catalog),
            blind=sorted(held - change.flowing() - seen(table, self.catalog)),
            schema=self.catalog.version,
            rows=rows,
            shown=returned,
            steady=self._steady(returned),
            max_changes=bounds.max_changes,
            max_shown=bounds.max_shown,
            max_bytes=bounds.max_bytes,
            timeout_s=bounds.timeout_s,
        )
        return order, shown

    def _returned(self, leaves: Leaves) -> tuple[tuple[str, ...], tuple[PlannedColumn, ...]]:
        """Return the columns of added rows that may be shown.

        None of them as a pseudonym: the values are the caller's own, and he would learn the
        pseudonyms of stored values that he guesses.
        """
        known = [(column, self._plain(column.name)) for column in self.change.table.columns]
        shown = [(column, origin) for column, origin in known if leaves(origin)]
        return (
            tuple(column.name for column, _ in shown),
            tuple(PlannedColumn(column.declared_type, origin) for column, origin in shown),
        )

    def _plain(self, name: str) -> Origin:
        return Origin(self.origins[self.change.table.name, name].data_class)

    def _steady(self, returned: tuple[str, ...]) -> tuple[int, ...]:
        """Return the numbers of those that are the same whenever it runs: what came from rows."""
        change = self.change
        stored = {
            column.name
            for column, value in zip(change.written, change.values, strict=False)
            if value.origins and (change.is_steady or value.base is not None)
        }
        return tuple(number for number, name in enumerate(returned) if name in stored)


def require_no_laundering(
    change: ChangeStatement, origins: Mapping[Base, Origin], catalog: Catalog, data: DataMap
) -> None:
    """Check that no value is stored where more people may read it.

    Raises:
        PolicyDeniedError: One would be.
    """
    for column, value in zip(change.written, change.values, strict=False):
        known = origins[change.table.name, column.name].data_class
        flows = value.origins | change.deciding
        if flows and flowing(flows, catalog, data).data_class > known:
            raise PolicyDeniedError(_LAUNDERED, detail="value into a column of a lower class")


def change_facts(plan: ChangePlan, *, is_dry: bool) -> dict[str, Fact]:
    """Return what the policy may ask about."""
    change, catalog, data = plan.change, plan.catalog, plan.data
    traces = [change.statement.trace]
    if plan.rows is not None and plan.rows.statement is not change.statement:
        traces.append(plan.rows.statement.trace)
    reads = frozenset[Base]().union(*(trace.reads for trace in traces)) | plan.tested
    if change.verb == "insert":
        reads |= {(change.table.name, column.name) for column in change.table.columns}
    tables = frozenset[str]().union(*(trace.tables for trace in traces))
    functions = frozenset[str]().union(*(trace.functions for trace in traces))
    return {
        "verbs": frozenset({change.verb}),
        "tables": tables | {name for name, _ in reads} | {change.table.name},
        "columns": names(reads),
        "tested": names(plan.tested),
        "compared": frozenset(),
        "classes": labels(reads, catalog, data),
        "tested_classes": labels(plan.tested, catalog, data),
        "probed_classes": labels(plan.tested, catalog, data),
        "functions": functions,
        "targets": frozenset({change.table.name}),
        "written": names(change.bases()),
        "written_classes": labels(change.bases(), catalog, data),
        "whole_table": change.is_whole,
        "dry_run": is_dry,
    }


def all_tested(change: ChangeStatement, catalog: Catalog) -> frozenset[Base]:
    """Return the columns that a change does more with than copy them."""
    return frozenset(change.statement.trace.tested) | tested_by_storing(change, catalog)
