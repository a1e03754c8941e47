"""Whether MariaDB understands a statement as the examination did, as far as it tells.

Preparing has resolved every name, and nothing has run. MariaDB then says of which table's column
each result column is a copy; of a derived table it says so under its alias, which is no table, and
may be called like one: there it tells nothing. So this is weaker than PostgreSQL's second opinion,
and the account's rights on columns count for more.
"""

import re
from collections.abc import Mapping, Sequence

from ostiary.server import CallError, InvalidInputError
from ostiary_sql.catalog import Catalog, Table
from ostiary_sql.engines.base import Expected, Order
from ostiary_sql.engines.mariadb.errors import changed, disagreement
from ostiary_sql.engines.mariadb.values import ResultColumn
from ostiary_sql.names import fold

_QUERY = re.compile(
    # Blanks, parentheses and comments, but for those whose text is executed; then a word.
    r"(?:\s|\(|--\s[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|/\*(?![!M]).*?\*/)*(\w*)",
    re.DOTALL,
)
_QUERIES = frozenset({"select", "with", "values", "table"})


def is_query(sql: str) -> bool:
    """Return whether `sql` begins as a query does; SHOW, CHECK and ANALYZE return rows as well."""
    match = _QUERY.match(sql)
    return match is not None and match[1].lower() in _QUERIES


def objection(
    order: Order,
    catalog: Catalog,
    columns: Sequence[ResultColumn],
    known: Mapping[str, str],
    found: Mapping[str, str],
) -> CallError | None:
    """Return why the statement must not run; None when all agrees.

    Args:
        order: The statement, as it was examined.
        catalog: The schema that it was examined against.
        columns: Its result columns, as the server describes them.
        known: What the tables of the order were recognised by.
        found: What they are recognised by now.
    """
    if any(known.get(table) is None or known[table] != found.get(table) for table in order.tables):
        return changed()
    return doubt(order, catalog, columns)


def doubt(
    order: Order, catalog: Catalog, columns: Sequence[ResultColumn]
) -> InvalidInputError | None:
    """Return why result columns are not those that were examined; None when all agrees.

    Args:
        order: The statement, as it was examined.
        catalog: The schema that it was examined against.
        columns: Its result columns, as the server describes them.
    """
    # SELECT ... INTO OUTFILE has none, and writes in a read-only transaction too.
    if not columns or len(columns) != len(order.columns):
        return disagreement("number of columns")
    for column, expected in zip(columns, order.columns, strict=True):
        if expected.alias is not None and fold(column.name) != fold(expected.alias):
            return disagreement("names of columns")
        if not _is_origin(column, expected, order, catalog):
            return disagreement("origins of columns")
    return None


def _is_origin(column: ResultColumn, expected: Expected, order: Order, catalog: Catalog) -> bool:
    table = _table(column, catalog)
    if table is None or table.kind == "view" or _may_be_derived(column.table, order.sql):
        return True
    name = next((each.name for each in table.columns if fold(each.name) == fold(column.column)), "")
    if not name:
        return True
    if table.name not in order.tables:
        return False
    base = (table.name, name)
    return base == expected.base if expected.base is not None else base in order.reads


def _table(column: ResultColumn, catalog: Catalog) -> Table | None:
    if not column.schema or not column.table:
        return None
    default = column.schema == catalog.default_schema
    return catalog.find(column.table if default else f"{column.schema}.{column.table}")


def _may_be_derived(name: str, sql: str) -> bool:
    """Return whether a derived table or a WITH of that name may stand in `sql`."""
    word = rf"`?{re.escape(name)}`?(?!\w)"
    after = rf"\)\s*(?:as\s+)?{word}"
    before = rf"{word}\s*(?:\([^()]*\)\s*)?as\s*\("
    return re.search(f"{after}|{before}", sql, re.IGNORECASE) is not None
