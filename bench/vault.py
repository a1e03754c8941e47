"""Pseudonyms for a table, for a small result, and in a vault of a million people."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.row import Row, median, say
from ostiary.classes import INTERNAL, DataClass, Origin
from ostiary.guard.detecting import Detecting
from ostiary.guard.treating import Treating
from ostiary.guard.vaulting import LazyVault, open_vault
from ostiary.keys import Keys
from ostiary.privacy.classified import Classes, Each, Fields, Items
from ostiary.privacy.scope import Scopes
from ostiary.privacy.vault.asked import Asked
from ostiary.treatment import Privacy

PEOPLE, ROUNDS, MILLION = 1000, 20, 1_000_000
KINDS = ("EMAIL", "PERSON", "PHONE", "ADDRESS", "ID")
KEYS = Keys(bytes(range(32)))


def rows() -> Iterator[Row]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory(prefix="ostiary-bench-") as folder:
        url, ring = f"sqlite:///{folder}/state.sqlite", Path(folder) / "ring.json"
        vault = LazyVault(lambda: open_vault(url, ring, KEYS))
        vault.vault()
        treating = Treating(vault, Detecting(vault), None)
        yield from asyncio.run(_tables(treating))
        yield from asyncio.run(_small(treating))
        vault.close()
    with tempfile.TemporaryDirectory(prefix="ostiary-bench-") as folder:
        yield from _million(Path(folder))


async def _tables(treating: Treating) -> list[Row]:
    say("  a table of 1,000 rows and 20 columns, five of them personal")
    first: list[float] = []
    warm: list[float] = []
    plain: list[float] = []
    for number in range(ROUNDS):
        table, scopes = _table(number), Scopes(str(number), "ada")
        plain.append(_ms(partial(_copy, table)))
        for took in (first, warm):
            started = time.perf_counter()
            await _release(treating, table, _COLUMNS, scopes)
            took.append((time.perf_counter() - started) * 1000)
    beside = ("copying it", median(plain))
    return [
        Row("1,000 distinct people, first sight, p50", median(first), "ms", ROUNDS, *beside),
        Row("the same, in an empty vault", first[0], "ms", 1, *beside),
        Row("1,000 distinct people, warm, p50", median(warm), "ms", ROUNDS, *beside),
    ]


async def _small(treating: Treating) -> list[Row]:
    say("  a result of 1 KB with three people")
    people = [{"name": f"Ann {n}", "email": f"ann{n}@x.example", "city": "x" * 250} for n in "abc"]
    value = {"contacts": people}
    person = Fields({"name": _origin("PERSON"), "email": _origin("EMAIL"), "city": INTERNAL})
    classes = Fields({"contacts": Each(person)})
    scopes = Scopes("small", "ada")
    await _release(treating, value, classes, scopes)
    took: list[float] = []
    for _ in range(500):
        started = time.perf_counter()
        await _release(treating, value, classes, scopes)
        took.append((time.perf_counter() - started) * 1000)
    return [Row("1 KB result, remembered, p50", median(took), "ms", 500)]


def _million(folder: Path) -> Iterator[Row]:
    say("  filling a vault with a million people takes minutes")
    url = f"sqlite:///{folder}/state.sqlite"
    vault = open_vault(url, folder / "ring.json", KEYS)
    for begin in range(0, MILLION, 50_000):
        vault.pseudonyms([_asked(number) for number in range(begin, begin + 50_000)])
    vault.close()
    vault = open_vault(url, folder / "ring.json", KEYS)
    vault.pseudonyms([_asked(0)])
    known = [_asked(number * 997 % MILLION) for number in range(1, 1001)]
    took = [_ms(partial(vault.pseudonyms, [each])) for each in known]
    bare = sqlite3.connect(folder / "state.sqlite")
    tokens = vault.pseudonyms(known)
    lookups = [_ms(partial(_look_up, bare, token)) for token in tokens]
    bare.close()
    beside = ("a bare SELECT by index", median(lookups))
    yield Row("one of a million, not remembered, p50", median(took), "ms", len(took), *beside)
    new = [_asked(MILLION + number) for number in range(100)]
    took = [_ms(partial(vault.pseudonyms, [each])) for each in new]
    yield Row("one more, durable, p50", median(took), "ms", len(took))
    vault.close()


def _asked(number: int) -> Asked:
    return Asked("o:", "PERSON", f"Person Number {number}")


def _origin(kind: str) -> Origin:
    return Origin(DataClass.PERSONAL, kind, "contacts", KINDS.index(kind))


_COLUMNS: Classes = Each(Items([*map(_origin, KINDS), *[INTERNAL] * 15]))


def _table(salt: int) -> list[list[Any]]:
    return [
        [*(f"{kind} {salt} of person {number}" for kind in KINDS), *range(15)]
        for number in range(PEOPLE)
    ]


async def _release(treating: Treating, value: Any, classes: Classes, scopes: Scopes) -> None:
    privacy, clearance = Privacy(), DataClass.INTERNAL
    await treating.release(value, classes, clearance, privacy=privacy, scopes=scopes, placed={})


def _copy(table: list[list[Any]]) -> list[list[Any]]:
    return [list(row) for row in table]


def _look_up(connection: sqlite3.Connection, token: str) -> object:
    query = "SELECT token FROM vault_entries WHERE token = ?"
    return connection.execute(query, (token,)).fetchone()


def _ms(work: Any) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
