"""The ledger alone: reserve and settle beside a bare transaction of the same size; verification."""

import asyncio
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bench.place import MEMORY
from bench.row import Row, median, say
from ostiary.classes import DataClass
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import (
    UNLIMITED,
    Allowance,
    Amounts,
    Body,
    Limit,
    Reserved,
    Standing,
)

CALLS, FIRST, CALLERS, EACH = 10_000, 500, 16, 100
MANY = Limit(calls=10**9, rows=10**9)
REQUEST = b'{"action":"bench.tool","args":{"number":1},"facts":{}}' * 8
OUTCOME = {"v": 1, "kind": "outcome", "outcome": "ok", "released": {"shown": {"internal": 3}}}


class Judge:
    """Allows everything; its records have the size of real ones."""

    ask = Amounts(calls=1, rows=200, bytes=1 << 20, ms=30_000)

    def __init__(self) -> None:
        self.call = secrets.token_hex(8)

    def decide(self, standing: Standing) -> Allowance | None:  # noqa: ARG002 - its protocol
        return Allowance(MANY, MANY, MANY, UNLIMITED, 86_400)

    def intent(self, standing: Standing, grant: Amounts) -> Body:  # noqa: ARG002 - its protocol
        who = {"principal": "bench", "roles": ["caller"], "client": "bench"}
        what = {"server": "bench", "action": "bench.tool", "arguments": {"number": "number"}}
        return {"v": 1, "kind": "intent", "call": self.call, "who": who, **what, "policy": "0" * 64}

    def refusal(self, standing: Standing | None, reason: str) -> Body:  # noqa: ARG002 - its protocol
        raise AssertionError(reason)

    def pace(self, kept: str, now_us: int, *, refused: bool) -> tuple[str, str]:  # noqa: ARG002 - its protocol
        """Let everybody go at his own pace."""
        return kept, ""

    def sealed(self, standing: Standing) -> bytes | None:  # noqa: ARG002 - its protocol
        return REQUEST


def rows() -> Iterator[Row]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        bare = _bare_ms(folder)
        reserve, settle = asyncio.run(_calls(folder, CALLS))
        against = "bare transaction"
        yield Row(
            "reserve, state on tmpfs, p50", median(reserve[:FIRST]), "ms", FIRST, against, bare
        )
        yield Row("settle, state on tmpfs, p50", median(settle[:FIRST]), "ms", FIRST, against, bare)
        late = median(reserve[-FIRST:]) + median(settle[-FIRST:])
        early = median(reserve[:FIRST]) + median(settle[:FIRST])
        yield Row(f"both, {CALLS} calls later, p50", late, "ms", FIRST, "the first", early)
        yield from _verification(folder)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reserve, settle = asyncio.run(_calls(folder, FIRST))
        bare = _bare_ms(folder)
        yield Row("reserve, state on disk, p50", median(reserve), "ms", FIRST, against, bare)
        alone = 1000 / (median(reserve) + median(settle))
        many = asyncio.run(_throughput(folder))
        n = CALLERS * EACH
        yield Row(f"{CALLERS} callers, state on disk", many, "calls/s", n, "one caller", alone)


def _ledger(folder: Path) -> Ledger:
    recipient = X25519PrivateKey.generate().public_key().public_bytes_raw()
    keeping = Keeping(secrets.token_bytes(32), recipient, min_free_bytes=0)
    return Ledger(f"sqlite:///{folder / 'state.sqlite'}", None, {}, keeping=keeping)


async def _call(ledger: Ledger) -> tuple[float, float]:
    """Return what reserve and settle took [ms]."""
    judge = Judge()
    started = time.perf_counter()
    answer = await ledger.reserve("bench", None, "bench.tool", judge)
    reserved = time.perf_counter()
    if not isinstance(answer, Reserved):
        raise TypeError(answer)
    outcome = {**OUTCOME, "call": judge.call}
    cost = Amounts(1, 20, 1024, 3)
    await ledger.settle(answer, outcome, cost, DataClass.INTERNAL, untrusted=True)
    return (reserved - started) * 1000, (time.perf_counter() - reserved) * 1000


async def _calls(folder: Path, number: int) -> tuple[list[float], list[float]]:
    say(f"  {number} calls, one after the other")
    ledger = _ledger(folder)
    took = [await _call(ledger) for _ in range(number)]
    ledger.close()
    return [each[0] for each in took], [each[1] for each in took]


async def _throughput(folder: Path) -> float:
    say(f"  {CALLERS} callers at once")
    ledger = _ledger(folder)

    async def caller() -> None:
        for _ in range(EACH):
            await _call(ledger)

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    took_s = time.perf_counter() - started
    ledger.close()
    return CALLERS * EACH / took_s


def _verification(folder: Path) -> Iterator[Row]:
    say("  verification")
    reader = Reader(f"sqlite:///{folder / 'state.sqlite'}")
    started = time.perf_counter()
    report = reader.verify()
    took_s = time.perf_counter() - started
    reader.close()
    if not report.whole:
        raise AssertionError(report.findings)
    yield Row("verification", report.records / took_s, "records/s", report.records)


def _bare_ms(folder: Path) -> float:
    """Return the median of a transaction of sqlite3's own that writes as much as an intent."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE x (number INTEGER PRIMARY KEY, text TEXT, sealed BLOB)")
    samples: list[float] = []
    for number in range(FIRST):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO x VALUES (?, ?, ?)", (number, "y" * 700, b"z" * 500))
        connection.execute("COMMIT")
        samples.append((time.perf_counter() - started) * 1000)
    connection.close()
    return median(samples)
