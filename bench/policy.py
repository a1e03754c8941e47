"""A decision, by number of rules."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.row import Row, median
from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.load import load_bundle
from ostiary.policy.request import Request

MAIN = """
version: 1
roles: {analyst: {clearance: internal}}
budgets: {window_s: 1, conversation: {calls: 1}, principal: {calls: 1}}
"""
ROUNDS = 2000


def rows() -> Iterator[Row]:
    """Yield the rows."""
    few, many = _decision_ms(20), _decision_ms(200)
    yield Row("decision with 200 rules, p50", many, "ms", ROUNDS, "with 20 rules", few)


def _decision_ms(rules: int) -> float:
    bundle = _bundle(rules)
    request = Request(
        "bench",
        frozenset({"analyst"}),
        "sql.tool7",
        ("Tool", "sql.tool7"),
        "sql",
        {"sql": "SELECT 1", "max_rows": 20},
        {"verbs": frozenset({"select"}), "tables": frozenset({"customers", "orders"})},
        {"class": 1, "untrusted": True},
    )
    if not decide(bundle, request):
        raise AssertionError("the measured decision has to be the one that allows")
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        decide(bundle, request)
        samples.append((time.perf_counter() - started) * 1000)
    return median(samples)


def _bundle(rules: int) -> Bundle:
    statements = (
        f'@id("r{i}") permit (principal in Role::"analyst", action == Action::"sql.tool{i}",'
        " resource)"
        ' when { context.facts.verbs == ["select"] && !context.facts.tables.contains("pay") };'
        for i in range(rules)
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bundle.yaml").write_text(MAIN)
        (folder / "sql").mkdir()
        (folder / "sql" / "policy.cedar").write_text("\n".join(statements))
        return load_bundle(folder)
