"""MariaDB and MySQL: read-only transactions of an account that can only read, one statement each.

A statement takes two trips. The first resets the session, fixes every setting, begins a
transaction, opens the tables (which keeps their definitions as they are until its end), has the
statement prepared, and reads those definitions; nothing of the statement has run. If all agrees
with the examination, the second runs it. What blocks does so in threads.
"""

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import anyio
import anyio.to_thread
import pymysql

from ostiary.server import CallError, InvalidInputError, TooLargeError, UpstreamError
from ostiary_sql.address import Address
from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.base import SCHEMA_TIMEOUT_S, Answer, Cell, Order, Scalar, Step
from ostiary_sql.engines.cell import FirstRowTooLargeError, Page
from ostiary_sql.engines.mariadb.agree import doubt, is_query, objection
from ostiary_sql.engines.mariadb.connecting import Stopper, arguments_of
from ostiary_sql.engines.mariadb.errors import (
    CHANGED,
    changed,
    disagreement,
    lost,
    overdue,
    refusal,
)
from ostiary_sql.engines.mariadb.matching import require_matched
from ostiary_sql.engines.mariadb.packets import LostError, Packet, TooLongError
from ostiary_sql.engines.mariadb.plan import explain, steps_of
from ostiary_sql.engines.mariadb.schemas import Schemas
from ostiary_sql.engines.mariadb.session import ROLLBACK, limited, opening, quoted
from ostiary_sql.engines.mariadb.snapshot import Snapshot, definitions, prints_of
from ostiary_sql.engines.mariadb.values import ResultColumn, cells, decoder
from ostiary_sql.engines.mariadb.wire import (
    Command,
    Line,
    Prepared,
    RefusedError,
    Wire,
    prepare,
    query,
)
from ostiary_sql.engines.pool import POOL_SIZE, Link, Pool, StaleError

GRACE_S = 0.5
"""How long a server may take to stop by itself before it is stopped from outside."""

SILENT_S = 5.0
"""How much longer than that the network may keep silent."""

OPENED = "SELECT 1 FROM {table} LIMIT 0"
"""Keeps the definition of a table, and of what it stands on, until the transaction ends."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement that has been prepared, and found to be what was examined."""

    statement: Prepared
    values: Sequence[Scalar]


class MariaDBEngine:
    """The way to a MariaDB or MySQL database. Use it as `async with engine.running():`.

    Args:
        find: Says where it is, and who we are there; raises `ValueError` where it cannot.
        databases: Which databases are visible, the default one first; empty for the one in the URL.
    """

    def __init__(self, find: Callable[[], Address], databases: Sequence[str]) -> None:
        self._find = find
        self._databases = tuple(databases)
        self._pool: Pool | None = None
        self._threads: anyio.CapacityLimiter | None = None
        self._schemas = Schemas(lambda: self._databases, self._ask)

    @property
    def schemas(self) -> Schemas:
        """The schema, also for whoever writes."""
        return self._schemas

    async def require_unchanged(self, order: Order) -> None:
        """See that the tables of `order` are what they were when it was examined.

        Raises:
            UpstreamError: They are not, or nobody can tell.
        """
        snapshot = self._schemas.find(order.schema)
        if snapshot is None:
            raise changed()
        places = places_of(order, snapshot)
        lines = await self._ask(*[query(text) for text in definitions(places.values())])
        prints = prints_of(*lines)
        if any(prints.get(place) != snapshot.prints[name] for name, place in places.items()):
            self._schemas.forget()
            raise changed()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Keep connections inside the block; none is left behind it."""
        address = self._find()
        self._databases = self._databases or (str(address.url.database),)
        # One that has been left by its caller still counts until it has ended.
        self._threads = anyio.CapacityLimiter(2 * POOL_SIZE)
        self._pool = Pool(
            address.url.set(drivername="mysql+pymysql"),
            arguments_of(address),
            Stopper(address),
            pymysql.Error,
        )
        try:
            yield
        finally:
            pool, self._pool = self._pool, None
            await pool.forget()

    async def catalog(self) -> Catalog:
        """Return the schema as it is now; it is read again only when it may have changed.

        Raises:
            UpstreamError: The database cannot be reached, or is locked.
            DeadlineError: It did not answer in time.
        """
        return (await self._schemas.current()).catalog

    async def run(self, order: Order) -> Answer:
        """Return the rows of `order`.

        Raises:
            DeadlineError: It ran into its deadline.
            TooLargeError: Its values or its memory went beyond a limit.
            InvalidInputError: The server refused the statement, or understood it otherwise.
            UpstreamError: The database is gone or locked, or the schema has changed.
        """

        def work(wire: Wire, is_mariadb: bool) -> Answer:
            ready = self._ready(wire, order, order.sql, is_mariadb=is_mariadb)
            columns, rows = wire.execute(ready.statement, ready.values)
            # Definitions are kept as they were; but what it has told by now is compared again.
            error = doubt(order, self._known(order).catalog, columns)
            if error is not None:
                raise error
            page = _page(columns, rows, order)
            if wire.is_between:
                require_matched(wire)
                wire.ask(ROLLBACK)
            return Answer(
                tuple(column.name for column in columns),
                tuple(column.type_name for column in columns),
                page.rows,
                page.is_truncated,
            )

        return await self._examined(order, work)

    async def explain(self, order: Order) -> tuple[Step, ...]:
        """Return the server's plan for `order`.

        Raises:
            CallError: As for `run`.
        """

        def work(wire: Wire, is_mariadb: bool) -> tuple[Step, ...]:
            ready = self._ready(wire, order, order.sql, is_mariadb=is_mariadb)
            (statement,) = cast("list[Prepared]", wire.ask(prepare(explain(order.sql))))
            columns, rows = wire.execute(statement, ready.values)
            decoders = [decoder(column) for column in columns]
            names = [column.name for column in columns]
            steps = steps_of(names, [cells(row, decoders) for row in rows])
            wire.ask(ROLLBACK)
            return steps

        return await self._examined(order, work)

    async def _examined(self, order: Order, work: "Callable[[Wire, bool], T]") -> T:
        try:
            return await self._at_once(order.timeout_s, work)
        except UpstreamError as error:
            if error.hint != CHANGED:
                raise
            self._schemas.forget()
            is_seen = error.detail == changed().detail
            if is_seen or (await self._schemas.current()).catalog.version != order.schema:
                raise
            # It has not: the statement names something that only the server does not know.
            raise disagreement("names") from None

    def _ready(self, wire: Wire, order: Order, sql: str, *, is_mariadb: bool) -> _Ready:
        """Return the statement, prepared in a transaction that stays open.

        Raises:
            CallError: It must not run.
        """
        snapshot = self._known(order)
        if not is_query(sql):
            raise disagreement("not a query")
        values = values_of(order)
        places = places_of(order, snapshot)
        begin = opening(self._databases[0], order.timeout_s, is_mariadb=is_mariadb)
        begin += [query(OPENED.format(table=path_of(place))) for place in places.values()]
        asked = [query(text) for text in definitions(places.values())] if places else []
        limit = limited(order.skip_rows + order.max_rows + 1)
        replies = wire.ask(*begin, *asked, limit, prepare(sql))[len(begin) :]
        prints = prints_of(*cast("list[list[Line]]", replies[: len(asked)] or [[], []]))
        found = {name: prints.get(place, "") for name, place in places.items()}
        statement = cast("Prepared", replies[-1])
        error = objection(order, snapshot.catalog, statement.columns, snapshot.prints, found)
        if error is None and statement.parameters != len(values):
            error = disagreement("parameters")
        if error is not None:
            raise error
        return _Ready(statement, values)

    def _known(self, order: Order) -> Snapshot:
        """Return the schema that `order` was examined against."""
        snapshot = self._schemas.find(order.schema)
        if snapshot is None:
            raise changed()
        return snapshot

    async def _ask(self, *commands: Command) -> Sequence[Sequence[Line]]:
        """Return the lines of the answers to commands in a transaction."""

        def work(wire: Wire, is_mariadb: bool) -> Sequence[Sequence[Line]]:
            begin = opening(self._databases[0], SCHEMA_TIMEOUT_S, is_mariadb=is_mariadb)
            replies = wire.ask(*begin, *commands, ROLLBACK)
            return cast("list[list[Line]]", replies[len(begin) : -1])

        return await self._at_once(SCHEMA_TIMEOUT_S, work)

    async def _at_once(self, timeout_s: float, work: "Callable[[Wire, bool], T]") -> T:
        if self._pool is None:
            hint = "The database is not open: tell the operator."
            raise UpstreamError(hint, detail="not running")
        try:
            return await self._pool.at_once(lambda link: self._once(link, timeout_s, work))
        except StaleError:
            raise lost() from None

    async def _once(self, link: Link, timeout_s: float, work: "Callable[[Wire, bool], T]") -> T:
        def blocking() -> T:
            return _done(link, timeout_s, work)

        try:
            with anyio.fail_after(timeout_s + GRACE_S):
                return await anyio.to_thread.run_sync(
                    blocking, abandon_on_cancel=True, limiter=self._threads
                )
        except TimeoutError:
            raise overdue() from None
        except StaleError:
            # A server that was started again counts from the beginning.
            self._schemas.forget()
            raise


def _done(link: Link, timeout_s: float, work: "Callable[[Wire, bool], T]") -> T:
    is_mariadb = "mariadb" in str(link.driver.get_server_info()).lower()
    wire: Wire | None = None
    try:
        wire = Wire(link.driver, timeout_s + GRACE_S + SILENT_S)
        try:
            result = work(wire, is_mariadb)
        except (CallError, RefusedError):
            if wire.is_between:
                wire.ask(ROLLBACK)
            raise
        finally:
            if wire.is_idle:
                link.keep()
    except RefusedError as error:
        raise refusal(error.number) from None
    except TooLongError:
        raise _too_large() from None
    except LostError:
        raise (lost() if wire is not None and wire.has_answered else StaleError) from None
    return result


def _page(columns: Sequence[ResultColumn], rows: Iterator[Packet], order: Order) -> Page:
    closes = [column.is_close for column in order.columns]
    page = Page(closes, order.max_rows, order.max_bytes, order.skip_rows)
    decoders = [decoder(column) for column in columns]
    try:
        for row in rows:
            found: list[Cell] = cells(row, decoders)
            if not page.skips() and not page.takes(found):
                # Without a LIMIT of its own, the statement ends after this row; else it is ended.
                break
    except FirstRowTooLargeError:
        raise _too_large() from None
    return page


def _too_large() -> TooLargeError:
    return TooLargeError("Return fewer or shorter columns.", detail="mariadb: row too large")


def places_of(order: Order, snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Return database and name of each of an order's tables."""
    tables = {name: snapshot.catalog.find(name) for name in order.tables}
    found = {name: (table.schema, table.own_name) for name, table in tables.items() if table}
    if len(found) < len(tables):
        raise changed()
    return found


def path_of(place: tuple[str, str]) -> str:
    """Return the name of a table with that of its database, both in quotes."""
    return ".".join(map(quoted, place))


def values_of(order: Order) -> list[Any]:
    """Return the values of an order's parameters, one for each place.

    Raises:
        InvalidInputError: A text is none.
    """
    values = [order.params[name] for name in order.places]
    for text in (order.sql, *(value for value in values if isinstance(value, str))):
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidInputError("A text holds half of a character.", detail="surrogate")
    return values
