"""From nothing to the first tools/list answer, over stdio."""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

from bench.call import SERVER
from bench.place import echo_place
from bench.row import Row, median

ROUNDS = 8


def rows() -> Iterator[Row]:
    """Yield the row."""
    with echo_place(in_memory=False) as environment:
        bare: list[float] = []
        guarded: list[float] = []
        for _ in range(ROUNDS):
            bare.append(asyncio.run(_first_list_s("bare", {})))
            guarded.append(asyncio.run(_first_list_s("guarded", environment)))
    yield Row("cold start to tools/list, p50", median(guarded), "s", ROUNDS, "bare", median(bare))


async def _first_list_s(kind: str, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    transport = StdioTransport(
        sys.executable,
        [str(SERVER), kind],
        env=environment,
        keep_alive=False,
        log_file=Path(os.devnull),  # the server's events are no part of the figures
    )
    async with Client(transport) as client:
        await client.list_tools()
        return time.perf_counter() - started
