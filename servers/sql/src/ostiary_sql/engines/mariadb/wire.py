"""The MySQL protocol as this server speaks it: one statement at a time, prepared, and never two.

PyMySQL has no prepared statements of the server's: it writes values into the text. So it opens the
connection (TLS, accounts), and the rest is spoken here. Commands whose answers do not depend on one
another go out together. This blocks: it is called in threads.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ostiary_sql.engines.base import Scalar
from ostiary_sql.engines.mariadb.packets import LostError, Packet, Reader, packet
from ostiary_sql.engines.mariadb.values import ResultColumn, bound

_QUERY, _INIT_DB, _PREPARE, _EXECUTE, _RESET = b"\x03", b"\x02", b"\x16", b"\x17", b"\x1f"
_OK, _EOF, _ERROR = 0x00, 0xFE, 0xFF
_SHORT_BYTES = 9
"""A packet of end or status is shorter; a row that begins alike is not."""

_MORE_RESULTS = 8
_IN_TRANSACTION = 1

_LOST = frozenset({1053, 1077, 1079, 1152, 1153, 1156, 1158, 1159, 1160, 1161, 1927, 4031})
"""Errors after which there is no connection: shutdown, network, killed, idle for too long."""

Line: TypeAlias = "list[bytes | None]"


class RefusedError(Exception):
    """The server refused a command.

    Args:
        number: Its error number. Its message stays behind: it quotes.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that the server has parsed, and resolved the names of; nothing of it has run.

    Args:
        number: What the server calls it.
        parameters: How many it has.
        columns: Of its result; none where it is no query.
    """

    number: int
    parameters: int
    columns: tuple[ResultColumn, ...]


Reply: TypeAlias = "Prepared | list[Line] | None"


@dataclass(frozen=True, slots=True)
class Command:
    """One command, and how its answer reads.

    Args:
        body: What is sent.
        is_prepare: Whether a prepared statement is the answer; lines, or nothing, else.
    """

    body: bytes
    is_prepare: bool = False


RESET = Command(_RESET)
"""Forget all of the session: transaction, variables, temporary tables, locks, statements."""


def use(database: str) -> Command:
    """Return the command that makes `database` the one of names without one."""
    return Command(_INIT_DB + database.encode())


def query(sql: str) -> Command:
    """Return the command that runs a statement of our own."""
    return Command(_QUERY + sql.encode())


def prepare(sql: str) -> Command:
    """Return the command that prepares one statement; more than one is refused."""
    return Command(_PREPARE + sql.encode(), is_prepare=True)


class Wire:
    """A connection that PyMySQL has opened.

    Args:
        connection: Open, and used by nobody else.
        within_s: How long the network may keep silent [s].
    """

    def __init__(self, connection: Any, within_s: float) -> None:
        self._socket = connection._sock
        self._reader = Reader(connection._rfile)
        self.has_answered = False
        self.is_between = True
        self.affected = 0
        """Rows that the last command without rows of its own has touched."""
        self.warnings = 0
        """How many warnings the last result ended with."""
        self._status = 0
        try:
            self._socket.settimeout(within_s)
        except (AttributeError, OSError) as error:
            raise LostError from error

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs, no transaction is open and nothing is left to be read."""
        return self.is_between and not self._status & _IN_TRANSACTION

    def ask(self, *commands: Command) -> list[Reply]:
        """Send commands in one go; return the answer to each.

        Raises:
            RefusedError: The server refused one: the first that it refused.
            LostError: The connection is gone.
        """
        self._send(b"".join(packet(command.body) for command in commands))
        replies: list[Reply] = []
        refusal: RefusedError | None = None
        for command in commands:
            self._reader.expect()
            try:
                replies.append(self._prepared() if command.is_prepare else self._lines())
            except RefusedError as error:
                refusal = refusal or error
        self.has_answered = self.is_between = True
        if refusal is not None:
            raise refusal
        return replies

    def execute(
        self, statement: Prepared, values: Sequence[Scalar]
    ) -> "tuple[tuple[ResultColumn, ...], Iterator[Packet]]":
        """Run a prepared statement; return its columns, and its rows one by one.

        Whoever stops early leaves the connection in use: only throwing it away is left.

        Raises:
            RefusedError: The server refused it, or stopped it.
            LostError: The connection is gone.
        """
        head = struct.pack("<IBI", statement.number, 0, 1)
        self._send(packet(_EXECUTE + head + bound(values)))
        self._reader.expect()
        first = self._reader.begin()
        kind = first.take(1)[0]
        if kind in (_OK, _ERROR):
            self._finish(kind, first)
            return (), iter(())
        columns = self._columns(kind if kind < 0xFB else self._count(kind, first))
        return columns, self._rows()

    def _rows(self) -> "Iterator[Packet]":
        while True:
            row = self._reader.begin()
            kind = row.take(1)[0]
            if kind != _OK:
                self._finish(kind, row)
                return
            yield row

    def _finish(self, kind: int, last: Packet) -> None:
        try:
            self._end(kind, last)
        except RefusedError:
            self.is_between = True
            raise
        self.is_between = True

    def _send(self, data: bytes) -> None:
        self.is_between = False
        try:
            self._socket.sendall(data)
        except (AttributeError, OSError) as error:
            raise LostError from error

    def _count(self, kind: int, first: Packet) -> int:
        return int.from_bytes(first.take({0xFC: 2, 0xFD: 3}.get(kind, 8)), "little")

    def _prepared(self) -> Prepared:
        first = self._reader.begin()
        kind = first.take(1)[0]
        if kind != _OK:
            self._end(kind, first)
            raise LostError
        number, columns, parameters = struct.unpack("<IHH", first.take(8))
        first.rest()
        self._columns(parameters)
        return Prepared(number, parameters, self._columns(columns))

    def _columns(self, count: int) -> tuple[ResultColumn, ...]:
        if not count:
            return ()
        found = tuple(_column(self._reader.begin()) for _ in range(count))
        self._reader.begin().rest()  # the end of the columns
        return found

    def _lines(self) -> "list[Line] | None":
        first = self._reader.begin()
        kind = first.take(1)[0]
        if kind in (_OK, _ERROR):
            self._end(kind, first)
            return None
        count = len(self._columns(kind if kind < 0xFB else self._count(kind, first)))
        lines: list[Line] = []
        while True:
            row = self._reader.begin()
            data = row.rest()
            if data[0] == _ERROR or (data[0] == _EOF and len(data) < _SHORT_BYTES):
                self._ended(data[0], data[1:])
                return lines
            lines.append(_line(data, count))

    def _end(self, kind: int, last: Packet) -> None:
        self._ended(kind, last.rest())

    def _ended(self, kind: int, rest: bytes) -> None:
        """Note the end of an answer.

        Raises:
            RefusedError: It is an error.
            LostError: It is one that ends the connection, or another result follows.
        """
        if kind == _ERROR:
            (number,) = struct.unpack("<H", rest[:2])
            if number in _LOST:
                raise LostError
            raise RefusedError(number)
        if kind == _EOF:
            self.warnings, self._status = struct.unpack("<HH", rest[:4])
        else:
            self.affected, self._status = _told(rest)
        if self._status & _MORE_RESULTS:
            raise LostError


def _told(ok: bytes) -> tuple[int, int]:
    """Return how many rows an OK packet says were touched, and the status behind two numbers."""
    numbers: list[int] = []
    position = 0
    for _ in range(2):
        size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(ok[position], 0)
        number = ok[position + 1 : position + 1 + size] if size else ok[position : position + 1]
        numbers.append(int.from_bytes(number, "little"))
        position += 1 + size
    return numbers[0], int.from_bytes(ok[position : position + 2], "little")


def _column(definition: Packet) -> ResultColumn:
    """Return a column. Source: "Column definition packet"."""
    _, schema, _, table, name, column = (definition.text() for _ in range(6))
    charset, _, kind, flags, decimals = struct.unpack("<HIBHB", definition.take(11)[1:])
    definition.rest()
    return ResultColumn(
        name=_word(name),
        schema=_word(schema),
        table=_word(table),
        column=_word(column),
        type=kind,
        charset=charset,
        flags=flags,
        decimals=decimals,
    )


def _word(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _line(data: bytes, count: int) -> Line:
    """Return the values of a row in the text protocol."""
    line: Line = []
    position = 0
    for _ in range(count):
        first = data[position]
        position += 1
        if first == 0xFB:
            line.append(None)
            continue
        size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first, 0)
        length = int.from_bytes(data[position : position + size], "little") if size else first
        position += size
        line.append(data[position : position + length])
        position += length
    return line
