"""The catalog in a worker's answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from ostiary_sql.catalog import Catalog, Column, ForeignKey, Index, Table, index_of
from ostiary_sql.names import fold


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
