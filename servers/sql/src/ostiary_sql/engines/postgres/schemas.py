"""Snapshots of the schema: read again when it has changed, and remembered for what is under way."""

import json
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import anyio
from psycopg.pq.abc import PGresult

from ostiary.server import UpstreamError
from ostiary_sql.engines.postgres.session import BEGIN_SNAPSHOT
from ostiary_sql.engines.postgres.snapshot import (
    CURRENT_DATABASE,
    CURRENT_SCHEMA,
    OWN_CASTS,
    OWN_FUNCTIONS,
    RELATIONS,
    VERSION,
    Snapshot,
    Told,
    snapshot_of,
)
from ostiary_sql.engines.postgres.wire import Query, Request

_REMEMBERED = 3
"""Snapshots that statements may have been examined against."""

_MANY_COLUMNS = 20_000
_SPARED_S = 1.0
"""How long the version of a schema of so many columns is not asked for again: it takes the server
some 0.1 s. A statement on what has changed meanwhile is refused all the same."""

_NO_SCHEMA = "The database shows no schema: tell the operator."


class Ask(Protocol):
    """Asks inside one transaction, and ends it."""

    async def __call__(self, begin: str, schema: str, *requests: Request) -> Sequence[PGresult]:
        """Return the results of the requests."""
        ...


class Schemas:
    """The schema as it is, and as it was a moment ago.

    Args:
        visible: Names of the schemas that are shown, the default one first; empty for the
            account's own default.
        ask: Asks the database.
    """

    def __init__(self, visible: Sequence[str], ask: Ask) -> None:
        self._visible = tuple(visible)
        self._ask = ask
        self._known: OrderedDict[str, Snapshot] = OrderedDict()
        self._newest: Snapshot | None = None
        self._asked_s = 0.0
        self._reading = anyio.Lock()

    @property
    def default(self) -> str:
        """The schema where names without one are looked for; empty before it is known."""
        return self._visible[0] if self._visible else ""

    def find(self, version: str) -> Snapshot | None:
        """Return the snapshot of that version, if it is remembered."""
        return self._known.get(version)

    def forget(self) -> None:
        """Have the schema read again: something of it is no longer as it was."""
        self._newest = None

    async def current(self) -> Snapshot:
        """Return the schema as it is now.

        Raises:
            UpstreamError: The account has no default schema, and none is set.
        """
        newest = self._newest
        if newest is not None and self._is_spared(newest):
            return newest
        await self._find_default()
        schemas = json.dumps(self._visible).encode()
        version = _text(await self._ask(BEGIN_SNAPSHOT, self.default, Query(VERSION, [schemas])))
        self._asked_s = time.monotonic()
        newest = self._newest
        if newest is not None and newest.catalog.version == version:
            return newest
        async with self._reading:
            # Somebody else may have read it while this one waited.
            newest = self._newest
            if newest is not None and newest.catalog.version == version:
                return newest
            return await self._read(schemas)

    def _is_spared(self, newest: Snapshot) -> bool:
        columns = sum(len(relation.columns) for relation in newest.relations.values())
        return columns > _MANY_COLUMNS and time.monotonic() - self._asked_s < _SPARED_S

    async def _read(self, schemas: bytes) -> Snapshot:
        version, relations, own, casts, name = await self._ask(
            BEGIN_SNAPSHOT,
            self.default,
            Query(VERSION, [schemas]),
            Query(RELATIONS, [schemas]),
            Query(OWN_FUNCTIONS, [self.default.encode()]),
            Query(OWN_CASTS),
            Query(CURRENT_DATABASE),
        )
        names = (each.decode("utf-8", "replace") for each in _column(own))
        pairs = zip(_column(casts), _column(casts, 1), strict=True)
        own_casts = ((source.decode(), target.decode()) for source, target in pairs)
        seen = Told(_text([version]), _text([name]), _column(relations), names, own_casts)
        snapshot = snapshot_of(seen, self.default)
        self._newest = snapshot
        self._known[snapshot.catalog.version] = snapshot
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return snapshot

    async def _find_default(self) -> None:
        if self._visible:
            return
        (result,) = await self._ask("", "", Query(CURRENT_SCHEMA))
        if (name := result.get_value(0, 0)) is None:
            raise UpstreamError(_NO_SCHEMA, detail="postgres: current_schema() is null")
        self._visible = (name.decode(),)


def _text(results: Sequence[PGresult]) -> str:
    return (results[0].get_value(0, 0) or b"").decode()


def _column(result: PGresult, number: int = 0) -> list[bytes]:
    return [result.get_value(row, number) or b"" for row in range(result.ntuples)]
