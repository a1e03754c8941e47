"""What rules ask of consent and who may give it: checked when a bundle is loaded."""

from collections.abc import Callable

import pytest

from ostiary.consent import Terms
from ostiary.documents import PolicyFileError
from ostiary.policy.approverfile import key_text
from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.request import Request
from ostiary.policy.verdict import NeedsConsent

MakeBundle = Callable[..., Bundle]
P = "permit (principal, action, resource);"
KEY = key_text(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
"""The public key of RFC 8032, section 7.1, test 1."""

MAIN = """
version: 1
roles: {{analyst: {{clearance: internal}}, officer: {{clearance: internal}}}}
budgets: {{window_s: 60, conversation: {{calls: 5}}, principal: {{calls: 5}}}}
approvers: {{{approvers}}}
"""


@pytest.mark.parametrize(
    ("notes", "message"),
    [
        pytest.param('@approval_count("2")', "says nothing without @approval", id="count-alone"),
        pytest.param('@approval("officer") @approval_ttl_s("5")', "a number from 30 to 86400", id="ttl-short"),
        pytest.param('@approval("officer") @approval_ttl_s("1e3")', "a number from 30", id="ttl-text"),
        pytest.param('@approval("officer") @approval_count("0")', "a number from 1 to 9", id="nobody"),
        pytest.param('@approval("officer") @approval_by_requester("true")', '"yes" or "no"', id="own"),
        pytest.param('@approval("officer") @approval_cuont("1")', "did you mean @approval_count?", id="typo"),
    ],
)  # fmt: skip
def test_an_annotation_that_says_what_it_cannot_is_named(
    bundle: MakeBundle, notes: str, message: str
) -> None:
    with pytest.raises(PolicyFileError) as caught:
        bundle(f'@id("a") {notes} {P}')
    assert message in str(caught.value)
    assert "notes/policy.cedar:1" in str(caught.value)


def test_a_forbid_asks_nobody(bundle: MakeBundle) -> None:
    with pytest.raises(PolicyFileError, match="only a permit asks for consent"):
        bundle('@id("a") @approval("officer") forbid (principal, action, resource);')


@pytest.mark.parametrize(
    ("approvers", "message"),
    [
        pytest.param('ann: {key: "ed25519:AAAA", roles: [officer]}', "approvers.ann.key", id="key"),
        pytest.param(f'ann: {{key: "{KEY}", roles: [oficer]}}', "role oficer: not among the roles; did you mean officer?", id="role"),
        pytest.param(f'ann: {{key: "{KEY}", roles: []}}', "approvers.ann.roles", id="no-role"),
        pytest.param(f'ann: {{key: "{KEY}", roles: [officer]}}, ben: {{key: "{KEY}", roles: [officer]}}', "the key of ann", id="twins"),
    ],
)  # fmt: skip
def test_an_approver_who_cannot_be_one_is_named(
    bundle: MakeBundle, approvers: str, message: str
) -> None:
    with pytest.raises(PolicyFileError) as caught:
        bundle("", MAIN.format(approvers=approvers))
    assert message in str(caught.value)


def test_of_all_permits_that_match_the_strictest_terms_hold(bundle: MakeBundle) -> None:
    rules = (
        f'@id("a") @approval("officer") @approval_ttl_s("60") @approval_by_requester("yes") {P}'
        f'@id("b") @approval("officer") @approval_count("2") {P}'
        f'@id("c") @approval("analyst") {P}'
        f'@id("d") {P}'
    )
    request = Request("ann", frozenset({"analyst"}), "notes.read", ("Tool", "notes.read"), "notes")
    verdict = decide(bundle(rules, MAIN.format(approvers="")), request)
    assert isinstance(verdict, NeedsConsent)
    assert verdict.terms == Terms((("analyst", 1), ("officer", 2)), 60)
