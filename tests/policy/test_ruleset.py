"""Indexing rules by action, and giving Cedar only what they read, changes no decision."""

import itertools
from typing import Any

import pytest
from cedarpy import Decision, PolicySet
from hypothesis import given, settings
from hypothesis import strategies as st
from notes_catalogue import CATALOGUE, STATED

from ostiary.documents import PolicyFileError
from ostiary.policy.bundle import Bundle, Rule
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.cedar import evaluate
from ostiary.policy.decide import decide, entities
from ostiary.policy.load import make_bundle
from ostiary.policy.request import Request, context_json

MAIN = b"""
version: 1
roles: {analyst: {clearance: internal}, auditor: {clearance: public}}
budgets: {window_s: 1, conversation: {calls: 1}, principal: {calls: 1}}
"""

SCOPES = [
    "principal, action, resource",
    'principal in Role::"analyst", action, resource in Server::"notes"',
    'principal, action == Action::"notes.read", resource',
    'principal, action in [Action::"notes.write", Action::"notes.read"], resource is Tool',
    'principal in Role::"auditor", action == Action::"notes.list", resource',
]
CONDITIONS = [
    "",
    'when { context.args has name && context.args.name like "a*" }',
    "when { context.label.class > 1 } unless { context.label.untrusted }",
    "when { context has budget && context.budget.conversation.calls > 3 }",
    'when { context.transport == "memory" }',
    'when { context.facts has folders && context.facts.folders.contains("inbox") }',
    "when { context.args has n && context.args.n + 9223372036854775807 > 0 }",
    'when { context == {"args": {"name": "b"}, "facts": {}} || context.facts has shared }',
    "when { context.args has box }",
]
STATEMENTS = [
    f"{effect} ({scope}) {condition};"
    for effect, scope, condition in itertools.product(("permit", "forbid"), SCOPES, CONDITIONS)
]


def asked(action: str, kind: str, args: dict[str, Any], spent: int) -> Request:
    facts = STATED if action == "notes.read" else {}
    measures = {"calls": spent, "rows": 0, "bytes": 0, "seconds": 0}
    return Request(
        "ann", frozenset({"analyst"}), action, (kind, action), "notes", args, facts,
        {"class": spent, "untrusted": spent > 3}, "memory",
        {"conversation": measures, "principal": measures},
    )  # fmt: skip


REQUESTS = [
    asked("notes.read", "Tool", {"name": "apple", "n": 1}, 0),
    asked("notes.read", "Tool", {"name": "b", "box": {"width": 1, "label": "x"}}, 5),
    asked("notes.write", "Tool", {"name": "a", "content": "b"}, 2),
    asked("notes.list", "List", {}, 2),
]
OTHER = Request("ann", frozenset({"auditor"}), "other.x", ("Tool", "other.x"), "other", {"n": 2})


def made(statements: list[str], catalogue: Catalogue | None) -> tuple[str, Bundle]:
    text = "\n".join(f'@id("r{i}") {statement}' for i, statement in enumerate(statements))
    return text, make_bundle({"bundle.yaml": MAIN, "notes/policy.cedar": text.encode()}, catalogue)


def is_sound(statement: str) -> bool:
    try:
        made([statement], CATALOGUE)
    except PolicyFileError:
        return False
    return True


SOUND = [statement for statement in STATEMENTS if is_sound(statement)]


def test_most_statements_are_sound_for_the_catalogue() -> None:
    assert len(STATEMENTS) > len(SOUND) > len(STATEMENTS) // 2


@settings(deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), max_size=6))
def test_a_decision_on_the_index_is_the_decision_on_all_rules(statements: list[str]) -> None:
    compare(statements, None)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SOUND), max_size=6))
def test_so_it_is_where_the_tools_schemas_type_the_context(statements: list[str]) -> None:
    compare(statements, CATALOGUE)


def compare(statements: list[str], catalogue: Catalogue | None) -> None:
    text, bundle = made(statements, catalogue)
    whole = PolicySet.from_str(text)
    for request in [*REQUESTS, OTHER]:
        answer = evaluate(
            whole, entities(request), ("Principal", "ann"), ("Action", request.action),
            request.resource, context_json(request, bundle.contexts.get(request.action)),
        )  # fmt: skip
        verdict = decide(bundle, request)
        names = {
            f"notes/policy.cedar:r{r.removeprefix('policy')}" for r in answer.diagnostics.reasons
        }
        if answer.diagnostics.errors:
            assert not verdict
        else:
            assert bool(verdict) == (answer.decision is Decision.Allow)
            assert set(verdict.rules) == names


def test_each_action_meets_only_the_rules_that_can_match_it() -> None:
    text = (
        '@id("open") permit (principal, action, resource);'
        '@id("read") permit (principal, action == Action::"notes.read", resource);'
        '@id("two") permit (principal, action in [Action::"notes.read", Action::"notes.write"],'
        " resource);"
    )
    bundle = make_bundle({"bundle.yaml": MAIN, "notes/policy.cedar": text.encode()}, CATALOGUE)

    def ids(action: str) -> list[str]:
        return [name.rpartition(":")[2] for name in bundle.ruleset(action).rules]

    assert ids("notes.read") == ["open", "read", "two"]
    assert ids("notes.write") == ["open", "two"]
    assert ids("notes.list") == ids("other.x") == ["open"]


def test_an_action_of_a_catalogued_server_that_it_does_not_offer_is_denied() -> None:
    text = '@id("open") permit (principal, action, resource);'
    bundle = make_bundle({"bundle.yaml": MAIN, "notes/policy.cedar": text.encode()}, CATALOGUE)
    assert decide(bundle, REQUESTS[0])
    assert not decide(bundle, asked("notes.wipe", "Tool", {}, 0))
    assert decide(bundle, OTHER)


@pytest.mark.parametrize("rule", ["context", "context.args", "context.args.name"])
def test_a_rule_is_given_what_it_reads(rule: str) -> None:
    text = f'@id("r") permit (principal, action, resource) when {{ {rule} == {rule} }};'
    bundle = make_bundle({"bundle.yaml": MAIN, "notes/policy.cedar": text.encode()})
    assert bundle.ruleset("notes.read").asked == {tuple(rule.split(".")[1:])}


def test_a_rules_place_is_its_file_and_line() -> None:
    assert Rule("notes/policy.cedar:r", "permit", 7).place == "notes/policy.cedar:7"
