"""Names in a statement: what each stands for, outwards from the query that it is written in."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlglot import exp

from ostiary_sql.catalog import Column, Table
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.reading.mark import Reference, Star, span
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.value import Base, Trace, Value, either


@dataclass(frozen=True, slots=True)
class Named:
    """A column that a query or source offers.

    Args:
        name: Its name, in the case in which it is shown; empty when nothing can refer to it.
        value: Its lineage.
        is_alias: Whether the statement itself gave the name, so that the engine must show it.
        stored: The column of a table or view that reading it reads; None where it is computed by a
            query of the statement.
        star: Where the star stands that it was written out from.
    """

    name: str
    value: Value
    is_alias: bool = False
    stored: Column | None = None
    star: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One table, view, common table expression or subquery in a FROM.

    Args:
        name: What the statement calls it, as names are compared; empty when it cannot be named.
        columns: What it offers, in order.
        hidden: Columns that can be named but are not part of `*`, by name as names are compared.
        is_table: Whether it is a table of the schema itself, so that each row comes once.
        schema: Where tables and views of the schema live, else empty.
        stored: The table or view itself, where it is one.
        ordering: Columns in whose order its rows may come, since a view sorts by them within.
    """

    name: str
    columns: tuple[Named, ...]
    hidden: dict[str, Named] = field(default_factory=dict[str, Named])
    is_table: bool = False
    schema: str = ""
    stored: Table | None = None
    ordering: frozenset[Base] = frozenset()


@dataclass(slots=True)
class Scope:
    """What names mean inside one SELECT. Each dialect has its own rules for `own` and `expand`.

    Args:
        dialect: How names are compared.
        trace: Where reads are noted.
        parent: The scope of the query around it.
        sources: The members of its FROM, in order.
        aliases: Names of its result columns, once they are known.
        has_bare_columns: Whether a result column of this aggregate query stands outside of both
            aggregates and GROUP BY, where the engine takes it from a row of its own choice.
        windows: Names of its WINDOW clause, as names of columns are compared.
    """

    dialect: Dialect
    trace: Trace
    parent: "Scope | None" = None
    sources: list[Source] = field(default_factory=list[Source])
    aliases: dict[str, Value] = field(default_factory=dict[str, Value])
    has_bare_columns: bool = False
    windows: set[str] = field(default_factory=set[str])

    @property
    def repeats_rows(self) -> bool:
        """Whether a stored row can come more than once: anything but one plain table."""
        return len(self.sources) != 1 or not self.sources[0].is_table

    def own(self, name: str, table: str, schema: str) -> Named | None:
        """Return what a name stands for in this query alone; None when it has no such name.

        Raises:
            UnreadableError: Several things have that name.
        """
        raise NotImplementedError

    def starred(self, table: str) -> Iterator[tuple[Named, str]]:
        """Yield the columns of `*`, or of `table.*`, and how to write each; empty where one cannot.

        Raises:
            UnreadableError: There is no such table, or no FROM at all.
        """
        raise NotImplementedError

    def find(self, source: Source, name: str) -> Named | None:
        """Return the column of `source` of that name; None when it has none."""
        key = self.dialect.naming.column
        found = [column for column in source.columns if key(column.name) == name]
        return any_of(found) if found else None

    def resolve(self, column: exp.Column) -> Value:
        """Return the value that `column` stands for, and note that it is read.

        Raises:
            UnreadableError: Nothing has that name, or several things have.
        """
        naming = self.dialect.naming
        name = naming.column(column.name)
        table, schema = naming.table(column.table), naming.table(column.db)
        for scope in self._outwards():
            found = scope.own(name, table, schema)
            if found is not None:
                self.trace.reads |= found.value.origins
                place = span(column)
                known = self.trace.resolved.get(place[0], found.value)
                self.trace.resolved[place[0]] = either([known, found.value])
                if found.stored is not None:
                    self.trace.refer(
                        Reference(
                            *place,
                            column.name,
                            found.stored.declared_type,
                            found.value.origins,
                            found.value.base,
                        )
                    )
                return found.value
        # Engines would read some unknown names as strings: refused, never guessed.
        raise UnreadableError("unknown_column")

    def expand(self, table: str, star: exp.Expr) -> list[Named]:
        """Return the columns of `*`, or of `table.*`, and note that they are read.

        Raises:
            UnreadableError: There is no such table, or no FROM at all.
        """
        start, end = span(star)
        if isinstance(star, exp.Star) and end - start == len("VALUES"):
            # A list of VALUES is read as a query over it, in which no star is written.
            return [column for column, _ in self.starred(table)]
        columns: list[Named] = []
        texts: list[str] = []
        for column, text in self.starred(table):
            self.trace.reads |= column.value.origins
            columns.append(replace(column, star=start))
            texts.append(text)
        pairs = tuple(zip(columns, texts, strict=True))
        self.trace.stars[start] = Star(
            start, end, pairs, is_table=isinstance(star, exp.Star) and end - start > 1
        )
        return [replace(column, stored=None) for column in columns]

    def _outwards(self) -> "Iterator[Scope]":
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


ScopeT = TypeVar("ScopeT", bound=Scope)
"""The scope of one dialect."""


def any_of(columns: list[Named]) -> Named:
    """Return the one of `columns`, or what stands for whichever the engine would take."""
    if len(columns) == 1:
        return columns[0]
    return Named(columns[0].name, either([column.value for column in columns]))
