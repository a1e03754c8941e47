"""Several processes and one store: budgets stay exact, chains stay whole, nobody locks up."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from judging import Judge, allowance
from tampering import tamper

from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import UNLIMITED

UNBOUNDED = allowance(conversation=UNLIMITED, principal=UNLIMITED)
SPENDER = Path(__file__).parents[1] / "support" / "spender.py"


def race(url: str, principals: Sequence[str], calls: int, allowed: int) -> list[int]:
    """Return how many calls each process was let make, one for each principal, all at once."""
    spenders = [
        subprocess.Popen(
            [sys.executable, str(SPENDER), url, principal, str(calls), str(allowed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for principal in principals
    ]
    for spender in spenders:
        assert spender.stdout
        assert spender.stdout.readline() == "ready\n"
    for spender in spenders:
        assert spender.stdin
        spender.stdin.write("go\n")
        spender.stdin.flush()
    answers = [int(spender.communicate(timeout=25)[0]) for spender in spenders]
    assert [spender.returncode for spender in spenders] == [0] * len(spenders)
    return answers


def test_processes_that_share_a_principal_share_his_budget_to_the_call(url: str) -> None:
    assert sum(race(url, ["ann", "ann", "ann"], calls=40, allowed=50)) == 50
    report = Reader(url).verify()
    assert (report.whole, report.unknown) == (True, ())
    assert tamper(url, "SELECT calls FROM spend WHERE scope LIKE 'c:%' AND tool = ''") == "120"


def test_principals_do_not_pay_for_each_other(url: str) -> None:
    assert race(url, ["ann", "ben"], calls=40, allowed=30) == [30, 30]
    assert Reader(url).verify().whole


def test_processes_that_start_together_make_one_chain_of_streams(url: str) -> None:
    race(url, ["ann", "ben", "cyd"], calls=1, allowed=1)
    report = Reader(url).verify()
    assert (report.whole, report.streams) == (True, 3)


async def test_a_verification_beside_a_server_that_writes_sees_one_state(url: str) -> None:
    """Counters that were read later than the records would tell of records that are missing."""
    ledger = Ledger(url, None, {})
    is_verified = asyncio.Event()

    async def call() -> None:
        while not is_verified.is_set():
            assert await ledger.reserve("ann", None, "t", Judge(UNBOUNDED))

    calling = asyncio.create_task(call())
    reports = [await asyncio.to_thread(Reader(url).verify) for _ in range(20)]
    is_verified.set()
    await calling
    ledger.close()
    assert reports[-1].records > reports[0].records
    assert [finding for report in reports for finding in report.findings] == []


@pytest.mark.needs("postgres")
async def test_a_replica_that_holds_its_transaction_open_keeps_only_its_principal_waiting(
    postgres_url: str,
) -> None:
    import psycopg

    ledger = Ledger(postgres_url, None, {})
    await ledger.reserve("ann", None, "t", Judge())
    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT 1 FROM principals WHERE principal = 'ann' FOR UPDATE")
        assert await ledger.reserve("ben", None, "t", Judge())
        other.rollback()
    ledger.close()
