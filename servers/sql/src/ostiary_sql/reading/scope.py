"""Names in a statement: what each stands for, by SQLite's rules of visibility."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from ostiary_sql.names import fold
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.value import Trace, Value, either

ROWID_NAMES = frozenset({"rowid", "oid", "_rowid_"})


@dataclass(frozen=True, slots=True)
class Named:
    """A column that a query or source offers.

    Args:
        name: Its name, in the case in which it is shown; empty when nothing can refer to it.
        value: Its lineage.
        is_alias: Whether the statement itself gave the name, so that the engine must show it.
    """

    name: str
    value: Value
    is_alias: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One table, view, common table expression or subquery in a FROM.

    Args:
        name: What the statement calls it, in lower case; empty when it cannot be named.
        columns: What it offers, in order.
        hidden: Columns that can be named but are not part of `*`, by name in lower case.
        is_table: Whether it is a table of the schema itself, so that each row comes once.
        schema: `main` for tables and views of the schema, else empty.
    """

    name: str
    columns: tuple[Named, ...]
    hidden: dict[str, Value] = field(default_factory=dict[str, Value])
    is_table: bool = False
    schema: str = ""

    def find(self, name: str) -> list[Value]:
        """Return the values of the columns of that name; several where a subquery repeats one."""
        return [column.value for column in self.columns if fold(column.name) == name]


@dataclass(slots=True)
class Scope:
    """What names mean inside one SELECT.

    Args:
        trace: Where reads are noted.
        parent: The scope of the query around it.
        sources: The members of its FROM, in order.
        merged: Columns that USING or NATURAL made one, by name in lower case.
        absorbed: Right-hand halves of those, which `*` leaves out: source and name.
        aliases: Names of its result columns, once they are known.
        has_bare_columns: Whether a result column of this aggregate query stands outside of both
            aggregates and GROUP BY: SQLite takes it from the row that min() or max() found.
        windows: Names of its WINDOW clause, in lower case.
    """

    trace: Trace
    parent: "Scope | None" = None
    sources: list[Source] = field(default_factory=list[Source])
    merged: dict[str, Value] = field(default_factory=dict[str, Value])
    absorbed: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    aliases: dict[str, Value] = field(default_factory=dict[str, Value])
    has_bare_columns: bool = False
    windows: set[str] = field(default_factory=set[str])

    @property
    def repeats_rows(self) -> bool:
        """Whether a stored row can come more than once: anything but one plain table."""
        return len(self.sources) != 1 or not self.sources[0].is_table

    def resolve(self, column: exp.Column) -> Value:
        """Return the value that `column` stands for, and note that it is read.

        Raises:
            UnreadableError: Nothing has that name, or several things have.
        """
        name, table, schema = (fold(part) for part in (column.name, column.table, column.db))
        for scope in self._outwards():
            found = scope._own(name, table, schema)
            if found is not None:
                self.trace.reads |= found.origins
                return found
        # SQLite would read an unknown name in double quotes as a string: refused, never guessed.
        raise UnreadableError("unknown_column")

    def expand(self, table: str) -> Iterator[Named]:
        """Yield the columns of `*`, or of `table.*`, and note that they are read.

        Raises:
            UnreadableError: There is no such table, or no FROM at all.
        """
        chosen = [at for at, source in enumerate(self.sources) if table in ("", source.name)]
        if not chosen:
            raise UnreadableError("unknown_table")
        for at in chosen:
            for column in self.sources[at].columns:
                key = fold(column.name)
                if not table and (at, key) in self.absorbed:
                    continue
                value = self.merged[key] if not table and key in self.merged else column.value
                self.trace.reads |= value.origins
                yield Named(column.name, value)

    def _outwards(self) -> "Iterator[Scope]":
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def _own(self, name: str, table: str, schema: str) -> Value | None:
        if table:
            return self._qualified(name, table, schema)
        if name in self.merged:
            return self.merged[name]
        hits = [source for source in self.sources if source.find(name) or name in source.hidden]
        visible = [source for source in hits if source.find(name)]
        if len(visible) > 1:
            raise UnreadableError("ambiguous")
        if visible:
            return _any_of(visible[0].find(name))
        if name in self.aliases:
            return self.aliases[name]
        if len(hits) == 1 and (name not in ROWID_NAMES or len(self.sources) == 1):
            return hits[0].hidden[name]
        return None

    def _qualified(self, name: str, table: str, schema: str) -> Value | None:
        sources = [source for source in self.sources if source.name == table]
        if schema:
            sources = [source for source in sources if source.schema == schema]
        if len(sources) > 1:
            raise UnreadableError("ambiguous")
        for source in sources:
            values = source.find(name)
            if values:
                return _any_of(values)
            if name in source.hidden:
                return source.hidden[name]
        return None


def _any_of(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else either(values)
