"""Whether PostgreSQL understands a statement as the examination did: its second opinion.

Parsing has resolved every name and locked every relation, and nothing has run. What the statement
opens, where its result columns come from, and that both are still what they were when the statement
was examined, is compared here. It is no proof (conditions are not told), but a statement that the
reader was tricked about has to be another one in these respects too.
"""

from collections.abc import Mapping, Sequence

from ostiary.server import CallError
from ostiary_sql.engines.base import Expected, Order
from ostiary_sql.engines.postgres.errors import changed, disagreement
from ostiary_sql.engines.postgres.page import ResultColumn
from ostiary_sql.engines.postgres.snapshot import FIRST_USER_OID, Relation, Snapshot
from ostiary_sql.names import fold

_MAX_NAME_BYTES = 63
"""PostgreSQL cuts longer names."""


def objection(
    order: Order,
    snapshot: Snapshot,
    columns: Sequence[ResultColumn],
    locked: frozenset[int],
    prints: Mapping[int, str],
) -> CallError | None:
    """Return why the statement must not run; None when all agrees.

    Args:
        order: The statement, as it was examined.
        snapshot: The schema that it was examined against.
        columns: Its result columns, as the server describes them.
        locked: Object identifiers of the relations that it has locked.
        prints: Of those which are the database's own.
    """
    permitted = snapshot.standing_on(order.tables)
    if any(_is_other(oid, snapshot, prints) for oid in locked):
        return changed()
    if not locked <= permitted:
        return disagreement("relations")
    if len(columns) != len(order.columns):
        return disagreement("number of columns")
    for column, expected in zip(columns, order.columns, strict=True):
        if expected.alias is not None and not _is_name(column.name, expected.alias):
            return disagreement("names of columns")
        if not _is_origin(column, expected, order, snapshot, permitted):
            return disagreement("origins of columns")
    return None


def _is_other(oid: int, snapshot: Snapshot, prints: Mapping[int, str]) -> bool:
    """Whether a relation is not, or no longer, as the snapshot has it."""
    known = snapshot.relations.get(oid)
    if known is None:
        return oid >= FIRST_USER_OID
    return prints.get(oid) != known.print


def _is_name(name: str, alias: str) -> bool:
    cut = alias.encode()[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
    return fold(name) == fold(cut)


def _is_origin(
    column: ResultColumn,
    expected: Expected,
    order: Order,
    snapshot: Snapshot,
    permitted: frozenset[int],
) -> bool:
    if not column.table:
        return True  # it copies no column; the reader may trace further than the server does
    relation = snapshot.relations.get(column.table)
    if relation is None or column.table not in permitted:
        return False
    if relation.is_view:
        # The server does not look into views. Where the reader does, its column lies below this.
        return expected.base is None or _stands_on(relation, expected.base[0], snapshot)
    base = (relation.name, relation.columns.get(column.number, ""))
    return base == expected.base if expected.base is not None else base in order.reads


def _stands_on(view: Relation, table: str, snapshot: Snapshot) -> bool:
    return any(
        snapshot.relations[oid].name == table
        for oid in snapshot.standing_on({view.name})
        if oid in snapshot.relations
    )
