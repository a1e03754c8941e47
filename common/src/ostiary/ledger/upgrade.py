"""Bringing a ledger of the format before up to date, in place and in one transaction.

What is new begins empty, but for the label that a principal's conversations do not sink below: it
begins at the highest that any of them has.
"""

from sqlalchemy import Connection, func, select, text, update

from ostiary.ledger.tables import FORMAT, conversations, meta, metadata, principals

FROM = "2"
"""The only other format that is read."""

_COLUMNS = (
    "floor_class INTEGER NOT NULL DEFAULT 0",
    "floor_untrusted INTEGER NOT NULL DEFAULT 0",
    "pace VARCHAR(512) NOT NULL DEFAULT ''",
)


def upgrade(connection: Connection) -> None:
    """Bring the ledger up to date, unless another process has done so meanwhile."""
    stamp = meta.c.key == "format"
    if connection.scalar(select(meta.c.value).where(stamp)) != FROM:
        return
    for column in _COLUMNS:
        connection.execute(text(f"ALTER TABLE principals ADD COLUMN {column}"))
    metadata.create_all(connection)
    own = conversations.c.principal == principals.c.principal
    floor = {
        f"floor_{word}": func.coalesce(select(func.max(column)).where(own).scalar_subquery(), 0)
        for word, column in (
            ("class", conversations.c.data_class),
            ("untrusted", conversations.c.untrusted),
        )
    }
    connection.execute(update(principals).values(**floor))
    connection.execute(update(meta).where(stamp).values(value=FORMAT))
