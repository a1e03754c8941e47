"""Names in SQLite: aliases are visible in WHERE too, and rows have names of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ostiary_sql.names import fold
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope

ROWID_NAMES = frozenset({"rowid", "oid", "_rowid_"})


@dataclass(slots=True)
class SqliteScope(Scope):
    """What names mean inside one SELECT.

    Args:
        merged: Columns that USING or NATURAL made one, by name in lower case.
        absorbed: Right-hand halves of those, which `*` leaves out: source and name.
    """

    merged: dict[str, Named] = field(default_factory=dict[str, Named])
    absorbed: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])

    def starred(self, table: str) -> Iterator[tuple[Named, str]]:
        """Yield the columns of `*`, or of `table.*`, and how to write each."""
        chosen = [at for at, source in enumerate(self.sources) if table in ("", source.name)]
        if not chosen:
            raise UnreadableError("unknown_table")
        for at in chosen:
            for column in self.sources[at].columns:
                key = fold(column.name)
                if not table and (at, key) in self.absorbed:
                    continue
                is_merged = not table and key in self.merged
                value = self.merged[key].value if is_merged else column.value
                text = self._written(at, column.name, is_merged=is_merged)
                yield Named(column.name, value, stored=column.stored), text

    def _written(self, at: int, name: str, *, is_merged: bool) -> str:
        """Return what names a column of a source and nothing else; empty where nothing does."""
        quote = self.dialect.writing.quote
        source, key = self.sources[at], fold(name)
        if not name or sum(fold(column.name) == key for column in source.columns) > 1:
            return ""
        if source.name and not is_merged:
            twins = sum(other.name == source.name for other in self.sources)
            return f"{quote(source.name)}.{quote(name)}" if twins == 1 else ""
        holders = [
            other
            for other, held in enumerate(self.sources)
            if self.find(held, key) and (other, key) not in self.absorbed
        ]
        return quote(name) if len(holders) == 1 else ""

    def own(self, name: str, table: str, schema: str) -> Named | None:
        """Return what a name stands for in this query alone; None when it has no such name."""
        if table:
            return self._qualified(name, table, schema)
        if name in self.merged:
            return self.merged[name]
        visible = [found for source in self.sources if (found := self.find(source, name))]
        if len(visible) > 1:
            raise UnreadableError("ambiguous")
        if visible:
            return visible[0]
        if name in self.aliases:
            return Named(name, self.aliases[name])
        hidden = [source.hidden[name] for source in self.sources if name in source.hidden]
        if len(hidden) == 1 and (name not in ROWID_NAMES or len(self.sources) == 1):
            return hidden[0]
        return None

    def _qualified(self, name: str, table: str, schema: str) -> Named | None:
        sources = [source for source in self.sources if source.name == table]
        if schema:
            sources = [source for source in sources if source.schema == schema]
        if len(sources) > 1:
            raise UnreadableError("ambiguous")
        for source in sources:
            found = self.find(source, name)
            if found is not None:
                return found
            if name in source.hidden:
                return source.hidden[name]
        return None
