"""Names as the standard has them: what is joined by USING is one column, and aliases hide names.

PostgreSQL and MariaDB share these rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Scope, Source


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a FROM, as names see it.

    Args:
        source: What it offers; its name is empty where nothing can refer to it.
        columns: How its columns are written, in order; empty where a name alone will not do.
        is_open: Whether its columns have names without a table's before them, and are part of `*`.
    """

    source: Source
    columns: tuple[str, ...] = ()
    is_open: bool = True


@dataclass(slots=True)
class StandardScope(Scope):
    """What names mean inside one SELECT.

    Args:
        items: The members of its FROM, in order; joins among them.
    """

    items: list[Item] = field(default_factory=list[Item])

    @property
    def repeats_rows(self) -> bool:
        """Whether a stored row can come more than once: anything but one plain table."""
        return len(self.items) != 1 or not self.items[0].source.is_table

    def own(self, name: str, table: str, schema: str) -> Named | None:
        """Return what a name stands for in this query alone; None when it has no such name."""
        if table:
            return self._qualified(name, table, schema)
        key = self.dialect.naming.column
        found = [
            column
            for item in self.items
            if item.is_open
            for column in item.source.columns
            if key(column.name) == name
        ]
        if len(found) > 1:
            raise UnreadableError("ambiguous")
        return found[0] if found else None

    def starred(self, table: str) -> Iterator[tuple[Named, str]]:
        """Yield the columns of `*`, or of `table.*`, and how to write each."""
        if table:
            item = self.named(table)
            if item is None:
                raise UnreadableError("unknown_table")
            yield from self._columns(item)
            return
        if not self.items:
            raise UnreadableError("unknown_table")
        for item in self.items:
            if item.is_open:
                yield from self._columns(item)

    def named(self, table: str, schema: str = "") -> Item | None:
        """Return the member of that name; None when there is none.

        Raises:
            UnreadableError: There are several.
        """
        found = [
            item
            for item in self.items
            if item.source.name == table and (not schema or item.source.schema == schema)
        ]
        if len(found) > 1:
            raise UnreadableError("ambiguous")
        return found[0] if found else None

    def _columns(self, item: Item) -> Iterator[tuple[Named, str]]:
        quote = self.dialect.writing.quote
        names = [column.name for column in item.source.columns]
        for at, column in enumerate(item.source.columns):
            text = item.columns[at] if item.columns else ""
            if not item.columns and item.source.name and names.count(column.name) == 1:
                text = f"{quote(item.source.name)}.{quote(column.name)}"
            yield column, text

    def _qualified(self, name: str, table: str, schema: str) -> Named | None:
        item = self.named(table, schema)
        if item is None:
            return None
        key = self.dialect.naming.column
        found = [column for column in item.source.columns if key(column.name) == name]
        if len(found) > 1:
            raise UnreadableError("ambiguous")
        return found[0] if found else self._missing()

    def _missing(self) -> Named | None:
        """Say what a name stands for that a table of this query should have, and has not."""
        # The table is found here, so no query around this one is asked for it.
        raise UnreadableError("unknown_column")
