"""Tables of the vault. No column holds a personal value, nor a digest that is not keyed."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData()

FORMAT = 1

state = Table(
    "vault_state",
    metadata,
    # `format`; `epoch`, which rises with everything that makes remembered pseudonyms untrue.
    Column("key", String(16), primary_key=True),
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

keys = Table(
    "vault_keys",
    metadata,
    # The master keys that entries are sealed under; the highest is the current one.
    Column("key_id", Integer, primary_key=True, autoincrement=False),
    # By which a process knows that its key of that number is the right one.
    Column("proof", LargeBinary(32), nullable=False),
)

entries = Table(
    "vault_entries",
    metadata,
    Column("token", String(24), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("scope", String(320), nullable=False),
    Column("data_class", Integer, nullable=False),
    Column("key_id", Integer, nullable=False),
    # HMAC of scope, kind and normalised value under a key that belongs to the master key.
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    # The same of the value as it is spelled: who finds another spelling keeps it below.
    Column("spelling", LargeBinary(32), nullable=False),
)
Index("vault_entries_of", entries.c.scope, entries.c.at_us)
Index("vault_entries_key", entries.c.key_id)

spellings = Table(
    "vault_spellings",
    metadata,
    # Other spellings of an entry's value, so that a filter by its pseudonym finds them all.
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("token", String(24), nullable=False),
    Column("key_id", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
Index("vault_spellings_of", spellings.c.token)
Index("vault_spellings_key", spellings.c.key_id)

links = Table(
    "vault_links",
    metadata,
    # Pseudonyms that stood in one row, as values of one subject: which names the person better,
    # and which is also his.
    Column("parent", String(24), primary_key=True),
    Column("child", String(24), primary_key=True),
    sqlite_with_rowid=False,
)
Index("vault_links_child", links.c.child)
