"""The engine that the settings name. What it needs is imported then, and by nobody else."""

from ostiary_sql.engines.base import Engine
from ostiary_sql.engines.changing import Writer
from ostiary_sql.settings import SqlSettings


def chosen_engine(settings: SqlSettings) -> Engine:
    """Return the way to the database, which is looked for when it is used."""
    if settings.dialect == "sqlite":
        from ostiary_sql.engines.sqlite.engine import SqliteEngine  # noqa: PLC0415 - see above

        return SqliteEngine(settings.database)
    if settings.dialect == "postgres":
        from ostiary_sql.engines.postgres.engine import PostgresEngine  # noqa: PLC0415 - see above

        return PostgresEngine(settings.address, settings.schema_names())
    from ostiary_sql.engines.mariadb.engine import MariaDBEngine  # noqa: PLC0415 - see above

    return MariaDBEngine(settings.address, settings.schema_names())


def chosen_writer(settings: SqlSettings, engine: Engine) -> Writer | None:
    """Return the way to write into the database; None where nothing may be written.

    Args:
        settings: They name who writes.
        engine: What reads there.
    """
    if not settings.write_url:
        return None
    if settings.dialect == "sqlite":
        from ostiary_sql.engines.sqlite.change import SqliteWriter  # noqa: PLC0415 - see above

        return SqliteWriter(settings.database)
    if settings.dialect == "postgres":
        from ostiary_sql.engines.postgres.change import PostgresWriter  # noqa: PLC0415 - see above
        from ostiary_sql.engines.postgres.engine import PostgresEngine  # noqa: PLC0415 - see above

        if isinstance(engine, PostgresEngine):
            return PostgresWriter(settings.write_address, engine.schemas)
    from ostiary_sql.engines.mariadb.change import MariaDBWriter  # noqa: PLC0415 - see above
    from ostiary_sql.engines.mariadb.engine import MariaDBEngine  # noqa: PLC0415 - see above

    if isinstance(engine, MariaDBEngine):
        return MariaDBWriter(settings.write_address, engine)
    raise TypeError("an engine that nobody writes to")
