"""The tools that query: run_query and explain_query."""

from typing import Annotated, TypeAlias

from pydantic import Field

from ostiary.server import Cursors, DataClass, Grant, GuardedServer, Leaves, Rows, Sink
from ostiary_sql import results
from ostiary_sql.engines.base import GRACE_S, Answer, Engine
from ostiary_sql.examine import Examiner
from ostiary_sql.facts import QUERY_FACTS
from ostiary_sql.plan import Page, PlannedColumn, QueryPlan, Sight
from ostiary_sql.settings import SqlSettings

Sql: TypeAlias = Annotated[
    str,
    Field(
        description="One SELECT in SQLite's SQL; WITH, window functions and JSON included.",
        min_length=1,
        max_length=16_384,
    ),
]
Params: TypeAlias = Annotated[
    dict[str, str | int | float | bool | None] | None,
    Field(description='Values of its :name parameters, such as {"name": "x"}.'),
]


def add_queries(
    server: GuardedServer, examiner: Examiner, engine: Engine, settings: SqlSettings
) -> None:
    """Offer the tools on `server`."""
    _add_run(server, examiner, engine, settings)
    _add_explain(server, examiner, engine, settings)


def _add_run(
    server: GuardedServer, examiner: Examiner, engine: Engine, settings: SqlSettings
) -> None:
    @server.tool(
        title="Run a query",
        examine=examiner.query,
        facts=QUERY_FACTS,
        classify=results.classify_rows,
        rows=Rows(settings.max_rows, results.count_rows),
        untrusted=results.holds_text,
        timeout_s=_timeout_s(settings),
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def run_query(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        sql: Sql,
        params: Params = None,
        max_rows: Annotated[
            int | None, Field(description="Most rows to return.", ge=1, le=10_000)
        ] = None,
        cursor: Annotated[
            str | None,
            Field(
                description="next_cursor of the page before; same sql and params.", max_length=64
            ),
        ] = None,
        *,
        ground: QueryPlan,
        clearance: DataClass,
        leaves: Leaves,
        grant: Grant,
    ) -> results.QueryResult:
        """Return the rows of one read-only SQL query.

        If `truncated`, next_cursor gets the next ones; ORDER BY a unique key keeps pages apart.
        """
        del sql, params, cursor  # the plan holds all three, as they were examined
        rows = grant.cap_rows(min(max_rows or settings.max_rows, settings.max_rows))
        page = Page(ground.skip_rows, rows, settings.max_bytes)
        # Pages of one request come in one order; what it is, only the server can tell.
        key = server.cursors.issue(b"order" + ground.paged, 0)
        order, planned = ground.order(Sight(clearance, leaves), page, settings.timeout_s, key)
        answer = await engine.run(order)
        return _query_result(ground, planned, answer, server.cursors)


def _add_explain(
    server: GuardedServer, examiner: Examiner, engine: Engine, settings: SqlSettings
) -> None:
    @server.tool(
        title="Explain a query",
        examine=examiner.query,
        facts=QUERY_FACTS,
        classify=results.classify_schema,
        timeout_s=_timeout_s(settings),
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def explain_query(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        sql: Sql,
        params: Params = None,
        *,
        ground: QueryPlan,
        clearance: DataClass,
        leaves: Leaves,
    ) -> results.QueryExplanation:
        """Return how the database would run a query: scans, indexes, sorts. Runs nothing."""
        del sql, params  # the plan holds both, as they were examined
        page = Page(0, 0, settings.max_bytes)
        order, _ = ground.order(Sight(clearance, leaves), page, settings.timeout_s)
        steps = await engine.explain(order)
        return results.QueryExplanation(
            steps=[
                results.PlanStep(id=step.number, parent=step.parent, detail=step.detail)
                for step in steps
            ]
        )


def _timeout_s(settings: SqlSettings) -> float:
    """Return when a call that queries is over in any case [s]: the engine ends queries before."""
    return settings.timeout_s + GRACE_S + 1


def _query_result(
    plan: QueryPlan, planned: tuple[PlannedColumn, ...], answer: Answer, cursors: Cursors
) -> results.QueryResult:
    columns = [
        results.ResultColumn(
            name=name, type=column.declared_type or found, data_class=column.origin.data_class.label
        )
        for name, found, column in zip(answer.names, answer.types, planned, strict=True)
    ]
    return results.QueryResult(
        columns=columns,
        rows=answer.rows,
        row_count=len(answer.rows),
        truncated=answer.is_truncated,
        next_cursor=cursors.issue(plan.paged, plan.skip_rows + len(answer.rows))
        if answer.is_truncated
        else None,
    ).of([column.origin for column in planned])
