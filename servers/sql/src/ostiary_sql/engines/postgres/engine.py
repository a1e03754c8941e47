"""PostgreSQL: read-only transactions of an account that can only read, one statement at a time.

A statement takes two trips. The first cleans the connection, begins a transaction, fixes every
setting, has the statement parsed and described, and asks what that has locked; nothing of it has
run. If all agrees with the examination, the second runs it and rolls back.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

import anyio
from psycopg.pq.abc import PGresult

from ostiary.server import CallError, TooLargeError, UpstreamError
from ostiary_sql.address import Address
from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.base import SCHEMA_TIMEOUT_S, Answer, Order, Step
from ostiary_sql.engines.cell import FirstRowTooLargeError, Page
from ostiary_sql.engines.pool import Link, Pool, StaleError
from ostiary_sql.engines.postgres.agree import objection
from ostiary_sql.engines.postgres.connecting import GRACE_S, new_pool
from ostiary_sql.engines.postgres.errors import (
    CHANGED,
    changed,
    disagreement,
    lost,
    overdue,
    refusal,
)
from ostiary_sql.engines.postgres.page import page_of
from ostiary_sql.engines.postgres.parsing import Parsed, bound_values, parsed_as, seen
from ostiary_sql.engines.postgres.plan import explain, steps_of
from ostiary_sql.engines.postgres.schemas import Schemas
from ostiary_sql.engines.postgres.session import BEGIN, CLEAN, NO_INDEX_ORDER, ROLLBACK, opening
from ostiary_sql.engines.postgres.snapshot import LOCKED, PRINTS
from ostiary_sql.engines.postgres.values import Decoder, type_name
from ostiary_sql.engines.postgres.wire import (
    Describe,
    LostError,
    Parse,
    Query,
    RefusedError,
    Request,
    Wire,
)

T = TypeVar("T")


class PostgresEngine:
    """The way to a PostgreSQL database. Use it as `async with engine.running():`.

    Args:
        find: Says where it is, and who we are there; raises `ValueError` where it cannot.
        schemas: Which schemas are visible, the default one first; empty for the account's own
            default.
    """

    def __init__(self, find: Callable[[], Address], schemas: Sequence[str]) -> None:
        self._find = find
        self._pool: Pool | None = None
        self._schemas = Schemas(schemas, self._ask)

    @property
    def schemas(self) -> Schemas:
        """The schema, also for whoever writes."""
        return self._schemas

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Keep connections inside the block; none is left behind it."""
        self._pool = new_pool(self._find())
        try:
            yield
        finally:
            pool, self._pool = self._pool, None
            await pool.forget()

    async def catalog(self) -> Catalog:
        """Return the schema as it is now; it is read again only when it has changed.

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
            InvalidInputError: PostgreSQL refused the statement, or understood it otherwise.
            UpstreamError: The database is gone or locked, or the schema has changed.
        """

        async def work(wire: Wire) -> Answer:
            parsed = await self._parsed(wire, order)
            page = await _fetched(wire, parsed, order)
            return Answer(
                tuple(column.name for column in parsed.columns),
                tuple(type_name(column.type) for column in parsed.columns),
                page.rows,
                page.is_truncated,
            )

        return await self._examined(order, work)

    async def explain(self, order: Order) -> tuple[Step, ...]:
        """Return PostgreSQL's plan for `order`.

        Raises:
            CallError: As for `run`.
        """

        async def work(wire: Wire) -> tuple[Step, ...]:
            parsed = await self._parsed(wire, order)
            query = Query(explain(parsed.sql), parsed.values, parsed.types)
            (result,), _ = await wire.ask([query], ROLLBACK)
            return steps_of(result.get_value(0, 0) or b"")

        return await self._examined(order, work)

    async def _examined(self, order: Order, work: Callable[[Wire], Awaitable[T]]) -> T:
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

    async def _parsed(self, wire: Wire, order: Order) -> Parsed:
        """Return the statement, parsed in a transaction that stays open.

        Raises:
            CallError: It must not run.
        """
        snapshot = self._schemas.find(order.schema)
        if snapshot is None:
            raise changed()
        sql = order.sql.rstrip("; \t\r\n")
        values, types = bound_values(order.sql, order.params, order.places)
        asked = (Parse(sql, types), Describe(), Query(LOCKED), Query(PRINTS))
        _, results = await wire.ask(
            *opening(
                BEGIN,
                self._schemas.default,
                order.timeout_s,
                wire.server,
                *asked,
                more=NO_INDEX_ORDER if order.shuns_indexes else None,
            )
        )
        description, locked, prints = results[-3:]
        parsed = parsed_as(sql, values, description)
        error = objection(order, snapshot, parsed.columns, *seen(locked, prints))
        if error is not None:
            raise error
        return parsed

    async def _ask(self, begin: str, schema: str, *requests: Request) -> Sequence[PGresult]:
        """Return the results of requests in a transaction; without `begin`, in none."""

        async def work(wire: Wire) -> Sequence[PGresult]:
            if not begin:
                _, results = await wire.ask(CLEAN, requests)
                return results
            _, results, _ = await wire.ask(
                *opening(begin, schema, SCHEMA_TIMEOUT_S, wire.server, *requests), ROLLBACK
            )
            return results[-len(requests) :]

        return await self._at_once(SCHEMA_TIMEOUT_S, work)

    async def _at_once(self, timeout_s: float, work: Callable[[Wire], Awaitable[T]]) -> T:
        """Return what `work` returns; a connection that was gone from the start is replaced once.

        Raises:
            CallError: It did not come to an end.
        """
        if self._pool is None:
            hint = "The database is not open: tell the operator."
            raise UpstreamError(hint, detail="not running")
        try:
            return await self._pool.at_once(lambda link: _once(link, timeout_s, work))
        except StaleError:
            raise lost() from None


async def _once(link: Link, timeout_s: float, work: Callable[[Wire], Awaitable[T]]) -> T:
    wire = Wire(link.driver.pgconn)
    try:
        with anyio.fail_after(timeout_s + GRACE_S):
            try:
                return await work(wire)
            except (CallError, RefusedError):
                if wire.is_between:
                    await wire.ask(ROLLBACK)
                raise
    except RefusedError as error:
        raise refusal(error.sqlstate) from None
    except TimeoutError:
        raise overdue() from None
    except LostError:
        raise (lost() if wire.has_answered else StaleError) from None
    finally:
        if wire.is_idle:
            link.keep()


async def _fetched(wire: Wire, parsed: Parsed, order: Order) -> Page:
    sql = page_of(parsed.sql, parsed.columns, order.max_rows, order.skip_rows)
    closes = [column.is_close for column in order.columns]
    page = Page(closes, order.max_rows, order.max_bytes, skip_rows=0)
    decoders = [Decoder(column.type).cell for column in parsed.columns]
    query = Query(sql, parsed.values, parsed.types)
    try:
        async with aclosing(wire.rows(query, ROLLBACK)) as rows:
            async for row in rows:
                cells = [decode(row.get_value(0, number)) for number, decode in enumerate(decoders)]
                if not page.takes(cells) and len(page.rows) < order.max_rows:
                    break  # too many bytes; the row beyond the cap on rows is the last one anyhow
    except FirstRowTooLargeError:
        raise TooLargeError(
            "Return fewer or shorter columns.", detail="postgres: first row"
        ) from None
    return page
