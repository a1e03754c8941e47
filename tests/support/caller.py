"""A process that calls until it is killed: `caller.py URL`. It says what it was told was durable.

Each line on stdout is `reserved ID` or `settled ID`, written after the ledger had answered.
"""

import asyncio
import secrets
import sys

from judging import Judge
from notary import SEED

from ostiary.classes import DataClass
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.values import Amounts, Reserved

CALLERS = 4


async def call(ledger: Ledger) -> None:
    """Call for ever."""
    while True:
        name = secrets.token_hex(4)
        answer = await ledger.reserve("ann", None, "t", Judge(call=name, ask=Amounts(1, 10)))
        if not isinstance(answer, Reserved):
            continue
        print("reserved", name, flush=True)
        outcome = {"kind": "outcome", "call": name}
        cost = Amounts(1, 4)
        await ledger.settle(answer, outcome, cost, DataClass.PERSONAL, untrusted=True)
        print("settled", name, flush=True)


async def main() -> None:
    """Call from several tasks at once, with checkpoints in between."""
    keeping = Keeping(SEED, checkpoint_records=20)
    ledger = Ledger(sys.argv[1], None, {"server": "caller"}, keeping=keeping)
    await asyncio.gather(*(call(ledger) for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main())
