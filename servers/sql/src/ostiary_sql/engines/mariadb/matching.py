"""Whether every regular expression was matched to its end.

Where one takes too many steps, MariaDB warns, and goes on as if it had not matched.
"""

from ostiary.server import InvalidInputError
from ostiary_sql.engines.mariadb.session import WARNINGS
from ostiary_sql.engines.mariadb.wire import Wire

_REGEX = b"1139"


def require_matched(wire: Wire) -> None:
    """Check the warnings that the last result ended with; its rows are read to the end.

    Raises:
        InvalidInputError: A regular expression was given up on.
    """
    if not wire.warnings:
        return
    (lines,) = wire.ask(WARNINGS)
    if isinstance(lines, list) and any(line[1] == _REGEX for line in lines):
        hint = "A regular expression takes too long on a value: write it more simply."
        raise InvalidInputError(hint, detail="mariadb: regular expression")
