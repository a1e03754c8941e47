"""From arguments to facts and ground: what a call would do, before it is decided whether it may."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anyio.to_thread

from ostiary.server import (
    Cursors,
    DataMap,
    Examined,
    Fact,
    FactType,
    InvalidInputError,
    Leaves,
    NotFoundError,
    Restoration,
)
from ostiary_sql.catalog import Catalog, Table
from ostiary_sql.changes import (
    ChangePlan,
    all_tested,
    change_facts,
    require_no_laundering,
)
from ostiary_sql.classes import ColumnOrigins, class_of
from ostiary_sql.engines.base import Engine
from ostiary_sql.facts import labels, names
from ostiary_sql.plan import QueryPlan
from ostiary_sql.reading.alike import Alike
from ostiary_sql.reading.change import read_change
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import Statement, read_statement
from ostiary_sql.reading.value import Base
from ostiary_sql.restoring import restored_in, tokens_of

_HINT = (
    "Columns whose values are withheld may be selected, but not compared, filtered, joined, sorted,"
    " grouped or counted by. Those that come back as pseudonyms may be joined, grouped and counted"
    " by, and compared by =, <> and IN with each other and with their pseudonyms, never with other"
    " text; describe_table gives the class of each column."
)

_CHANGE_HINT = (
    "It depends on the tables and columns that are written, and on what the statement compares:"
    " columns whose values are withheld may not decide anything, and storing a value that can be"
    " refused tells of it too."
)

_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Described:
    """The ground of `list_tables` and `describe_table`.

    Args:
        catalog: The schema as it is.
        tables: The tables that are asked about.
        classes: The class of each of their columns, by label.
    """

    catalog: Catalog
    tables: tuple[Table, ...]
    classes: Mapping[Base, str]


SCHEMA_FACTS: Mapping[str, FactType] = {"verbs": FactType.SET, "tables": FactType.SET}
"""The facts of `list_tables` and `describe_table`."""


class Examiner:
    """Examines the calls of this server.

    Args:
        engine: Where the schema is read.
        cursors: What reads cursors; asked for when there is one to read.
    """

    def __init__(self, engine: Engine, cursors: Callable[[], Cursors]) -> None:
        self._engine = engine
        self._cursors = cursors
        self._origins = ColumnOrigins()

    async def query(
        self,
        arguments: Mapping[str, Any],
        data: DataMap,
        restoration: Restoration,
        likens: Leaves,
    ) -> Examined[QueryPlan]:
        """Return what a statement would do.

        Args:
            arguments: Those of the call.
            data: The classes in force.
            restoration: The pseudonyms in the arguments.
            likens: Whether values of some origin leave as pseudonyms, to who may not see them.

        Raises:
            InvalidInputError: It cannot be read completely, or its parameters or the cursor do not
                fit.
            UpstreamError: The schema cannot be read.
        """
        catalog = await self._engine.catalog()
        sql = str(arguments["sql"])
        origins = self._origins.of(catalog, data)
        sent: Mapping[str, Any] = arguments.get("params") or {}
        alike = Alike(origins, likens, token=tokens_of(restoration, sent))
        # Bounded work, but in a thread: parsing 16 KiB must not hold up other calls.
        statement = await anyio.to_thread.run_sync(read_statement, sql, catalog, alike)
        params = _bound(statement, sent)
        restored, spellings = restored_in(statement, origins, restoration)
        paged = json.dumps([sql, params], sort_keys=True).encode()
        plan = QueryPlan(
            statement,
            params,
            catalog,
            data,
            origins,
            paged,
            self._skip_rows(arguments.get("cursor"), paged),
            restored,
            spellings,
        )
        return Examined(plan, _facts(statement, catalog, data), hint=_HINT)

    async def change(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[ChangePlan]:
        """Return what a statement would change.

        Raises:
            InvalidInputError: It cannot be read completely, or its parameters do not fit.
            PolicyDeniedError: It would store a value where more people may read it.
            UpstreamError: The schema cannot be read.
        """
        catalog = await self._engine.catalog()
        sql = str(arguments["sql"])
        # In a thread, as for queries.
        change = await anyio.to_thread.run_sync(read_change, sql, catalog)
        params = _bound(change.statement, arguments.get("params") or {})
        origins = self._origins.of(catalog, data)
        require_no_laundering(change, origins, catalog, data)
        request = json.dumps([sql, params], sort_keys=True)
        query = change.touched
        if change.adds_rows_of_a_query:
            query = change.statement
        rows = query and QueryPlan(query, params, catalog, data, origins, b"", 0)
        tested = all_tested(change, catalog)
        plan = ChangePlan(change, rows, params, catalog, data, origins, tested, request)
        facts = change_facts(plan, is_dry=bool(arguments.get("dry_run")))
        return Examined(plan, facts, hint=_CHANGE_HINT)

    def _skip_rows(self, cursor: str | None, paged: bytes) -> int:
        if cursor is None:
            return 0
        offset = self._cursors().read(cursor, paged)
        if offset is None:
            raise InvalidInputError(
                "The cursor belongs to another statement or other parameters: leave it out to begin"
                " again.",
                detail="cursor",
            )
        return offset

    async def tables(self, _arguments: Mapping[str, Any], data: DataMap) -> Examined[Described]:
        """Return every table and view.

        Raises:
            UpstreamError: The schema cannot be read.
        """
        catalog = await self._engine.catalog()
        return _described(catalog, tuple(catalog.tables.values()), data)

    async def table(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Described]:
        """Return one table or view.

        Raises:
            NotFoundError: There is none of that name.
            UpstreamError: The schema cannot be read.
        """
        catalog = await self._engine.catalog()
        table = catalog.find(str(arguments["table"]))
        if table is None:
            raise NotFoundError("list_tables gives the names.")
        return _described(catalog, (table,), data)

    async def names(self, beginning: str) -> list[str]:
        """Return the names of tables and views that begin with `beginning`, in any case.

        Raises:
            UpstreamError: The schema cannot be read.
        """
        catalog = await self._engine.catalog()
        names = sorted(table.name for table in catalog.tables.values())
        return [name for name in names if name.lower().startswith(beginning.lower())]


def _described(catalog: Catalog, tables: tuple[Table, ...], data: DataMap) -> Examined[Described]:
    classes = {
        (table.name, column.name): class_of(
            (table.name, column.name), catalog, data
        ).data_class.label
        for table in tables
        for column in table.columns
    }
    names = frozenset(table.name for table in tables)
    return Examined(
        Described(catalog, tables, classes), {"verbs": frozenset({"describe"}), "tables": names}
    )


def _facts(statement: Statement, catalog: Catalog, data: DataMap) -> dict[str, Fact]:
    trace = statement.trace
    return {
        "verbs": frozenset({"select"}),
        "tables": frozenset(trace.tables),
        "columns": names(trace.reads),
        "tested": names(trace.tested),
        "compared": names(trace.compared),
        "classes": labels(trace.reads, catalog, data),
        "tested_classes": labels(trace.tested, catalog, data),
        "probed_classes": labels(trace.probed, catalog, data),
        "functions": frozenset(trace.functions),
    }


def _bound(statement: Statement, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters, each of which the statement names, as SQLite can hold them."""
    if frozenset(params) != statement.parameters:
        raise UnreadableError("parameters")
    for value in params.values():
        if isinstance(value, int) and value not in _INT64:
            raise UnreadableError("parameters", "integer beyond 64 bits")
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise UnreadableError("parameters", "surrogate")
    return dict(params)
