"""The schema as `information_schema` tells it: for the reader, and to recognise it again.

It shows the account what it has some right to, and nothing else: a column on which there is no
right at all is not there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ostiary_sql.catalog import Catalog, Column, Constraint, ForeignKey, Table, index_of
from ostiary_sql.engines.mariadb.session import text
from ostiary_sql.engines.mariadb.wire import Line

_WORDS = re.compile(r"\w+")

_DEFINITIONS = (
    "alter_db", "alter_function", "alter_table", "alter_user", "create_db", "create_function",
    "create_index", "create_role", "create_table", "create_udf", "create_view", "drop_db",
    "drop_function", "drop_index", "drop_role", "drop_table", "drop_view", "grant", "grant_role",
    "rename_table", "revoke", "revoke_all", "revoke_role",
)  # fmt: skip

COUNTERS = (
    "SHOW GLOBAL STATUS WHERE Variable_name IN ("
    + ", ".join(f"'Com_{name}'" for name in _DEFINITIONS)
    + ")"
)
"""How often the server has changed a definition or a right since it was started."""

_COLUMNS = """
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, GENERATION_EXPRESSION,
    ORDINAL_POSITION, COLLATION_NAME, EXTRA, PRIVILEGES
FROM information_schema.COLUMNS WHERE {where}
"""

_VIEWS = """
SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE {where}
"""


def definitions(tables: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Return the queries for columns and views of these tables, each database and name.

    One by one: with a constant for each, the server opens these tables and no others.
    """
    places = [
        f"TABLE_SCHEMA = {text(database)} AND TABLE_NAME = {text(name)}"
        for database, name in tables
    ]
    return (
        " UNION ALL ".join(_COLUMNS.format(where=place) for place in places),
        " UNION ALL ".join(_VIEWS.format(where=place) for place in places),
    )


_TABLES = """
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_ROWS
FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ({names})
"""

_KEYS = """
SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME,
    REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA IN ({names})
ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION
"""

_INDEXES = """
SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, NON_UNIQUE
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA IN ({names})
"""

_CHECKS = """
SELECT '', '', '' FROM DUAL WHERE FALSE
/*M! UNION ALL SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CHECK_CLAUSE
FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA IN ({names}) */
"""
"""MySQL's does not say of which table, and is not written."""

_FUNCTIONS = """
SELECT ROUTINE_NAME FROM information_schema.ROUTINES
WHERE ROUTINE_TYPE = 'FUNCTION' AND ROUTINE_SCHEMA IN ({names})
"""


def everything(databases: Sequence[str]) -> tuple[str, ...]:
    """Return the queries for all that `snapshot_of` is made of, in its order."""
    names = ", ".join(map(text, databases))
    where = f"TABLE_SCHEMA IN ({names})"
    return (
        *(sql.format(where=where) for sql in (_COLUMNS, _VIEWS)),
        *(sql.format(names=names) for sql in (_TABLES, _KEYS, _INDEXES, _CHECKS, _FUNCTIONS)),
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the schema.

    Args:
        catalog: For the reader.
        prints: What each table is recognised by, by its name in the catalog.
    """

    catalog: Catalog
    prints: Mapping[str, str]


Place = tuple[str, str]


def prints_of(columns: Iterable[Line], views: Iterable[Line]) -> dict[Place, str]:
    """Return what changes with columns, definitions and rights, by database and name."""
    lines: defaultdict[Place, list[Line]] = defaultdict(list)
    for line in (*columns, *views):
        lines[_word(line[0]), _word(line[1])].append(line)
    return {
        place: sha256(repr(sorted(found, key=repr)).encode()).hexdigest()
        for place, found in lines.items()
    }


def snapshot_of(default: str, replies: Sequence[Sequence[Line]]) -> Snapshot:
    """Return the schema that the answers to `everything` tell of.

    Args:
        default: The database of names without one.
        replies: The answers, in order.
    """
    columns, views, tables, keys, indexes, checks, functions = replies
    definitions = {(_word(one), _word(two)): _word(three) for one, two, three in views}
    by_place: defaultdict[Place, list[Line]] = defaultdict(list)
    for line in sorted(columns, key=lambda line: int(_word(line[6]))):
        by_place[_word(line[0]), _word(line[1])].append(line)
    primary, foreign = _keys(keys, default)
    ordered: defaultdict[Place, defaultdict[str, list[str | None]]]
    ordered = defaultdict(lambda: defaultdict(list))
    for database, table, index, column, _ in indexes:
        # Without a column: an expression.
        over = ordered[_word(database), _word(table)][_word(index)]
        over.append(_word(column) if column else None)
    found: dict[str, Table] = {}
    for database, name, kind, rows in tables:
        place = (_word(database), _word(name))
        is_view = _word(kind) == "VIEW"
        if not _is_readable(place, _word(kind), definitions):
            continue
        shown = tuple(_column(line, primary[place]) for line in by_place[place])
        entry = Table(
            name=_shown(place, default),
            kind="view" if is_view else "table",
            columns=shown,
            sql=definitions.get(place, ""),
            foreign_keys=tuple(foreign[place]),
            row_estimate=None if is_view or rows is None else int(rows),
            schema=place[0],
            own_name=place[1],
            indexes=tuple(index_of(*each, shown) for each in ordered[place].items()),
            constraints=tuple(_constraints(place, shown, indexes, checks)),
        )
        found[entry.name] = entry
    prints = {_shown(place, default): mark for place, mark in prints_of(columns, views).items()}
    rest = (sorted(lines, key=repr) for lines in (functions, indexes, checks))
    parts = (sorted(prints.items()), *rest)
    version = sha256(repr(parts).encode())
    own = frozenset(_word(line[0]) for line in functions)
    return Snapshot(Catalog(version.hexdigest(), found, "mariadb", default, own), prints)


def _constraints(
    place: Place, columns: tuple[Column, ...], indexes: Iterable[Line], checks: Iterable[Line]
) -> Iterable[Constraint]:
    unique: defaultdict[str, list[str | None]] = defaultdict(list)
    for database, table, index, column, others in indexes:
        if (_word(database), _word(table)) == place and _word(others) == "0":
            unique[_word(index)].append(_word(column) if column else None)
    for name, over in unique.items():
        yield Constraint(index_of(name, over, columns).columns, compares_rows=True)
    for database, table, clause in checks:
        if (_word(database), _word(table)) == place:
            words = {word.lower() for word in _WORDS.findall(_word(clause))}
            yield Constraint(
                frozenset(column.name for column in columns if words & _words_of(column.name)),
                compares_rows=False,
            )


def _words_of(name: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(name)}


def _is_readable(place: Place, kind: str, definitions: Mapping[Place, str]) -> bool:
    if any("." in name for name in place):
        return False  # it could not be told from a table of another database
    if kind == "VIEW":
        return bool(definitions.get(place))  # what is in one that does not show itself, who knows
    return kind in {"BASE TABLE", "SYSTEM VERSIONED"}


def _keys(
    lines: Iterable[Line], default: str
) -> tuple[defaultdict[Place, list[str]], defaultdict[Place, list[ForeignKey]]]:
    primary: defaultdict[Place, list[str]] = defaultdict(list)
    pairs: defaultdict[tuple[Place, str, Place], list[tuple[str, str]]] = defaultdict(list)
    for line in lines:
        database, table, constraint, column = (_word(part) for part in line[:4])
        if constraint == "PRIMARY":
            primary[database, table].append(column)
        elif line[5] is not None:
            there = (_word(line[4]), _word(line[5]))
            pairs[(database, table), constraint, there].append((column, _word(line[6])))
    foreign: defaultdict[Place, list[ForeignKey]] = defaultdict(list)
    for (here, _, there), columns in pairs.items():
        ours, theirs = zip(*columns, strict=True)
        foreign[here].append(ForeignKey(ours, _shown(there, default), theirs))
    return primary, foreign


def _column(line: Line, primary: Sequence[str]) -> Column:
    name, expression = _word(line[2]), _word(line[5])
    return Column(
        name,
        _word(line[3]),
        is_nullable=_word(line[4]) == "YES",
        key_position=primary.index(name) + 1 if name in primary else 0,
        is_generated=bool(expression),
        expression=expression,
    )


def _shown(place: Place, default: str) -> str:
    return place[1] if place[0] == default else f"{place[0]}.{place[1]}"


def _word(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
