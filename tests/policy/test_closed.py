"""Where Cedar alone would answer Allow, and the decision here denies."""

import json
from collections.abc import Callable
from typing import Any

import cedar_alone
import pytest
from cedarpy import Decision, PolicySet
from notes_catalogue import CATALOGUE, STATED

from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.request import Request
from ostiary.policy.verdict import Deny

MakeBundle = Callable[..., Bundle]

PERMIT = '@id("p") permit (principal, action, resource);\n'


def cedars_answer(rules: str, args: Any) -> Decision:
    """Return what Cedar answers on the same rules and arguments, untyped as they come."""
    context = json.dumps({"args": args, "facts": {}})
    answer = cedar_alone.answer(PolicySet.from_str(rules), context)
    return answer.decision


def asked(args: Any, facts: Any = None) -> Request:
    roles = frozenset({"analyst"})
    return Request("ann", roles, "notes.read", ("Tool", "notes.read"), "notes", args, facts or {})


@pytest.mark.parametrize(
    ("condition", "args"),
    [
        pytest.param("context.args.absent == 1", {"n": 5}, id="missing-argument"),
        pytest.param("context.facts.absent.contains(1)", {"n": 5}, id="missing-fact"),
        pytest.param("context.args.n + 9223372036854775807 > 0", {"n": 5}, id="overflow"),
        pytest.param("context.args.n * -9223372036854775807 > 0", {"n": 5}, id="underflow"),
        pytest.param('context.args.n.contains("x")', {"n": 5}, id="type-error"),
        pytest.param("context.args.n > 3", {"n": "5"}, id="text-for-a-number"),
        pytest.param('decimal("1.23456") == decimal("1.0")', {"n": 5}, id="bad-extension-value"),
    ],
)
def test_a_forbid_that_fails_denies_although_cedar_skips_it(
    bundle: MakeBundle, condition: str, args: Any
) -> None:
    rules = PERMIT + f'@id("f") forbid (principal, action, resource) when {{ {condition} }};'
    assert cedars_answer(rules, args) is Decision.Allow
    verdict = decide(bundle(rules), asked(args))
    assert isinstance(verdict, Deny)
    assert "notes/policy.cedar:f" in verdict.reason


def test_a_mistyped_argument_denies_although_cedar_skips_the_forbid_that_reads_it(
    bundle: MakeBundle,
) -> None:
    forbid = (
        '@id("f") forbid (principal, action == Action::"notes.read", resource)'
        " when { context.args has n && context.args.n > 3 };"
    )
    args = {"name": "x", "n": "999"}
    assert cedars_answer(PERMIT + forbid, args) is Decision.Allow
    made = bundle(PERMIT + forbid, catalogue=CATALOGUE)
    verdict = decide(made, asked(args, STATED))
    assert isinstance(verdict, Deny)
    assert verdict.reason == "request cannot be mapped: args.n: text where an integer is declared"
    assert decide(made, asked({"name": "x", "n": 3}, STATED))


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"x": nested(100)}, id="deep"),
        pytest.param({"x": "a" * 70_000}, id="large"),
        pytest.param({"x": list(range(20_000))}, id="many"),
        pytest.param({"x": {"__entity": {"type": "Role", "id": "officer"}}}, id="entity"),
    ],
)
def test_what_cedar_would_take_is_bounded_here(bundle: MakeBundle, args: Any) -> None:
    forbid = (
        '@id("f") forbid (principal, action, resource) when { context.args.x == Role::"officer" };'
    )
    if "__entity" not in str(args):
        assert cedars_answer(PERMIT, args) is Decision.Allow
        assert not decide(bundle(PERMIT), asked(args))
        return
    # To Cedar the argument is an entity; here no argument ever is, and the comparison is false.
    assert cedars_answer(PERMIT + forbid, args) is Decision.Deny
    assert decide(bundle(PERMIT + forbid), asked(args))


def test_obligations_of_every_matching_permit_hold_whichever_comes_first(
    bundle: MakeBundle,
) -> None:
    permits = [
        '@id("a") @clearance("internal") permit (principal, action, resource);',
        '@id("b") @clearance("public") permit (principal, action, resource);',
        '@id("c") @approval("officer") permit (principal, action, resource);',
        '@id("d") @approval("auditor") permit (principal, action, resource);',
    ]
    for order in (permits, permits[::-1]):
        verdict = decide(bundle("\n".join(order)), asked({}))
        assert not verdict
        assert getattr(verdict, "approvers", None) == ("auditor", "officer")
        assert getattr(verdict, "clearance", None) == 0
