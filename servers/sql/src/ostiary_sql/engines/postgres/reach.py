"""How far a change reaches in PostgreSQL: what hangs on its table, and what it has counted.

The counts are the server's own second opinion: they hold whatever foreign keys have done, in tables
that nobody named as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.pq.abc import PGresult

from ostiary_sql.engines.postgres.snapshot import Snapshot
from ostiary_sql.engines.postgres.wire import Query

_TREE = """
WITH RECURSIVE tree AS (
    SELECT $1::pg_catalog.oid AS oid
    UNION
    SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN tree ON tree.oid = i.inhparent
)
"""
"""A table and what hangs below it: partitions, and tables that inherit."""

_HANGING = f"""{_TREE}
SELECT
    pg_catalog.array_to_string(ARRAY(SELECT tree.oid FROM tree), ' '),
    EXISTS (
        SELECT 1 FROM pg_catalog.pg_class AS c JOIN tree ON tree.oid = c.oid
        WHERE c.relkind NOT IN ('r', 'p')
    ),
    EXISTS (
        SELECT 1 FROM pg_catalog.pg_trigger AS t
        JOIN tree ON tree.oid = t.tgrelid
        JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
        WHERE t.tgenabled <> 'D' AND NOT (
            p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
            AND (pg_catalog.starts_with(p.proname, 'RI_FKey_') OR p.proname = 'unique_key_recheck')
        )
    ) OR EXISTS (
        SELECT 1 FROM pg_catalog.pg_rewrite AS r JOIN tree ON tree.oid = r.ev_class
        WHERE r.ev_type <> '1'
    ),
    pg_catalog.current_setting('track_counts')
"""  # noqa: S608 - fixed parts alone

COUNTS = Query("""
SELECT s.relid, s.n_tup_ins, s.n_tup_upd, s.n_tup_del
FROM pg_catalog.pg_stat_xact_user_tables AS s
WHERE s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0
""")
"""What this session has changed, as far as it was not handed on before this transaction."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a table.

    Args:
        tree: Object identifiers of itself and what is below it.
        is_foreign: Whether some of it is not stored here.
        has_triggers: Whether triggers or rules watch it, beside those of constraints.
        is_counted: Whether the server counts what is changed.
    """

    tree: frozenset[int]
    is_foreign: bool
    has_triggers: bool
    is_counted: bool


def hanging_on(snapshot: Snapshot, table: str) -> Query:
    """Return the request for what hangs on a table of the schema."""
    oids = [oid for oid, relation in snapshot.relations.items() if relation.name == table]
    return Query(_HANGING, [str(oid).encode() for oid in oids[:1]] or [None])


def hanging(result: PGresult) -> Hanging:
    """Return the answer to `hanging_on`."""
    tree, is_foreign, has_triggers, counts = (result.get_value(0, at) or b"" for at in range(4))
    oids = frozenset(int(oid) for oid in tree.split())
    return Hanging(oids, is_foreign == b"t", has_triggers == b"t", counts == b"on")


def counted(before: PGresult, after: PGresult) -> Mapping[int, tuple[int, int, int]]:
    """Return how many rows were inserted, updated and deleted in between, by table."""
    earlier = _counts(before)
    found: dict[int, tuple[int, int, int]] = {}
    for oid, now in _counts(after).items():
        then = earlier.get(oid, (0, 0, 0))
        change = (now[0] - then[0], now[1] - then[1], now[2] - then[2])
        if any(change):
            found[oid] = change
    return found


def is_within(
    counts: Mapping[int, tuple[int, int, int]], tree: frozenset[int], verb: str, affected: int
) -> bool:
    """Whether just so many rows of just this table were changed, in just this way."""
    if not counts.keys() <= tree:
        return False
    inserted, updated, deleted = (sum(each[at] for each in counts.values()) for at in range(3))
    if verb == "update":
        # A row that moves to another partition is deleted here and inserted there.
        return updated + deleted == affected and inserted == deleted
    expected = (affected, 0, 0) if verb == "insert" else (0, 0, affected)
    return (inserted, updated, deleted) == expected


def _counts(result: PGresult) -> dict[int, tuple[int, int, int]]:
    lines = (
        [int(result.get_value(row, at) or 0) for at in range(4)] for row in range(result.ntuples)
    )
    return {oid: (inserted, updated, deleted) for oid, inserted, updated, deleted in lines}
