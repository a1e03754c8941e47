"""The tables of the ledger. Columns are appended; a new meaning gets a new name."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

FORMAT = "1"

meta = Table(
    "meta",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)

clock = Table(
    "clock",
    metadata,
    # One row. The store's time never runs backwards, whatever a machine's clock does.
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("now_us", BigInteger, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("stream", String(32), nullable=False, unique=True),
    Column("opened_at_us", BigInteger, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("stream", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False, index=True),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation", String(32), primary_key=True),
    Column("principal", String(256), nullable=False),
    Column("opened_at_us", BigInteger, nullable=False),
    Column("last_at_us", BigInteger, nullable=False),
    Column("data_class", Integer, nullable=False),
    Column("untrusted", Boolean, nullable=False),
    Column("calls", Integer, nullable=False),
)
Index("conversations_current", conversations.c.principal, conversations.c.opened_at_us)

charges = Table(
    "charges",
    metadata,
    # `total` counts the principal's calls since the beginning, so that the calls in any window are
    # the difference of two rows however many lie between them.
    Column("principal", String(256), primary_key=True),
    Column("total", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
)
Index("charges_window", charges.c.principal, charges.c.at_us)
