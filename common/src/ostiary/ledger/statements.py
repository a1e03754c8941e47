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
    principals,
    records,
    replays,
    spend,
    streams,
)

CARRIED_HEADS = 64
"""Of how many of the newest streams a stream's first record carries the ends."""

_MEASURES = (spend.c.calls, spend.c.rows, spend.c.bytes, spend.c.ms)


@dataclass(frozen=True, slots=True)
class Statements:
    """Finished texts with the driver's named parameters.

    Args:
        lock: Locks a principal's row, moves its time on; returns its time and conversation.
        last_stream: The end of the chain of streams.
        newest_heads: Where the newest streams end.
        end_of_stream: Where one stream ends.
        add_stream: Appends to the chain of streams.
        add_record: Appends a record.
        conversation: One conversation.
        add_conversation: Opens one.
        make_current: Makes it the principal's current one.
        touch: Notes that it was used.
        raise_label: Raises its label.
        revoke: Ends its handles.
        reset: Lowers its label, moves it on to new counters.
        spent: Sums of two scopes, each since a time: by all tools, and by one.
        charges: Add to as many counters; parameters have their number behind their name.
        add_replay: Keeps a sealed request.
        last_checkpoint: The end of the chain of checkpoints.
        add_checkpoint: Appends to it.
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
    touch: str
    raise_label: str
    revoke: str
    reset: str
    spent: str
    charges: dict[int, str]
    add_replay: str
    last_checkpoint: str
    add_checkpoint: str


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
    lock = upsert(principals).values(
        principal=bindparam("of"),
        at_us=bindparam("now", type_=BigInteger) if server_time is None else server_time,
        current=literal_column("''"),
    )
    return Statements(
        lock=text(
            lock.on_conflict_do_update(
                index_elements=[principals.c.principal],
                set_={"at_us": _higher(principals.c.at_us, lock.excluded.at_us)},
            ).returning(principals.c.at_us, principals.c.current)
        ),
        last_stream=text(_last(streams, streams.c.position, streams.c.hash)),
        newest_heads=text(_newest_heads()),
        end_of_stream=text(
            select(records.c.position, records.c.hash).where(
                records.c.stream == bindparam("of"),
                records.c.position == _ends(bindparam("of")),
            )
        ),
        add_stream=text(insert(streams)),
        add_record=text(insert(records)),
        conversation=text(
            select(conversations).where(conversations.c.conversation == bindparam("of"))
        ),
        add_conversation=text(insert(conversations)),
        make_current=text(
            update(principals)
            .where(principals.c.principal == bindparam("of"))
            .values(current=bindparam("to"))
        ),
        touch=text(_of_conversation().values(last_at_us=bindparam("now"))),
        raise_label=text(
            _of_conversation().values(
                data_class=_higher(conversations.c.data_class, bindparam("to_class")),
                untrusted=_higher(conversations.c.untrusted, bindparam("to_untrusted")),
            )
        ),
        revoke=text(_of_conversation().values(revoked=literal_column("1"))),
        reset=text(
            _of_conversation().values(
                data_class=literal_column("0"),
                untrusted=literal_column("0"),
                generation=conversations.c.generation + literal_column("1"),
            )
        ),
        spent=text(union_all(_sums("conversation", "begin"), _sums("principal", "since"))),
        charges={rows: text(_charge(upsert, rows)) for rows in (1, 2, 4)},
        add_replay=text(insert(replays)),
        last_checkpoint=text(_last(checkpoints, checkpoints.c.position, checkpoints.c.hash)),
        add_checkpoint=text(insert(checkpoints)),
    )


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


def _of_conversation() -> Any:
    return update(conversations).where(conversations.c.conversation == bindparam("of"))


def _ends(stream: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the last position of the stream that an outer statement names."""
    inner = records.alias()
    last = select(func.max(inner.c.position)).where(inner.c.stream == stream)
    return last.scalar_subquery()


def _newest_heads() -> Any:
    newest = select(func.max(streams.c.position) - literal_column(f"{CARRIED_HEADS}"))
    return (
        select(records.c.stream, records.c.position, records.c.hash)
        .join(streams, streams.c.stream == records.c.stream)
        .where(
            streams.c.position > newest.scalar_subquery(),
            records.c.position == _ends(streams.c.stream),
        )
    )
