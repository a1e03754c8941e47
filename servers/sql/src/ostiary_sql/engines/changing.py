"""What the server asks of an engine that writes: one change, shown first, and then kept or not.

A change is run inside one transaction that stays open until whoever asked has seen what it did.
Only `commit` keeps it. Whatever else happens leaves nothing behind.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from ostiary.server import CallError, InvalidInputError, TooLargeError, UpstreamError
from ostiary_sql.catalog import Table
from ostiary_sql.engines.base import Answer, Order, Scalar
from ostiary_sql.reading.value import Base

COMMIT_S = 10.0
"""How long an engine may take to say that a change is kept [s]."""

_MANY = "It would change too many rows at once: narrow the condition, or change them in parts."
_MORE = "The table has triggers or rules that do more than can be shown: it cannot be written here."
_UNKNOWN = (
    "The connection was lost while the change was being kept: whether it was is not known. Look at"
    " the rows before you try again."
)

REFUSALS: Mapping[str, tuple[type[CallError], str]] = {
    "many": (TooLargeError, _MANY),
    "triggers": (
        InvalidInputError,
        _MORE,
    ),
    "further": (
        InvalidInputError,
        "It would change rows of other tables as well, by foreign keys: change those first.",
    ),
    "unlike": (
        UpstreamError,
        "Other rows were changed than were shown, and all was undone: call again.",
    ),
    "unique": (InvalidInputError, "A key or a unique value is there already."),
    "reference": (
        InvalidInputError,
        "A foreign key refuses it: a row that is pointed to is missing, or would be.",
    ),
    "missing": (InvalidInputError, "A column that has to have a value gets none."),
    "check": (InvalidInputError, "A value is not one that the column or the table allows."),
    "elsewhere": (
        InvalidInputError,
        "The table is stored elsewhere, where a change could not be undone: it cannot be written.",
    ),
    "uncounted": (
        UpstreamError,
        "The database does not count what is changed: tell the operator to switch that on.",
    ),
    "unseen": (
        UpstreamError,
        "Triggers and foreign keys are not seen by the account that writes: tell the operator.",
    ),
    "unsupported": (UpstreamError, "This server does not write into MySQL: tell the operator."),
    "unwritable": (
        UpstreamError,
        "The database cannot be written by this server's account: tell the operator.",
    ),
}
"""Why nothing was changed, in words that all engines share."""


def refused(reason: str, engine: str) -> CallError:
    """Return the error that a caller gets for one of `REFUSALS`."""
    error, hint = REFUSALS[reason]
    return error(hint, detail=f"{engine}: {reason}")


def unknown(engine: str) -> UpstreamError:
    """Return that nobody can say whether a change was kept."""
    return UpstreamError(_UNKNOWN, detail=f"{engine}: outcome of the commit unknown")


@dataclass(frozen=True, slots=True)
class Change:
    """One examined statement that writes.

    Args:
        verb: `insert`, `update` or `delete`.
        table: What it writes.
        written: The columns that it writes.
        sql: The text that runs, with parameters as the engine's driver wants them.
        params: Their values, by name.
        places: As in `Order`.
        reads: Tables and columns that it may read.
        tables: Tables and views that it may open.
        reach: Tables of which foreign keys may make it change rows too: none may be, in the end.
        blind: Columns of which it gets NULL in place of what they hold, where the engine can.
        schema: The version of the schema that it was examined against.
        rows: The query of the rows that are changed, or of those that an INSERT adds; None where
            those stand in its text.
        shown: Of an INSERT the columns of the added rows that are shown.
        steady: Of these the numbers of those that are the same whenever it runs, as long as the
            data are.
        max_changes: Most rows to change.
        max_shown: Most rows to show.
        max_bytes: Most bytes to show, about.
        timeout_s: When to stop [s].
    """

    verb: str
    table: Table
    written: Sequence[str]
    sql: str
    params: Mapping[str, Scalar]
    places: tuple[str, ...]
    reads: frozenset[Base]
    tables: frozenset[str]
    reach: frozenset[str]
    blind: Sequence[Base]
    schema: str
    rows: Order | None
    shown: Sequence[str]
    steady: Sequence[int]
    max_changes: int
    max_shown: int
    max_bytes: int
    timeout_s: float


class Pending(Protocol):
    """A change that was run and is not kept yet.

    Args:
        affected: How many rows it changed.
        digest: Stands for these rows: what is the same whenever the same rows are changed.
        sample: Some of them: as they were before, or as they were added.
    """

    affected: int
    digest: bytes
    sample: Answer

    async def commit(self) -> None:
        """Keep the change. Whoever cancels meanwhile is not heard before it is done.

        Raises:
            InvalidInputError: A constraint that is checked at the end refuses it; nothing is kept.
            UpstreamError: The database is locked, and nothing is kept; or whether it was kept is
                not known, which the hint says.
        """
        ...


class Writer(Protocol):
    """The way to write into a database. Use it as `async with writer.running():`."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep connections inside the block; none is left behind it."""
        ...

    def changing(self, change: Change) -> AbstractAsyncContextManager[Pending]:
        """Run `change`; unless it is committed inside the block, all of it is undone behind it.

        Raises:
            CallError: As for `Engine.run`, and those of `REFUSALS`. Nothing is changed then.
        """
        ...
