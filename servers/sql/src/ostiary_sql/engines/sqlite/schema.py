"""The catalog in a worker's answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ostiary_sql.catalog import Catalog, Column, Constraint, ForeignKey, Index, Table, index_of
from ostiary_sql.dialects.sqlite.lexer import scan
from ostiary_sql.names import fold
from ostiary_sql.reading.refusal import UnreadableError


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
        constraints=tuple(_constraints(entry, columns)),
        indexes=_indexes(entry["indexes"], columns),
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


def _indexes(lines: Sequence[Sequence[Any]], columns: tuple[Column, ...]) -> tuple[Index, ...]:
    over: dict[str, list[str | None]] = {}
    for name, column in lines:
        over.setdefault(name, []).append(column)
    return tuple(index_of(name, names, columns) for name, names in over.items())


def _constraints(entry: Mapping[str, Any], columns: Sequence[Column]) -> Iterable[Constraint]:
    everything = frozenset(column.name for column in columns)
    key = frozenset(column.name for column in columns if column.key_position)
    if key:
        yield Constraint(key, compares_rows=True)
    indexes: dict[int, list[str | None]] = {}
    for number, name in entry["unique"]:
        indexes.setdefault(number, []).append(name)
    for names in indexes.values():
        # Of an index on an expression only the table is known.
        known = frozenset(name for name in names if name is not None)
        yield Constraint(known if None not in names else everything, compares_rows=True)
    for names in _checked(entry["sql"], everything):
        yield Constraint(names, compares_rows=False)


def _checked(sql: str, columns: frozenset[str]) -> Iterable[frozenset[str]]:
    """Yield the columns that each CHECK of a table names; all where that is unclear."""
    try:
        words = scan(sql)
    except UnreadableError:
        yield columns
        return
    found = list[set[str]]()
    depth = inside = 0
    for before, word in zip([None, *words], words, strict=False):
        depth += (word.text == "(") - (word.text == ")")
        if inside > depth:
            inside = 0
        elif inside:
            found[-1].add(fold(word.text.strip('"`[]')))
        elif word.text == "(" and before is not None and before.text.upper() == "CHECK":
            inside = depth
            found.append(set())
    for names in found:
        yield frozenset(column for column in columns if fold(column) in names)
