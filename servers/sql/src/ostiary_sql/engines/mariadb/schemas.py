"""Snapshots of the schema: read again when the server says that a definition has changed."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

import anyio

from ostiary_sql.engines.mariadb.snapshot import COUNTERS, Snapshot, everything, snapshot_of
from ostiary_sql.engines.mariadb.wire import Command, Line, query

_REMEMBERED = 3
"""Snapshots that statements may have been examined against."""

_TRUSTED_S = 30.0
"""How long the server's counters are believed alone [s]: what reaches it by replication may not be
counted. A statement on what has changed meanwhile is refused all the same."""

Ask = Callable[..., Awaitable[Sequence[Sequence[Line]]]]
"""Asks commands inside one transaction, and ends it; returns the lines of each answer."""


class Schemas:
    """The schema as it is, and as it was a moment ago.

    Args:
        databases: Those which are visible, the default one first.
        ask: Asks the server.
    """

    def __init__(self, databases: Callable[[], Sequence[str]], ask: Ask) -> None:
        self._databases = databases
        self._ask = ask
        self._known: OrderedDict[str, Snapshot] = OrderedDict()
        self._newest: Snapshot | None = None
        self._counted: Sequence[Line] = ()
        self._read_s = 0.0
        self._reading = anyio.Lock()

    def find(self, version: str) -> Snapshot | None:
        """Return the snapshot of that version, if it is remembered."""
        return self._known.get(version)

    def forget(self) -> None:
        """Have the schema read again: something of it is no longer as it was."""
        self._newest = None

    async def current(self) -> Snapshot:
        """Return the schema as it is now."""
        async with self._reading:
            (counted,) = await self._ask(query(COUNTERS))
            is_trusted = time.monotonic() - self._read_s < _TRUSTED_S
            if self._newest is not None and counted == self._counted and is_trusted:
                return self._newest
            # Counted before it is read: what changes in between is read twice, and not never.
            snapshot = await self._read()
            self._counted, self._read_s = counted, time.monotonic()
            return snapshot

    async def _read(self) -> Snapshot:
        databases = self._databases()
        commands: list[Command] = [query(sql) for sql in everything(databases)]
        snapshot = snapshot_of(databases[0], await self._ask(*commands))
        # What has not changed stays the same object, and so whatever is remembered of it.
        known = self._known.get(snapshot.catalog.version)
        self._newest = known if known is not None else snapshot
        self._known[snapshot.catalog.version] = self._newest
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return self._newest
