"""Names in MariaDB: aliases of result columns are names in HAVING, GROUP BY and ORDER BY."""

from dataclasses import dataclass, field

from ostiary_sql.dialects.standard.scope import StandardScope
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.value import either


@dataclass(slots=True)
class MariadbScope(StandardScope):
    """What names mean inside one SELECT.

    Args:
        labels: Names of its result columns, before they are known.
        shows_aliases: Whether result columns have names where it is read now.
    """

    labels: frozenset[str] = field(default_factory=frozenset[str])
    shows_aliases: bool = False

    def own(self, name: str, table: str, schema: str) -> Named | None:
        """Return what a name stands for in this query alone; None when it has no such name."""
        found = super(MariadbScope, self).own(name, table, schema)
        if table:
            return found
        if self.shows_aliases and name in self.aliases:
            # Which of the two it is depends on the clause: both count.
            alias = Named(name, self.aliases[name])
            return alias if found is None else Named(name, either([found.value, alias.value]))
        if found is None and name in self.labels:
            # MariaDB might take the result column, in some places and in some queries inside.
            raise UnreadableError("unknown_column", "alias")
        return found

    def _missing(self) -> Named | None:
        # Queries around this one are asked: they may have a table of the same name.
        return None
