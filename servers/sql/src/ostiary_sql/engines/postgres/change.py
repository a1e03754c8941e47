"""PostgreSQL: changes, each in a transaction of an account that may write, on one connection.

Three trips before the commit. The first begins, and has both the query of the rows and the change
parsed and described: nothing has run, and all has to agree with the examination. The second locks
and fetches the rows. The third runs the change, which returns what it has touched.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import anyio
from psycopg.pq.abc import PGresult

from ostiary.server import CallError, DeadlineError, UpstreamError
from ostiary_sql.address import Address
from ostiary_sql.engines.base import Answer
from ostiary_sql.engines.changing import COMMIT_S, Change, refused, unknown
from ostiary_sql.engines.pool import Link, Pool, StaleError
from ostiary_sql.engines.postgres.agree import objection
from ostiary_sql.engines.postgres.connecting import GRACE_S, new_pool
from ostiary_sql.engines.postgres.errors import CHANGED, changed, lost, refusal
from ostiary_sql.engines.postgres.page import page_of
from ostiary_sql.engines.postgres.parsing import Parsed, bound_values, parsed_as, seen
from ostiary_sql.engines.postgres.reach import (
    COUNTS,
    Hanging,
    counted,
    hanging,
    hanging_on,
    is_within,
)
from ostiary_sql.engines.postgres.schemas import Schemas
from ostiary_sql.engines.postgres.session import BEGIN_WRITING, COMMIT, ROLLBACK, opening
from ostiary_sql.engines.postgres.snapshot import LOCKED, PRINTS
from ostiary_sql.engines.postgres.touched import Shown, cut_columns, locking, returning, stays
from ostiary_sql.engines.postgres.wire import (
    Describe,
    LostError,
    Parse,
    Query,
    RefusedError,
    Request,
    Wire,
)

_NAME = "postgres"
_CLEANING_S = 5.0
_CHECK_NOW = Query("SET CONSTRAINTS ALL IMMEDIATE")
"""Constraints that wait for the commit are checked before it: a preview is to tell of them."""

_REFUSALS = {
    "23505": "unique",
    "23P01": "unique",
    "23503": "reference",
    "23001": "reference",
    "23502": "missing",
    "23514": "check",
    "22001": "check",
    "42501": "unwritable",
    "25006": "unwritable",
}
"""What PostgreSQL says of changes, in the words that all engines share (appendix A)."""

T = TypeVar("T")


class PostgresWriter:
    """The way to write into a PostgreSQL database. Use it as `async with writer.running():`.

    Args:
        find: Says where it is, and who writes there; raises `ValueError` where it cannot.
        schemas: The schema as the reading engine knows it.
    """

    def __init__(self, find: Callable[[], Address], schemas: Schemas) -> None:
        self._find = find
        self._schemas = schemas
        self._pool: Pool | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Keep connections inside the block; none is left behind it."""
        self._pool = new_pool(self._find())
        try:
            yield
        finally:
            pool, self._pool = self._pool, None
            await pool.forget()

    @asynccontextmanager
    async def changing(self, change: Change) -> AsyncGenerator["PostgresPending"]:
        """Run `change`; unless it is committed inside the block, it is rolled back behind it.

        Raises:
            CallError: It was not run, or must not be kept.
        """
        if self._pool is None:
            hint = "The database is not open: tell the operator."
            raise UpstreamError(hint, detail="not running")
        for _attempt in range(2):
            async with self._pool.link() as link:
                wire = Wire(link.driver.pgconn)
                try:
                    pending = await self._run(wire, change)
                    if pending is not None:
                        yield pending
                        return
                finally:
                    await _end(wire, link)
            # A connection that was gone from the start: the others are gone as well.
            await self._pool.forget()
        raise lost()

    async def _run(self, wire: Wire, change: Change) -> "PostgresPending | None":
        """Return the change, run; None where the connection was gone before anything began."""

        async def work() -> PostgresPending:
            plan = await self._planned(wire, change)
            return await _changed(wire, change, plan)

        try:
            return await _told(wire, work, change.timeout_s + GRACE_S)
        except StaleError:
            return None
        except UpstreamError as error:
            if error.hint == CHANGED:
                self._schemas.forget()
            raise

    async def _planned(self, wire: Wire, change: Change) -> "_Plan":
        """Return both statements, parsed in a transaction that stays open.

        Raises:
            CallError: They must not run.
        """
        snapshot = self._schemas.find(change.schema)
        if snapshot is None:
            raise changed()
        asked: list[Request] = []
        orders = [order for order in (locking(change), returning(change)) if order is not None]
        values: list[Sequence[bytes | None]] = []
        for order in orders:
            given, types = bound_values(order.sql, order.params, order.places)
            values.append(given)
            asked += [Parse(order.sql, types), Describe()]
        asked += [Query(LOCKED), Query(PRINTS), hanging_on(snapshot, change.table.name), COUNTS]
        _, results = await wire.ask(
            *opening(BEGIN_WRITING, self._schemas.default, change.timeout_s, wire.server, *asked)
        )
        *descriptions, locked, prints, hangs, before = results[-len(asked) :]
        statements: list[Parsed] = []
        for order, description, bound in zip(orders, descriptions[1::2], values, strict=True):
            parsed = parsed_as(order.sql, bound, description)
            error = objection(order, snapshot, parsed.columns, *seen(locked, prints))
            if error is not None:
                raise error
            statements.append(parsed)
        found = hanging(hangs)
        _require_plain(found)
        return _Plan(statements[-1], statements[0] if len(orders) > 1 else None, found, before)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is about to run.

    Args:
        change: The change.
        rows: The query of the rows that it touches.
        hangs: What hangs on its table.
        before: What was counted before.
    """

    change: Parsed
    rows: Parsed | None
    hangs: Hanging
    before: PGresult


class PostgresPending:
    """A change that was run and is not kept yet.

    Args:
        wire: Where its transaction is open.
        affected: How many rows it changed.
        digest: Stands for them.
        sample: Some of them.
    """

    def __init__(self, wire: Wire, affected: int, digest: bytes, sample: Answer) -> None:
        self._wire = wire
        self.affected = affected
        self.digest = digest
        self.sample = sample

    async def commit(self) -> None:
        """Keep the change.

        Raises:
            CallError: It is not kept, or nobody knows; the hint says which.
        """
        with anyio.CancelScope(shield=True):
            try:
                with anyio.fail_after(COMMIT_S):
                    ((result,),) = await self._wire.ask(COMMIT)
            except RefusedError as error:
                raise _refusal(error.sqlstate) from None
            except (TimeoutError, LostError):
                raise unknown(_NAME) from None
            if result.command_status != b"COMMIT":
                raise refused("unlike", _NAME)


def _require_plain(hangs: Hanging) -> None:
    if hangs.is_foreign:
        raise refused("elsewhere", _NAME)
    if hangs.has_triggers:
        raise refused("triggers", _NAME)
    if not hangs.is_counted:
        raise refused("uncounted", _NAME)


async def _changed(wire: Wire, change: Change, plan: _Plan) -> PostgresPending:
    touched = None if plan.rows is None else await _touched(wire, change, plan.rows)
    done = Shown(plan.change, change.shown, [False] * len(plan.change.columns), change)
    sql = change.sql + "\nRETURNING " + ", ".join(cut_columns(change, plan.change))
    query = Query(sql, plan.change.values, plan.change.types)
    ((result, _, after),) = await wire.ask([query, _CHECK_NOW, COUNTS])
    for number in range(result.ntuples):
        done.add(result, number)
    affected = result.ntuples
    if affected > change.max_changes:
        raise refused("many", _NAME)
    if not is_within(counted(plan.before, after), plan.hangs.tree, change.verb, affected):
        raise refused("further", _NAME)
    if touched is not None and not _is_same(change, touched, done):
        raise refused("unlike", _NAME)
    if change.verb == "insert" or touched is None:
        return PostgresPending(wire, affected, done.digest(change.steady), done.answer())
    everything = range(len(touched.rows[0]) if touched.rows else 0)
    return PostgresPending(wire, affected, touched.digest(everything), touched.answer())


async def _touched(wire: Wire, change: Change, rows: Parsed) -> Shown:
    closes = [column.is_close for column in change.rows.columns] if change.rows else []
    shown = Shown(rows, [column.name for column in rows.columns], closes, change)
    query = Query(page_of(rows.sql, rows.columns, change.max_changes, 0), rows.values, rows.types)
    async with aclosing(wire.rows(query)) as fetched:
        async for row in fetched:
            shown.add(row)
    if len(shown.rows) > change.max_changes:
        raise refused("many", _NAME)
    return shown


def _is_same(change: Change, touched: Shown, done: Shown) -> bool:
    """Whether the rows that were changed are those that were locked."""
    if change.verb == "insert" or change.rows is None:
        return len(touched.rows) == len(done.rows)
    stay = [
        number
        for number, column in enumerate(change.rows.columns)
        if column.base is not None and stays(column.base[1], change)
    ]
    everything = range(len(stay))
    return touched.digest(stay) == done.digest(everything)


async def _told(wire: Wire, work: Callable[[], Awaitable[T]], timeout_s: float) -> T:
    """Return what `work` returns; what goes wrong is said in this server's words."""
    try:
        with anyio.fail_after(timeout_s):
            return await work()
    except RefusedError as error:
        raise _refusal(error.sqlstate) from None
    except TimeoutError:
        raise DeadlineError(
            "Nothing was changed. Narrow the condition, or change fewer rows.",
            detail="postgres: stopped from outside",
        ) from None
    except LostError:
        raise (lost() if wire.has_answered else StaleError) from None


async def _end(wire: Wire, link: Link) -> None:
    """Roll back what is not kept; a connection that does not answer is thrown away."""
    with anyio.CancelScope(shield=True), anyio.move_on_after(_CLEANING_S):
        try:
            if wire.is_between and not wire.is_idle:
                await wire.ask(ROLLBACK)
        except (LostError, RefusedError):
            return
    if wire.is_idle:
        link.keep()


def _refusal(sqlstate: str) -> CallError:
    reason = _REFUSALS.get(sqlstate)
    return refusal(sqlstate) if reason is None else refused(reason, _NAME)
