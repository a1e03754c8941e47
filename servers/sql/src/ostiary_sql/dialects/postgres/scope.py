"""Names in PostgreSQL: whole rows have names too, and rows have columns of the system's."""

from dataclasses import dataclass, replace

from sqlglot import exp

from ostiary_sql.dialects.standard.scope import Item, StandardScope
from ostiary_sql.dialects.standard.stream import ROW_MARK
from ostiary_sql.reading.mark import Row, span
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.value import Value, combine

SYSTEM_COLUMNS = frozenset({"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"})


@dataclass(slots=True)
class PostgresScope(StandardScope):
    """What names mean inside one SELECT."""

    def resolve(self, column: exp.Column) -> Value:
        """Return the value that `column` stands for: a column, or else the row of a table."""
        if column.args.get("catalog") is not None:
            raise UnreadableError("unknown_table")
        table = column.args.get("table")
        if table is not None and table.meta.get("mark") == ROW_MARK:
            return self._field(column, table)
        if column.this.meta.get("mark") == ROW_MARK:
            raise UnreadableError("blocked", "field")
        try:
            return super(PostgresScope, self).resolve(column)
        except UnreadableError as refusal:
            if refusal.reason != "unknown_column" or column.table:
                raise
            return self.row(column, column.name)

    def own(self, name: str, table: str, schema: str) -> Named | None:
        """Return what a name stands for in this query alone; None when it has no such name."""
        found = super(PostgresScope, self).own(name, table, schema)
        if (
            found is None
            and name in SYSTEM_COLUMNS
            and any(item.source.is_table for item in self.items)
        ):
            raise UnreadableError("unknown_column", "system column")
        return found

    def expand(self, table: str, star: exp.Expr) -> list[Named]:
        """Return the columns of `*`, of `table.*` or of `(table).*`."""
        name = star.args.get("table")
        if name is not None and name.meta.get("mark") == ROW_MARK and self._has_column(table):
            return self._fields(table, name)
        return super(PostgresScope, self).expand(table, star)

    def row(self, node: exp.Expr, name: str) -> Value:
        """Return the lineage of the whole row that `node` names, and note that it is read."""
        item = self._anywhere(name)
        if item is None:
            raise UnreadableError("unknown_column")
        return self.whole(node, item)

    def whole(self, node: exp.Expr, item: Item) -> Value:
        """Return the lineage of a row of `item`, which stands where `node` does."""
        value = combine([column.value for column in item.source.columns])
        self.trace.reads |= value.origins
        start, end = span(node)
        table, quote = item.source.stored, self.dialect.writing.quote
        kind = (
            "" if table is None else f"{quote(table.schema)}.{quote(table.own_name or table.name)}"
        )
        self.trace.rows[start] = Row(start, end, item.source.name, item.source.columns, kind)
        return value

    def _field(self, column: exp.Column, table: exp.Identifier) -> Value:
        """Return the lineage of `(name).field`: of a table's row, unless a column has that name."""
        if self._has_column(table.name):
            return self._part(table)
        plain = column.copy()
        plain.args["table"].meta["mark"] = ""
        return super(PostgresScope, self).resolve(plain)

    def _fields(self, name: str, table: exp.Identifier) -> list[Named]:
        """Return what `(name).*` stands for, where a column of that name holds a row."""
        found = next(each for scope in self._outwards() if (each := scope.own(name, "", "")))
        if found.stored is None or not found.stored.fields:
            # Not told by the schema.
            raise UnreadableError("blocked", "fields of a column")
        value = self._part(table)
        return [Named(field, value) for field in found.stored.fields]

    def _part(self, name: exp.Identifier) -> Value:
        """Return the value of one field of the column `name`, which holds a row."""
        # All of it counts, in place of its parentheses too.
        place = exp.Identifier(this=name.name, quoted=True)
        place.meta.update(name.meta, mark="")
        value = super(PostgresScope, self).resolve(exp.Column(this=place))
        # A field has a type of its own.
        return replace(value, base=None, choices=frozenset(), own_types=frozenset())

    def _has_column(self, name: str) -> bool:
        return any(scope.own(name, "", "") is not None for scope in self._outwards())

    def _anywhere(self, name: str) -> Item | None:
        for scope in self._outwards():
            item = scope.named(name) if isinstance(scope, PostgresScope) else None
            if item is not None:
                return item
        return None
