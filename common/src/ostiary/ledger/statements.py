"""The statements of the call path, built once.

Building an expression costs SQLAlchemy more than running it; with parameters bound by name, what a
call pays is the execution alone.
"""

from sqlalchemy import bindparam, func, insert, select, update

from ostiary.ledger.tables import charges, clock, conversations, records, streams

TICK = (
    update(clock)
    .values(now_us=func.max(clock.c.now_us, bindparam("now")))
    .returning(clock.c.now_us)
)

LAST_STREAM = (
    select(streams.c.position, streams.c.hash).order_by(streams.c.position.desc()).limit(1)
)
_NEWEST = select(streams.c.stream).order_by(streams.c.position.desc()).limit(64).subquery()
_ENDS = (
    select(records.c.stream, func.max(records.c.position).label("position"))
    .where(records.c.stream.in_(select(_NEWEST.c.stream)))
    .group_by(records.c.stream)
    .subquery()
)
HEADS = select(records.c.stream, records.c.position, records.c.hash).join(
    _ENDS, (records.c.stream == _ENDS.c.stream) & (records.c.position == _ENDS.c.position)
)
ADD_STREAM = insert(streams)
ADD_RECORD = insert(records)

CURRENT_CONVERSATION = (
    select(conversations)
    .where(conversations.c.principal == bindparam("of"))
    .order_by(conversations.c.opened_at_us.desc())
    .limit(1)
)
ADD_CONVERSATION = insert(conversations)
CHARGE_CONVERSATION = (
    update(conversations)
    .where(conversations.c.conversation == bindparam("of"))
    .values(calls=conversations.c.calls + 1, last_at_us=bindparam("now"))
)
RAISE_LABEL = (
    update(conversations)
    .where(conversations.c.conversation == bindparam("of"))
    .values(
        data_class=func.max(conversations.c.data_class, bindparam("to_class")),
        untrusted=conversations.c.untrusted | bindparam("to_untrusted"),
    )
)

_TOTALS = select(charges.c.total).where(charges.c.principal == bindparam("of"))
SPENT = select(
    _TOTALS.order_by(charges.c.total.desc()).limit(1).scalar_subquery().label("in_all"),
    _TOTALS.where(charges.c.at_us <= bindparam("before"))
    .order_by(charges.c.at_us.desc(), charges.c.total.desc())
    .limit(1)
    .scalar_subquery()
    .label("earlier"),
)
ADD_CHARGE = insert(charges)
