"""Which dialect a database speaks."""

from collections.abc import Mapping

from ostiary_sql.dialects.base import Dialect
from ostiary_sql.dialects.mariadb.dialect import MARIADB
from ostiary_sql.dialects.postgres.dialect import POSTGRES
from ostiary_sql.dialects.sqlite.dialect import SQLITE

DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in (SQLITE, POSTGRES, MARIADB)}


def dialect_named(name: str) -> Dialect:
    """Return the dialect of that name, as a catalog gives it.

    Raises:
        KeyError: There is none.
    """
    return DIALECTS[name]
