"""The PostgreSQL protocol as this server speaks it: the extended one alone, many requests a trip.

psycopg's cursors cannot describe a statement before they run it, so this speaks to libpq, which
psycopg wraps, on a connection that psycopg has opened. Every request carries one statement: the
server refuses two. Requests go out in segments; the server skips the rest of one in which something
fails, and goes on with the next.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import anyio
from psycopg import OperationalError
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

_LOST = ("08", "57P")
"""SQLSTATE classes that tell of the end of a connection: of the network's, or of the server's."""

_UNNAMED = b""


class LostError(Exception):
    """The connection is gone."""


class RefusedError(Exception):
    """The server refused a request.

    Args:
        sqlstate: Why, as PostgreSQL, appendix A, lists it. Its message stays behind: it quotes.
    """

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


class Request(Protocol):
    """One request that has one result."""

    def send(self, connection: PGconn) -> None:
        """Put the request into the buffer of `connection`."""
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """Parse, bind and execute one statement.

    Args:
        sql: The statement, with `$1` and so on.
        values: Of its parameters, in the text format.
        types: Of its parameters, by object identifier; 0 leaves one to the server.
    """

    sql: str
    values: Sequence[bytes | None] = ()
    types: Sequence[int] = ()

    def send(self, connection: PGconn) -> None:
        """Put the request into the buffer of `connection`."""
        connection.send_query_params(self.sql.encode(), self.values or None, self.types or None)


@dataclass(frozen=True, slots=True)
class Parse:
    """Parse one statement, which resolves its names and locks its relations; it is not run."""

    sql: str
    types: Sequence[int] = ()

    def send(self, connection: PGconn) -> None:
        """Put the request into the buffer of `connection`."""
        connection.send_prepare(_UNNAMED, self.sql.encode(), self.types or None)


@dataclass(frozen=True, slots=True)
class Describe:
    """Describe what `Parse` has parsed: its parameters and its result columns."""

    def send(self, connection: PGconn) -> None:
        """Put the request into the buffer of `connection`."""
        connection.send_describe_prepared(_UNNAMED)


Segment = Sequence[Request]


class Wire:
    """A connection of psycopg's, spoken to through libpq.

    Args:
        connection: Open, and used by nobody else.
    """

    def __init__(self, connection: PGconn) -> None:
        self._connection = connection
        self.has_answered = False

    @property
    def server(self) -> Mapping[str, int | str]:
        """The server's `version`, such as 150018, and the `encoding` of the database."""
        encoding = self._connection.parameter_status(b"server_encoding") or b""
        return {"version": self._connection.server_version, "encoding": encoding.decode()}

    @property
    def is_between(self) -> bool:
        """Whether nothing is left to be read, so that it can be asked something."""
        return (
            self._connection.status == ConnStatus.OK
            and self._connection.pipeline_status == PipelineStatus.OFF
        )

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs, no transaction is open and nothing is left to be read."""
        return self.is_between and self._connection.transaction_status == TransactionStatus.IDLE

    async def ask(self, *segments: Segment) -> list[list[PGresult]]:
        """Send the segments in one go; return the results of each.

        Raises:
            RefusedError: The server refused a request: the first one that it refused.
            LostError: The connection is gone.
        """
        await self._send(segments)
        results: list[list[PGresult]] = []
        refusals: list[RefusedError] = []
        for segment in segments:
            results.append([await self._result(refusals) for _ in segment])
            await self._synchronise()
        self._connection.exit_pipeline_mode()
        self.has_answered = True
        if refusals:
            raise refusals[0]
        return results

    async def rows(self, query: Query, *after: Segment) -> AsyncGenerator[PGresult]:
        """Run a query and yield its result row by row, each of which holds one; then do `after`.

        Whoever stops early leaves the connection in use: only throwing it away is left.

        Raises:
            RefusedError: The server refused the query, or stopped it.
            LostError: The connection is gone.
        """
        await self._send([[query], *after])
        self._connection.set_single_row_mode()
        refusals: list[RefusedError] = []
        while (row := await self._next()) is not None:
            if row.status == ExecStatus.SINGLE_TUPLE:
                yield row
            else:
                self._note(row, refusals)
        await self._synchronise()
        for segment in after:
            for _ in segment:
                await self._result(refusals)
            await self._synchronise()
        self._connection.exit_pipeline_mode()
        if refusals:
            raise refusals[0]

    async def _send(self, segments: Sequence[Segment]) -> None:
        connection = self._connection
        try:
            connection.enter_pipeline_mode()
            for segment in segments:
                for request in segment:
                    request.send(connection)
                connection.pipeline_sync()
            while connection.flush():
                await anyio.wait_writable(connection.socket)
        except (OperationalError, OSError) as error:
            raise LostError from error

    async def _result(self, refusals: list[RefusedError]) -> PGresult:
        """Return the next request's result; a refusal is noted."""
        result = await self._next()
        if result is None:
            raise LostError
        self._note(result, refusals)
        if await self._next() is not None:
            raise LostError  # no request of ours has two results
        return result

    def _note(self, result: PGresult, refusals: list[RefusedError]) -> None:
        if result.status != ExecStatus.FATAL_ERROR:
            return  # done, or skipped after another one's refusal
        state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode("ascii", "replace")
        if not state or state.startswith(_LOST):
            raise LostError
        refusals.append(RefusedError(state))

    async def _synchronise(self) -> None:
        result = await self._next()
        if result is None or result.status != ExecStatus.PIPELINE_SYNC:
            raise LostError

    async def _next(self) -> PGresult | None:
        try:
            while self._connection.is_busy():
                await anyio.wait_readable(self._connection.socket)
                self._connection.consume_input()
            return self._connection.get_result()
        except (OperationalError, OSError) as error:
            raise LostError from error
