"""The SQL server against the same tool on FastMCP and SQLAlchemy, on every engine there is."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from bench.row import Row, median, say
from bench.sql_place import QUERIES, WIDE, Shop, shops, sql_place
from bench.sql_reading import reading_rows

BARE = Path(__file__).with_name("sql_bare.py")
ROUNDS, ANALYSTS, ANALYST_ROUNDS, WIDE_ROUNDS = 40, 16, 6, 10
MAX_ROWS = 10_000
_RUNAWAY = "SELECT count(*) AS n FROM sales AS a, sales AS b WHERE a.amount < b.amount * b.amount"


def rows() -> Iterator[Row]:
    """Yield the rows."""
    with shops() as every:
        for shop in every:
            yield from reading_rows(shop.engine)
            yield from asyncio.run(_whole(shop))


async def _whole(shop: Shop) -> list[Row]:
    say(f"  {shop.engine}: whole calls over stdio")
    with sql_place(shop, MAX_ROWS) as environment:
        async with _bare(shop) as bare, _guarded(environment) as (guarded, pid):
            return [
                *await _queries(shop, bare, guarded),
                *await _wide(shop, bare, guarded, pid),
                await _analysts(shop, bare, guarded),
                await _runaway(shop, guarded),
            ]


@asynccontextmanager
async def _bare(shop: Shop) -> AsyncGenerator[Client[Any]]:
    transport = StdioTransport(sys.executable, [str(BARE), shop.bare_url, str(MAX_ROWS)])
    async with Client(transport) as client:
        await client.call_tool("run_query", {"sql": "SELECT 1 AS one"})
        yield client


@asynccontextmanager
async def _guarded(environment: dict[str, str]) -> AsyncGenerator[tuple[Client[Any], int]]:
    script = str(Path(sys.executable).with_name("ostiary-sql"))
    before = _children()
    transport = StdioTransport(script, [], env=environment, log_file=Path(os.devnull))
    async with Client(transport) as client:
        await client.call_tool("run_query", {"sql": "SELECT 1 AS one"})
        (pid,) = _children() - before
        yield client, pid


async def _queries(shop: Shop, bare: Client[Any], guarded: Client[Any]) -> list[Row]:
    found: list[Row] = []
    for number, sql in enumerate(QUERIES, 1):
        samples: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for client, each in zip((bare, guarded), samples, strict=True):
                each.append(await _took_ms(client, sql))
        name = f"{shop.engine}: guarded query {number}, p50"
        found.append(Row(name, median(samples[1]), "ms", ROUNDS, "bare", median(samples[0])))
    return found


async def _wide(shop: Shop, bare: Client[Any], guarded: Client[Any], pid: int) -> list[Row]:
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(WIDE_ROUNDS // 2):
        await _took_ms(guarded, WIDE, max_rows=MAX_ROWS)
    before = _resident_mb(pid)
    for _ in range(WIDE_ROUNDS):
        samples[0].append(await _took_ms(bare, WIDE))
        samples[1].append(await _took_ms(guarded, WIDE, max_rows=MAX_ROWS))
    name = f"{shop.engine}: 10,000 rows"
    return [
        Row(f"{name}, p50", median(samples[1]), "ms", WIDE_ROUNDS, "bare", median(samples[0])),
        Row(f"{name}, resident", _resident_mb(pid), "MB", WIDE_ROUNDS, "half-way", before),
    ]


async def _analysts(shop: Shop, bare: Client[Any], guarded: Client[Any]) -> Row:
    rates: list[float] = []
    for client in (bare, guarded):
        started = time.perf_counter()
        for _ in range(ANALYST_ROUNDS):
            asked = [QUERIES[number % len(QUERIES)] for number in range(ANALYSTS)]
            await asyncio.gather(*(_took_ms(client, sql) for sql in asked))
        rates.append(ANALYSTS * ANALYST_ROUNDS / (time.perf_counter() - started))
    name = f"{shop.engine}: {ANALYSTS} analysts at once"
    return Row(name, rates[1], "queries/s", ANALYST_ROUNDS, "bare", rates[0])


async def _runaway(shop: Shop, guarded: Client[Any]) -> Row:
    started = time.perf_counter()
    result = await guarded.call_tool("run_query", {"sql": _RUNAWAY}, raise_on_error=False)
    took = time.perf_counter() - started
    if not result.is_error:
        raise RuntimeError("the runaway query came to an end: give it more to do")
    return Row(f"{shop.engine}: a runaway query is over", took, "s", 1, "its deadline", 2.0)


async def _took_ms(client: Client[Any], sql: str, **arguments: Any) -> float:
    started = time.perf_counter()
    result = await client.call_tool_mcp("run_query", {"sql": sql, **arguments})
    if result.is_error:
        raise RuntimeError(f"refused: {sql}: {result.content}")
    return (time.perf_counter() - started) * 1000


def _children() -> set[int]:
    task = Path(f"/proc/self/task/{os.getpid()}/children")
    return {int(pid) for pid in task.read_text().split()}


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
