"""What shows the schema: two tools, the same as resources, and the names that complete them."""

from typing import Annotated, Any, TypedDict

from pydantic import Field

from ostiary.server import INTERNAL, Classes, DataClass, GuardedServer, Sink
from ostiary_sql import results
from ostiary_sql.engines.base import SCHEMA_TIMEOUT_S
from ostiary_sql.examine import SCHEMA_FACTS, Described, Examiner

TABLES = "schema://tables"
TABLE = "schema://tables/{table}"
_TIMEOUT_S = 2 * SCHEMA_TIMEOUT_S


class _Declared(TypedDict):
    untrusted: bool
    yields: DataClass
    sink: Sink


_SCHEMA = _Declared(untrusted=False, yields=DataClass.INTERNAL, sink=Sink.NOWHERE)
"""What all of it is: the operator's own words for what there is."""


def add_schema(server: GuardedServer, examiner: Examiner) -> None:
    """Offer what shows the schema on `server`."""
    _add_tools(server, examiner)
    _add_resources(server, examiner)


def _add_tools(server: GuardedServer, examiner: Examiner) -> None:
    @server.tool(
        title="List tables",
        examine=examiner.tables,
        facts=SCHEMA_FACTS,
        classify=results.classify_schema,
        timeout_s=_TIMEOUT_S,
        read_only=True,
        **_SCHEMA,
    )
    async def list_tables(*, ground: Described) -> results.TableList:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Return the names of all tables and views, with their kind and estimated rows."""
        return _list(ground)

    @server.tool(
        title="Describe a table",
        examine=examiner.table,
        facts=SCHEMA_FACTS,
        classify=results.classify_schema,
        timeout_s=_TIMEOUT_S,
        read_only=True,
        **_SCHEMA,
    )
    async def describe_table(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        table: Annotated[
            str, Field(description="A name from list_tables.", min_length=1, max_length=256)
        ],
        *,
        ground: Described,
    ) -> results.TableDescription:
        """Return the columns of a table or view with types and classes, and its foreign keys."""
        del table  # the examination has found it already
        return _description(ground)


def _add_resources(server: GuardedServer, examiner: Examiner) -> None:
    @server.resource(
        TABLES,
        title="Tables",
        examine=examiner.tables,
        facts=SCHEMA_FACTS,
        classify=results.classify_schema,
        timeout_s=_TIMEOUT_S,
        **_SCHEMA,
    )
    async def tables(*, ground: Described) -> results.TableList:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """All tables and views, with their kind and estimated rows."""
        return _list(ground)

    @server.resource(
        TABLE,
        title="A table",
        examine=examiner.table,
        facts=SCHEMA_FACTS,
        classify=results.classify_schema,
        timeout_s=_TIMEOUT_S,
        **_SCHEMA,
    )
    async def table(table: str, *, ground: Described) -> results.TableDescription:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Columns of a table or view with types and classes, and its foreign keys."""
        del table  # the examination has found it already
        return _description(ground)

    @server.complete(TABLE, "table", classify=_names_are_internal, timeout_s=_TIMEOUT_S, **_SCHEMA)
    async def table_names(value: str) -> list[str]:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Return the names of tables and views that begin with what was typed."""
        return await examiner.names(value)


def _names_are_internal(_result: object, _ground: object, _data: Any) -> Classes:
    return INTERNAL


def _list(ground: Described) -> results.TableList:
    return results.TableList(
        tables=[
            results.TableSummary(
                name=table.name,
                kind=table.kind,
                columns=len(table.columns),
                row_estimate=table.row_estimate,
            )
            for table in ground.tables
        ]
    )


def _description(ground: Described) -> results.TableDescription:
    (table,) = ground.tables
    return results.TableDescription(
        name=table.name,
        kind=table.kind,
        columns=[
            results.TableColumn(
                name=column.name,
                type=column.declared_type,
                nullable=column.is_nullable,
                primary_key=bool(column.key_position),
                data_class=ground.classes[table.name, column.name],
            )
            for column in table.columns
        ],
        foreign_keys=[
            results.TableReference(
                columns=list(key.columns), table=key.table, references=list(key.references)
            )
            for key in table.foreign_keys
        ],
        row_estimate=table.row_estimate,
    )
