"""Tables of consents. What is shown to humans is sealed; no column holds an argument."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table

metadata = MetaData()

consents = Table(
    "consents",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("principal", String(256), nullable=False),
    Column("conversation", String(32), nullable=False),
    Column("action", String(128), nullable=False),
    Column("asked_at_us", BigInteger, nullable=False),
    Column("expires_at_us", BigInteger, nullable=False),
    # Emptied when the question is over: then the digest confirms nothing to anybody.
    Column("nonce", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    # `open`, `used`, `denied` or `expired`; nothing leads back to `open`.
    Column("state", String(8), nullable=False),
    # What an approver is shown, sealed to `consent.show`; emptied when the question is closed.
    Column("view", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
Index("consents_of", consents.c.principal, consents.c.state, consents.c.expires_at_us)

answers = Table(
    "consent_answers",
    metadata,
    Column("consent", String(16), primary_key=True),
    Column("approver", String(256), primary_key=True),
    Column("word", String(8), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
