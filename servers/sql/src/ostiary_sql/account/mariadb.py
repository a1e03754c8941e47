"""What an account can do in MariaDB or MySQL, beyond reading what it is there to read."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pymysql

from ostiary.server import DataMap, Remark, Weight
from ostiary_sql.account.right import Readable, secret_columns
from ostiary_sql.address import Address
from ostiary_sql.engines.mariadb.connecting import arguments_of
from ostiary_sql.engines.mariadb.session import quoted

_GRANT = re.compile(r"GRANT (?P<rights>.+?) ON (?P<place>\S.*?) TO ", re.DOTALL)
_ROLE = re.compile(r"GRANT (?P<role>`[^`]*`(?:@`[^`]*`)?) TO ")
_RIGHT = re.compile(r"(?P<name>[A-Z][A-Z _]*[A-Z])\s*(?P<columns>\([^)]*\))?")

_NEEDED = frozenset({"USAGE", "SELECT", "SHOW VIEW", "REFERENCES"})
"""REFERENCES on a column shows that it is there, and no more."""

_WRITING = frozenset({"INSERT", "UPDATE", "DELETE", "TRIGGER", "REFERENCES"})
"""What an account that writes has besides; the last two show it what a change sets off."""

_COLUMNS = """
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA IN %s AND FIND_IN_SET('select', PRIVILEGES)
ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
"""


def remarks(
    address: Address, databases: Sequence[str], data: DataMap, *, may_write: bool = False
) -> Iterator[Remark]:
    """Yield what there is to say of the account; the first says who and where it is.

    Args:
        address: The database, and the account.
        databases: Those which are visible; empty for the one in the URL.
        data: The classes of columns.
        may_write: Whether it is there to write rows.

    Raises:
        pymysql.Error: It cannot be reached, or does not answer.
    """
    url = address.url
    arguments: dict[str, Any] = arguments_of(address) | {
        "host": url.host,
        "port": url.port or 3306,
        "user": url.username,
        "password": url.password or "",
        "database": url.database,
    }
    with closing(pymysql.connect(**arguments)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT VERSION(), CURRENT_USER()")
        ((version, account),) = cursor.fetchall()
        who = "@".join(quoted(part) for part in str(account).rsplit("@", 1))
        yield Remark(f"{version} as {account}", "", Weight.OK)
        yield from _tls(cursor, address)
        cursor.execute("SHOW GRANTS")
        for (line,) in cursor.fetchall():
            yield from granted(str(line), who, may_write=may_write)
        visible = list(databases) or [str(url.database)]
        cursor.execute(_COLUMNS, [visible])
        tables = _readable(cursor.fetchall(), visible[0])
        if not tables:
            said = f"the account can read no table in {', '.join(visible)}"
            yield Remark(said, "ostiary-sql --grants prints what to grant", Weight.FAULT)
        yield from secret_columns(
            tables,
            data,
            f"REVOKE SELECT ON {{path}} FROM {who};",  # noqa: S608 - printed, never run
            f"GRANT SELECT ({{columns}}) ON {{path}} TO {who};",
        )


def granted(line: str, who: str, *, may_write: bool = False) -> Iterator[Remark]:
    """Yield what there is to say of one line of SHOW GRANTS. Its end may hold a password's hash.

    Args:
        line: As the server prints it.
        who: The account, as statements write it.
        may_write: Whether it is there to write rows.
    """
    if role := _ROLE.match(line):
        todo = f"REVOKE {role['role']} FROM {who};"
        yield Remark(f"the account has the role {role['role']}", todo, Weight.NOTE)
        return
    found = _GRANT.match(line)
    if found is None:
        yield Remark("the account has a right of a kind that is not known here", "", Weight.FAULT)
        return
    place = found["place"]
    rights = {match["name"]: match["columns"] for match in _RIGHT.finditer(found["rights"])}
    for name, columns in rights.items():
        if may_write and name in _WRITING and place != "*.*":
            continue
        if name not in _NEEDED or (name == "REFERENCES" and not columns):
            said = f"the account has {name} on {place}"
            yield Remark(said, f"REVOKE {name} ON {place} FROM {who};", Weight.FAULT)
        elif name in {"SELECT", "SHOW VIEW"} and place == "*.*":
            said = f"the account has {name} on everything, also on the server's accounts"
            yield Remark(said, f"REVOKE {name} ON *.* FROM {who};", Weight.FAULT)
    if "WITH GRANT OPTION" in line:
        todo = f"REVOKE GRANT OPTION ON {place} FROM {who};"
        yield Remark(f"the account can give away its rights on {place}", todo, Weight.FAULT)


def _tls(cursor: Any, address: Address) -> Iterator[Remark]:
    if address.is_local:
        return
    cursor.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    ((_, cipher),) = cursor.fetchall()
    if not cipher:
        said = "what is asked and answered is not encrypted on its way"
        todo = "ssl_ca=FILE&ssl_verify_identity=true in OSTIARY_SQL_URL"
        yield Remark(said, todo, Weight.FAULT)
    elif "ssl_ca" not in address.options:
        said = "whether the server is the right one is not verified"
        todo = "ssl_ca=FILE&ssl_verify_identity=true in OSTIARY_SQL_URL"
        yield Remark(said, todo, Weight.NOTE)


def _readable(lines: Sequence[Sequence[Any]], default: str) -> list[Readable]:
    columns: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for database, table, column in lines:
        columns[str(database), str(table)].append((str(column), quoted(str(column))))
    return [
        Readable(
            table if database == default else f"{database}.{table}",
            f"{quoted(database)}.{quoted(table)}",
            found,
        )
        for (database, table), found in columns.items()
    ]
