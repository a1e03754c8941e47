"""What the tools return: shapes that clients hold on to, and the classes of their parts."""

from collections.abc import Iterable
from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, Field, PrivateAttr, WithJsonSchema

from ostiary.server import INTERNAL, Classes, DataMap, Each, Fields, Items, Origin

Cell: TypeAlias = bool | int | float | str | None
# Clients hold each part of a result against its schema: a row is enough, cells would take longer
# than the query.
Cells: TypeAlias = Annotated[list[Cell], WithJsonSchema({"type": "array"}, mode="serialization")]


class ResultColumn(BaseModel):
    """A column of a result."""

    name: str = Field(description="name or alias")
    type: str = Field(description="declared type, else the type of its values; empty when unknown")
    data_class: str = Field(
        serialization_alias="class",
        description="class of its values; above yours: withheld or pseudonyms",
    )


class QueryResult(BaseModel):
    """Rows of a query."""

    columns: list[ResultColumn] = Field(description="one per position in a row")
    rows: list[Cells] = Field(
        description="values by position: numbers, strings, null; dates and decimals as strings"
    )
    row_count: int = Field(description="number of rows returned")
    truncated: bool = Field(description="whether there are more rows than were returned")
    next_cursor: str | None = Field(
        default=None, description="what to call again with for the next rows; null at the end"
    )
    _origins: tuple[Origin, ...] = PrivateAttr(default=())

    def of(self, origins: Iterable[Origin]) -> Self:
        """Return this result, whose columns hold values of these origins, in order."""
        self._origins = tuple(origins)
        return self

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where the values of each column come from; what is missing counts as unknown."""
        return self._origins


class Sample(BaseModel):
    """Some rows that a statement touches."""

    columns: list[ResultColumn] = Field(description="one per position in a row")
    rows: list[list[Cell]] = Field(description="as they were before, or as they were added")


class ChangeResult(BaseModel):
    """What a statement changes."""

    verb: str = Field(description="insert, update or delete")
    table: str = Field(description="table that it writes")
    affected: int = Field(description="number of rows that it touches")
    committed: bool = Field(description="whether the change is kept; false: nothing was changed")
    preview: str | None = Field(
        default=None, description="of a dry run: what to call again with, to change these rows"
    )
    sample: Sample = Field(description="some of the rows; columns that you may not see left out")
    _origins: tuple[Origin, ...] = PrivateAttr(default=())

    def of(self, origins: Iterable[Origin]) -> Self:
        """Return this result, whose sample's columns hold values of these origins, in order."""
        self._origins = tuple(origins)
        return self

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where the values of each column come from; what is missing counts as unknown."""
        return self._origins


class PlanStep(BaseModel):
    """One step of a query plan."""

    id: int = Field(description="number of the step")
    parent: int = Field(description="number of the step that it is part of; 0 for none")
    detail: str = Field(description="what the engine does")


class QueryExplanation(BaseModel):
    """How the engine would run a query."""

    steps: list[PlanStep] = Field(description="scans, searches by index, sorts, in order")


class TableSummary(BaseModel):
    """A table or view in a list."""

    name: str = Field(description="name")
    kind: str = Field(description="table or view")
    columns: int = Field(description="number of columns")
    row_estimate: int | None = Field(description="rows when last analysed; null when unknown")


class TableList(BaseModel):
    """All tables and views."""

    tables: list[TableSummary] = Field(description="by name")


class TableColumn(BaseModel):
    """A column of a table."""

    name: str = Field(description="name")
    type: str = Field(description="declared type")
    nullable: bool = Field(description="whether it can be NULL")
    primary_key: bool = Field(description="whether it belongs to the primary key")
    data_class: str = Field(serialization_alias="class", description="class of its values")


class TableReference(BaseModel):
    """A foreign key."""

    columns: list[str] = Field(description="columns of this table")
    table: str = Field(description="table that they point to")
    references: list[str] = Field(description="columns there; empty for its primary key")


class TableDescription(BaseModel):
    """A table or view."""

    name: str = Field(description="name")
    kind: str = Field(description="table or view")
    columns: list[TableColumn] = Field(description="in the order of the table")
    foreign_keys: list[TableReference] = Field(description="where its columns point")
    row_estimate: int | None = Field(description="rows when last analysed; null when unknown")


def classify_rows(result: QueryResult, _ground: object, _data: DataMap) -> Classes:
    """Return the class of each part of a `QueryResult`: rows by the lineage of their columns."""
    return Fields(
        {
            "columns": INTERNAL,
            "rows": Each(Items(list(result.origins))),
            "row_count": INTERNAL,
            "truncated": INTERNAL,
            "next_cursor": INTERNAL,
        }
    )


def classify_change(result: ChangeResult, _ground: object, _data: DataMap) -> Classes:
    """Return the class of each part of a `ChangeResult`: its sample's by where it comes from."""
    told = ("verb", "table", "affected", "committed", "preview")
    sample = Fields({"columns": INTERNAL, "rows": Each(Items(list(result.origins)))})
    return Fields({**dict.fromkeys(told, INTERNAL), "sample": sample})


def classify_schema(_result: object, _ground: object, _data: DataMap) -> Classes:
    """Return that names and types of a schema, and plans made of them, are internal."""
    return INTERNAL


def holds_text(result: QueryResult) -> bool:
    """Return whether a row holds a text, which anybody may have written; numbers give no orders."""
    return _has_text(result.rows)


def shows_text(result: ChangeResult) -> bool:
    """Return the same of the rows that a change shows."""
    return _has_text(result.sample.rows)


def _has_text(rows: Iterable[Iterable[Any]]) -> bool:
    return any(not isinstance(cell, int | float | None) for row in rows for cell in row)


def count_rows(result: QueryResult) -> int:
    """Return how many rows of data the caller's budget pays for."""
    return result.row_count


def count_changes(result: ChangeResult) -> int:
    """Return how many rows the caller's budget pays for: those changed, or else those shown."""
    shown = len(result.sample.rows)
    return max(result.affected, shown) if result.committed else shown
