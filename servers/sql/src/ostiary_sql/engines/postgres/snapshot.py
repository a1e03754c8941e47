"""The schema as PostgreSQL's catalogs tell it: for the reader, and to recognise it again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ostiary_sql.catalog import Catalog, Column, Constraint, ForeignKey, Table, index_of

FIRST_USER_OID = 16384
"""What PostgreSQL brings along has lower object identifiers."""

_VIEWS = frozenset({"v", "m"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view, also one that is not visible but stands below one that is.

    Args:
        name: As the catalog names it; empty for one that is not visible.
        is_view: Whether it is computed from others, now or when it was last refreshed.
        columns: Names of its columns by number.
        print: Changes with its columns, rules and rights.
        below: Object identifiers of the relations that its definition names.
    """

    name: str
    is_view: bool
    columns: Mapping[int, str]
    print: str
    below: frozenset[int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the schema.

    Args:
        catalog: For the reader.
        relations: By object identifier.
    """

    catalog: Catalog
    relations: Mapping[int, Relation]

    def standing_on(self, tables: Iterable[str]) -> frozenset[int]:
        """Return the relations of these names and all that they stand on."""
        names = set(tables)
        reached = {oid for oid, relation in self.relations.items() if relation.name in names}
        fresh = set(reached)
        while fresh:
            fresh = {below for oid in fresh for below in self._below(oid)} - reached
            reached |= fresh
        return frozenset(reached)

    def _below(self, oid: int) -> frozenset[int]:
        relation = self.relations.get(oid)
        return relation.below if relation is not None else frozenset()


_SCHEMAS = "SELECT s.v FROM pg_catalog.json_array_elements_text($1::pg_catalog.json) AS s(v)"

_KINDS = "('r', 'p', 'v', 'm', 'f')"

CURRENT_SCHEMA = "SELECT pg_catalog.current_schema()"
CURRENT_DATABASE = "SELECT pg_catalog.current_database()"


def _mark(table: str, condition: str) -> str:
    """Return SQL for a value that changes whenever one of these rows does, or their number."""
    return (
        f"(SELECT pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(t.xmin::text::int8))"  # noqa: S608 - fixed parts alone
        f" FROM pg_catalog.{table} AS t WHERE {condition})"
    )


_OURS = "(SELECT c.oid FROM shown AS c)"
_ROW_TYPES = "(SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relkind = 'c')"

VERSION = f"""
WITH spaces AS (
    SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname IN ({_SCHEMAS})
), shown AS (
    SELECT c.oid FROM pg_catalog.pg_class AS c JOIN spaces ON spaces.oid = c.relnamespace
    WHERE c.relkind IN {_KINDS}
)
SELECT pg_catalog.concat_ws(
    '/',
    (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()),
    {_mark("pg_namespace", "t.oid IN (SELECT oid FROM spaces)")},
    {_mark("pg_class", f"t.oid IN {_OURS}")},
    {_mark("pg_attribute", f"t.attrelid IN {_OURS} OR t.attrelid IN {_ROW_TYPES}")},
    {_mark("pg_attrdef", f"t.adrelid IN {_OURS}")},
    {_mark("pg_rewrite", f"t.ev_class IN {_OURS}")},
    {_mark("pg_constraint", f"t.conrelid IN {_OURS} AND t.contype IN ('p', 'f', 'c')")},
    {_mark("pg_inherits", f"t.inhrelid IN {_OURS} OR t.inhparent IN {_OURS}")},
    {_mark("pg_index", f"t.indrelid IN {_OURS}")},
    {_mark("pg_policy", "true")},
    {_mark("pg_cast", f"t.oid >= {FIRST_USER_OID}")},
    {_mark("pg_proc", "t.pronamespace IN (SELECT oid FROM spaces)")},
    {_mark("pg_operator", "t.oprnamespace IN (SELECT oid FROM spaces)")},
    {_mark("pg_auth_members", "true")}
)
"""  # noqa: S608 - as above
"""The version of the schema. Rows of the catalogs carry the transaction that wrote them."""

_PRINT = f"""pg_catalog.concat_ws(
    '/', c.xmin,
    {_mark("pg_attribute", "t.attrelid = c.oid")},
    {_mark("pg_rewrite", "t.ev_class = c.oid")},
    {_mark("pg_policy", "t.polrelid = c.oid")}
)"""

LOCKED = """
SELECT l.relation FROM pg_catalog.pg_lock_status() AS l
WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid()
"""
"""The relations that this transaction has locked so far. Asking locks none."""

PRINTS = f"""
SELECT c.oid, {_PRINT}
FROM pg_catalog.pg_class AS c
WHERE c.oid IN ({LOCKED}) AND c.oid >= {FIRST_USER_OID}
"""  # noqa: S608 - as above

RELATIONS = f"""
WITH RECURSIVE below AS (
    SELECT r.ev_class AS above, d.refobjid AS oid
    FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_depend AS d
        ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
    WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
        AND r.ev_class >= {FIRST_USER_OID}
    UNION
    SELECT p.polrelid, d.refobjid
    FROM pg_catalog.pg_policy AS p
    JOIN pg_catalog.pg_depend AS d
        ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objid = p.oid
    WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> p.polrelid
), shown AS (
    SELECT c.oid
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN {_KINDS} AND n.nspname IN ({_SCHEMAS})
        AND pg_catalog.strpos(c.relname, '.') = 0 AND pg_catalog.strpos(n.nspname, '.') = 0
        AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
), heirs AS (
    SELECT i.inhrelid AS heir, i.inhparent AS oid FROM pg_catalog.pg_inherits AS i
    UNION
    SELECT heirs.heir, i.inhparent
    FROM heirs JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = heirs.oid
), needed AS (
    SELECT oid FROM shown
    UNION
    SELECT below.oid FROM below JOIN needed ON needed.oid = below.above
)
SELECT pg_catalog.json_build_array(
    c.oid::int8, n.nspname, c.relname, c.relkind, c.oid IN (SELECT oid FROM shown), {_PRINT},
    c.reltuples,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END,
    (SELECT pg_catalog.json_agg(below.oid::int8) FROM below WHERE below.above = c.oid),
    (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
            a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_catalog.array_position(k.conkey, a.attnum), a.attgenerated,
            CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
            (
                SELECT pg_catalog.json_agg(f.attname ORDER BY f.attnum)
                FROM pg_catalog.pg_type AS y
                JOIN pg_catalog.pg_attribute AS f ON f.attrelid = y.typrelid
                WHERE y.oid = a.atttypid AND y.typtype = 'c' AND f.attnum > 0
                    AND NOT f.attisdropped
            )
        ) ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ),
    (
        SELECT pg_catalog.json_agg(
            pg_catalog.json_build_array(f.conkey, f.confrelid::int8, f.confkey) ORDER BY f.conname)
        FROM pg_catalog.pg_constraint AS f WHERE f.conrelid = c.oid AND f.contype = 'f'
    ),
    (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
            x.relname, i.indkey::int2[], i.indisunique OR i.indisexclusion, i.indpred IS NOT NULL))
        FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        WHERE i.indrelid = c.oid
    ),
    (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_array(kn.nspname, k.relname))
        FROM heirs
        JOIN pg_catalog.pg_class AS k
            ON k.oid = CASE WHEN heirs.heir = c.oid THEN heirs.oid ELSE heirs.heir END
        JOIN pg_catalog.pg_namespace AS kn ON kn.oid = k.relnamespace
        WHERE c.oid IN (heirs.heir, heirs.oid)
    ),
    (
        SELECT pg_catalog.json_agg(t.conkey)
        FROM pg_catalog.pg_constraint AS t WHERE t.conrelid = c.oid AND t.contype = 'c'
    )
)
FROM needed
JOIN pg_catalog.pg_class AS c ON c.oid = needed.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'p'
ORDER BY n.nspname, c.relname
"""  # noqa: S608 - as above

_NO_MEMBER = """
NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend AS d
    WHERE d.classid = '{table}'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e'
)
"""

OWN_FUNCTIONS = f"""
SELECT t.proname FROM pg_catalog.pg_proc AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.pronamespace
WHERE n.nspname = $1 AND {_NO_MEMBER.format(table="pg_catalog.pg_proc")}
UNION
SELECT t.oprname FROM pg_catalog.pg_operator AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.oprnamespace
WHERE n.nspname = $1 AND {_NO_MEMBER.format(table="pg_catalog.pg_operator")}
"""  # noqa: S608 - as above
"""Functions and operators where names without a schema are looked for, apart from those of
extensions, which an administrator has put there and which take their own types."""


OWN_CASTS = f"""
WITH RECURSIVE own AS (
    SELECT t.castsource, t.casttarget FROM pg_catalog.pg_cast AS t
    WHERE t.castfunc >= {FIRST_USER_OID} AND {_NO_MEMBER.format(table="pg_catalog.pg_cast")}
), known(base, oid, name) AS (
    SELECT t.oid, t.oid, t.typname FROM pg_catalog.pg_type AS t
    WHERE t.oid IN (SELECT castsource FROM own UNION SELECT casttarget FROM own)
    UNION ALL
    SELECT known.base, t.oid, t.typname FROM known
    JOIN pg_catalog.pg_type AS t
    ON t.typtype = 'd' AND t.typbasetype = known.oid OR t.typlen = -1 AND t.typelem = known.oid
    WHERE known.base >= {FIRST_USER_OID}
)
SELECT one.name, two.name FROM own
JOIN known AS one ON one.base = own.castsource
JOIN known AS two ON two.base = own.casttarget
"""  # noqa: S608 - as above
"""Casts by functions that the database has added, apart from those of extensions. A domain is cast
as what it is made of."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the queries of this module returned, of one moment.

    Args:
        version: The result of `VERSION`.
        database: The result of `CURRENT_DATABASE`.
        lines: Rows of `RELATIONS`.
        own_functions: Rows of `OWN_FUNCTIONS`.
        own_casts: Rows of `OWN_CASTS`.
    """

    version: str
    database: str
    lines: Iterable[bytes]
    own_functions: Iterable[str]
    own_casts: Iterable[tuple[str, str]]


def snapshot_of(told: Told, default_schema: str) -> Snapshot:
    """Return the schema that an engine told of; `default_schema` holds names without one."""
    entries = [_Entry(*json.loads(line)) for line in told.lines]
    by_oid = {entry.oid: entry for entry in entries}
    tables = [entry.table(default_schema, by_oid) for entry in entries if entry.is_shown]
    catalog = Catalog(
        told.version,
        {table.name: table for table in tables},
        "postgres",
        default_schema,
        frozenset(told.own_functions),
        frozenset(told.own_casts),
        told.database,
    )
    return Snapshot(catalog, {entry.oid: entry.relation(default_schema) for entry in entries})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of `RELATIONS`."""

    oid: int
    schema: str
    own_name: str
    kind: str
    is_shown: bool
    print: str
    estimate: float
    definition: str | None
    below: list[int] | None
    columns: list[list[Any]] | None
    foreign_keys: list[list[Any]] | None
    indexes: list[list[Any]] | None
    kin: list[list[str]] | None
    checks: list[list[int] | None] | None

    def relation(self, default_schema: str) -> Relation:
        """Return what is needed to recognise it."""
        return Relation(
            self._name(default_schema) if self.is_shown else "",
            self.kind in _VIEWS,
            self._names(),
            self.print,
            frozenset(self.below or ()),
        )

    def table(self, default_schema: str, by_oid: "Mapping[int, _Entry]") -> Table:
        """Return what the reader needs of it."""
        columns = tuple(_column(line) for line in self.columns or ())
        names = self._names()
        return Table(
            name=self._name(default_schema),
            kind="view" if self.kind in _VIEWS else "table",
            columns=columns,
            sql=self.definition or "",
            foreign_keys=tuple(self._keys(default_schema, by_oid)),
            # -1: never counted.
            row_estimate=int(self.estimate) if self.estimate >= 0 else None,
            schema=self.schema,
            own_name=self.own_name,
            # Number 0 stands for an expression.
            kin=tuple(_named(space, name, default_schema) for space, name in self.kin or ()),
            indexes=tuple(
                index_of(name, map(names.get, numbers), columns)
                for name, numbers, *_ in self.indexes or ()
            ),
            constraints=tuple(self._constraints()),
        )

    def _name(self, default_schema: str) -> str:
        return _named(self.schema, self.own_name, default_schema)

    def _names(self) -> dict[int, str]:
        return {line[0]: line[1] for line in self.columns or ()}

    def _constraints(self) -> Iterable[Constraint]:
        names = self._names()
        for _, numbers, is_unique, is_partial in self.indexes or ():
            if is_unique:
                # Of an expression, and of a condition, only the table is known.
                is_known = 0 not in numbers and not is_partial
                shown = numbers if is_known else names
                yield Constraint(frozenset(names[number] for number in shown), compares_rows=True)
        for numbers in self.checks or ():
            columns = frozenset(names[number] for number in numbers or () if number in names)
            yield Constraint(columns, compares_rows=False)

    def _keys(self, default_schema: str, by_oid: "Mapping[int, _Entry]") -> Iterable[ForeignKey]:
        here = self._names()
        for columns, target, references in self.foreign_keys or ():
            there = by_oid.get(target)
            if there is not None and there.is_shown:
                names = there._names()
                yield ForeignKey(
                    tuple(here[number] for number in columns),
                    there._name(default_schema),
                    tuple(names[number] for number in references),
                )


def _named(schema: str, name: str, default_schema: str) -> str:
    return name if schema == default_schema else f"{schema}.{name}"


def _column(line: Sequence[Any]) -> Column:
    _, name, declared_type, is_required, key_position, generated, expression, fields = line
    return Column(
        name,
        declared_type,
        not is_required,
        key_position or 0,
        is_generated=bool(generated),
        expression=expression or "",
        fields=tuple(fields or ()),
    )
