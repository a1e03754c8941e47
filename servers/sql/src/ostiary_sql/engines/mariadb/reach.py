"""How far a change reaches in MariaDB: what hangs on its table, as far as the account sees it.

MariaDB does not tell what foreign keys have changed, nor of triggers without a right on them. So an
account that writes has to be able to see both: with TRIGGER and REFERENCES on the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ostiary_sql.catalog import Table
from ostiary_sql.engines.changing import Change
from ostiary_sql.engines.mariadb.session import quoted, text
from ostiary_sql.engines.mariadb.wire import Line
from ostiary_sql.names import fold

_NEEDED = frozenset({"TRIGGER", "REFERENCES"})
_REACHING = frozenset({"CASCADE", "SET NULL", "SET DEFAULT"})
_TRANSACTIONAL = "InnoDB"

_ME = """CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')"""

_RIGHTS = """
SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = {me}
UNION
SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES
WHERE GRANTEE = {me} AND {schema} LIKE TABLE_SCHEMA
"""

_ENGINE = """
SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = {schema} AND TABLE_NAME = {name}
"""

_TRIGGERS = """
SELECT TRIGGER_NAME FROM information_schema.TRIGGERS
WHERE EVENT_OBJECT_SCHEMA = {schema} AND EVENT_OBJECT_TABLE = {name}
"""

_CHILDREN = """
SELECT k.CONSTRAINT_SCHEMA, k.CONSTRAINT_NAME, k.TABLE_SCHEMA, k.TABLE_NAME, k.COLUMN_NAME,
    k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
FROM information_schema.KEY_COLUMN_USAGE AS k
JOIN information_schema.REFERENTIAL_CONSTRAINTS AS r
    ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
    AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.REFERENCED_TABLE_SCHEMA = {schema} AND k.REFERENCED_TABLE_NAME = {name}
ORDER BY k.CONSTRAINT_SCHEMA, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
"""


@dataclass(frozen=True, slots=True)
class Child:
    """A foreign key that may change rows of its table.

    Args:
        table: Its table, in quotes.
        pairs: Its columns, each with the one that it points to.
    """

    table: str
    pairs: tuple[tuple[str, str], ...]


def hanging_on(table: Table) -> tuple[str, ...]:
    """Return the queries for what hangs on a table, whose answers `refusal_of` reads."""
    places = {"schema": text(table.schema), "name": text(table.own_name), "me": _ME}
    return tuple(sql.format(**places) for sql in (_RIGHTS, _ENGINE, _TRIGGERS, _CHILDREN))


def reason_of(rights: Iterable[Line], engine: Sequence[Line], triggers: Sequence[Line]) -> str:
    """Return why the table cannot be written, in the words of `REFUSALS`; empty if it can."""
    if not {_word(line[0]) for line in rights} >= _NEEDED:
        return "unseen"
    if not engine or _word(engine[0][0]) != _TRANSACTIONAL:
        return "elsewhere"
    return "triggers" if triggers else ""


def reaching(change: Change, lines: Iterable[Line]) -> list[Child]:
    """Return the foreign keys that `change` may have an effect by."""
    if change.verb == "insert":
        return []
    found: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        found[_word(line[0]), _word(line[1])].append(line)
    written = {fold(name) for name in change.written}
    children: list[Child] = []
    for parts in found.values():
        pairs = tuple((_word(line[4]), _word(line[5])) for line in parts)
        is_met = change.verb == "delete" or any(fold(there) in written for _, there in pairs)
        if is_met and _word(parts[0][6 if change.verb == "delete" else 7]) in _REACHING:
            place = f"{quoted(_word(parts[0][2]))}.{quoted(_word(parts[0][3]))}"
            children.append(Child(place, pairs))
    return children


def met(child: Child, rows: str) -> str:
    """Return the query for a row that a foreign key would change, with the rows of `rows`."""
    pairs = " AND ".join(f"c.{quoted(here)} = q.{quoted(there)}" for here, there in child.pairs)
    return f"SELECT 1 FROM {child.table} AS c JOIN (\n{rows}\n) AS q ON {pairs} LIMIT 1"  # noqa: S608 - examined, or in quotes


def _word(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
