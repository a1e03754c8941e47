"""What the guard uses of the ledger: reserve, settle, refuse, each one durable transaction."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from ostiary.classes import DataClass
from ostiary.ledger import calls, conversations
from ostiary.ledger.aggregates import Aggregates
from ostiary.ledger.allotment import Allotment
from ostiary.ledger.anchor import open_anchor
from ostiary.ledger.batch import Batch, Conversation, Head
from ostiary.ledger.checkpoint import Checkpoint, Signer
from ostiary.ledger.commit import Committer
from ostiary.ledger.inside import Appeal, Inside
from ostiary.ledger.keeper import Keeper
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.notary import Notary
from ostiary.ledger.seal import Sealer
from ostiary.ledger.store import LedgerError, open_store
from ostiary.ledger.values import (
    Amounts,
    Body,
    Claim,
    Judge,
    Pace,
    Refused,
    Reserved,
    Standing,
    Trace,
    Traced,
)

T = TypeVar("T")

DEFAULT_WINDOW_S = 86400
_BY_DEFAULT = Keeping()


class Ledger:
    """The record of every call, with the budgets that hang on it.

    Args:
        url: SQLAlchemy URL of the store.
        clock_us: The time now [µs since 1970]; None leaves it to the store.
        opening: What the first record of this process's stream says of it.
        window_s: How long a charge counts until the first decision says how long [s].
        keeping: Keys, checkpoints, anchor and low-water mark.

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
        keeping: Keeping = _BY_DEFAULT,
    ) -> None:
        self._window_s = window_s
        self._min_free_bytes = keeping.min_free_bytes
        self._head: Head | None = None
        self._is_head_certain = True
        anchor = open_anchor(keeping.anchor)
        signer = Signer(keeping.checkpoint_key) if keeping.checkpoint_key else None
        self._seal = Sealer(keeping.replay_key).seal if keeping.replay_key else None
        self._aggregates = Aggregates()
        self._allotment = Allotment()
        self._store = open_store(url, clock_us, keeping.free_bytes)
        self._committer = Committer(self._store, self._begin, self._remember, self._doubt)
        self._notary = Notary(
            self._committer,
            signer,
            anchor,
            every_s=keeping.checkpoint_s,
            every_records=keeping.checkpoint_records,
        )
        self._keeper: Keeper | None = None
        try:
            self._mark({"kind": "opened", **opening}, carries_heads=True)
        except BaseException:
            self._committer.close()
            raise
        self._keeper = Keeper(self._committer, self._aggregates, self._notary, self._position)

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What is raised when the store fails, beside `LedgerError`."""
        return self._store.failures

    async def standing(
        self, principal: str, claim: Claim | None = None, tool: str = ""
    ) -> Standing | None:
        """Return where the principal's conversation stands; None when the claim does not hold.

        Without a claim it is his current one, which is opened if need be.

        Raises:
            LedgerError: The disk is almost full: what is left is kept for calls that already run.
        """
        if self._is_short_of_space():
            raise LedgerError("OSTIARY_STATE: the ledger's disk is almost full")
        return await self._committer.submit(
            lambda batch: calls.standing_of(batch, self._asked(principal, claim, tool)),
            principal,
        )

    async def reserve(
        self,
        principal: str,
        claim: Claim | None,
        tool: str,
        judge: Judge,
        appeal: Appeal | None = None,
    ) -> Reserved | Refused:
        """Let a call be judged where it stands, and record and charge what comes of it.

        One durable transaction. Once this returns `Reserved`, the intent is on record and what was
        granted is charged; once it returns `Refused`, the refusal is.

        Args:
            principal: Who calls, and pays.
            claim: What his verified handle says; None for his current conversation.
            tool: What is asked for, as budgets name it.
            judge: The guard's.
            appeal: Heard where the judge refuses; None: there is none.
        """

        def work(batch: Batch) -> Reserved | Refused:
            asked = self._asked(principal, claim, tool)
            answer, self._window_s = calls.reserve(batch, asked, judge, self._seal, appeal)
            return answer

        if self._is_short_of_space():
            return Refused(None, "space")
        return await self._committer.submit(work, principal)

    async def settle(
        self,
        reserved: Reserved,
        outcome: Body,
        cost: Amounts,
        data_class: DataClass,
        *,
        untrusted: bool,
        trace: Trace | None = None,
    ) -> None:
        """Record what became of a call: one durable transaction, before the result leaves.

        Args:
            reserved: What `reserve` returned.
            outcome: The record to write.
            cost: What the call did cost; the charge is corrected to it.
            data_class: The highest class that the caller was shown.
            untrusted: Whether he was shown text that somebody outside wrote.
            trace: What he was shown, as fingerprints; None keeps none.
        """
        await self._committer.submit(
            lambda batch: calls.settle(
                batch, reserved, outcome, cost, data_class, untrusted=untrusted, trace=trace
            ),
            reserved.bill.principal,
        )

    async def traced(self, principal: str, claim: Claim | None) -> Traced | None:
        """Return what is kept of the results of the principal's conversation; None as above."""
        return await self._committer.submit(
            lambda batch: calls.traced(batch, self._asked(principal, claim, "")), principal
        )

    async def refuse(
        self,
        principal: str,
        claim: Claim | None,
        tool: str,
        refusal: Body,
        *,
        charged: bool,
        pace: Pace | None = None,
    ) -> None:
        """Record a refusal by a stage before the decision and, if `charged`, charge one call.

        One that is free is only counted once its principal has left many such records.

        Args:
            principal: Who called, and pays.
            claim: What his verified handle says.
            tool: What was asked for; empty when nothing was resolved.
            refusal: The record to write.
            charged: Whether it costs a call.
            pace: What becomes of the principal's pace; None leaves it as it is.
        """
        if self._is_short_of_space():
            return
        if not charged and not self._allotment.take(principal, time.monotonic()):
            self._aggregates.count("lists", "refused", principal)
            return
        await self._committer.submit(
            lambda batch: calls.refuse(
                batch, self._asked(principal, claim, tool), refusal, charged=charged, pace=pace
            ),
            principal,
        )

    async def note(self, body: Body) -> None:
        """Record something that is about no call."""
        await self._committer.submit(lambda batch: batch.append(body))

    async def together(self, work: Callable[[Inside], T]) -> T:
        """Return what `work` returned, once all that it wrote and recorded is durable.

        Args:
            work: A function of one transaction; it may run more than once.
        """
        return await self._committer.submit(lambda batch: work(Inside(batch, "")))

    async def note_list(self, principal: str, body: Body) -> None:
        """Record a list that a principal was shown, at no charge.

        Once he has left many such records in a minute, further ones are only counted, and the
        count is recorded: nothing that is free can fill the disk.
        """
        if self._allotment.take(principal, time.monotonic()):
            await self.note(body)
        else:
            self._aggregates.count("lists", "shown", principal)

    async def open_conversation(
        self, principal: str, *, lifetime_s: float, clearance: DataClass | None = None
    ) -> Claim:
        """Open a conversation with handles; return what they are to say.

        Args:
            principal: Whose it is.
            lifetime_s: How long its handles hold, by the store's time [s].
            clearance: The highest class that the endpoint behind it may read; None: not said.
        """
        return await self._committer.submit(
            lambda batch: conversations.open_conversation(batch, principal, lifetime_s, clearance),
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
        """Forget what a conversation and its principal have read, begin its counters anew.

        Its principal's counters stay as they are. Returns whether there is such a conversation.

        Args:
            conversation: Which.
            by: Who says so, for the record.
        """
        return await self._change(conversation, by, conversations.reset)

    async def erase_replays(self, places: Sequence[tuple[str, int]], by: str) -> None:
        """Forget the sealed requests of intents; their records stay as they are.

        Args:
            places: Stream and position of each.
            by: Who says so, for the record.
        """

        def work(batch: Batch) -> None:
            for stream, position in places:
                batch.erase_replay(stream, position)
            told = [f"{stream}:{position}" for stream, position in places]
            batch.append({"kind": "erased", "by": by, "replays": told})

        await self._committer.submit(work)

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
        self._aggregates.count("unauthenticated", reason)

    def count_unserved(self, reason: str) -> None:
        """Count what is no message or asks for what there is not; it never waits.

        Args:
            reason: A constant of the code that counts, such as `method`.
        """
        self._aggregates.count("unserved", reason)

    def close(self) -> None:
        """Finish what waits, say on record that this stream has ended, and release the store."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        with suppress(Exception):  # what cannot be recorded now shows as a stream that just stops
            keeper.close()
            self._mark({"kind": "closed"}, closes=True)
            self._notary.send()
        self._committer.close()

    def _mark(self, body: Body, *, carries_heads: bool = False, closes: bool = False) -> None:
        """Record the beginning or the end of this process's stream, under a checkpoint."""

        def work(batch: Batch) -> tuple[Checkpoint | None, int]:
            added = {"heads": batch.heads()} if carries_heads else {}
            _, position = batch.append({**body, **added})
            if closes:
                batch.close_stream()
            return self._notary.make(batch), position

        checkpoint, position = self._committer.run(work)
        self._notary.made(checkpoint, position, time.monotonic())

    def _position(self) -> int:
        return self._head.position - 1 if self._head is not None else -1

    def _is_short_of_space(self) -> bool:
        """Whether the disk is so full that what is left is kept for calls that already run."""
        free = self._store.free_bytes()
        if free is None or free >= self._min_free_bytes:
            return False
        self._aggregates.count("unrecorded", "space")
        return True

    def _asked(self, principal: str, claim: Claim | None, tool: str) -> calls.Asked:
        return calls.Asked(principal, claim, tool, self._window_s)

    def _begin(self, connection: Any, principals: list[str]) -> Batch:
        if not self._is_head_certain:
            self._head = self._find_head(connection)
            self._is_head_certain = True
        return Batch(self._store, connection, self._head, principals)

    def _remember(self, batch: Batch) -> None:
        self._head = batch.head
        if self._keeper is not None and self._notary.is_due(self._position()):
            self._keeper.wake()

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
