"""Tables of the ledger. Columns are appended; a new meaning gets a new name."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

FORMAT = "3"

meta = Table(
    "meta",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("stream", String(32), nullable=False, unique=True),
    Column("opened_at_us", BigInteger, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    # Bookkeeping, outside the chain: the last position that a checkpoint covers, and the position
    # of the record that closed the stream; -1 for none.
    Column("covered", BigInteger, nullable=False),
    Column("closed", BigInteger, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("stream", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

principals = Table(
    "principals",
    metadata,
    # The row that a transaction about a principal locks first. Its time never runs backwards,
    # whatever a machine's clock does.
    Column("principal", String(256), primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("current", String(32), nullable=False),
    # The label that none of his conversations is below, whatever handle names it.
    Column("floor_class", Integer, nullable=False, server_default=text("0")),
    Column("floor_untrusted", Integer, nullable=False, server_default=text("0")),
    # How his latest calls repeat each other, as the guard writes it.
    Column("pace", String(512), nullable=False, server_default=text("''")),
    sqlite_with_rowid=False,
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation", String(32), primary_key=True),
    Column("principal", String(256), nullable=False),
    Column("opened_at_us", BigInteger, nullable=False),
    Column("last_at_us", BigInteger, nullable=False),
    # When handles of it end; 0 for one without handles, which ends when it idles.
    Column("expires_at_us", BigInteger, nullable=False),
    Column("revoked", Integer, nullable=False),
    Column("data_class", Integer, nullable=False),
    Column("untrusted", Integer, nullable=False),
    # -1: not said.
    Column("clearance", Integer, nullable=False),
    # Counts an operator's resets: each begins new counters, and none is ever taken away.
    Column("generation", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("conversations_of", conversations.c.principal, conversations.c.opened_at_us)

spend = Table(
    "spend",
    metadata,
    # `p:PRINCIPAL` with the end of a bucket of time, or `c:CONVERSATION:GENERATION` with 0. The
    # empty tool holds the sum over all tools, so that a sum reads one row a bucket.
    Column("scope", String(300), primary_key=True),
    Column("tool", String(128), primary_key=True),
    Column("until_us", BigInteger, primary_key=True, autoincrement=False),
    Column("calls", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)

replays = Table(
    "replays",
    metadata,
    # Of the intent at that place. Outside the chain, which holds only the hash of the sealed text:
    # a row can be deleted, and the records stay whole.
    Column("stream", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

traces = Table(
    "traces",
    metadata,
    # What one result showed, as keyed fingerprints of eight bytes each: where arguments come from.
    # The latest of a conversation alone; older ones make room.
    Column("conversation", String(32), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
    Column("sources", Text, nullable=False),
    Column("data_class", Integer, nullable=False),
    Column("untrusted", Integer, nullable=False),
    Column("marks", LargeBinary, nullable=False),
)
