"""The schema as the worker read it: tables, views, columns and keys, all of one version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ostiary_sql.names import fold


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or view.

    Args:
        name: As the schema spells it.
        declared_type: In lower case; empty when the schema gives none.
        is_nullable: Whether it can hold NULL.
        key_position: Its place in the primary key, from 1; 0 outside it.
        is_generated: Whether it is computed from other columns of its table.
        expression: What it is computed from, where the engine tells that apart from the table's
            text.
    """

    name: str
    declared_type: str
    is_nullable: bool
    key_position: int
    is_generated: bool = False
    expression: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that point to another table.

    Args:
        columns: The columns here.
        table: The table there.
        references: The columns there; empty for its primary key.
    """

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table or view.

    Args:
        name: What rules and the data map call it: as the schema spells it, and with its schema
            before it (`sales.orders`) unless that is the default one.
        kind: `table` or `view`.
        columns: In the order of the schema.
        has_rowid: Whether `rowid` names its rows.
        sql: SQLite: the text that made it. Elsewhere the query of a view, and nothing for a table.
        foreign_keys: Where its columns point.
        row_estimate: Rows when the database was last analysed; None when it never was.
        schema: Where it lives.
        own_name: Its name in that schema.
    """

    name: str
    kind: str
    columns: tuple[Column, ...]
    has_rowid: bool = False
    sql: str = ""
    foreign_keys: tuple[ForeignKey, ...] = ()
    row_estimate: int | None = None
    schema: str = "main"
    own_name: str = ""

    @property
    def rowid_column(self) -> Column | None:
        """The column that `rowid` is another name of; None where it has no column."""
        key = [column for column in self.columns if column.key_position]
        if self.has_rowid and len(key) == 1 and key[0].declared_type == "integer":
            return key[0]
        return None


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every table and view.

    Args:
        version: Changes whenever the schema or the file behind it does.
        tables: By name, in lower case where the engine does not tell cases apart.
        dialect: `sqlite`, `postgres` or `mariadb`.
        default_schema: Where names without a schema are looked for.
        own_functions: Names of functions and operators that the database adds to its engine's.
        own_casts: Casts that it adds: the names of the types from which and to which they lead.
    """

    version: str
    tables: Mapping[str, Table] = field(default_factory=dict[str, Table])
    dialect: str = "sqlite"
    default_schema: str = "main"
    own_functions: frozenset[str] = frozenset()
    own_casts: frozenset[tuple[str, str]] = frozenset()

    def find(self, name: str) -> Table | None:
        """Return the table or view of that name, in any case of A to Z; None when there is none."""
        return self.tables.get(fold(name))


def read_catalog(answer: Mapping[str, Any]) -> Catalog:
    """Return the catalog in a worker's answer to `describe`."""
    tables = [_table(entry) for entry in answer["tables"]]
    return Catalog(str(answer["version"]), {fold(table.name): table for table in tables})


def _table(entry: Mapping[str, Any]) -> Table:
    has_rowid = bool(entry["has_rowid"])
    columns = tuple(_column(line, has_rowid, entry["columns"]) for line in entry["columns"])
    return Table(
        entry["name"],
        entry["kind"],
        columns,
        has_rowid,
        entry["sql"],
        _foreign_keys(entry["foreign_keys"]),
        entry["row_estimate"],
    )


def _column(line: Sequence[Any], has_rowid: bool, lines: Sequence[Sequence[Any]]) -> Column:
    name, declared, is_required, position, hidden = line
    declared_type = str(declared or "").lower()
    # Only a single INTEGER PRIMARY KEY is the rowid and so never NULL; SQLite lets other keys be.
    is_rowid = (
        has_rowid and position and declared_type == "integer" and sum(1 for e in lines if e[3]) == 1
    )
    return Column(
        name,
        declared_type,
        not (is_required or is_rowid),
        int(position),
        # 2 and 3 are generated columns, virtual and stored (SQLite, PRAGMA table_xinfo).
        hidden in (2, 3),
    )


def _foreign_keys(lines: Sequence[Sequence[Any]]) -> tuple[ForeignKey, ...]:
    keys: dict[int, list[Sequence[Any]]] = {}
    for line in lines:
        keys.setdefault(line[0], []).append(line)
    return tuple(
        ForeignKey(
            tuple(line[1] for line in parts),
            parts[0][2],
            tuple(line[3] for line in parts if line[3]),
        )
        for parts in keys.values()
    )
