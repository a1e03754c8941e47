"""What the guard uses of the ledger: reserve, settle, refuse, each one durable transaction."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from ostiary.classes import DataClass
from ostiary.ledger import calls, conversations
from ostiary.ledger.aggregates import Aggregates
from ostiary.ledger.batch import Batch, Conversation, Head
from ostiary.ledger.commit import Committer
from ostiary.ledger.keeper import Keeper
from ostiary.ledger.store import LedgerError, open_store
from ostiary.ledger.values import Amounts, Body, Claim, Judge, Refused, Reserved, Standing

DEFAULT_WINDOW_S = 86400


class Ledger:
    """The record of every call, with the budgets that hang on it.

    Args:
        url: SQLAlchemy URL of the store.
        clock_us: The time now [µs since 1970]; None leaves it to the store.
        opening: What the first record of this process's stream says of it.
        window_s: How long a charge counts until the first decision says how long [s].

    Raises:
        LedgerError: The store cannot be used.
        Exception: SQLAlchemy's or the driver's: the store failed.
    """

    def __init__(
        self,
        url: str,
        clock_us: Callable[[], int] | None,
        opening: Mapping[str, Any],
        *,
        window_s: int = DEFAULT_WINDOW_S,
    ) -> None:
        self._window_s = window_s
        self._head: Head | None = None
        self._is_head_certain = True
        self._store = open_store(url, clock_us)
        self._committer = Committer(self._store, self._begin, self._remember, self._doubt)
        self._aggregates = Aggregates()
        self._committer.run(
            lambda batch: batch.append({"kind": "opened", **opening, "heads": batch.heads()})
        )
        self._keeper = Keeper(self._committer, self._aggregates)

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What is raised when the store fails, beside `LedgerError`."""
        return self._store.failures

    async def standing(
        self, principal: str, claim: Claim | None = None, tool: str = ""
    ) -> Standing | None:
        """Return where the principal's conversation stands; None when the claim does not hold.

        Without a claim it is his current one, which is opened if need be.
        """
        return await self._committer.submit(
            lambda batch: calls.standing_of(batch, self._asked(principal, claim, tool)),
            principal,
        )

    async def reserve(
        self, principal: str, claim: Claim | None, tool: str, judge: Judge
    ) -> Reserved | Refused:
        """Let a call be judged where it stands, and record and charge what comes of it.

        One durable transaction. Once this returns `Reserved`, the intent is on record and what was
        granted is charged; once it returns `Refused`, the refusal is.

        Args:
            principal: Who calls, and pays.
            claim: What his verified handle says; None for his current conversation.
            tool: What is asked for, as budgets name it.
            judge: The guard's.
        """

        def work(batch: Batch) -> Reserved | Refused:
            asked = self._asked(principal, claim, tool)
            answer, self._window_s = calls.reserve(batch, asked, judge, None)
            return answer

        return await self._committer.submit(work, principal)

    async def settle(
        self,
        reserved: Reserved,
        outcome: Body,
        cost: Amounts,
        data_class: DataClass,
        *,
        untrusted: bool,
    ) -> None:
        """Record what became of a call: one durable transaction, before the result leaves.

        Args:
            reserved: What `reserve` returned.
            outcome: The record to write.
            cost: What the call did cost; the charge is corrected to it.
            data_class: The highest class that the caller was shown.
            untrusted: Whether he was shown text that somebody outside wrote.
        """
        await self._committer.submit(
            lambda batch: calls.settle(
                batch, reserved, outcome, cost, data_class, untrusted=untrusted
            ),
            reserved.bill.principal,
        )

    async def refuse(
        self, principal: str, claim: Claim | None, tool: str, refusal: Body, *, charged: bool
    ) -> None:
        """Record a refusal by a stage before the decision and, if `charged`, charge one call."""
        await self._committer.submit(
            lambda batch: calls.refuse(
                batch, self._asked(principal, claim, tool), refusal, charged=charged
            ),
            principal,
        )

    async def note(self, body: Body) -> None:
        """Record something that costs nothing."""
        await self._committer.submit(lambda batch: batch.append(body))

    async def open_conversation(
        self, principal: str, *, expires_at_us: int, clearance: DataClass | None
    ) -> Claim:
        """Open a conversation with handles; return what they are to say.

        Args:
            principal: Whose it is.
            expires_at_us: When its handles end, by the store's time [µs since 1970].
            clearance: The highest class that the endpoint behind it may read; None: not said.
        """
        return await self._committer.submit(
            lambda batch: conversations.open_conversation(
                batch, principal, expires_at_us, clearance
            ),
            principal,
        )

    async def revoke(self, conversation: str, by: str) -> bool:
        """End a conversation's handles now; return whether there is such a conversation.

        Args:
            conversation: Which.
            by: Who says so, for the record.
        """
        return await self._change(conversation, by, conversations.revoke)

    async def reset(self, conversation: str, by: str) -> bool:
        """Forget what a conversation has read and begin its counters anew.

        Its principal's counters stay as they are. Returns whether there is such a conversation.

        Args:
            conversation: Which.
            by: Who says so, for the record.
        """
        return await self._change(conversation, by, conversations.reset)

    async def _change(
        self, conversation: str, by: str, change: Callable[[Batch, Conversation, str], None]
    ) -> bool:
        # Whose row has to be locked is only known once it was read; whose it is never changes.
        found = await self._committer.submit(lambda batch: batch.conversation(conversation))
        if found is None:
            return False

        def work(batch: Batch) -> None:
            fresh = batch.conversation(conversation)
            if fresh is not None:
                change(batch, fresh, by)

        await self._committer.submit(work, found.principal)
        return True

    def count_unauthenticated(self, reason: str) -> None:
        """Count a request behind which nobody could be made out; it never waits.

        Args:
            reason: A constant of the code that counts, such as `no bearer`.
        """
        self._aggregates.count(reason)

    def close(self) -> None:
        """Finish what waits, say on record that this stream has ended, and release the store."""
        with suppress(Exception):  # what cannot be recorded now shows as a stream that just stops
            self._keeper.close()
            self._committer.run(lambda batch: batch.append({"kind": "closed"}))
        self._committer.close()

    def _asked(self, principal: str, claim: Claim | None, tool: str) -> calls.Asked:
        return calls.Asked(principal, claim, tool, self._window_s)

    def _begin(self, connection: Any, principals: list[str]) -> Batch:
        if not self._is_head_certain:
            self._head = self._find_head(connection)
            self._is_head_certain = True
        return Batch(self._store, connection, self._head, principals)

    def _remember(self, batch: Batch) -> None:
        self._head = batch.head

    def _doubt(self) -> None:
        self._is_head_certain = False

    def _find_head(self, connection: Any) -> Head | None:
        """Return where the stream ends after a transaction of which nobody heard how it ended.

        Raises:
            LedgerError: It ends before a place that was durable.
        """
        known = self._head
        if known is None:
            return None
        statement = self._store.statements.end_of_stream
        found = connection.execute(statement, {"of": known.stream}).fetchone()
        position = found[0] + 1 if found is not None else 0
        if found is None or position < known.position:
            raise LedgerError("OSTIARY_STATE: the store has lost records; verify it")
        if position == known.position:
            return known
        return Head(known.stream, position, found[1], known.at_us)
