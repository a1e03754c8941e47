"""The full matrix: every cell is judged, and none can be forgotten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from notes_catalogue import CATALOGUE

from ostiary.documents import PolicyFileError
from ostiary.policy.bundle import Bundle
from ostiary.policy.cases import Suite, blame, idle_rules, judge, make_suite
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.suites import run_suites

MakeBundle = Callable[..., Bundle]

RULES = """
@id("readers") permit (principal in Role::"analyst", action == Action::"notes.read", resource)
when { context.facts.folders == ["inbox"] };
@id("lists") permit (principal, action == Action::"notes.list", resource);
@id("writers") @approval("officer")
permit (principal in Role::"officer", action == Action::"notes.write", resource);
@id("tainted") forbid (principal, action, resource)
when { context.label.untrusted && context.budget.conversation.calls > 10 };
"""
FACTS = "{folders: [inbox], owner: ann, bytes: 1, shared: false}"
FILE = f"""
principals: [analyst, officer]
calls:
  list: {{list: tools}}
  read: {{tool: read, args: {{name: a}}, facts: {FACTS}}}
  extra: {{tool: read, args: {{name: a, encoding: utf-16}}}}
  tainted:
    tool: read
    args: {{name: a}}
    facts: {FACTS}
    label: {{class: personal, untrusted: true}}
    budget: {{conversation: {{calls: 11}}}}
  write: {{tool: write, args: {{name: a, content: b}}}}
  weekly: {{prompt: weekly, args: {{topic: x}}}}
  unknown: {{tool: wipe}}
allow:
  - {{principal: analyst, call: list}}
  - {{principal: officer, call: list}}
  - {{principal: analyst, call: read}}
consent:
  - {{principal: officer, call: write}}
"""


def suite(made: Bundle, text: str = FILE, catalogue: Catalogue | None = CATALOGUE) -> Suite:
    return make_suite("notes/policy_test.yaml", text, "notes", made, catalogue)


def failing(made: Bundle, text: str = FILE) -> dict[str, str]:
    outcomes = [judge(made, cell) for cell in suite(made, text).cells]
    return {each.cell.name: each.text for each in outcomes if not each.passed}


def test_every_principal_makes_every_call(bundle: MakeBundle) -> None:
    cells = suite(bundle(RULES, catalogue=CATALOGUE)).cells
    assert [cell.name for cell in cells[:8]] == [
        "analyst:list", "analyst:read", "analyst:extra", "analyst:tainted", "analyst:write",
        "analyst:weekly", "analyst:unknown", "officer:list",
    ]  # fmt: skip
    assert len(cells) == 14
    assert failing(bundle(RULES, catalogue=CATALOGUE)) == {}


def test_a_cell_that_nobody_lists_has_to_be_denied(bundle: MakeBundle) -> None:
    made = bundle(RULES, catalogue=CATALOGUE)
    fewer = FILE.replace("  - {principal: officer, call: list}\n", "")
    assert failing(made, fewer) == {"officer:list": "Allow(rule='lists')"}
    without = FILE.replace("consent:\n  - {principal: officer, call: write}\n", "")
    assert failing(made, without) == {"officer:write": "NeedsConsent(rule='writers')"}


def test_consent_is_not_permission_nor_the_other_way_round(bundle: MakeBundle) -> None:
    swapped = FILE.replace("consent:\n", "").replace(
        "  - {principal: analyst, call: list}", ""
    ) + "consent:\n  - {principal: analyst, call: list}\n"  # fmt: skip
    assert failing(bundle(RULES, catalogue=CATALOGUE), swapped) == {
        "analyst:list": "Allow(rule='lists')",
        "officer:write": "NeedsConsent(rule='writers')",
    }


def test_a_failure_names_the_rules_to_blame(bundle: MakeBundle) -> None:
    made = bundle(RULES, catalogue=CATALOGUE)
    more = FILE.replace("allow:", "allow:\n  - {principal: officer, call: read}")
    outcomes = {o.cell.name: o for o in (judge(made, cell) for cell in suite(made, more).cells)}
    denied = outcomes["officer:read"]
    assert denied.text == "Deny(reason='no rule permits it')"
    assert blame(made, denied) == [
        'notes/policy.cedar:2: permit readers needs principal in Role::"analyst"'
    ]
    assert blame(made, outcomes["officer:list"]) == ["notes/policy.cedar:4: permit lists"]
    assert blame(made, outcomes["analyst:tainted"]) == ["notes/policy.cedar:7: forbid tainted"]
    assert outcomes["analyst:extra"].text.startswith("Deny(reason=\"the tool's schema refuses")


def test_where_the_server_is_installed_its_schema_is_checked_too(bundle: MakeBundle) -> None:
    wide = RULES.replace('when { context.facts.folders == ["inbox"] }', "")
    made = bundle(wide, catalogue=CATALOGUE)
    cells = {cell.name: cell for cell in suite(made).cells}
    assert "encoding" not in cells["analyst:extra"].refusal, "the operator knows his own file"
    assert "additionalProperties" in cells["analyst:extra"].refusal
    assert "nothing of that name is offered" in cells["analyst:unknown"].refusal
    bare = {cell.name: cell for cell in suite(made, catalogue=None).cells}
    assert not bare["analyst:extra"].refusal
    assert judge(bundle(wide), bare["analyst:extra"]).effect == "allow"


def test_rules_that_decide_no_cell_are_found(bundle: MakeBundle) -> None:
    made = bundle(RULES, catalogue=CATALOGUE)
    fewer = FILE.replace("conversation: {calls: 11}", "conversation: {calls: 9}").replace(
        "allow:", "allow:\n  - {principal: analyst, call: tainted}"
    )
    outcomes = [judge(made, cell) for cell in suite(made, fewer).cells]
    assert [(rule.place, rule.name) for rule in idle_rules(made, outcomes)] == [
        ("notes/policy.cedar:7", "notes/policy.cedar:tainted")
    ]


def test_a_bundle_is_judged_whole(bundle: MakeBundle, tmp_path: Path) -> None:
    made = bundle(RULES, catalogue=CATALOGUE)
    missing = run_suites(tmp_path, made, CATALOGUE)
    assert (missing.outcomes, missing.untested, missing.passed) == ((), ("notes",), False)
    (tmp_path / "notes" / "policy_test.yaml").write_text(FILE)
    tested = run_suites(tmp_path, made, CATALOGUE)
    assert (len(tested.outcomes), tested.idle, tested.untested) == (14, (), ())
    assert tested.passed


def wrong(old: str, new: str) -> Any:
    assert old in FILE
    return FILE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(wrong("principals: [analyst, officer]", "principals: [analist]"), ":2: principals.0: no role analist; did you mean analyst?", id="unknown-role"),
        pytest.param(wrong("principals: [analyst, officer]", "principals: [analyst, officer, analyst]"), "principals.2: named before", id="role-twice"),
        pytest.param(wrong("{principal: analyst, call: list}", "{principal: analyst, call: lst}"), "allow.0.call: no call lst; did you mean list?", id="unknown-call"),
        pytest.param(wrong("{principal: analyst, call: list}", "{principal: auditor, call: list}"), "allow.0.principal: no principal auditor", id="principal-outside-the-matrix"),
        pytest.param(wrong("{principal: officer, call: list}", "{principal: analyst, call: list}"), "allow.1: analyst:list is expected twice", id="twice"),
        pytest.param(wrong("consent:", "consent:\n  - {principal: analyst, call: read}"), "consent.0: analyst:read is expected twice", id="both"),
        pytest.param(wrong("list: {list: tools}", "list: {}"), "calls.list: say one of tool, resource, prompt, complete, list", id="asks-for-nothing"),
        pytest.param(wrong("list: {list: tools}", "list: {list: tools, tool: read}"), "calls.list: say one of", id="asks-for-two"),
        pytest.param(wrong("list: {list: tools}", "list: {lst: tools}"), "calls.list.lst: no such key; did you mean list?", id="misspelt-key"),
        pytest.param(wrong("args: {name: a}", "args: {name: 2026-01-01}"), "calls.read.args: not JSON; put dates", id="date"),
        pytest.param(wrong("args: {name: a}", "args: {name: a, free: {1: 2}}"), "calls.read.args: not JSON", id="number-as-key"),
        pytest.param(wrong("folders: [inbox], ", ""), "calls.read.facts: state what the server would find: folders (set)", id="fact-missing"),
        pytest.param(wrong("owner: ann", "ownr: ann"), "calls.read.facts: ownr: notes.read has no such fact; did you mean owner?", id="fact-misspelt"),
        pytest.param(wrong("bytes: 1", "bytes: many"), "calls.read.facts: bytes: text where an integer is declared; it is declared as a number", id="fact-of-another-type"),
        pytest.param(wrong("folders: [inbox]", "folders: [inbx]"), "calls.read.facts: folders: there is no inbx; did you mean inbox?", id="value-that-no-fact-has"),
        pytest.param(wrong("class: personal", "class: persnal"), "calls.tainted.label.class: no such class", id="class"),
        pytest.param(wrong("untrusted: true", "untrusted: 'yes'"), "calls.tainted.label.untrusted", id="text-for-boolean"),
        pytest.param(wrong("calls: 11", "calls: -1"), "calls.tainted.budget.conversation.calls", id="negative"),
        pytest.param("principals: []\ncalls: {}\n", "principals", id="empty"),
        pytest.param(FILE + "allow: []\n", "allow: stands twice, first on line", id="key-twice"),
    ],
)  # fmt: skip
def test_a_wrong_test_is_an_error_by_line(bundle: MakeBundle, text: str, message: str) -> None:
    made = bundle(RULES, catalogue=CATALOGUE)
    with pytest.raises(PolicyFileError) as caught:
        suite(made, text)
    assert str(caught.value).startswith("notes/policy_test.yaml:")
    assert message in str(caught.value)
