"""The schema of the database, by fixed statements: nothing here holds text of a caller's."""

import sqlite3
from typing import Any

_TABLES = """
SELECT l.name, l.type, l.wr, coalesce(m.sql, '') AS sql
FROM pragma_table_list AS l
JOIN sqlite_schema AS m ON m.name = l.name AND m.type IN ('table', 'view')
WHERE l.schema = 'main' AND l.type IN ('table', 'view') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY l.name
"""
_COLUMNS = (
    "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?, 'main') ORDER BY cid"
)
_FOREIGN_KEYS = """
SELECT id, "from", "table", coalesce("to", '')
FROM pragma_foreign_key_list(?, 'main') ORDER BY id, seq
"""
_UNIQUE_INDEXES = """
SELECT i.seq, c.name
FROM pragma_index_list(?, 'main') AS i, pragma_index_info(i.name, 'main') AS c
WHERE i."unique" ORDER BY i.seq, c.seqno
"""
_INDEXES = """
SELECT l.name, x.name
FROM pragma_index_list(?, 'main') AS l, pragma_index_xinfo(l.name, 'main') AS x
WHERE x.cid <> -1
"""
_ESTIMATES = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"


def describe(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return tables and views with columns, keys and estimates of their rows.

    Virtual tables and their shadows are left out: a search index repeats what other columns hold
    under names that no data map mentions.
    """
    estimates = _estimates(connection)
    tables: list[dict[str, Any]] = []
    for name, kind, has_no_rowid, sql in connection.execute(_TABLES).fetchall():
        try:
            columns = connection.execute(_COLUMNS, (name,)).fetchall()
        except sqlite3.OperationalError:
            continue  # a view of something that is gone: nobody could read it either
        tables.append(
            {
                "name": name,
                "kind": kind,
                "has_rowid": kind == "table" and not has_no_rowid,
                "sql": sql,
                "columns": [list(column) for column in columns],
                "foreign_keys": [list(key) for key in connection.execute(_FOREIGN_KEYS, (name,))],
                "unique": [list(part) for part in connection.execute(_UNIQUE_INDEXES, (name,))],
                "row_estimate": estimates.get(name),
                # Without a name: an expression.
                "indexes": [list(pair) for pair in connection.execute(_INDEXES, (name,))],
            }
        )
    return {"tables": tables}


def _estimates(connection: sqlite3.Connection) -> dict[str, int]:
    try:
        return dict(connection.execute(_ESTIMATES).fetchall())
    except sqlite3.OperationalError:
        return {}  # nobody has run ANALYZE: there is no such table
