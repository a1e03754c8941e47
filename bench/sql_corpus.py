"""How much of the corpora a guarded server stops and answers, beside one without a guard.

`python -m bench.sql_corpus` writes the table of docs/sql-corpus.md anew.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from bench.place import MEMORY
from bench.row import Row, say

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))  # the corpora and their judges are the tests'

from sql_business import Business, twins  # noqa: E402 - needs the path
from sql_corpus import ENGINES, Entry, corpus  # noqa: E402 - as above
from sql_judging import asked, attacked  # noqa: E402 - as above
from sql_served import Served, guarded  # noqa: E402 - as above
from wire import Wire  # noqa: E402 - as above

BARE = Path(__file__).with_name("bare_sql_server.py")
PAGE = ROOT / "docs" / "sql-corpus.md"
TITLES = {"sqlite": "SQLite", "postgres": "PostgreSQL", "mariadb": "MariaDB"}
VERBS = {"attacks": "stopped", "honest": "answered"}
START, END = "<!-- rates -->\n", "<!-- end of rates -->\n"
SHORT_S, LONG_S = 0.7, 20.0
"""When a query is stopped: one that attacks, and one that is honest."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a family went as they should.

    Args:
        engine: Of which engine.
        kind: `attacks` or `honest`.
        family: Of which family.
        number: How many there are.
        guarded: How many went well on the guarded server.
        bare: How many on the bare one.
    """

    engine: str
    kind: str
    family: str
    number: int
    guarded: int
    bare: int


@dataclass
class Trial:
    """Three servers of a kind: in front of each twin, and one with a longer deadline.

    Args:
        both: The twins.
        begin: Starts a server in front of one, with a deadline [s].
        is_guarded: Whether withheld values are to be withheld.
    """

    both: tuple[Business, Business]
    begin: Callable[[Business, float], Served]
    is_guarded: bool
    _servers: list[Served] = field(init=False, default_factory=list[Served])

    def went_well(self, entry: Entry) -> bool:
        """Whether an attack was stopped, or a question answered."""
        if not self._servers:
            asked_at = self.both[0].narrow if self.is_guarded else self.both[0]
            plan = ((self.both[0], SHORT_S), (self.both[1], SHORT_S), (asked_at, LONG_S))
            self._servers = [self.begin(*each) for each in plan]
        try:
            return self._stopped(entry) if entry.kind == "attacks" else self._answered(entry)
        except (Empty, OSError, ValueError, KeyError):  # it hangs, is gone, or talks nonsense
            self.close()
            return False

    def close(self) -> None:
        """End the servers."""
        for server in self._servers:
            server.wire.kill()
            server.wire.close()
        self._servers = []

    def _stopped(self, entry: Entry) -> bool:
        before = self.both[0].fingerprint()
        first, second, _ = self._servers
        return not attacked((first, second), entry) and self.both[0].fingerprint() == before

    def _answered(self, entry: Entry) -> bool:
        server = self._servers[2]
        if self.is_guarded:
            return not asked(server, self.both[1], entry)
        return not server.call("run_query", entry.call()).refusal


def rows() -> Iterator[Row]:
    """Yield the rows."""
    yield from _summed([rate for engine in ENGINES for rate in measured(engine)])


def measured(engine: str) -> Iterator[Rate]:
    """Yield the rates of every family of an engine."""
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=where) as name, ExitStack() as stack:
        folder = Path(name)
        both = stack.enter_context(twins(engine, folder / "data"))

        def begin(business: Business, timeout_s: float) -> Served:
            return guarded(Path(tempfile.mkdtemp(dir=folder)) / "place", business, timeout_s)

        trials = (Trial(both, begin, is_guarded=True), Trial(both, _bare, is_guarded=False))
        for trial in trials:
            stack.callback(trial.close)
        for kind in VERBS:
            entries = corpus(engine, kind)
            for family in dict.fromkeys(entry.family for entry in entries):
                say(f"  {engine}: {kind}/{family}")
                own = [entry for entry in entries if entry.family == family]
                counts = [sum(map(trial.went_well, own)) for trial in trials]
                yield Rate(engine, kind, family, len(own), *counts)


def _bare(business: Business, timeout_s: float) -> Served:
    arguments = (business.url, str(timeout_s))
    return Served(business, Wire(BARE, {}, is_modern=True, arguments=arguments))


def _summed(rates: Sequence[Rate]) -> Iterator[Row]:
    for engine in ENGINES:
        for kind, verb in VERBS.items():
            own = [rate for rate in rates if (rate.engine, rate.kind) == (engine, kind)]
            number = sum(rate.number for rate in own)
            if not number:
                continue
            bare, ours = (
                100 * sum(counts) / number
                for counts in ([rate.bare for rate in own], [rate.guarded for rate in own])
            )
            name = f"{TITLES[engine]}: {kind} {verb}"
            yield Row(name, ours, "%", number, "bare FastMCP + SQLAlchemy", bare)


def _table(rates: Sequence[Rate]) -> str:
    lines = ["| engine | corpus | statements | guarded | bare |", "|---|---|---|---|---|"]
    for engine in ENGINES:
        for kind, verb in VERBS.items():
            own = [rate for rate in rates if (rate.engine, rate.kind) == (engine, kind)]
            number, ours, bare = (
                sum(counts)
                for counts in zip(*((r.number, r.guarded, r.bare) for r in own), strict=True)
            )
            lines.append(f"| {TITLES[engine]} | {kind} {verb} | {number} | **{ours}** | {bare} |")
    lines += [
        "",
        "By family:",
        "",
        "| engine | family | statements | guarded | bare |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {TITLES[r.engine]} | {r.kind}/{r.family} | {r.number} | {r.guarded} | {r.bare} |"
        for r in rates
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and put the table into the page."""
    rates = [rate for engine in ENGINES for rate in measured(engine)]
    head, rest = PAGE.read_text(encoding="utf-8").split(START)
    _, tail = rest.split(END)
    PAGE.write_text(f"{head}{START}{_table(rates)}{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
