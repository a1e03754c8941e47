"""Consents in the state's store: functions of somebody else's transaction, on either engine.

A consent is used in the very transaction that records the intent of its call; so there is no
connection here, only what is said on one. Rows are believed in nothing but what they withhold: that
a question is open is worth nothing without answers that are signed.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Dialect, bindparam, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.schema import CreateIndex, CreateTable

from ostiary.approval.answer import Answer
from ostiary.approval.binding import Asking
from ostiary.approval.tables import answers, consents, metadata

OPEN, USED, DENIED, EXPIRED = "open", "used", "denied", "expired"

MAX_OPEN = 20
"""How many questions of one principal may wait at a time: nobody reads more with care."""

_SWEPT = 50
_TABLES_LOCK = 0x6F73746961727903
"""Of PostgreSQL's advisory locks, the one that making the tables takes."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A question, as stored; the fields are the columns. Times in µs since 1970."""

    id: str
    principal: str
    conversation: str
    action: str
    asked_at_us: int
    expires_at_us: int
    nonce: str
    digest: str
    state: str
    view: bytes

    @property
    def asking(self) -> Asking:
        """The question itself; only of one that is open."""
        return Asking(self.id, self.nonce, self.expires_at_us)


_NAMES = [each.name for each in fields(Consent)]


class ConsentStore:
    """The statements, in the dialect of one engine. Making it costs some ms: keep it.

    Args:
        backend: `sqlite` or `postgresql`.
    """

    def __init__(self, backend: str) -> None:
        self._is_sqlite = backend == "sqlite"
        dialect: Dialect = (
            sqlite.dialect(paramstyle="named") if self._is_sqlite else PGDialect_psycopg()
        )
        self._made = [
            str(each.compile(dialect=dialect))
            for table in metadata.sorted_tables
            for each in (
                CreateTable(table, if_not_exists=True),
                *(CreateIndex(index, if_not_exists=True) for index in table.indexes),
            )
        ]
        insert_into = sqlite.insert if self._is_sqlite else postgresql.insert
        self._texts = _compiled(dialect, insert_into)

    def prepare(self, connection: Any) -> None:
        """Make the tables where there are none."""
        if not self._is_sqlite:
            found = connection.execute("SELECT to_regclass('consent_answers')").fetchone()
            if found[0] is not None:
                return
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TABLES_LOCK,))
        for statement in self._made:
            connection.execute(statement)

    def of(self, connection: Any, principal: str, now_us: int) -> list[Consent]:
        """Return the questions of a principal that are open or were denied, and have not expired.

        None of them is closed by others before the transaction ends.
        """
        return self._rows(connection, "of", {"by": principal, "now": now_us})

    def open(self, connection: Any, now_us: int) -> list[Consent]:
        """Return all questions that wait, oldest first."""
        return self._rows(connection, "open", {"now": now_us})

    def find(self, connection: Any, identifier: str) -> Consent | None:
        """Return one question, which is not closed by others before the transaction ends."""
        found = self._rows(connection, "find", {"which": identifier})
        return found[0] if found else None

    def add(self, connection: Any, consent: Consent) -> None:
        """Keep a new question."""
        connection.execute(self._texts["add"], dict(zip(_NAMES, astuple(consent), strict=True)))

    def close(self, connection: Any, identifier: str, state: str, nonce: str = "") -> bool:
        """Close an open question, and forget what was shown; return whether it was open.

        Args:
            connection: The transaction's.
            identifier: Which.
            state: What becomes of it.
            nonce: Its nonce, where the same call is still to be known again; else that goes too.
        """
        values = {"which": identifier, "to": state, "kept": nonce, "nothing": b""}
        return connection.execute(self._texts["close"], values).fetchone() is not None

    def sweep(self, connection: Any, now_us: int) -> list[tuple[str, str]]:
        """Close questions whose time is over; return identifier and digest of each."""
        connection.execute(self._texts["forget"], {"now": now_us})
        found = connection.execute(self._texts["late"], {"now": now_us}).fetchmany(_SWEPT)
        return [(row[0], row[1]) for row in found if self.close(connection, row[0], EXPIRED)]

    def answers(self, connection: Any, identifier: str) -> list[Answer]:
        """Return the answers to a question."""
        rows = connection.execute(self._texts["answers"], {"which": identifier}).fetchall()
        return [Answer(*row) for row in rows]

    def answer(self, connection: Any, answer: Answer, now_us: int) -> None:
        """Keep an answer, in place of an earlier one of the same approver."""
        values = {"consent": answer.consent, "approver": answer.approver, "word": answer.word}
        more = {"signature": answer.signature, "at_us": now_us}
        connection.execute(self._texts["answer"], {**values, **more})

    def _rows(self, connection: Any, name: str, values: dict[str, Any]) -> list[Consent]:
        return [Consent(*row) for row in connection.execute(self._texts[name], values).fetchall()]


def _compiled(dialect: Dialect, insert_into: Callable[[Any], Any]) -> dict[str, str]:
    columns = consents.c
    waits = columns.state == literal_column(f"'{OPEN}'")
    lasts = columns.expires_at_us > bindparam("now")
    over = columns.expires_at_us <= bindparam("now")
    counts = columns.state.in_([literal_column(f"'{OPEN}'"), literal_column(f"'{DENIED}'")])
    which = columns.id == bindparam("which")
    kept = insert_into(answers)
    said = (answers.c.consent, answers.c.approver, answers.c.word, answers.c.signature)
    nothing: ColumnElement[Any] = literal_column("''")
    built = {
        "of": select(consents).where(columns.principal == bindparam("by"), counts, lasts)
        .order_by(columns.id).with_for_update(),
        "open": select(consents).where(waits, lasts).order_by(columns.asked_at_us, columns.id),
        "find": select(consents).where(which).with_for_update(),
        "add": insert(consents),
        "close": update(consents).where(which, waits)
        .values(state=bindparam("to"), nonce=bindparam("kept"), view=bindparam("nothing"))
        .returning(columns.id),
        "forget": update(consents)
        .where(columns.state == literal_column(f"'{DENIED}'"), columns.nonce != nothing, over)
        .values(nonce=nothing),
        "late": select(columns.id, columns.digest)
        .where(waits, over)
        .order_by(columns.id),
        "answers": select(*said).where(answers.c.consent == bindparam("which")),
        "answer": kept.on_conflict_do_update(
            index_elements=[answers.c.consent, answers.c.approver],
            set_={name: kept.excluded[name] for name in ("word", "signature", "at_us")},
        ),
    }  # fmt: skip
    return {name: _text(each, dialect) for name, each in built.items()}


def _text(statement: Any, dialect: Dialect) -> str:
    compiled = statement.compile(dialect=dialect)
    if any(value is not None for value in compiled.params.values()):
        raise TypeError("a literal of a finished statement has to stand in its text")
    return str(compiled)
