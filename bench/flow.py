"""What each check of flow adds to a call that needs none of them, and to one that is traced."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles
from typing import Any

from fastmcp import Client

from bench.echo_server import TEXT
from bench.place import BUNDLE, POLICY, echo_place
from bench.policy import REQUEST
from bench.row import Row, median, say
from bench.stages import timed_server
from ostiary.classes import DataClass
from ostiary.flow.fingerprint import Fingerprints
from ostiary.flow.injection import orders_in
from ostiary.flow.label import NOTHING_READ
from ostiary.flow.loops import Pace, Step, parse, take
from ostiary.flow.marking import neutral
from ostiary.flow.origins import Shown, joined, origins_of
from ostiary.flow.spans import sent_spans, shown_spans
from ostiary.guard.text import json_text
from ostiary.nature import FlowLimits, LoopLimits, Sink, Together
from ostiary.policy.sinks import within_flow
from ostiary.policy.verdict import Allow

LOOPS = LoopLimits(10_000, 10_000, 10_000, 10_000, 60)
FLOW = """
flow:
  unknown_endpoint: internal
  ceilings: {storage: confidential, outside: confidential}
  together: {private: personal, approver: caller}
  loops: {identical: 10000, similar: 10000, rounds: 10000, refusals: 10000, cool_down_s: 60}
"""
TRACED = """
@id("traced") forbid (principal, action == Action::"echo.echo", resource)
when { context.flow.derived_from.contains("echo.never") };
"""
MOST_ALLOWED_MS = 0.2
ROUNDS, CALLS, WARM_UP = 2000, 300, 30


def rows() -> Iterator[Row]:
    """Yield the rows."""
    for name, check in _checks():
        yield Row(name, _p50_ms(check), "ms", ROUNDS, "the most allowed", MOST_ALLOWED_MS)
    say("  whole calls")
    without, within, traced = asyncio.run(_calls())
    yield Row("call with all of flow, p10", within, "ms", CALLS, "without", without)
    yield Row("call whose origins a rule asks for, p10", traced, "ms", CALLS, "without", without)


def _checks() -> Iterator[tuple[str, Callable[[], Any]]]:
    prints, result = Fingerprints(b"k" * 32), {"text": TEXT}
    pace = Pace(0, 0, 1, 2, (1, 0, 0, 0), "s" * 16, ("a" * 16,) * 4).text()
    step = Step("b" * 16, "t" * 16)
    together = Together(DataClass.PERSONAL, "officer")
    ceilings = {Sink.OUTSIDE: DataClass.CONFIDENTIAL}
    limits = FlowLimits(DataClass.INTERNAL, ceilings, together, LOOPS)
    verdict = Allow(("r",), DataClass.INTERNAL)
    marks = joined(prints.spans("c", shown_spans([f"number {each} of many" for each in range(99)])))
    kept = [Shown(("sql.run_query",), NOTHING_READ, marks)] * 64
    sent = prints.spans("c", sent_spans(REQUEST.args) or ())
    yield "fingerprints of a call", lambda: prints.step("sql.run_query", REQUEST.args)
    yield "pace", lambda: _paced(pace, step)
    yield "sink, ceiling, what meets", lambda: within_flow(limits, REQUEST, verdict)
    yield (
        "hidden characters and mark, 1 KB",
        lambda: neutral(result, json_text(result), prints.mark("c")),
    )
    yield "orders in 1 KB", lambda: orders_in(result)
    yield "origins of arguments, 64 results kept", lambda: origins_of(sent, kept)


def _paced(pace: str, step: Step) -> str:
    return take(parse(pace), step, 10**15, LOOPS, refused=False)[0].text()


def _p50_ms(check: Callable[[], Any]) -> float:
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        check()
        samples.append((time.perf_counter() - started) * 1000)
    return median(samples)


async def _calls() -> list[float]:
    """Return what a call takes [ms] without flow, with it, and traced, measured in turns.

    The quickest tenth: three ledgers in one process wait for each other at random.
    """
    bundles = ((BUNDLE, POLICY), (BUNDLE + FLOW, POLICY), (BUNDLE + FLOW, POLICY + TRACED))
    samples: list[list[float]] = [[] for _ in bundles]
    async with AsyncExitStack() as stack:
        clients: list[Client[Any]] = []
        for bundle, policy in bundles:
            environment = stack.enter_context(echo_place(in_memory=True))
            _write(environment["OSTIARY_POLICIES"], bundle, policy)
            server, _ = timed_server(environment, ())
            stack.callback(server.close)
            clients.append(await stack.enter_async_context(Client(server)))
        for number in range(WARM_UP + CALLS):
            for each, client in zip(samples, clients, strict=True):
                started = time.perf_counter()
                await client.call_tool_mcp("echo", {"number": number})
                each.append((time.perf_counter() - started) * 1000)
    return [quantiles(each[WARM_UP:], n=10)[0] for each in samples]


def _write(folder: str, bundle: str, policy: str) -> None:
    (Path(folder) / "bundle.yaml").write_text(bundle)
    (Path(folder) / "echo" / "policy.cedar").write_text(policy)
