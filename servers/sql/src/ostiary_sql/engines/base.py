"""What the server asks of an engine, and what it gets: the same for SQLite, PostgreSQL, MariaDB."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ostiary_sql.catalog import Catalog
from ostiary_sql.reading.value import Base

Scalar: TypeAlias = str | int | float | bool | None
Cell: TypeAlias = bool | int | float | str | None

GRACE_S = 1.0
"""How long a query may go on past its deadline before it is ended from outside [s]."""

SCHEMA_TIMEOUT_S = 5.0
"""How long reading the schema may take [s]."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A result column as examining the statement foresees it.

    Args:
        alias: Its name where the statement gives one, else None.
        base: The stored column that it copies unchanged, if it is known to copy one: an engine that
            can tell where its result columns come from has to agree.
        is_close: Whether its values are withheld: neither their sizes nor their types are told.
    """

    alias: str | None
    base: Base | None
    is_close: bool


@dataclass(frozen=True, slots=True)
class Order:
    """One examined statement to run.

    Args:
        sql: The text that runs, with parameters as the engine's driver wants them.
        params: Their values, by name.
        places: The names of its parameters, one for each place in `sql` where the engine counts
            places; empty where it knows names.
        reads: Tables and columns that it may read.
        tables: Tables and views that it may open.
        blind: Columns of which it gets NULL in place of what they hold, where the engine can.
        schema: The version of the schema that it was examined against.
        columns: Its result columns.
        max_rows: Most rows to return.
        max_bytes: Most bytes to return, about.
        timeout_s: When to stop [s].
        skip_rows: Rows to leave out at the beginning.
        shuns_indexes: Whether rows may not come in the order of an index, which would tell of
            withheld values.
    """

    sql: str
    params: Mapping[str, Scalar]
    places: tuple[str, ...]
    reads: frozenset[Base]
    tables: frozenset[str]
    blind: Sequence[Base]
    schema: str
    columns: tuple[Expected, ...]
    max_rows: int
    max_bytes: int
    timeout_s: float
    skip_rows: int = 0
    shuns_indexes: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an order.

    Args:
        names: Of its columns.
        types: Of its columns; empty where unknown.
        rows: By position; dates and decimals as strings.
        is_truncated: Whether there were more rows.
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[list[Cell]]
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: its number, that of the step around it (0 for none), what it does."""

    number: int
    parent: int
    detail: str


class Engine(Protocol):
    """The way to a database. Use it as `async with engine.running():`.

    Every method raises `ostiary.server`'s errors alone: `DeadlineError`, `TooLargeError`,
    `InvalidInputError` (the engine refused or understood the statement otherwise) and
    `UpstreamError` (the database is gone, locked, or has changed).
    """

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep connections ready inside the block; none is left behind it."""
        ...

    async def catalog(self) -> Catalog:
        """Return the schema as it is now."""
        ...

    async def run(self, order: Order) -> Answer:
        """Return the rows of `order`, read inside one read-only transaction that is rolled back."""
        ...

    async def explain(self, order: Order) -> tuple[Step, ...]:
        """Return how the engine would run `order`. Runs nothing."""
        ...
