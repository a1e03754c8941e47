"""A process that spends as fast as it can: `spender.py URL PRINCIPAL CALLS ALLOWED`.

It waits for a line on stdin, then calls; it prints how many of its calls were let run.
"""

import asyncio
import sys

from judging import Judge, allowance

from ostiary.classes import DataClass
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.values import Amounts, Limit, Reserved


async def spend(ledger: Ledger, principal: str, calls: int, allowed: int) -> int:
    """Return how many of `calls` concurrent calls were let run."""
    judge = Judge(allowance(principal=Limit(calls=allowed, rows=10 * allowed)), Amounts(1, 7))

    async def one() -> bool:
        answer = await ledger.reserve(principal, None, "t.tool", judge)
        if isinstance(answer, Reserved):
            outcome = {"kind": "outcome", "call": "c"}
            cost = Amounts(1, 5)
            await ledger.settle(answer, outcome, cost, DataClass.PUBLIC, untrusted=False)
        return isinstance(answer, Reserved)

    return sum(await asyncio.gather(*(one() for _ in range(calls))))


def main() -> None:
    """Open, wait for the word, spend, say how much."""
    url, principal, calls, allowed = sys.argv[1:]
    ledger = Ledger(url, None, {"server": "spender"})
    print("ready", flush=True)
    sys.stdin.readline()
    print(asyncio.run(spend(ledger, principal, int(calls), int(allowed))), flush=True)
    ledger.close()


if __name__ == "__main__":
    main()
