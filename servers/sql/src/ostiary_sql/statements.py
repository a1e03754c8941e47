"""The tool that writes: run_statement."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from ostiary.server import (
    BudgetExceededError,
    ConsentRequiredError,
    Cursors,
    DataClass,
    Grant,
    GuardedServer,
    InvalidInputError,
    Leaves,
    PolicyDeniedError,
    Preview,
    Rows,
    Sink,
    TooLargeError,
)
from ostiary_sql import results
from ostiary_sql.changes import CHANGE_FACTS, Bounds, ChangePlan
from ostiary_sql.engines.base import GRACE_S
from ostiary_sql.engines.changing import COMMIT_S, Pending, Writer
from ostiary_sql.examine import Examiner
from ostiary_sql.plan import PlannedColumn, Sight
from ostiary_sql.queries import Params
from ostiary_sql.settings import SqlSettings

Sql: TypeAlias = Annotated[
    str,
    Field(
        description="One INSERT, UPDATE or DELETE of one table, in the database's SQL.",
        min_length=1,
        max_length=16_384,
    ),
]
DryRun: TypeAlias = Annotated[bool, Field(description="Whether only to show what it would change.")]
PreviewToken: TypeAlias = Annotated[
    str | None,
    Field(
        description="preview of a dry run of the same sql and params: nothing is changed unless it"
        " would touch the same rows.",
        max_length=64,
    ),
]

MAX_SHOWN = 20
"""Rows that are shown of those that a statement touches."""

_NOT_SET_UP = "This server is not set up to write: tell the operator, or find another way."
_OTHER_ROWS = (
    "The rows are not those of the preview, or it belongs to another statement, other parameters or"
    " another caller; nothing was changed. Look at them again with dry_run."
)

_NOT_AGREED = "The rows are others than those that were agreed to; nothing was changed. Ask again."

MAX_AGREED = 200
"""Rows that are shown to whoever has to agree."""


def add_statements(
    server: GuardedServer, examiner: Examiner, writer: Writer | None, settings: SqlSettings
) -> None:
    """Offer the tool on `server`; without `writer` it refuses whatever policy permits."""

    async def look_ahead(
        *, ground: ChangePlan, clearance: DataClass, leaves: Leaves, grant: Grant
    ) -> Preview:
        """Return what a statement would change. It runs, and all of it is undone."""
        bounds = _bounds(settings, grant, dry_run=True, max_shown=MAX_AGREED)
        order, _ = ground.order(Sight(clearance, leaves), bounds)
        async with _required(writer).changing(order) as pending:
            return Preview(_agreed(ground, pending), _shown(ground, pending))

    @server.tool(
        title="Change rows",
        examine=examiner.change,
        facts=CHANGE_FACTS,
        classify=results.classify_change,
        rows=Rows(settings.max_changes, results.count_changes),
        untrusted=results.shows_text,
        timeout_s=settings.timeout_s + GRACE_S + COMMIT_S + 1,
        preview=look_ahead,
        sink=Sink.STORAGE,
    )
    async def run_statement(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        sql: Sql,
        params: Params = None,
        dry_run: DryRun = False,
        preview: PreviewToken = None,
        *,
        ground: ChangePlan,
        clearance: DataClass,
        leaves: Leaves,
        grant: Grant,
        caller: str,
        agreed: str,
    ) -> results.ChangeResult:
        """Change rows of one table, or show by dry_run which rows it would change and how many.

        `sample` holds some of them, as they were before, or as they were added.
        """
        del sql, params  # the plan holds both, as they were examined
        order, planned = ground.order(
            Sight(clearance, leaves), _bounds(settings, grant, dry_run=dry_run)
        )
        try:
            async with _required(writer).changing(order) as pending:
                _require_agreed(agreed, ground, pending)
                token = _token(server.cursors, ground, caller, pending)
                _require_same(preview, token)
                if not dry_run:
                    await pending.commit()
        except TooLargeError:
            if order.max_changes == settings.max_changes:
                raise
            raise BudgetExceededError("Change fewer rows at once.", detail="rows") from None
        return _result(ground, planned, pending, token if dry_run else None)


def _required(writer: Writer | None) -> Writer:
    if writer is None:
        raise PolicyDeniedError(_NOT_SET_UP, detail="no OSTIARY_SQL_WRITE_URL")
    return writer


def _require_agreed(agreed: str, plan: ChangePlan, pending: Pending) -> None:
    """Check that just the rows are changed to which a human has agreed, where one had to."""
    if agreed and not hmac.compare_digest(agreed, _agreed(plan, pending)):
        raise ConsentRequiredError(_NOT_AGREED, detail="other rows than were agreed to")


def _agreed(plan: ChangePlan, pending: Pending) -> str:
    """Return what stands for these rows and this change of them, as far as its caller may see."""
    whole = json.dumps(["agreed", plan.request, pending.digest.hex(), pending.affected])
    return hashlib.sha256(whole.encode()).hexdigest()


def _shown(plan: ChangePlan, pending: Pending) -> dict[str, Any]:
    """Return what is shown to whoever has to agree: the rows with their real values."""
    sample = pending.sample
    return {
        "verb": plan.change.verb,
        "table": plan.change.table.name,
        "affected": pending.affected,
        "columns": list(sample.names),
        "rows": [list(row) for row in sample.rows],
        "rows_not_shown": pending.affected - len(sample.rows),
    }


def _require_same(preview: str | None, token: str) -> None:
    if preview is not None and not hmac.compare_digest(preview.encode(), token.encode()):
        raise InvalidInputError(_OTHER_ROWS, detail="preview")


def _bounds(
    settings: SqlSettings, grant: Grant, *, dry_run: bool, max_shown: int = MAX_SHOWN
) -> Bounds:
    return Bounds(
        max_changes=settings.max_changes if dry_run else grant.cap_rows(settings.max_changes),
        max_shown=grant.cap_rows(max_shown),
        max_bytes=settings.max_bytes,
        timeout_s=settings.timeout_s,
    )


def _token(cursors: Cursors, plan: ChangePlan, caller: str, pending: Pending) -> str:
    """Return what stands for these rows, this statement and this caller together."""
    shown = json.dumps(["preview", caller, plan.request, pending.digest.hex()])
    return cursors.issue(shown.encode(), pending.affected)


def _result(
    plan: ChangePlan, planned: Sequence[PlannedColumn], pending: Pending, preview: str | None
) -> results.ChangeResult:
    sample = pending.sample
    columns = [
        results.ResultColumn(
            name=name, type=column.declared_type or found, data_class=column.origin.data_class.label
        )
        for name, found, column in zip(sample.names, sample.types, planned, strict=True)
    ]
    return results.ChangeResult(
        verb=plan.change.verb,
        table=plan.change.table.name,
        affected=pending.affected,
        committed=preview is None,
        preview=preview,
        sample=results.Sample(columns=columns, rows=sample.rows),
    ).of([column.origin for column in planned])
