"""The decision is closed at every edge."""

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostiary.classes import DataClass
from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.load import load_bundle
from ostiary.policy.request import Request
from ostiary.policy.verdict import Allow, Deny, NeedsConsent
from ostiary.policy.visible import may_ever

MakeBundle = Callable[..., Bundle]

PERMIT = (
    '@id("p") permit (principal in Role::"analyst", action == Action::"notes.read", resource);\n'
)


def request(
    *roles: str, action: str = "notes.read", args: Mapping[str, Any] | None = None, **facts: Any
) -> Request:
    return Request(
        "ann",
        frozenset(roles or ("analyst",)),
        action,
        ("Tool", action),
        "notes",
        args or {},
        facts,
    )


def test_the_empty_policy_denies(bundle: MakeBundle) -> None:
    verdict = decide(bundle(""), request())
    assert isinstance(verdict, Deny)
    assert not verdict


def test_a_permit_allows_and_is_named(bundle: MakeBundle) -> None:
    assert decide(bundle(PERMIT), request()) == Allow(("notes/policy.cedar:p",), DataClass.INTERNAL)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(request("auditor"), id="another-role"),
        pytest.param(request("analyst", action="notes.write"), id="another-action"),
        pytest.param(request("Analyst"), id="role-in-another-case"),
        pytest.param(request('analyst", "x'), id="role-that-quotes"),
    ],
)
def test_whatever_no_rule_names_is_denied(bundle: MakeBundle, asked: Request) -> None:
    assert not decide(bundle(PERMIT), asked)


def test_a_forbid_wins_and_is_named(bundle: MakeBundle) -> None:
    rules = PERMIT + '@id("f") forbid (principal, action, resource) when { context.args.n > 3 };'
    verdict = decide(bundle(rules), request(args={"n": 5}))
    assert verdict == Deny("forbidden", ("notes/policy.cedar:f",))
    assert decide(bundle(rules), request(args={"n": 3}))


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("context.args.absent == 1", id="missing-attribute"),
        pytest.param("context.args.n + 9223372036854775807 > 0", id="overflow"),
        pytest.param('context.args.n.contains("x")', id="type-error"),
        pytest.param('decimal("1.23456") == decimal("1.0")', id="bad-extension-value"),
    ],
)
def test_a_forbid_that_fails_denies_although_cedar_would_skip_it(
    bundle: MakeBundle, condition: str
) -> None:
    rules = PERMIT + f'@id("f") forbid (principal, action, resource) when {{ {condition} }};'
    verdict = decide(bundle(rules), request(args={"n": 5}))
    assert isinstance(verdict, Deny)
    assert "notes/policy.cedar:f" in verdict.reason


def test_a_permit_that_fails_denies_although_another_would_allow(bundle: MakeBundle) -> None:
    rules = PERMIT + '@id("q") permit (principal, action, resource) when { context.args.x == 1 };'
    assert not decide(bundle(rules), request())


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"a": {"__entity": {"type": "Role", "id": "x"}}}, id="entity"),
        pytest.param({"a": {"__extn": {"fn": "ip", "arg": "zz"}}}, id="extension"),
        pytest.param({"__expr": "true"}, id="expression"),
        pytest.param({"a": 1.5, "b": None, "d": [1, "a", {"x": None}]}, id="not-cedar"),
        pytest.param({"": "", "\u0000": "\u0000", "a\nb": '"'}, id="odd-keys"),
    ],
)
def test_arguments_cannot_pose_as_entities_nor_break_the_request(
    bundle: MakeBundle, args: dict[str, Any]
) -> None:
    assert decide(bundle(PERMIT), request(args=args))


def test_what_cedar_cannot_hold_is_denied(bundle: MakeBundle) -> None:
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    assert not decide(bundle(PERMIT), request(args={"a": deep}))
    assert not decide(bundle(PERMIT), request(args={"a": "x" * 70_000}))
    assert not decide(bundle(PERMIT), request(args={"a": object()}))
    assert not decide(bundle(PERMIT), request(args={"a": 2**63}))
    assert not decide(bundle(PERMIT), request(args={"a": float("inf")}))
    assert not decide(bundle(PERMIT), request(args={"a": "\ud800"}))


def test_facts_are_sets(bundle: MakeBundle) -> None:
    rules = (
        '@id("p") permit (principal, action, resource) when'
        ' { context.facts.verbs == ["select"] && !context.facts.tables.contains("pay") };'
    )
    asked = request(verbs=frozenset({"select"}), tables=frozenset({"a", "b"}))
    assert decide(bundle(rules), asked)
    assert not decide(
        bundle(rules), request(verbs=frozenset({"select"}), tables=frozenset({"pay"}))
    )
    assert not decide(bundle(rules), request(verbs=frozenset({"select", "x"}), tables=frozenset()))


def test_roles_add_up_and_rules_only_narrow_the_clearance(bundle: MakeBundle) -> None:
    both = (
        PERMIT
        + '@id("q") @clearance("public") permit (principal in Role::"officer", action, resource);'
    )
    made = bundle(both)
    allowed = [
        decide(made, request(*roles))
        for roles in (("analyst",), ("officer",), ("analyst", "officer"))
    ]
    assert [v.clearance for v in allowed if isinstance(v, Allow)] == [
        DataClass.INTERNAL, DataClass.PUBLIC, DataClass.PUBLIC,
    ]  # fmt: skip
    wide = bundle(PERMIT + '@id("q") @clearance("secret") permit (principal, action, resource);')
    verdict = decide(wide, request("analyst"))
    assert isinstance(verdict, Allow)
    assert verdict.clearance is DataClass.INTERNAL


def test_one_permit_that_wants_consent_is_enough_to_need_it(bundle: MakeBundle) -> None:
    rules = PERMIT + '@id("q") @approval("officer") permit (principal, action, resource);'
    verdict = decide(bundle(rules), request())
    assert isinstance(verdict, NeedsConsent)
    assert verdict.approvers == ("officer",)
    assert not verdict


def test_what_a_caller_may_never_do_is_not_visible(bundle: MakeBundle) -> None:
    rules = (
        PERMIT.replace(");", ") when { context.args.n == 1 };")
        + '@id("f") forbid (principal in Role::"auditor", action, resource);'
    )
    made = bundle(rules)
    assert may_ever(made, request())
    assert not may_ever(made, request(action="notes.write"))
    assert not may_ever(made, request("analyst", "auditor"))


# -- laws --------------------------------------------------------------------------------------

_RULES = [
    'permit (principal in Role::"analyst", action, resource);',
    'permit (principal, action == Action::"notes.read", resource) when { context.args.n < 3 };',
    "forbid (principal, action, resource) when { context.args.n == 2 };",
    '@approval("officer") permit (principal, action, resource) when { context.args.n == 1 };',
    '@clearance("public") permit (principal in Role::"officer", action, resource);',
    "forbid (principal, action, resource) when { context.args.missing };",
]
_REQUESTS = [
    request(*roles, args={"n": n})
    for roles in (("analyst",), ("officer", "auditor"))
    for n in range(4)
]


def _made(folder: Path, rules: tuple[str, ...]) -> Bundle:
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "bundle.yaml").write_text(
        "version: 1\nroles: {analyst: {clearance: internal}, auditor: {clearance: public},"
        " officer: {clearance: secret}}\n"
        "budgets: {window_s: 1, conversation: {calls: 1}, principal: {calls: 1}}\n"
    )
    text = "\n".join(f'@id("{_RULES.index(rule)}") {rule}' for rule in rules)
    (folder / "notes" / "policy.cedar").write_text(text)
    return load_bundle(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rules=st.lists(st.sampled_from(_RULES), unique=True).map(tuple))
def test_rule_order_does_not_matter(tmp_path: Path, rules: tuple[str, ...]) -> None:
    forwards = [decide(_made(tmp_path, rules), asked) for asked in _REQUESTS]
    backwards = [decide(_made(tmp_path, rules[::-1]), asked) for asked in _REQUESTS]
    assert forwards == backwards


def test_fewer_permits_never_allow_more(tmp_path: Path) -> None:
    permits = [rule for rule in _RULES if "permit" in rule and "@" not in rule]
    others = [rule for rule in _RULES if rule not in permits]
    for kept in itertools.chain.from_iterable(
        itertools.combinations(permits, n) for n in range(len(permits))
    ):
        fewer = _made(tmp_path, (*kept, *others[:1]))
        allowed = [bool(decide(fewer, asked)) for asked in _REQUESTS]
        more = _made(tmp_path, (*permits, *others[:1]))
        assert all(
            decide(more, asked) or not was for asked, was in zip(_REQUESTS, allowed, strict=True)
        )
