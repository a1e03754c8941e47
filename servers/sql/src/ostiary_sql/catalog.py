"""The schema as an engine read it: tables, views, columns and keys, all of one version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
        fields: What its values are made of, where their type is a row.
    """

    name: str
    declared_type: str
    is_nullable: bool
    key_position: int
    is_generated: bool = False
    expression: str = ""
    fields: tuple[str, ...] = ()


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
class Constraint:
    """What the database checks when a row is stored, beyond types and foreign keys.

    Args:
        columns: Those that it looks at.
        compares_rows: Whether it compares the row with others (a key, a unique index), or looks at
            the row alone.
    """

    columns: frozenset[str]
    compares_rows: bool


@dataclass(frozen=True, slots=True)
class Index:
    """An index: rows may come in its order, and so tell of what it holds.

    Args:
        name: Its name.
        columns: What it holds; every column of the table where it is over an expression.
    """

    name: str
    columns: frozenset[str]


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
        constraints: What is checked when a row is stored.
        kin: Tables that it inherits from or that inherit from it, partitions among them: what is
            read of one is read of another, under the same names.
        indexes: The orders, beside that of its rows themselves, in which it may be read.
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
    constraints: tuple[Constraint, ...] = ()
    kin: tuple[str, ...] = ()
    indexes: tuple[Index, ...] = ()

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
        database: What the database is called, where a statement may say so before a schema's name.
    """

    version: str
    tables: Mapping[str, Table] = field(default_factory=dict[str, Table])
    dialect: str = "sqlite"
    default_schema: str = "main"
    own_functions: frozenset[str] = frozenset()
    own_casts: frozenset[tuple[str, str]] = frozenset()
    database: str = ""

    def find(self, name: str) -> Table | None:
        """Return the table or view of that name; None when there is none.

        SQLite alone finds it in any case of A to Z.
        """
        return self.tables.get(fold(name) if self.dialect == "sqlite" else name)


def index_of(name: str, over: Iterable[str | None], columns: Iterable[Column]) -> Index:
    """Return an index over columns of these names, or expressions where there is no name."""
    found = frozenset(over)
    if None in found:
        return Index(name, frozenset(column.name for column in columns))
    return Index(name, frozenset(each for each in found if each is not None))
