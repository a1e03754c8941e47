"""An explanation names the rules that decide, and what the others would have needed."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from notes_catalogue import CATALOGUE, STATED

from ostiary.policy.bundle import Bundle
from ostiary.policy.question import Question, answer

MakeBundle = Callable[..., Bundle]

RULES = """
@id("small")
permit (principal in Role::"analyst", action == Action::"notes.read", resource)
when { context.args has n && context.args.n < 3 && context.facts.bytes < 100 }
unless { context.label.class > 2 || context.facts.shared };
@id("own") @clearance("public")
permit (principal, action == Action::"notes.read", resource is Tool in Server::"notes")
when { context.facts.owner == "bob" };
@id("tainted") forbid (principal, action, resource) when { context.label.untrusted };
@id("elsewhere") permit (principal, action == Action::"notes.write", resource);
"""

Facts = {name: sorted(fact) if name == "folders" else fact for name, fact in STATED.items()}


def told(
    made: Bundle, roles: str = "analyst", facts: Mapping[str, Any] = Facts, **more: Any
) -> Any:
    args = {"name": "x", **more.pop("args", {})}
    question = Question("notes.read", tuple(roles.split()), args, facts, **more)
    return answer(made, CATALOGUE, question).told()


def needs(found: Any) -> dict[str, list[str]]:
    return {each["rule"]: each["needs"] for each in found["missed"]}


def test_the_deciding_rules_are_named_with_clearance(bundle: MakeBundle) -> None:
    made = bundle(RULES, catalogue=CATALOGUE)
    found = told(made, args={"n": 1}, facts={**Facts, "owner": "bob"})
    assert (found["decision"], found["clearance"]) == ("allow", "public")
    assert found["deciding"] == [
        {"place": "notes/policy.cedar:2", "effect": "permit", "rule": "small"},
        {"place": "notes/policy.cedar:6", "effect": "permit", "rule": "own"},
    ]
    assert needs(found) == {"tainted": ["when context.label.untrusted"]}


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        pytest.param({}, ["when context.args has n"], id="absent-argument"),
        pytest.param({"args": {"n": 5}}, ["when context.args.n < 3"], id="condition"),
        pytest.param({"args": {"n": 1}, "facts": {**Facts, "bytes": 100}}, ["when context.facts.bytes < 100"], id="last-part"),
        pytest.param({"args": {"n": 1}, "label": "secret"}, ["unless context.label.class > 2"], id="unless"),
        pytest.param({"args": {"n": 1}, "facts": {**Facts, "shared": True}}, ["unless context.facts.shared"], id="unless-or"),
        pytest.param({"args": {"n": 1}, "roles": "auditor"}, ['principal in Role::"analyst"'], id="role"),
        pytest.param({"args": {"n": 7}, "roles": "auditor"}, ['principal in Role::"analyst"', "when context.args.n < 3"], id="role-and-condition"),
    ],
)  # fmt: skip
def test_the_first_part_of_each_condition_that_failed_is_told(
    bundle: MakeBundle, asked: dict[str, Any], missing: list[str]
) -> None:
    found = told(bundle(RULES, catalogue=CATALOGUE), **asked)
    assert found["decision"] == "deny"
    assert needs(found)["small"] == missing


def test_rules_of_other_actions_are_left_out_and_the_nearest_comes_first(
    bundle: MakeBundle,
) -> None:
    found = told(bundle(RULES, catalogue=CATALOGUE), roles="auditor", args={"n": 7})
    assert [each["rule"] for each in found["missed"]] == ["own", "tainted", "small"]


def test_a_forbid_that_matched_is_the_deciding_rule(bundle: MakeBundle) -> None:
    found = told(bundle(RULES, catalogue=CATALOGUE), args={"n": 1}, untrusted=True)
    assert (found["decision"], found["reason"]) == ("deny", "forbidden")
    assert [rule["rule"] for rule in found["deciding"]] == ["tainted"]


def test_a_rule_that_cannot_be_evaluated_says_so(bundle: MakeBundle) -> None:
    rules = (
        '@id("sum") permit (principal, action == Action::"notes.read", resource)'
        " when { context.args.limit + 9223372036854775807 > 0 };"
    )
    found = told(bundle(rules, catalogue=CATALOGUE))
    assert found["reason"] == "a rule or the request failed: notes/policy.cedar:sum"
    assert needs(found)["sum"][0].endswith("cannot be evaluated")


def test_what_the_schema_refuses_is_explained_by_it(bundle: MakeBundle) -> None:
    found = told(bundle(RULES, catalogue=CATALOGUE), args={"n": "x"})
    assert found["reason"].startswith("the tool's schema refuses the arguments (n:")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param(Question("notes.reed"), "the server notes offers none; did you mean notes.read?", id="tool"),
        pytest.param(Question("notes.read", ("analist",)), "role analist: not in bundle.yaml; did you mean analyst?", id="role"),
        pytest.param(Question("notes.read", (), {"name": "x"}), "--facts: state what the server would find: folders (set)", id="no-facts"),
        pytest.param(Question("notes.read", (), {"name": "x"}, {"folders": ["inbx"]}), "there is no inbx; did you mean inbox?", id="value"),
        pytest.param(Question("notes.read", label="top"), "no such class", id="class"),
    ],
)  # fmt: skip
def test_a_question_about_what_there_is_not_is_refused(
    bundle: MakeBundle, question: Question, message: str
) -> None:
    with pytest.raises(ValueError) as caught:
        answer(bundle(RULES, catalogue=CATALOGUE), CATALOGUE, question)
    assert message in str(caught.value)
