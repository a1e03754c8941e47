"""What an account can do in a PostgreSQL database, beyond reading what it is there to read."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, LiteralString

import psycopg

from ostiary.server import DataMap, Remark, Weight
from ostiary_sql.account.right import Readable, listed, secret_columns
from ostiary_sql.address import Address
from ostiary_sql.engines.postgres.connecting import arguments_of

_OLDEST = 120000

_ROLE: LiteralString = """
SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
FROM pg_catalog.pg_roles WHERE rolname = current_user
"""
_ATTRIBUTES = ("SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS")

_MEMBERSHIPS: LiteralString = """
SELECT rolname FROM pg_catalog.pg_roles
WHERE rolname <> current_user AND pg_catalog.pg_has_role(current_user, oid, 'MEMBER')
ORDER BY rolname
"""
_OWNED: LiteralString = """
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND pg_catalog.pg_has_role(current_user, c.relowner, 'MEMBER')
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY 1
"""
_WRITABLE: LiteralString = """
SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname)
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
    AND (pg_catalog.has_table_privilege(c.oid, 'TRUNCATE, TRIGGER')
        OR NOT %s AND (pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE')
            OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE')))
ORDER BY 1
"""
_CREATABLE: LiteralString = """
SELECT pg_catalog.quote_ident(nspname) FROM pg_catalog.pg_namespace
WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    AND pg_catalog.has_schema_privilege(oid, 'CREATE')
ORDER BY 1
"""
_DATABASE: LiteralString = """
SELECT pg_catalog.quote_ident(pg_catalog.current_database()),
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')
"""
_FUNCTIONS: LiteralString = """
SELECT p.oid::pg_catalog.regprocedure::text
FROM pg_catalog.pg_proc AS p
WHERE pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
    AND (p.proname LIKE 'dblink%'
        OR p.proname IN ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file',
            'lo_import', 'lo_export', 'lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lowrite',
            'lo_unlink', 'lo_truncate'))
ORDER BY 1
"""
_CASTS: LiteralString = """
SELECT DISTINCT p.oid::pg_catalog.regprocedure::text
FROM pg_catalog.pg_cast AS c JOIN pg_catalog.pg_proc AS p ON p.oid = c.castfunc
WHERE p.oid >= 16384 AND p.prosecdef AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
ORDER BY 1
"""
_COLUMNS: LiteralString = """
SELECT n.nspname, c.relname, pg_catalog.format('%%I.%%I', n.nspname, c.relname),
    pg_catalog.array_agg(a.attname::text ORDER BY a.attnum),
    pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) ORDER BY a.attnum)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND a.attnum > 0 AND NOT a.attisdropped
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
_SCHEMAS: LiteralString = """
SELECT s.name FROM pg_catalog.unnest(%s::text[]) AS s(name)
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace AS n WHERE n.nspname = s.name)
"""
_TLS: LiteralString = (
    "SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()"
)

_HARMLESS_ROLES = frozenset({"pg_monitor", "pg_read_all_settings", "pg_read_all_stats"})


def remarks(
    address: Address, schemas: Sequence[str], data: DataMap, *, may_write: bool = False
) -> Iterator[Remark]:
    """Yield what there is to say of the account; the first says who and where it is.

    Args:
        address: The database, and the account.
        schemas: Those which are visible; empty for the account's own default.
        data: The classes of columns.
        may_write: Whether it is there to write rows.

    Raises:
        psycopg.Error: It cannot be reached, or does not answer.
    """
    url = address.url
    arguments: dict[str, Any] = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
        **arguments_of(address),
    }
    with closing(psycopg.connect(**arguments)) as connection:
        version = connection.info.server_version
        (role, *attributes), *_ = connection.execute(_ROLE).fetchall()
        said = f"PostgreSQL {connection.info.parameter_status('server_version')} as {role}"
        yield Remark(said, "", Weight.OK)
        if version < _OLDEST:
            yield Remark("this PostgreSQL is older than 12", "use a newer one", Weight.FAULT)
        yield from _tls(connection, address)
        if attributes[0]:
            # Everything else follows: asked, the answer to each question would be yes.
            todo = f"use an account of its own (ostiary-sql --grants), or: {_without(role, 0)}"
            yield Remark(f"{role} is a superuser", todo, Weight.FAULT)
            return
        yield from _powers(connection, role, attributes)
        yield from _rights(connection, role, may_write=may_write)
        yield from _columns(connection, role, schemas, data)


def _tls(connection: "psycopg.Connection[Any]", address: Address) -> Iterator[Remark]:
    if address.is_local:
        return
    row = connection.execute(_TLS).fetchone()
    if row is None or not row[0]:
        said = "what is asked and answered is not encrypted on its way"
        yield Remark(said, "sslmode=verify-full in OSTIARY_SQL_URL", Weight.FAULT)
    elif not address.options.get("sslmode", "").startswith("verify"):
        said = "whether the server is the right one is not verified"
        todo = "sslmode=verify-full&sslrootcert=FILE in OSTIARY_SQL_URL"
        yield Remark(said, todo, Weight.NOTE)


def _without(role: str, number: int) -> str:
    return f"ALTER ROLE {_quoted(role)} NO{_ATTRIBUTES[number]};"


def _powers(
    connection: "psycopg.Connection[Any]", role: str, attributes: Sequence[bool]
) -> Iterator[Remark]:
    for number, is_set in enumerate(attributes):
        if is_set:
            yield Remark(f"{role} has {_ATTRIBUTES[number]}", _without(role, number), Weight.FAULT)
    for (name,) in connection.execute(_MEMBERSHIPS).fetchall():
        is_engines = name.startswith("pg_")
        if name in _HARMLESS_ROLES:
            continue
        todo = f"REVOKE {_quoted(name)} FROM {_quoted(role)};"
        # What an ordinary role gives is looked at below, as if it were the account's own.
        weight = Weight.FAULT if is_engines else Weight.NOTE
        yield Remark(f"{role} is a member of {name}", todo, weight)


def _rights(
    connection: "psycopg.Connection[Any]", role: str, *, may_write: bool
) -> Iterator[Remark]:
    who = _quoted(role)
    if owned := _names(connection, _OWNED):
        said = f"{role} owns {listed(owned)}, and can do anything to it"
        yield Remark(said, "use an account that owns nothing (ostiary-sql --grants)", Weight.FAULT)
    elif writable := _names(connection, _WRITABLE, may_write):
        rights = "TRUNCATE, REFERENCES, TRIGGER"
        does = "empty, or have triggers on," if may_write else "write to"
        rights = rights if may_write else f"INSERT, UPDATE, DELETE, {rights}"
        todo = f"REVOKE {rights} ON {', '.join(writable)} FROM {who}, PUBLIC;"
        yield Remark(f"{role} can {does} {listed(writable)}", todo, Weight.FAULT)
    if creatable := _names(connection, _CREATABLE):
        todo = f"REVOKE CREATE ON SCHEMA {', '.join(creatable)} FROM {who}, PUBLIC;"
        said = f"{role} can create in {listed(creatable)}"
        yield Remark(said, todo, Weight.FAULT)
    ((database, creates, makes_temporary),) = connection.execute(_DATABASE).fetchall()
    if creates:
        todo = f"REVOKE CREATE ON DATABASE {database} FROM {who}, PUBLIC;"
        yield Remark(f"{role} can create schemas in {database}", todo, Weight.FAULT)
    if makes_temporary:
        # PostgreSQL gives this and the next to everybody, so that no database is without them.
        todo = f"REVOKE TEMPORARY ON DATABASE {database} FROM {who}, PUBLIC;"
        yield Remark(f"{role} can make temporary tables", todo, Weight.NOTE)
    functions = _names(connection, _FUNCTIONS)
    own = [name for name in functions if not name.startswith("lo")]
    for names, weight in ((own, Weight.FAULT), (sorted({*functions} - {*own}), Weight.NOTE)):
        if names:
            todo = f"REVOKE EXECUTE ON FUNCTION {', '.join(names)} FROM {who}, PUBLIC;"
            yield Remark(f"{role} can call {listed(names)}", todo, weight)
    if casts := _names(connection, _CASTS):
        # A cast needs no name: `x + 1` calls its function where one is implicit.
        todo = f"REVOKE EXECUTE ON FUNCTION {', '.join(casts)} FROM {who}, PUBLIC;"
        said = f"a cast calls {listed(casts)} with its owner's rights"
        yield Remark(said, todo, Weight.FAULT)


def _columns(
    connection: "psycopg.Connection[Any]", role: str, schemas: Sequence[str], data: DataMap
) -> Iterator[Remark]:
    missing = [name for (name,) in connection.execute(_SCHEMAS, [list(schemas)]).fetchall()]
    if missing:
        said = f"OSTIARY_SQL_SCHEMAS: there is no schema {', '.join(missing)}"
        yield Remark(said, "name those that there are", Weight.FAULT)
    row = connection.execute("SELECT pg_catalog.current_schema()").fetchone()
    visible = list(schemas) or [row[0] if row else None]
    lines = connection.execute(_COLUMNS, [visible]).fetchall()
    if not lines:
        said = f"{role} can read no table in {', '.join(map(str, visible))}"
        yield Remark(said, "ostiary-sql --grants prints what to grant", Weight.FAULT)
    tables = [
        Readable(
            table if schema == visible[0] else f"{schema}.{table}",
            path,
            list(zip(names, quoted, strict=True)),
        )
        for schema, table, path, names, quoted in lines
    ]
    who = _quoted(role)
    yield from secret_columns(
        tables,
        data,
        f"REVOKE SELECT ON {{path}} FROM {who};",  # noqa: S608 - printed, never run
        f"GRANT SELECT ({{columns}}) ON {{path}} TO {who};",
    )


def _names(connection: "psycopg.Connection[Any]", sql: LiteralString, *values: bool) -> list[str]:
    return [name for (name,) in connection.execute(sql, values or None).fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
