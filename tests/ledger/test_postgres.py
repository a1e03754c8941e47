"""A database that goes away: a clear refusal, then it works again, and nothing was half-done."""

import pytest
from judging import Judge
from postgres import Postgres
from tampering import tamper

from ostiary.classes import DataClass
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.store import LedgerError
from ostiary.ledger.values import Allowance, Amounts, Reserved, Standing

pytestmark = pytest.mark.needs("postgres")
OUTCOME = {"kind": "outcome", "call": "c"}


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_a_database_that_goes_away_mid_call_refuses_and_then_serves_again(
    postgres: Postgres, how: str
) -> None:
    url = postgres.database()
    ledger = Ledger(url, None, {})
    running = await ledger.reserve("ann", None, "t", Judge(call="running"))
    assert isinstance(running, Reserved)
    postgres.stop(how)
    for _ in range(2):
        with pytest.raises(Exception, match=r"(?i)connect|server") as refused:
            await ledger.reserve("ann", None, "t", Judge(call="refused"))
        assert isinstance(refused.value, ledger.failures)
    postgres.start()
    await ledger.settle(
        running, {**OUTCOME, "call": "running"}, Amounts(1), DataClass.PUBLIC, untrusted=False
    )
    assert await ledger.reserve("ann", None, "t", Judge(call="after"))
    ledger.close()
    report = Reader(url).verify()
    assert (report.whole, report.unknown) == (True, ("after",))
    assert tamper(url, "SELECT sum(calls) FROM spend WHERE scope LIKE 'p:%' AND tool = ''") == "2"


END_CONNECTIONS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE application_name = 'ostiary'"
)


async def test_a_connection_that_the_database_ends_while_it_idles_costs_no_call(
    postgres_url: str,
) -> None:
    ledger = Ledger(postgres_url, None, {})
    for _ in range(3):
        tamper(postgres_url, END_CONNECTIONS)
        assert await ledger.reserve("ann", None, "t", Judge())
    tamper(postgres_url, END_CONNECTIONS)
    await ledger.note({"kind": "note"})
    ledger.close()
    report = Reader(postgres_url).verify()
    assert (report.whole, report.records) == (True, 6)
    assert tamper(postgres_url, "SELECT calls FROM spend WHERE scope LIKE 'p:%' AND tool = ''") == (
        "3"
    ), "each was charged once"


async def test_a_connection_that_ends_again_and_again_is_replaced_once(postgres_url: str) -> None:
    """Inside the transaction too; but whoever keeps ending it gets a refusal, and no loop."""

    class Ending(Judge):
        def decide(self, standing: Standing) -> Allowance | None:
            tamper(postgres_url, END_CONNECTIONS)
            return super().decide(standing)

    ledger = Ledger(postgres_url, None, {})
    judge = Ending()
    with pytest.raises(Exception, match=r"terminat|lost|closed") as refused:
        await ledger.reserve("ann", None, "t", judge)
    assert isinstance(refused.value, ledger.failures)
    assert len(judge.seen) == 2
    assert await ledger.reserve("ann", None, "t", Judge())
    ledger.close()
    report = Reader(postgres_url).verify()
    assert (report.whole, report.records) == (True, 3)


async def test_a_statement_that_fails_unwaited_for_does_not_pass_for_a_commit(
    postgres_url: str,
) -> None:
    ledger = Ledger(postgres_url, None, {})
    tamper(postgres_url, "ALTER TABLE spend ADD CONSTRAINT none CHECK (calls < 2)")
    assert await ledger.reserve("ann", None, "t", Judge())
    with pytest.raises(Exception, match="violates check"):
        await ledger.reserve("ann", None, "t", Judge())
    await ledger.note({"kind": "note"})
    ledger.close()
    report = Reader(postgres_url).verify()
    assert (report.whole, report.records) == (True, 4)


async def test_time_is_the_databases(postgres_url: str) -> None:
    ledger = Ledger(postgres_url, None, {})
    await ledger.reserve("ann", None, "t", Judge())
    ahead = int(
        tamper(postgres_url, "UPDATE principals SET at_us = at_us + 10 ^ 12 RETURNING at_us")
    )
    await ledger.reserve("ann", None, "t", Judge())
    ledger.close()
    latest = max(entry.at_us for entry in Reader(postgres_url).entries())
    assert latest == ahead, "what a principal's time has reached, it does not fall behind"


def test_no_ledger_yet_is_said(postgres_url: str) -> None:
    with pytest.raises(LedgerError, match="no ledger here"):
        Reader(postgres_url)


def test_a_database_that_is_not_durable_is_refused(postgres_url: str) -> None:
    class Cursor:
        def __enter__(self) -> "Cursor":
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, *_: object) -> None: ...

        def fetchone(self) -> tuple[str, str]:
            return "off", "on"

    class Connection:
        def cursor(self) -> Cursor:
            return Cursor()

    from ostiary.ledger.postgres import configure

    with pytest.raises(LedgerError, match="fsync off"):
        configure(Connection(), None)
