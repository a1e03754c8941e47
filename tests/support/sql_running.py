"""Asking an engine that runs, with orders that nobody has examined."""

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sql_orders import unexamined

from ostiary_sql.engines.base import Answer, Engine, Expected, Order

E = TypeVar("E", bound=Engine)
P = TypeVar("P")


@dataclass
class Running(Generic[E, P]):
    """An engine that runs.

    Args:
        engine: The engine.
        place: Where it looks.
    """

    engine: E
    place: P

    async def order(
        self, sql: str, *tables: str, width: int = 1, reads: str = "", **changes: Any
    ) -> Order:
        """Return an order for a statement on `tables`; `reads` are `table.column` with blanks."""
        schema = (await self.engine.catalog()).version
        bases = frozenset(
            (read.partition(".")[0], read.partition(".")[2]) for read in reads.split()
        )
        order = unexamined(sql, schema, bases, width)
        return replace(order, **{"tables": frozenset(tables), **changes})

    async def run(self, sql: str, *tables: str, **changes: Any) -> Answer:
        """Return the rows of a statement."""
        return await self.engine.run(await self.order(sql, *tables, **changes))

    async def cells(self, expressions: str, width: int = 1) -> list[Any]:
        """Return the values of expressions."""
        return (await self.run(f"SELECT {expressions}", width=width)).rows[0]


def copies(*bases: str) -> tuple[Expected, ...]:
    """Return result columns that copy these columns, each written `table.column`."""
    return tuple(
        Expected(None, (base.partition(".")[0], base.partition(".")[2]), is_close=False)
        for base in bases
    )
