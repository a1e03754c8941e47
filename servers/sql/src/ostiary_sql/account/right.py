"""Rights that an account has and does not need, as remarks with the statement that takes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ostiary.server import DataClass, DataMap, Remark, Weight

MAX_TOLD = 8
"""Of a kind of finding, so many are told one by one."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A table, and the columns of it that the account can read.

    Args:
        name: As rules and the data map call it.
        path: As statements write it.
        columns: Names and how statements write them, in order.
    """

    name: str
    path: str
    columns: Sequence[tuple[str, str]]


def secret_columns(
    tables: Iterable[Readable], data: DataMap, revoke: str, grant: str
) -> Iterator[Remark]:
    """Yield a remark for each table of which the account reads columns that are secret.

    Args:
        tables: What it can read.
        data: The classes.
        revoke: The statement that takes the right to a table, with `{path}`.
        grant: The one that gives the right to columns, with `{path}` and `{columns}`.
    """
    found = [(table, held) for table in tables if (held := _secret(table, data))]
    for table, held in found[:MAX_TOLD]:
        rest = ", ".join(path for name, path in table.columns if name not in held)
        todo = revoke.format(path=table.path)
        if rest:
            todo += f" {grant.format(path=table.path, columns=rest)}"
        said = f"the account reads {', '.join(held)} of {table.name}, which data.yaml calls secret"
        yield Remark(said, todo, Weight.NOTE)
    if len(found) > MAX_TOLD:
        said = f"so it does with columns of {len(found) - MAX_TOLD} more tables"
        yield Remark(said, "ostiary-sql --grants prints an account without them", Weight.NOTE)


def _secret(table: Readable, data: DataMap) -> list[str]:
    return [
        name
        for name, _ in table.columns
        if data.lookup("columns", f"{table.name}.{name}").data_class >= DataClass.SECRET
    ]


def listed(names: Sequence[str]) -> str:
    """Return names as a list that is not too long."""
    shown = ", ".join(names[:MAX_TOLD])
    return shown if len(names) <= MAX_TOLD else f"{shown} and {len(names) - MAX_TOLD} more"
