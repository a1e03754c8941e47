"""A decision, by number of rules, beside Cedar on all of them."""

import time
from collections.abc import Callable, Iterator

from cedarpy import PolicySet

from bench.row import Row, median
from ostiary.policy.bundle import Bundle
from ostiary.policy.catalogue import Action, Catalogue, FactType
from ostiary.policy.cedar import evaluate
from ostiary.policy.decide import decide, entities
from ostiary.policy.load import make_bundle
from ostiary.policy.request import Request, context_json

MAIN = b"""
version: 1
roles: {analyst: {clearance: internal}}
budgets: {window_s: 1, conversation: {calls: 1}, principal: {calls: 1}}
"""
ARGUMENTS = {
    "type": "object",
    "properties": {
        "sql": {"type": "string"},
        "max_rows": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
    },
    "required": ["sql"],
    "additionalProperties": False,
}
FACTS = {"verbs": FactType.SET, "tables": FactType.SET}
REQUEST = Request(
    "bench",
    frozenset({"analyst"}),
    "sql.tool7",
    ("Tool", "sql.tool7"),
    "sql",
    {"sql": "SELECT 1", "max_rows": 20},
    {"verbs": frozenset({"select"}), "tables": frozenset({"customers", "orders"})},
    {"class": 1, "untrusted": True},
)
ROUNDS = 2000


def rows() -> Iterator[Row]:
    """Yield the rows."""
    few, many = _bundle(20), _bundle(200)
    for bundle in (few, many):
        if not decide(bundle, REQUEST):
            raise AssertionError("the measured decision has to be the one that allows")
    decision = _p50_ms(lambda: decide(many, REQUEST))
    fewer = _p50_ms(lambda: decide(few, REQUEST))
    yield Row("decision with 200 rules, p50", decision, "ms", ROUNDS, "with 20 rules", fewer)
    policies = PolicySet.from_str("\n".join(rule.text for rule in many.rules))
    cedar = _p50_ms(lambda: _cedar_alone(policies))
    yield Row("decision with 200 rules, p50", decision, "ms", ROUNDS, "Cedar on all 200", cedar)


def _cedar_alone(policies: PolicySet) -> None:
    principal, action = ("Principal", "bench"), ("Action", "sql.tool7")
    context = context_json(REQUEST, None)
    evaluate(policies, entities(REQUEST), principal, action, REQUEST.resource, context)


def _p50_ms(work: Callable[[], object]) -> float:
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        samples.append((time.perf_counter() - started) * 1000)
    return median(samples)


def _bundle(rules: int) -> Bundle:
    statements = (
        f'@id("r{i}") permit (principal in Role::"analyst", action == Action::"sql.tool{i}",'
        " resource)"
        ' when { context.facts.verbs == ["select"] && !context.facts.tables.contains("pay") };'
        for i in range(rules)
    )
    tools = [f"sql.tool{i}" for i in range(rules)]
    catalogue = Catalogue(tuple(Action(t, ("Tool", t), "sql", ARGUMENTS, FACTS) for t in tools))
    text = "\n".join(statements).encode()
    return make_bundle({"bundle.yaml": MAIN, "sql/policy.cedar": text}, catalogue)
