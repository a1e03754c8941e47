"""Budgets: of all limits that apply, the strictest holds in each measure."""

from collections.abc import Callable
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notes_catalogue import CATALOGUE

from ostiary.documents import PolicyFileError
from ostiary.policy.budget import Budgets, Limit, Scopes, Share, strictest
from ostiary.policy.bundle import Bundle

MakeBundle = Callable[..., Bundle]

HEAD = "version: 1\nroles:\n  analyst: {clearance: internal}\n  auditor: {clearance: public}\n"
FULL = (
    HEAD
    + """
budgets:
  window_s: 3600
  conversation: {calls: 100, rows: 1000}
  principal: {calls: 1000, seconds: 1.5}
  tools:
    notes.read: {conversation: {calls: 50}, principal: {bytes: 4096}}
  roles:
    analyst: {conversation: {rows: 2000, bytes: 99}}
    auditor: {principal: {calls: 10}, tools: {notes.read: {conversation: {calls: 5}}}}
"""
)


def test_every_scope_and_measure_is_read(bundle: MakeBundle) -> None:
    budget = bundle("", FULL, CATALOGUE).allowance({"nobody"}, "notes.read")
    assert budget.window_s == 3600
    assert budget.conversation == Limit(calls=100, rows=1000)
    assert budget.principal == Limit(calls=1000, ms=1500)
    assert budget.tool_conversation == Limit(calls=50)
    assert budget.tool_principal == Limit(bytes=4096)


def test_roles_narrow_and_never_widen(bundle: MakeBundle) -> None:
    made = bundle("", FULL, CATALOGUE)
    analyst = made.allowance({"analyst"}, "notes.read")
    assert analyst.conversation == Limit(calls=100, rows=1000, bytes=99)
    both = made.allowance({"analyst", "auditor"}, "notes.read")
    assert (both.principal.calls, both.tool_conversation.calls) == (10, 5)
    assert made.allowance({"auditor"}, "notes.write").tool_conversation == Limit()


_limits = st.builds(Limit, *[st.none() | st.integers(1, 10**15) for _ in fields(Limit)])
_scopes = st.builds(Scopes, _limits, _limits)
_shares = st.builds(Share, _scopes, st.dictionaries(st.sampled_from("ab"), _scopes))
_budgets = st.builds(
    Budgets, _shares, st.dictionaries(st.sampled_from("xyz"), _shares), st.just(60)
)


def at_most(limit: Limit, other: Limit) -> bool:
    return strictest([limit, other]) == limit


@given(_budgets, st.sets(st.sampled_from("xyz")), st.sampled_from("xyz"), st.sampled_from("abc"))
def test_holding_one_more_role_never_allows_more(
    budgets: Budgets, held: set[str], more: str, tool: str
) -> None:
    fewer, all_of_them = budgets.of(held, tool), budgets.of({*held, more}, tool)
    for scope in ("conversation", "principal", "tool_conversation", "tool_principal"):
        assert at_most(getattr(all_of_them, scope), getattr(fewer, scope))
    assert at_most(fewer.conversation, budgets.everybody.whole.conversation)


@pytest.mark.parametrize(
    ("budgets", "message"),
    [
        pytest.param(
            "{calls_per_conversation: 10, calls_per_principal: 20, window_s: 60}",
            "bundle.yaml:5: budgets: calls_per_conversation, calls_per_principal: no longer read; write budgets:"
            " {window_s: 60, conversation: {calls: 10}, principal: {calls: 20}}",
            id="old-flat-form",
        ),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {rows: 1}}", "budgets.principal.calls", id="no-calls"),
        pytest.param("{window_s: 1, conversation: {calls: '5'}, principal: {calls: 1}}", "budgets.conversation.calls", id="text"),
        pytest.param("{window_s: 1, conversation: {calls: true}, principal: {calls: 1}}", "budgets.conversation.calls", id="boolean"),
        pytest.param("{window_s: 1, conversation: {calls: 1.5}, principal: {calls: 1}}", "budgets.conversation.calls", id="fraction"),
        pytest.param("{window_s: 1, conversation: {calls: -1}, principal: {calls: 1}}", "budgets.conversation.calls", id="negative"),
        pytest.param("{window_s: 1, conversation: {calls: 99999999999999999999}, principal: {calls: 1}}", "budgets.conversation.calls", id="beyond-what-a-store-counts"),
        pytest.param("{window_s: 1, conversation: {calls: 1, sconds: 3}, principal: {calls: 1}}", "budgets.conversation.sconds: no such key; did you mean seconds?", id="typo"),
        pytest.param("{conversation: {calls: 1}, principal: {calls: 1}}", "budgets.window_s", id="no-window"),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {calls: 1}, tools: {notes.reed: {conversation: {calls: 1}}}}", "budgets.tools.notes.reed: action notes.reed: the server notes offers none; did you mean notes.read?", id="unknown-tool"),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {calls: 1}, tools: {read: {conversation: {calls: 1}}}}", "budgets.tools.read: write <server>.<tool>", id="tool-without-server"),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {calls: 1}, tools: {notes.list: {conversation: {calls: 1}}}}", "lists are recorded and cost nothing", id="list"),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {calls: 1}, tools: {notes.read: {conversation: {}}}}", "limits nothing", id="empty"),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {calls: 1}, roles: {analist: {conversation: {calls: 1}}}}", "budgets.roles.analist: role analist: not among the roles; did you mean analyst?", id="unknown-role"),
        pytest.param("{window_s: 1, conversation: {calls: 1}, principal: {calls: 1}, roles: {analyst: {tools: {notes.wrte: {principal: {calls: 1}}}}}}", "budgets.roles.analyst.tools.notes.wrte: action notes.wrte: the server notes offers none; did you mean notes.write?", id="unknown-tool-of-a-role"),
    ],
)  # fmt: skip
def test_a_wrong_budget_is_named_by_line_and_key(
    bundle: MakeBundle, budgets: str, message: str
) -> None:
    with pytest.raises(PolicyFileError) as caught:
        bundle("", f"{HEAD}budgets: {budgets}\n", CATALOGUE)
    assert str(caught.value).startswith("bundle.yaml:5: ")
    assert message in str(caught.value)
