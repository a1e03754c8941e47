"""MariaDB: changes, each in a serializable transaction of an account that may write.

Three steps. The first opens the tables, which keeps their definitions as they are, and looks at
what hangs on the one that is written. Then the reading account looks whether they are those that
were examined. The third locks and fetches the rows, and runs the change.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import anyio
import pymysql
from pymysql.constants import CLIENT

from ostiary.server import DeadlineError, UpstreamError
from ostiary_sql.address import Address
from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.base import Order, Scalar
from ostiary_sql.engines.changing import COMMIT_S, Change, refused, unknown
from ostiary_sql.engines.mariadb.agree import doubt, is_query, objection
from ostiary_sql.engines.mariadb.connecting import Stopper, arguments_of
from ostiary_sql.engines.mariadb.engine import (
    GRACE_S,
    OPENED,
    SILENT_S,
    MariaDBEngine,
    path_of,
    places_of,
    values_of,
)
from ostiary_sql.engines.mariadb.errors import changed, disagreement, lost
from ostiary_sql.engines.mariadb.held import NAME, Held
from ostiary_sql.engines.mariadb.matching import require_matched
from ostiary_sql.engines.mariadb.reach import Child, hanging_on, met, reaching, reason_of
from ostiary_sql.engines.mariadb.session import COMMIT, limited, opening
from ostiary_sql.engines.mariadb.touched import Shown, Touched, ordered
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
from ostiary_sql.engines.pool import POOL_SIZE, Pool, StaleError

_UNLIMITED = query("SET SESSION sql_select_limit = DEFAULT")

_UNSEEN = frozenset({1054, 1142, 1143})
"""A column that is not there, or is not granted."""


class MariaDBWriter:
    """The way to write into a MariaDB database. Use it as `async with writer.running():`.

    Args:
        find: Says where it is, and who writes there; raises `ValueError` where it cannot.
        reader: The reading engine, which knows the schema.
    """

    def __init__(self, find: Callable[[], Address], reader: MariaDBEngine) -> None:
        self._find = find
        self._reader = reader
        self._pool: Pool | None = None
        self._threads: anyio.CapacityLimiter | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Keep connections inside the block; none is left behind it."""
        address = self._find()
        # One that has been left by its caller still counts until it has ended.
        self._threads = anyio.CapacityLimiter(2 * POOL_SIZE)
        # Rows that an UPDATE finds as they are to be count as well.
        options = arguments_of(address) | {"client_flag": CLIENT.FOUND_ROWS}
        url = address.url.set(drivername="mysql+pymysql")
        self._pool = Pool(url, options, Stopper(address), pymysql.Error)
        try:
            yield
        finally:
            pool, self._pool = self._pool, None
            await pool.forget()

    @asynccontextmanager
    async def changing(self, change: Change) -> AsyncGenerator["MariaDBPending"]:
        """Run `change`; unless it is committed inside the block, it is rolled back behind it.

        Raises:
            CallError: It was not run, or must not be kept.
        """
        if self._pool is None or self._threads is None:
            hint = "The database is not open: tell the operator."
            raise UpstreamError(hint, detail="not running")
        for _attempt in range(2):
            async with self._pool.link() as link:
                held = Held(link, change.timeout_s + GRACE_S + SILENT_S, self._threads)
                try:
                    done = await self._run(held, change)
                    if done is not None:
                        yield MariaDBPending(held, done)
                        return
                finally:
                    await held.end()
            # A connection that was gone from the start: the others are gone as well.
            await self._pool.forget()
        raise lost()

    async def _run(self, held: Held, change: Change) -> Touched | None:
        """Return what the change did; None where the connection was gone before it began."""
        snapshot = self._reader.schemas.find(change.schema)
        if snapshot is None:
            raise changed()
        if not held.is_mariadb:
            raise refused("unsupported", NAME)
        rows, runs = ordered(change)
        places = places_of(runs, snapshot).values()
        catalog = snapshot.catalog
        try:
            with anyio.fail_after(change.timeout_s + GRACE_S):
                children = await held.ask(lambda wire: _open(wire, change, places, catalog))
                await self._reader.require_unchanged(runs)
                work = _Work(change, catalog, children)
                return await held.ask(lambda wire: work.done(wire, rows, runs))
        except StaleError:
            return None
        except TimeoutError:
            hint = "Nothing was changed. Narrow the condition, or change fewer rows."
            raise DeadlineError(hint, detail="mariadb: stopped from outside") from None


class MariaDBPending:
    """A change that was run and is not kept yet.

    Args:
        held: Where its transaction is open.
        done: What it did.
    """

    def __init__(self, held: Held, done: Touched) -> None:
        self._held = held
        self.affected = done.affected
        self.digest = done.digest
        self.sample = done.sample

    async def commit(self) -> None:
        """Keep the change.

        Raises:
            CallError: It is not kept, or nobody knows; the hint says which.
        """
        with anyio.CancelScope(shield=True):
            try:
                with anyio.fail_after(COMMIT_S):
                    await self._held.ask(lambda wire: wire.ask(COMMIT), loses=unknown)
            except TimeoutError:
                raise unknown(NAME) from None


def _open(
    wire: Wire, change: Change, places: Iterable[tuple[str, str]], catalog: Catalog
) -> list[Child]:
    """Begin, and open the tables, so that they stay as they are; return what it may reach.

    Raises:
        CallError: The table cannot be written.
    """
    begin = opening(catalog.default_schema, change.timeout_s, is_mariadb=True, writes=True)
    begin += [query(OPENED.format(table=path_of(place))) for place in places]
    replies = wire.ask(*begin, *map(query, hanging_on(change.table)))[len(begin) :]
    rights, engine, triggers, children = cast("list[list[Line]]", replies)
    reason = reason_of(rights, engine, triggers)
    if reason:
        raise refused(reason, NAME)
    return reaching(change, children)


class _Work:
    """What is done in a transaction whose tables stay as they are. All of it blocks.

    Args:
        change: What is to be done.
        catalog: The schema that it was examined against.
        children: Foreign keys that it may have an effect by.
    """

    def __init__(self, change: Change, catalog: Catalog, children: Sequence[Child]) -> None:
        self._change = change
        self._catalog = catalog
        self._children = children

    def done(self, wire: Wire, rows: Order | None, runs: Order) -> Touched:
        """Lock the rows, run the change, and return what it did.

        Raises:
            CallError: It must not be kept.
        """
        touched = None if rows is None else self._locked(wire, rows)
        if rows is not None and touched is not None and touched.rows:
            self._require_no_reach(wire, rows)
        statement = self._prepared(wire, runs, _UNLIMITED)
        columns, found = wire.execute(statement, values_of(runs))
        if not _returns(columns, self._change):
            raise disagreement("what is returned")
        done = Shown(columns, [False] * len(columns), self._change)
        decoders = [decoder(column) for column in columns]
        done.take(cells(row, decoders) for row in found)
        is_insert = self._change.verb == "insert"
        affected = len(done.rows) if is_insert else wire.affected
        if affected > self._change.max_changes:
            raise refused("many", NAME)
        if touched is not None and affected != len(touched.rows):
            raise refused("unlike", NAME)
        if is_insert or touched is None:
            return done.touched(self._change.steady)
        return touched.touched()

    def _locked(self, wire: Wire, rows: Order) -> Shown:
        """Return the rows that are touched; nobody else changes them from now on."""
        if not is_query(rows.sql):
            raise disagreement("not a query")
        limit = limited(self._change.max_changes + 1)
        statement = self._prepared(wire, rows, limit)
        columns, found = wire.execute(statement, values_of(rows))
        # As for queries: definitions stay as they were, and what it tells by now is compared.
        error = doubt(rows, self._catalog, columns)
        if error is not None:
            raise error
        decoders = [decoder(column) for column in columns]
        closes = [column.is_close for column in rows.columns]
        shown = Shown(columns, closes, self._change)
        shown.take(cells(row, decoders) for row in found)
        require_matched(wire)
        if len(shown.rows) > self._change.max_changes:
            raise refused("many", NAME)
        return shown

    def _prepared(self, wire: Wire, order: Order, *before: Command) -> Prepared:
        """Return a statement, prepared and found to be what was examined."""
        *_, reply = wire.ask(*before, prepare(order.sql))
        statement = cast("Prepared", reply)
        # The reading account has seen that the tables are the same.
        same = dict.fromkeys(order.tables, "same")
        if order.columns:
            error = objection(order, self._catalog, statement.columns, same, same)
            if error is not None:
                raise error
        if statement.parameters != len(order.places):
            raise disagreement("parameters")
        return statement

    def _require_no_reach(self, wire: Wire, rows: Order) -> None:
        values: Sequence[Scalar] = values_of(rows)
        sql = rows.sql.removesuffix("\nFOR UPDATE")
        for child in self._children:
            try:
                (reply,) = wire.ask(prepare(met(child, sql)))
                columns, found = wire.execute(cast("Prepared", reply), values)
                decoders = [decoder(column) for column in columns]
                if [cells(row, decoders) for row in found]:
                    raise refused("further", NAME)
            except RefusedError as error:
                if error.number in _UNSEEN:
                    raise refused("further", NAME) from None
                raise


def _returns(columns: Sequence[ResultColumn], change: Change) -> bool:
    """Whether an INSERT returns the columns that are shown, and nothing else returns any."""
    if change.verb != "insert":
        return not columns
    return not change.shown or [column.column for column in columns] == list(change.shown)
