"""Families of the corpora, tried on guarded servers in front of both businesses of an engine."""

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sql_business import ALIKE, SALTS, Business, twins
from sql_corpus import Entry, corpus
from sql_judging import Finding, asked, attacked
from sql_served import Served, guarded

SHORT_S, LONG_S = 0.7, 20.0
"""When a query is stopped: one that attacks, and one that is honest on a busy machine."""

AT_ONCE = 4
"""How many bombs are thrown at once."""

PATIENCE_S = 5.0
"""How long a stopped query may go on at the database, at most."""

ENDLESS = (
    "SELECT count(*) FROM orders a, orders b, orders c, orders d WHERE a.id + b.id + c.id < d.id"
)


@dataclass(frozen=True)
class Court:
    """Where one engine's corpora are tried.

    Args:
        engine: Which.
        businesses: Two that differ in withheld values alone.
        attacked: A server in front of each, which stops queries soon.
        asked: A server in front of the first, which does not.
    """

    engine: str
    businesses: tuple[Business, Business]
    attacked: tuple[Served, Served]
    asked: Served

    def attacks(self, family: str) -> list[Finding]:
        """Return the attacks of a family that got through."""
        before = [business.fingerprint() for business in self.businesses]
        found: list[Finding] = []
        entries = of_family(self.engine, "attacks", family)
        # Those that end at their deadline are tried together: most of the time is waiting.
        together = AT_ONCE if entries[0].expect == "bomb" else 1
        for at in range(0, len(entries), together):
            found += attacked(self.attacked, *entries[at : at + together])
        return [*found, *self._traces(entries[-1], before)]

    def questions(self, family: str) -> list[Finding]:
        """Return the honest questions of a family that were not answered as they should be."""
        return [
            finding
            for entry in of_family(self.engine, "honest", family)
            for finding in asked(self.asked, self.businesses[1], entry)
        ]

    def _traces(self, last: Entry, before: list[dict[str, str]]) -> Iterator[Finding]:
        """Yield what a family of attacks has left behind; `last` stands for all of it."""
        for business, server, was in zip(self.businesses, self.attacked, before, strict=True):
            give_up = time.monotonic() + PATIENCE_S
            while (left := business.running()) and time.monotonic() < give_up:
                time.sleep(0.05)
            if left:
                yield Finding(last, f"{left} queries still run at the database")
            now = business.fingerprint()
            if changed := sorted(key for key in was | now if was.get(key) != now.get(key)):
                yield Finding(last, f"this family has changed {', '.join(changed)}")
            refusal = server.call("run_query", {"sql": "SELECT count(*) FROM customers"}).refusal
            if refusal:
                yield Finding(last, f"the server is not well: {refusal}")
        endless = [server.ask("run_query", {"sql": ENDLESS}) for server in self.attacked]
        for server, number in zip(self.attacked, endless, strict=True):
            refusal = server.hear(number).refusal
            if not refusal.startswith("[timeout]"):
                yield Finding(last, f"an endless query is not stopped any more: {refusal}")


def of_family(engine: str, kind: str, family: str) -> list[Entry]:
    """Return the statements of one family."""
    return [entry for entry in corpus(engine, kind) if entry.family == family]


def families(engine: str, kind: str) -> list[str]:
    """Return the names of the families, in order."""
    return list(dict.fromkeys(entry.family for entry in corpus(engine, kind)))


@contextmanager
def court(engine: str, folder: Path, *, has_pseudonyms: bool = False) -> Generator[Court]:
    """Yield the place where an engine's corpora are tried.

    Args:
        engine: Which.
        folder: Where files of its go.
        has_pseudonyms: Whether personal values leave as pseudonyms, as with the starter's bundle.
    """
    with ExitStack() as stack:
        salts = ALIKE if has_pseudonyms else SALTS
        first, second = stack.enter_context(twins(engine, folder / "data", salts))
        servers: list[Served] = []
        for name, business, timeout_s in (
            ("first", first, SHORT_S),
            ("second", second, SHORT_S),
            ("asked", first if has_pseudonyms else first.narrow, LONG_S),
        ):
            # The same keys, so that the order of rows differs where it tells something.
            keys = folder / "first" / "keys.json" if servers else None
            server = guarded(
                folder / name, business, timeout_s, has_pseudonyms=has_pseudonyms, keys=keys
            )
            stack.enter_context(closing(server))
            server.call("list_tables", {})  # one after another: starting is the most work
            servers.append(server)
        yield Court(engine, (first, second), (servers[0], servers[1]), servers[2])
