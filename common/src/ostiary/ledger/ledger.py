"""What the guard uses of the ledger: reserve, settle, refuse, each one durable transaction."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.engine import Connection

from ostiary.classes import DataClass
from ostiary.ledger.commit import Committer
from ostiary.ledger.store import Batch, Head, StoreFile, open_engine, store_time
from ostiary.ledger.values import Allowance, Body, Exhausted, Moved, Reserved, Standing


class Ledger:
    """The record of every call, with the budgets that hang on it.

    Args:
        url: SQLAlchemy URL of the store.
        clock_us: The time now [µs since 1970].
        opening: What the first record of this process's stream says of it.

    Raises:
        LedgerError: The store cannot be used.
        SQLAlchemyError: The store failed.
    """

    def __init__(self, url: str, clock_us: Callable[[], int], opening: Mapping[str, Any]) -> None:
        self._clock_us = clock_us
        self._head: Head | None = None
        self._engine = open_engine(url, create=True)
        self._file = StoreFile(url)
        self._committer = Committer(self._engine, self._begin, self._remember)
        self._committer.run(
            lambda batch: batch.append({"kind": "opened", **opening, "heads": batch.heads()})
        )

    async def standing(self, principal: str) -> Standing:
        """Return where the principal's current conversation stands, opening one if need be."""
        return await self._committer.submit(lambda batch: batch.standing(principal))

    async def reserve(
        self, principal: str, seen: Standing, allowance: Allowance, intent: Body
    ) -> Reserved | Moved | Exhausted:
        """Record the intent and charge it, if the conversation still is what was decided on.

        Args:
            principal: Who pays.
            seen: What the decision was made for.
            allowance: What may be spent.
            intent: The record to write.
        """

        def work(batch: Batch) -> Reserved | Moved | Exhausted:
            standing = batch.standing(principal)
            if not standing.decides_like(seen):
                return Moved(standing)
            if standing.calls >= allowance.calls_per_conversation:
                return Exhausted(standing, "conversation")
            spent = batch.spent(principal, allowance.window_s)
            if spent.in_window >= allowance.calls_per_principal:
                return Exhausted(standing, "principal")
            batch.append({**intent, "conversation": standing.conversation})
            batch.charge(principal, standing.conversation, spent)
            return Reserved(standing)

        return await self._committer.submit(work)

    async def settle(
        self, conversation: str, outcome: Body, data_class: DataClass, *, untrusted: bool
    ) -> None:
        """Record the outcome and raise the conversation's label to what it was shown."""

        def work(batch: Batch) -> None:
            batch.append({**outcome, "conversation": conversation})
            batch.raise_label(conversation, data_class, untrusted=untrusted)

        await self._committer.submit(work)

    async def refuse(self, principal: str, refusal: Body, *, charged: bool) -> None:
        """Record a refusal and, unless it was about a list, charge it."""

        def work(batch: Batch) -> None:
            standing = batch.standing(principal)
            batch.append({**refusal, "conversation": standing.conversation})
            if charged:
                spent = batch.spent(principal, 0)
                batch.charge(principal, standing.conversation, spent)

        await self._committer.submit(work)

    async def note(self, body: Body) -> None:
        """Record something that costs nothing."""
        await self._committer.submit(lambda batch: batch.append(body))

    def close(self) -> None:
        """Finish what waits, say on record that this stream has ended, and release the store."""
        with suppress(Exception):  # what cannot be recorded now shows as a stream that just stops
            self._committer.run(lambda batch: batch.append({"kind": "closed"}))
        self._committer.close()
        self._engine.dispose()

    def _begin(self, connection: Connection) -> Batch:
        self._file.require()
        return Batch(connection, self._head, store_time(connection, self._clock_us))

    def _remember(self, batch: Batch) -> None:
        self._head = batch.head
