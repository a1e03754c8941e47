"""The statements of the call path: built by SQLAlchemy Core, compiled once for each dialect.

Building an expression costs SQLAlchemy more than running it, and so does its result object. What a
call pays is the driver's own execution of a finished text with named parameters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Dialect,
    Table,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ostiary.ledger.tables import (
    checkpoints,
    conversations,
    meta,
    principals,
    records,
    replays,
    spend,
    streams,
    traces,
)

CARRIED_HEADS = 64
"""Of how many of the newest streams a stream's first record carries the ends."""

_MEASURES = (spend.c.calls, spend.c.rows, spend.c.bytes, spend.c.ms)


@dataclass(frozen=True, slots=True)
class Statements:
    """Finished texts with the driver's named parameters.

    Args:
        lock: Locks a principal's row, moves its time on; returns the row.
        last_stream: The end of the chain of streams.
        newest_heads: Where the newest streams end.
        end_of_stream: Where one stream ends.
        add_stream: Appends to the chain of streams.
        add_record: Appends a record.
        conversation: One conversation.
        add_conversation: Opens one.
        make_current: Makes it the principal's current one.
        raise_floor: Raises the label that no conversation of a principal is below.
        reset_floor: Lowers it, and begins a principal's pace anew.
        set_pace: Keeps how his latest calls repeat each other.
        add_trace: Keeps what a result showed, as its conversation's newest.
        drop_traces: Forgets what is older than a time, or than some newer ones.
        traces: What results of a conversation showed since a time.
        touch: Notes that it was used.
        raise_label: Raises its label.
        revoke: Ends its handles.
        reset: Lowers its label, moves it on to new counters.
        spent: Sums of two scopes, each since a time: by all tools, and by one.
        charges: Add to as many counters; parameters have their number behind their name.
        add_replay: Keeps a sealed request.
        erase_replay: Forgets it.
        close_stream: Notes where a stream was closed.
        all_heads: Where all streams end.
        moved_heads: Where those end that may have moved since a checkpoint covered them.
        cover: Notes how far a checkpoint covers a stream.
        last_checkpoint: The end of the chain of checkpoints.
        add_checkpoint: Appends to it.
        store: The store's identifier.
    """

    lock: str
    last_stream: str
    newest_heads: str
    end_of_stream: str
    add_stream: str
    add_record: str
    conversation: str
    add_conversation: str
    make_current: str
    raise_floor: str
    reset_floor: str
    set_pace: str
    add_trace: str
    drop_traces: str
    traces: str
    touch: str
    raise_label: str
    revoke: str
    reset: str
    spent: str
    charges: dict[int, str]
    add_replay: str
    erase_replay: str
    close_stream: str
    all_heads: str
    moved_heads: str
    cover: str
    last_checkpoint: str
    add_checkpoint: str
    store: str


def compile_statements(
    dialect: Dialect, *, server_time: ColumnElement[Any] | None = None
) -> Statements:
    """Return the statements for a dialect. It costs some ms: keep them.

    Args:
        dialect: Of the store; its parameters have to be named.
        server_time: The store's own clock [µs since 1970]; None binds one as `now`.
    """

    def text(statement: Any) -> str:
        compiled: Any = statement.compile(dialect=dialect)
        bound: dict[str, Any] = compiled.params
        if any(value is not None for value in bound.values()):
            raise TypeError("a literal of a finished statement has to stand in its text")
        return str(compiled)

    upsert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    now = bindparam("now", type_=BigInteger) if server_time is None else server_time
    built = {"lock": _lock(upsert, now), **_about_conversations(), **_about_chains()}
    built |= {**_about_principals(), **_about_traces()}
    return Statements(
        charges={rows: text(_charge(upsert, rows)) for rows in (1, 2, 4)},
        **{name: text(statement) for name, statement in built.items()},
    )


def _lock(upsert: Callable[[Table], Any], now: ColumnElement[Any]) -> Any:
    lock = upsert(principals).values(
        principal=bindparam("of"), at_us=now, current=literal_column("''")
    )
    return lock.on_conflict_do_update(
        index_elements=[principals.c.principal],
        set_={"at_us": _higher(principals.c.at_us, lock.excluded.at_us)},
    ).returning(
        principals.c.at_us,
        principals.c.current,
        principals.c.floor_class,
        principals.c.floor_untrusted,
        principals.c.pace,
    )


def _about_conversations() -> dict[str, Any]:
    zero: ColumnElement[Any] = literal_column("0")
    one: ColumnElement[Any] = literal_column("1")
    by_name = conversations.c.conversation == bindparam("of")
    change = update(conversations).where(by_name)
    label = {
        "data_class": _higher(conversations.c.data_class, bindparam("to_class")),
        "untrusted": _higher(conversations.c.untrusted, bindparam("to_untrusted")),
    }
    anew = {"data_class": zero, "untrusted": zero, "generation": conversations.c.generation + one}
    own = principals.c.principal == bindparam("of")
    return {
        "conversation": select(conversations).where(by_name),
        "add_conversation": insert(conversations),
        "make_current": update(principals).where(own).values(current=bindparam("to")),
        "touch": change.values(last_at_us=bindparam("now")),
        "raise_label": change.values(**label),
        "revoke": change.values(revoked=one),
        "reset": change.values(**anew),
        "spent": union_all(_sums("conversation", "begin"), _sums("principal", "since")),
    }


def _about_principals() -> dict[str, Any]:
    own = update(principals).where(principals.c.principal == bindparam("of"))
    floor = {
        "floor_class": _higher(principals.c.floor_class, bindparam("to_class")),
        "floor_untrusted": _higher(principals.c.floor_untrusted, bindparam("to_untrusted")),
    }
    nothing: dict[str, ColumnElement[Any]] = {
        "floor_class": literal_column("0"),
        "floor_untrusted": literal_column("0"),
        "pace": literal_column("''"),
    }
    return {
        "raise_floor": own.values(**floor),
        "reset_floor": own.values(**nothing),
        "set_pace": own.values(pace=bindparam("to")),
    }


def _about_traces() -> dict[str, Any]:
    inside = traces.c.conversation == bindparam("of")
    newest = func.coalesce(func.max(traces.c.number), literal_column("0"))
    told = ("at_us", "sources", "data_class", "untrusted", "marks")
    values = [bindparam(name, type_=traces.c[name].type) for name in told]
    row = select(
        bindparam("of", type_=traces.c.conversation.type),
        newest + literal_column("1"),
        *values,
    ).where(inside)
    inner = traces.alias()
    kept = select(func.max(inner.c.number)).where(inner.c.conversation == bindparam("of"))
    oldest = kept.scalar_subquery() - bindparam("keep", type_=BigInteger)
    return {
        "add_trace": insert(traces).from_select(["conversation", "number", *told], row),
        "drop_traces": delete(traces).where(
            inside, (traces.c.at_us < bindparam("since")) | (traces.c.number <= oldest)
        ),
        "traces": select(*(traces.c[name] for name in told[1:])).where(
            inside, traces.c.at_us >= bindparam("since")
        ),
    }


def _about_chains() -> dict[str, Any]:
    newest = select(func.max(streams.c.position) - literal_column(f"{CARRIED_HEADS}"))
    has_moved = (
        (streams.c.closed < literal_column("0")) | (streams.c.covered < streams.c.closed),
        records.c.position > streams.c.covered,
    )
    stream = update(streams).where(streams.c.stream == bindparam("of"))
    return {
        "last_stream": _last(streams, streams.c.position, streams.c.hash),
        "newest_heads": _heads().where(streams.c.position > newest.scalar_subquery()),
        "end_of_stream": select(records.c.position, records.c.hash).where(
            records.c.stream == bindparam("of"), records.c.position == _ends(bindparam("of"))
        ),
        "add_stream": insert(streams),
        "add_record": insert(records),
        "add_replay": insert(replays),
        "erase_replay": delete(replays).where(
            replays.c.stream == bindparam("of"), replays.c.position == bindparam("at")
        ),
        "close_stream": stream.values(closed=bindparam("to")),
        "all_heads": _heads(),
        "moved_heads": _heads().where(*has_moved),
        "cover": stream.values(covered=bindparam("to")),
        "last_checkpoint": _last(checkpoints, checkpoints.c.position, checkpoints.c.hash),
        "add_checkpoint": insert(checkpoints),
        "store": select(meta.c.value).where(meta.c.key == literal_column("'store'")),
    }


def _higher(column: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    # max(a, b) in one dialect and greatest(a, b) in the other.
    return case((column > other, column), else_=other)


def _sums(scope: str, since: str) -> Any:
    return (
        select(spend.c.scope, spend.c.tool, *(cast(func.sum(m), BigInteger) for m in _MEASURES))
        .where(
            spend.c.scope == bindparam(scope),
            spend.c.tool.in_([bindparam("all_tools"), bindparam("by")]),
            spend.c.until_us > bindparam(since),
        )
        .group_by(spend.c.scope, spend.c.tool)
    )


def _charge(upsert: Callable[[Table], Any], rows: int) -> Any:
    values = [
        {each.name: bindparam(f"{each.name}_{row}", type_=each.type) for each in spend.c}
        for row in range(rows)
    ]
    charge = upsert(spend).values(values)
    return charge.on_conflict_do_update(
        index_elements=list(spend.primary_key),
        set_={each.name: each + charge.excluded[each.name] for each in _MEASURES},
    )


def _last(table: Table, position: Column[Any], digest: Column[Any]) -> Any:
    newest = select(func.max(position)).scalar_subquery()
    return select(position, digest).select_from(table).where(position == newest)


def _ends(stream: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the last position of the stream that an outer statement names."""
    inner = records.alias()
    last = select(func.max(inner.c.position)).where(inner.c.stream == stream)
    return last.scalar_subquery()


def _heads() -> Any:
    return (
        select(records.c.stream, records.c.position, records.c.hash)
        .join(streams, streams.c.stream == records.c.stream)
        .where(records.c.position == _ends(streams.c.stream))
    )
