"""`flow` of a bundle: it only narrows, names what it decided, and is held against what there is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.classes import DataClass
from ostiary.consent import Terms
from ostiary.documents import PolicyFileError
from ostiary.nature import FlowLimits, Nature, Sink, Together
from ostiary.policy.cases import judge, make_suite
from ostiary.policy.catalogue import Action, Catalogue
from ostiary.policy.decide import decide
from ostiary.policy.load import make_bundle
from ostiary.policy.question import Question, answer
from ostiary.policy.request import Derived, Request, flow_of
from ostiary.policy.sinks import within_flow
from ostiary.policy.verdict import Allow, Deny, NeedsConsent, Verdict, effect_of

MAIN = """
version: 1
roles: {clerk: {clearance: personal}, officer: {clearance: secret}}
budgets: {window_s: 1, conversation: {calls: 1}, principal: {calls: 1}}
flow:
  ceilings: {storage: confidential, outside: personal}
  together: {private: personal, approver: officer}
"""
RULES = """
@id("all") permit (principal in Role::"clerk", action, resource);
@id("quoted") forbid (principal, action == Action::"desk.send", resource)
when { context.flow.derived_from.contains("desk.read") || context.flow.derived_class > 2 };
"""
SEND = Nature(DataClass.PUBLIC, untrusted=False, sink=Sink.OUTSIDE)
KEEP = Nature(DataClass.PUBLIC, untrusted=False, sink=Sink.STORAGE)
CATALOGUE = Catalogue(
    tuple(
        Action(f"desk.{name}", ("Tool", f"desk.{name}"), "desk", {"type": "object"}, nature=nature)
        for name, nature in {"send": SEND, "keep": KEEP}.items()
    )
)
BUNDLE = make_bundle({"bundle.yaml": MAIN.encode(), "desk/policy.cedar": RULES.encode()}, CATALOGUE)


def asked(nature: Nature, label: dict[str, Any], derived: Derived | None = None) -> Request:
    """Return a request of a clerk's."""
    name = "send" if nature is SEND else "keep"
    return Request(
        "ann",
        frozenset({"clerk"}),
        f"desk.{name}",
        ("Tool", f"desk.{name}"),
        "desk",
        label=label,
        flow=flow_of(nature, derived or Derived()),
    )


@pytest.mark.parametrize(
    ("nature", "data_class", "untrusted", "effect", "rule"),
    [
        pytest.param(SEND, 1, True, "allow", "", id="nothing-private"),
        pytest.param(SEND, 2, False, "allow", "", id="no-stranger"),
        pytest.param(SEND, 2, True, "consent", "bundle.yaml:flow.together", id="all-three"),
        pytest.param(SEND, 3, False, "deny", "bundle.yaml:flow.ceilings.outside", id="ceiling"),
        pytest.param(KEEP, 3, True, "allow", "", id="stays-inside"),
        pytest.param(KEEP, 4, True, "deny", "bundle.yaml:flow.ceilings.storage", id="kept"),
    ],
)
def test_sinks_close_as_the_label_rises(
    nature: Nature, data_class: int, untrusted: bool, effect: str, rule: str
) -> None:
    verdict = decide(BUNDLE, asked(nature, {"class": data_class, "untrusted": untrusted}))
    assert effect_of(verdict) == effect
    assert not rule or rule in verdict.rules
    if isinstance(verdict, NeedsConsent):
        assert verdict.approvers == ("officer",)


_RANK = {"allow": 2, "consent": 1, "deny": 0}
_VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from(
    [
        Allow(("r",), DataClass.INTERNAL),
        NeedsConsent(("r",), Terms((("clerk", 1),)), DataClass.INTERNAL),
        Deny("no rule permits it"),
    ]
)
_LIMITS = st.builds(
    FlowLimits,
    ceilings=st.dictionaries(st.sampled_from(Sink), st.sampled_from(DataClass)),
    together=st.none() | st.builds(Together, st.sampled_from(DataClass), st.just("officer")),
)


@given(_LIMITS, _VERDICTS, st.builds(Nature), st.integers(0, 3), st.booleans())
def test_flow_only_narrows_and_the_more_was_read_the_more(
    limits: FlowLimits, verdict: Verdict, nature: Nature, data_class: int, untrusted: bool
) -> None:
    def rank(read: int, *, by_strangers: bool) -> int:
        request = asked(nature, {"class": read, "untrusted": by_strangers})
        return _RANK[effect_of(within_flow(limits, request, verdict))]

    here = rank(data_class, by_strangers=untrusted)
    assert here <= _RANK[effect_of(verdict)]
    assert rank(data_class + 1, by_strangers=untrusted) <= here
    assert rank(data_class, by_strangers=True) <= here


def test_who_consents_to_a_rule_and_to_flow_both_have_to() -> None:
    limits = FlowLimits(together=Together(DataClass.PUBLIC, "officer"))
    wants = NeedsConsent(("r",), Terms((("clerk", 1),)), DataClass.INTERNAL)
    found = within_flow(limits, asked(SEND, {"class": 0, "untrusted": True}), wants)
    assert isinstance(found, NeedsConsent)
    assert found.approvers == ("clerk", "officer")


def test_a_rule_asks_where_arguments_come_from() -> None:
    label = {"class": 0, "untrusted": False}
    assert BUNDLE.traces
    assert BUNDLE.asks_origins("desk.send")
    assert not BUNDLE.asks_origins("desk.keep")
    assert decide(BUNDLE, asked(SEND, label))
    quoted = Derived(frozenset({"desk.read", "desk.read:folder=x"}))
    assert not decide(BUNDLE, asked(SEND, label, quoted))
    assert not decide(BUNDLE, asked(SEND, label, Derived(data_class=DataClass.SECRET)))


def test_a_question_by_hand_states_the_label_and_the_origins() -> None:
    tainted = Question("desk.send", ("clerk",), label="personal", untrusted=True)
    told = answer(BUNDLE, CATALOGUE, tainted).told()
    assert (told["decision"], told["flow"]) == ("consent", ["bundle.yaml:flow.together"])
    quoting = Question("desk.send", ("clerk",), derived=("desk.read",))
    assert answer(BUNDLE, CATALOGUE, quoting).told()["decision"] == "deny"


def test_a_test_file_states_origins_and_knows_what_its_tools_are() -> None:
    text = """
principals: [clerk]
calls:
  send: {tool: send, label: {class: personal, untrusted: true}}
  quoted: {tool: send, derived: {from: [desk.read], class: internal}}
  keep: {tool: keep, label: {class: confidential, untrusted: true}}
allow: [{principal: clerk, call: keep}]
consent: [{principal: clerk, call: send}]
"""
    suite = make_suite("desk/policy_test.yaml", text, "desk", BUNDLE, CATALOGUE)
    outcomes = [judge(BUNDLE, cell) for cell in suite.cells]
    assert [each.passed for each in outcomes] == [True] * 3


def test_an_approver_that_is_no_role_is_told_with_its_line() -> None:
    wrong = MAIN.replace("approver: officer", "approver: oficer")
    with pytest.raises(PolicyFileError, match=r"bundle\.yaml:7: flow\.together\.approver.*officer"):
        make_bundle({"bundle.yaml": wrong.encode()}, CATALOGUE)
