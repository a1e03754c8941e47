"""A guarded call against the same tool on bare FastMCP: over stdio, side by side, then by stage."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from bench.place import echo_place
from bench.row import Row, median, say

SERVER = Path(__file__).with_name("echo_server.py")
ROUNDS, CONCURRENT_ROUNDS, CALLERS = 300, 40, 16

STAGES = {
    "_identify": "1 identify",
    "_resolve": "2 resolve",
    "_shape": "3 shape",
    "_plan_restore": "4 plan restore",
    "_examine": "5 examine",
    "_decide_and_reserve": "6 decide, 7 reserve",
    "_run": "8 run (the body)",
    "_classify": "9 classify",
    "_pseudonymise": "10 pseudonymise",
    "_settle": "11 settle",
}


def rows() -> Iterator[Row]:
    """Yield the rows."""
    yield from asyncio.run(_stdio())
    yield from asyncio.run(_stages())
    yield Row("two durable commits of SQLite on this disk", _two_commits_ms(), "ms", 100)


async def _stdio() -> list[Row]:
    with echo_place(in_memory=True) as memory, echo_place(in_memory=False) as disk:
        async with (
            _client("bare", {}) as bare,
            _client("guarded", memory) as fast,
            _client("guarded", disk) as slow,
        ):
            say("  stdio, one caller")
            took = await _side_by_side(bare, fast, slow)
            say(f"  stdio, {CALLERS} callers at once")
            rates = [await _throughput(client) for client in (bare, fast, slow)]
    n = ROUNDS
    return [
        Row("call over stdio, state on tmpfs, p50", took[1], "ms", n, "bare", took[0]),
        Row("call over stdio, state on disk, p50", took[2], "ms", n, "bare", took[0]),
        Row(f"{CALLERS} callers, state on tmpfs", rates[1], "calls/s", n, "bare", rates[0]),
        Row(f"{CALLERS} callers, state on disk", rates[2], "calls/s", n, "bare", rates[0]),
    ]


@asynccontextmanager
async def _client(kind: str, environment: dict[str, str]) -> AsyncGenerator[Client[Any]]:
    transport = StdioTransport(sys.executable, [str(SERVER), kind], env=environment)
    async with Client(transport) as client:
        await client.call_tool("echo", {"number": 0})
        yield client


async def _side_by_side(*clients: Client[Any]) -> list[float]:
    """Return each client's median [ms], measured in turns so that all see the same machine."""
    samples: list[list[float]] = [[] for _ in clients]
    for number in range(ROUNDS):
        for each, client in zip(samples, clients, strict=True):
            started = time.perf_counter()
            await client.call_tool_mcp("echo", {"number": number})
            each.append((time.perf_counter() - started) * 1000)
    return [median(each) for each in samples]


async def _throughput(client: Client[Any]) -> float:
    started = time.perf_counter()
    for number in range(CONCURRENT_ROUNDS):
        await asyncio.gather(
            *(client.call_tool_mcp("echo", {"number": number}) for _ in range(CALLERS))
        )
    return CONCURRENT_ROUNDS * CALLERS / (time.perf_counter() - started)


async def _stages() -> list[Row]:
    """Return what each stage takes, in one process and with the state on tmpfs."""
    say("  stage by stage")
    from bench.stages import timed_server  # noqa: PLC0415 - not needed by the processes above

    with echo_place(in_memory=True) as environment:
        server, samples = timed_server(environment, tuple(STAGES))
        async with Client(server) as client:
            await client.call_tool("echo", {"number": 0})
            for each in samples.values():
                each.clear()
            whole: list[float] = []
            for number in range(ROUNDS):
                started = time.perf_counter()
                await client.call_tool_mcp("echo", {"number": number})
                whole.append((time.perf_counter() - started) * 1000)
        server.close()
    total = median(whole)
    staged = [
        Row(f"stage {STAGES[name]}", median(each), "ms", ROUNDS, "whole call in memory", total)
        for name, each in samples.items()
    ]
    rest = total - sum(row.value for row in staged)
    last = Row("12 egress, SDK and client", rest, "ms", ROUNDS, "whole call in memory", total)
    return [*staged, last]


def _two_commits_ms() -> float:
    samples: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "x.sqlite", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE x (y TEXT)")
        for _ in range(100):
            started = time.perf_counter()
            for _ in range(2):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO x VALUES (?)", ("y" * 500,))
                connection.execute("COMMIT")
            samples.append((time.perf_counter() - started) * 1000)
        connection.close()
    return median(samples)
