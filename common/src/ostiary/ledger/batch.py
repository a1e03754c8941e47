"""One transaction as the works in it see it: the head of this process's stream, and the store."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ostiary.classes import DataClass
from ostiary.ledger.chain import GENESIS, canonical, link_hash, record_hash
from ostiary.ledger.checkpoint import Checkpoint
from ostiary.ledger.store import LedgerError, Store
from ostiary.ledger.values import MEASURES, Amounts, Bill, Body, Spent, Trace

MAX_TRACES = 64
"""Of how many results of a conversation it is kept what they showed."""

TRACE_LIFETIME_US = 24 * 3600 * 1_000_000
"""How long that is kept [µs]."""

_NOTHING = Amounts()
_CHARGED = [
    [f"{name}_{row}" for name in ("scope", "until_us", "tool", *MEASURES)] for row in range(4)
]
"""Names of the parameters of a charge, for each row."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream: where the next record goes and what it is bound to.

    Args:
        stream: The stream.
        position: Of the next record.
        hash: What the next record is bound to.
        at_us: Time of the last one [µs since 1970].
    """

    stream: str
    position: int
    hash: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Locked:
    """A principal's row, locked until the transaction ends.

    Args:
        now_us: The time for this principal, never earlier than before [µs since 1970].
        current: The conversation that it is in when it names none; empty before the first.
        floor_class: The class that no label of a conversation of his is below.
        floor_untrusted: Whether all of them count as having read untrusted text.
        pace: How his latest calls repeat each other, as the guard writes it.
    """

    now_us: int
    current: str
    floor_class: int
    floor_untrusted: int
    pace: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation, as stored. Times in µs since 1970."""

    conversation: str
    principal: str
    opened_at_us: int
    last_at_us: int
    expires_at_us: int
    revoked: int
    data_class: int
    untrusted: int
    clearance: int
    generation: int

    @property
    def scope(self) -> str:
        """Name of its counters."""
        return f"c:{self.conversation}:{self.generation}"

    def cleared_for(self) -> DataClass | None:
        """Return the highest class that the endpoint behind it may read; None: not said."""
        return None if self.clearance < 0 else DataClass(self.clearance)


class Batch:
    """One open transaction.

    Args:
        store: Whose it is.
        connection: The driver's.
        head: Where this process's stream ended when it began; None before the stream is opened.
        principals: Whom its works are about, in order; their rows are locked now.
    """

    def __init__(
        self, store: Store, connection: Any, head: Head | None, principals: list[str]
    ) -> None:
        self.store = store
        self.connection = connection
        self.head = head
        self.sql = store.statements
        self._locked: dict[str, Locked] = {}
        now = store.bound_now_us()
        for principal in principals:
            row = self.one(self.sql.lock, {"of": principal, "now": now})
            if row is None:
                raise LedgerError("OSTIARY_STATE: the ledger gives no time")
            self._locked[principal] = Locked(*row)

    def one(self, statement: str, values: Mapping[str, Any]) -> Any:
        """Return the first row of a statement, or None."""
        return self.connection.execute(statement, values).fetchone()

    def do(self, statement: str, values: Mapping[str, Any]) -> None:
        """Run a statement that returns nothing."""
        self.connection.execute(statement, values)

    def locked(self, principal: str) -> Locked:
        """Return a principal's row; it is one of those that the batch was made for."""
        return self._locked[principal]

    def append(self, body: Body, principal: str = "") -> tuple[str, int]:
        """Append a record to this process's stream; return its stream and position.

        Its time is that of the principal or, where it is about nobody, the store's; in either case
        not earlier than that of the record before.
        """
        now_us = self._time_of(principal)
        head = self._opened_head(now_us)
        at_us = max(now_us, head.at_us)
        text = canonical({**body, "at_us": at_us})
        own = record_hash(head.stream, head.position, head.hash, text)
        row = {"stream": head.stream, "position": head.position, "at_us": at_us}
        self.do(self.sql.add_record, {**row, "previous": head.hash, "hash": own, "body": text})
        self.head = Head(head.stream, head.position + 1, own, at_us)
        return head.stream, head.position

    def next_place(self, principal: str) -> tuple[str, int]:
        """Return where the next record will stand: its stream and position."""
        head = self._opened_head(self._time_of(principal))
        return head.stream, head.position

    def keep_replay(self, stream: str, position: int, sealed: bytes) -> None:
        """Keep the sealed request of the intent at that place."""
        row = {"stream": stream, "position": position, "sealed": sealed}
        self.do(self.sql.add_replay, row)

    def erase_replay(self, stream: str, position: int) -> None:
        """Forget the sealed request of the intent at that place."""
        self.do(self.sql.erase_replay, {"of": stream, "at": position})

    def heads(self) -> dict[str, str]:
        """Return where other streams end, `position:hash` by stream: the newest 64 of them.

        Carried by a stream's first record, they show when an earlier stream was cut short.
        """
        heads = self._heads(self.sql.newest_heads)
        return {stream: f"{position}:{digest}" for stream, (position, digest) in heads.items()}

    def close_stream(self) -> None:
        """Note that the record just appended is the last of this process's stream."""
        if self.head is not None:
            self.do(self.sql.close_stream, {"of": self.head.stream, "to": self.head.position - 1})

    def moved_heads(self) -> dict[str, tuple[int, str]]:
        """Return the heads that no checkpoint covers, by the store's bookkeeping."""
        return self._heads(self.sql.moved_heads)

    def all_heads(self) -> dict[str, tuple[int, str]]:
        """Return the position and hash of every stream's last record."""
        return self._heads(self.sql.all_heads)

    def end_of_chain(self) -> tuple[int, str] | None:
        """Return position and hash of the last link in the chain of streams."""
        return self.one(self.sql.last_stream, {})

    def last_checkpoint(self) -> tuple[int, str] | None:
        """Return position and hash of the last checkpoint."""
        return self.one(self.sql.last_checkpoint, {})

    def store_identifier(self) -> str:
        """Return what tells this store from others."""
        row = self.one(self.sql.store, {})
        if row is None:
            raise LedgerError("OSTIARY_STATE: the ledger has lost its identifier")
        return row[0]

    def add_checkpoint(self, made: Checkpoint, covered: Mapping[str, int]) -> None:
        """Keep a checkpoint, and how far it covers each stream."""
        row = {"position": made.position, "at_us": made.at_us, "body": made.body}
        self.do(self.sql.add_checkpoint, {**row, "hash": made.hash, "signature": made.signature})
        for stream, position in covered.items():
            self.do(self.sql.cover, {"of": stream, "to": position})

    def conversation(self, identifier: str) -> Conversation | None:
        """Return the conversation of that name."""
        row = self.one(self.sql.conversation, {"of": identifier}) if identifier else None
        return Conversation(*row) if row is not None else None

    def open_conversation(
        self, principal: str, expires_at_us: int, clearance: DataClass | None
    ) -> Conversation:
        """Open a conversation of the principal's."""
        now_us = self.locked(principal).now_us
        fresh = Conversation(
            conversation=secrets.token_hex(8),
            principal=principal,
            opened_at_us=now_us,
            last_at_us=now_us,
            expires_at_us=expires_at_us,
            revoked=0,
            data_class=int(DataClass.PUBLIC),
            untrusted=0,
            clearance=-1 if clearance is None else int(clearance),
            generation=0,
        )
        row = {name: getattr(fresh, name) for name in Conversation.__slots__}
        self.do(self.sql.add_conversation, row)
        return fresh

    def make_current(self, conversation: Conversation) -> None:
        """Make it the one that its principal is in when it names none."""
        name, principal = conversation.conversation, conversation.principal
        self.do(self.sql.make_current, {"of": principal, "to": name})
        self._locked[principal] = replace(self.locked(principal), current=name)

    def raise_floor(self, principal: str, data_class: DataClass, *, untrusted: bool) -> None:
        """Raise what no conversation of the principal's is below to at least this."""
        label = {"to_class": int(data_class), "to_untrusted": int(untrusted)}
        self.do(self.sql.raise_floor, {"of": principal, **label})
        locked = self.locked(principal)
        self._locked[principal] = replace(
            locked,
            floor_class=max(locked.floor_class, int(data_class)),
            floor_untrusted=max(locked.floor_untrusted, int(untrusted)),
        )

    def reset_floor(self, principal: str) -> None:
        """Lower it to nothing read, and begin the principal's pace anew."""
        self.do(self.sql.reset_floor, {"of": principal})
        nothing = {"floor_class": 0, "floor_untrusted": 0, "pace": ""}
        self._locked[principal] = replace(self.locked(principal), **nothing)

    def set_pace(self, principal: str, pace: str) -> None:
        """Keep how the principal's latest calls repeat each other."""
        self.do(self.sql.set_pace, {"of": principal, "to": pace})
        self._locked[principal] = replace(self.locked(principal), pace=pace)

    def add_trace(self, conversation: str, now_us: int, trace: Trace) -> None:
        """Keep what a result showed; what is too old, or one too many, is forgotten."""
        row = {
            "at_us": now_us,
            "sources": json.dumps(trace.sources),
            "data_class": int(trace.data_class),
            "untrusted": int(trace.untrusted),
            "marks": trace.marks,
        }
        self.do(self.sql.add_trace, {"of": conversation, **row})
        bounds = {"since": now_us - TRACE_LIFETIME_US, "keep": MAX_TRACES}
        self.do(self.sql.drop_traces, {"of": conversation, **bounds})

    def traces(self, conversation: str, now_us: int) -> list[Trace]:
        """Return what results of a conversation showed, as far as it is kept."""
        since = {"of": conversation, "since": now_us - TRACE_LIFETIME_US}
        return [
            Trace(tuple(json.loads(sources)), DataClass(data_class), bool(untrusted), bytes(marks))
            for sources, data_class, untrusted, marks in self.connection.execute(
                self.sql.traces, since
            ).fetchall()
        ]

    def touch(self, conversation: Conversation) -> None:
        """Note that the conversation is in use now."""
        now_us = self.locked(conversation.principal).now_us
        self.do(self.sql.touch, {"of": conversation.conversation, "now": now_us})

    def revoke(self, conversation: Conversation) -> None:
        """End its handles."""
        self.do(self.sql.revoke, {"of": conversation.conversation})

    def reset(self, conversation: Conversation) -> None:
        """Lower its label to nothing read, and begin new counters: none is taken away."""
        self.do(self.sql.reset, {"of": conversation.conversation})

    def raise_label(self, conversation: str, data_class: DataClass, *, untrusted: bool) -> None:
        """Raise a conversation's label to at least this; it never sinks."""
        label = {"to_class": int(data_class), "to_untrusted": int(untrusted)}
        self.do(self.sql.raise_label, {"of": conversation, **label})

    def spent(self, scope: str, principal: str, tool: str, since_us: int) -> Spent:
        """Return what was spent: by the conversation's counters, and the principal's since then."""
        own = f"p:{principal}"
        values = {"conversation": scope, "principal": own, "all_tools": "", "by": tool}
        times = {"begin": -1, "since": since_us}
        rows = self.connection.execute(self.sql.spent, {**values, **times}).fetchall()
        sums = {(row[0], row[1]): Amounts(*row[2:]) for row in rows}
        return Spent(
            sums.get((scope, ""), _NOTHING),
            sums.get((own, ""), _NOTHING),
            sums.get((scope, tool), _NOTHING),
            sums.get((own, tool), _NOTHING),
        )

    def charge(self, bill: Bill, amounts: Amounts) -> None:
        """Add amounts, which may be negative, to the counters of a bill."""
        if amounts == _NOTHING:
            return
        scopes = [(f"p:{bill.principal}", bill.until_us)]
        if bill.conversation_scope:
            scopes.append((bill.conversation_scope, 0))
        rows = [(*scope, tool) for scope in scopes for tool in dict.fromkeys(("", bill.tool))]
        measures = (amounts.calls, amounts.rows, amounts.bytes, amounts.ms)
        values: dict[str, Any] = {}
        for names, row in zip(_CHARGED, rows, strict=False):
            values.update(zip(names, (*row, *measures), strict=True))
        self.do(self.sql.charges[len(rows)], values)

    def _heads(self, statement: str) -> dict[str, tuple[int, str]]:
        rows = self.connection.execute(statement).fetchall()
        return {stream: (position, digest) for stream, position, digest in rows}

    def _time_of(self, principal: str) -> int:
        return self.locked(principal).now_us if principal else self.store.now_us(self.connection)

    def _opened_head(self, at_us: int) -> Head:
        if self.head is None:
            self.head = self._open_stream(at_us)
        return self.head

    def _open_stream(self, at_us: int) -> Head:
        """Append a new stream to the chain of streams; return its head, still without a record."""
        self.store.lock_chains(self.connection)
        last = self.one(self.sql.last_stream, {})
        position, previous = (last[0] + 1, last[1]) if last is not None else (0, GENESIS)
        stream = secrets.token_hex(8)
        link = link_hash(position, stream, at_us, previous)
        row = {"position": position, "stream": stream, "opened_at_us": at_us}
        bookkeeping = {"covered": -1, "closed": -1}
        self.do(self.sql.add_stream, {**row, "previous": previous, "hash": link, **bookkeeping})
        return Head(stream, 0, link, at_us)
