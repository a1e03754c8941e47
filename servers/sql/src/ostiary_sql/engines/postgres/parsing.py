"""What PostgreSQL says of a statement that it has parsed and not run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg.pq.abc import PGresult

from ostiary.server import InvalidInputError
from ostiary_sql.engines.base import Scalar
from ostiary_sql.engines.postgres.page import ResultColumn
from ostiary_sql.engines.postgres.values import bound

_NUL = "PostgreSQL has no text with a NUL character: leave it out."


@dataclass(frozen=True, slots=True)
class Parsed:
    """A statement that has been parsed.

    Args:
        sql: Without semicolons at its end.
        values: Of its parameters.
        types: Of its parameters, as the server has settled them.
        columns: Of its result.
    """

    sql: str
    values: Sequence[bytes | None]
    types: Sequence[int]
    columns: Sequence[ResultColumn]


def bound_values(
    sql: str, params: Mapping[str, Scalar], places: Sequence[str]
) -> tuple[list[bytes | None], list[int]]:
    """Return the values of a statement's parameters, by number, and their types.

    Raises:
        InvalidInputError: PostgreSQL has no such text.
    """
    if "\0" in sql:
        raise InvalidInputError(_NUL, detail="NUL in statement")
    try:
        pairs = [bound(params[name]) for name in places]
    except ValueError:
        raise InvalidInputError(_NUL, detail="NUL or surrogate in parameter") from None
    return [value for value, _ in pairs], [type_ for _, type_ in pairs]


def parsed_as(sql: str, values: Sequence[bytes | None], description: PGresult) -> Parsed:
    """Return what the server says of the statement `sql` in `description`."""
    return Parsed(
        sql,
        values,
        [description.param_type(number) for number in range(description.nparams)],
        [_described(description, number) for number in range(description.nfields)],
    )


def seen(locked: PGresult, prints: PGresult) -> tuple[frozenset[int], dict[int, str]]:
    """Return which relations are locked, and the prints of those that are the database's own."""
    oids = frozenset(int(locked.get_value(row, 0) or 0) for row in range(locked.ntuples))
    known = {
        int(prints.get_value(row, 0) or 0): (prints.get_value(row, 1) or b"").decode()
        for row in range(prints.ntuples)
    }
    return oids, known


def _described(description: PGresult, number: int) -> ResultColumn:
    return ResultColumn(
        name=(description.fname(number) or b"").decode("utf-8", "replace"),
        type=description.ftype(number),
        modifier=description.fmod(number),
        table=description.ftable(number),
        number=description.ftablecol(number),
    )
