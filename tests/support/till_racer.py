"""A process that makes one call many times at once: `till_racer.py FOLDER STATE CALLS`.

It waits for a line on stdin, then calls; it prints how many of its calls were let run.
"""

import asyncio
import sys
from pathlib import Path

from fastmcp import Client
from till import Shop


async def race(shop: Shop, calls: int) -> int:
    """Return how many of `calls` concurrent calls were let run."""
    server = shop.server()
    async with Client(server) as client:
        await client.list_tools()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

        async def one() -> bool:
            result = await client.call_tool("give", {"amount": 5}, raise_on_error=False)
            return not result.is_error

        let = sum(await asyncio.gather(*(one() for _ in range(calls))))
    server.close()
    return let


def main() -> None:
    """Open, wait for the word, call, say how much came of it."""
    folder, state, calls = sys.argv[1:]
    print(asyncio.run(race(Shop(Path(folder), state), int(calls))), flush=True)


if __name__ == "__main__":
    main()
