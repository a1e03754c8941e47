"""What answers come to: laws that hold for any answers, and what a consent is bound to."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from till import BOSS, CARL, DEPUTY, STRANGER

from ostiary.approval.answer import Answer, Word, sign
from ostiary.approval.approverkey import ApproverKey
from ostiary.approval.binding import Asking, Binding
from ostiary.approval.view import View, open_view, view_box
from ostiary.approval.weigh import can_be_met, weigh
from ostiary.consent import Approver, Terms, strictest
from ostiary.keys import Keys
from ostiary.sealedbox import SealError

DIGEST = "ab" * 32
APPROVERS = {
    "erin": Approver("erin", BOSS.public, frozenset({"boss", "officer"})),
    "dora": Approver("dora", DEPUTY.public, frozenset({"boss"})),
    "carl": Approver("carl", CARL.public, frozenset({"boss"}), frozenset({"carla"})),
}
KEYS = (BOSS, DEPUTY, CARL, STRANGER)
ONE = Terms((("boss", 1),))
BINDING = Binding("t", "till.pay", "till.pay", "{}", "ann", "c", 1, False, "v", "p")
ASKING = Asking("0123456789ab", "00" * 32, 1_000_000)


def answered(key: ApproverKey, word: Word, name: str, digest: str) -> Answer:
    """Return an answer, perhaps in another's name."""
    return replace(sign(key.private, "id", digest, key.name, word), approver=name or key.name)


def asking(needed: dict[str, int], own: bool) -> Terms:
    """Return terms."""
    return Terms(tuple(sorted(needed.items())), by_requester=own)


answers = st.lists(
    st.builds(
        answered,
        st.sampled_from(KEYS),
        st.sampled_from(Word),
        st.sampled_from(["", "", "erin", "dora"]),
        st.sampled_from([DIGEST, DIGEST, "cd" * 32]),
    ),
    max_size=6,
)
terms = st.builds(
    asking,
    st.dictionaries(st.sampled_from(["boss", "officer"]), st.integers(1, 3), min_size=1),
    st.booleans(),
)


def of(*told: tuple[ApproverKey, Word]) -> list[Answer]:
    """Return answers that are what they say."""
    return [sign(key.private, "id", DIGEST, key.name, word) for key, word in told]


def test_nobody_is_no_consent() -> None:
    assert not weigh(ONE, "ann", DIGEST, APPROVERS, [])


def test_a_holder_of_the_role_is_enough_and_no_other() -> None:
    assert weigh(ONE, "ann", DIGEST, APPROVERS, of((DEPUTY, Word.ALLOW)))
    assert not weigh(Terms((("officer", 1),)), "ann", DIGEST, APPROVERS, of((DEPUTY, Word.ALLOW)))
    assert not weigh(ONE, "ann", DIGEST, APPROVERS, of((STRANGER, Word.ALLOW)))


def test_a_refusal_outweighs_any_agreement() -> None:
    both = of((BOSS, Word.ALLOW), (DEPUTY, Word.DENY))
    assert not weigh(ONE, "ann", DIGEST, APPROVERS, both)
    assert weigh(ONE, "ann", DIGEST, APPROVERS, both).denied == ("dora",)


@pytest.mark.parametrize("requester", ["carl", "CARL", "carla", "Carla"])
def test_who_calls_does_not_agree_under_any_of_his_names(requester: str) -> None:
    own = of((CARL, Word.ALLOW))
    assert not weigh(ONE, requester, DIGEST, APPROVERS, own)
    assert weigh(replace(ONE, by_requester=True), requester, DIGEST, APPROVERS, own)


@given(terms, answers, st.sampled_from(["ann", "carl", "erin"]))
def test_enough_people_who_may_have_signed_this_and_nobody_refused(
    asked: Terms, given_answers: list[Answer], requester: str
) -> None:
    weighed = weigh(asked, requester, DIGEST, APPROVERS, given_answers)
    if not weighed:
        return
    for role, count in asked.needed:
        people = {
            each.approver
            for each in given_answers
            if each.word == Word.ALLOW
            and each.approver in APPROVERS
            and role in APPROVERS[each.approver].roles
            and each.is_of(APPROVERS[each.approver].key, DIGEST)
            and (asked.by_requester or each.approver != requester)
        }
        assert len(people) >= count
    assert can_be_met(asked, requester, APPROVERS.values())


@given(terms, answers, st.integers(0, 5))
def test_fewer_answers_never_agree_to_more_unless_they_leave_out_a_refusal(
    asked: Terms, given_answers: list[Answer], left_out: int
) -> None:
    fewer = [each for number, each in enumerate(given_answers) if number != left_out]
    refusals = [each for each in given_answers if each.word == Word.DENY]
    if weigh(asked, "ann", DIGEST, APPROVERS, fewer) and not refusals:
        assert weigh(asked, "ann", DIGEST, APPROVERS, given_answers)


@given(st.lists(terms, min_size=1, max_size=4))
def test_the_strictest_terms_meet_all_of_them(each_asked: list[Terms]) -> None:
    whole = strictest(each_asked)
    assert whole is not None
    for each in each_asked:
        assert all(dict(whole.needed)[role] >= count for role, count in each.needed)
        assert whole.ttl_s <= each.ttl_s
        assert each.by_requester or not whole.by_requester
    assert strictest([]) is None


@pytest.mark.parametrize("field", [each.name for each in fields(Binding)])
def test_whatever_changes_of_a_call_makes_another_digest(field: str) -> None:
    value = getattr(BINDING, field)
    other = (not value) if isinstance(value, bool) else value + 1 if field == "data_class" else "x"
    assert ASKING.digest(replace(BINDING, **{field: other})) != ASKING.digest(BINDING)


@pytest.mark.parametrize(
    "other",
    [replace(ASKING, id="x"), replace(ASKING, nonce="11" * 32), replace(ASKING, expires_at_us=2)],
    ids=["id", "nonce", "time"],
)
def test_another_question_about_the_same_call_has_another_digest(other: Asking) -> None:
    assert other.digest(BINDING) != ASKING.digest(BINDING)


def test_what_is_shown_is_read_by_the_holder_of_the_key_and_in_its_own_place() -> None:
    keys = Keys(b"m" * 32)
    public = keys.public_key("consent.show")
    assert public is not None
    view = View(ASKING, BINDING, ONE, ("clerk",), ("r",), {"n": 1}, {"EMAIL-x": "a@b.example"}, [1])
    sealed = view.seal(view_box(public))
    assert b"a@b.example" not in sealed
    opened = open_view(keys.derive("consent.show"), sealed, ASKING.id)
    assert opened == view
    assert opened.digest == ASKING.digest(BINDING)
    with pytest.raises(SealError):
        open_view(keys.derive("consent.show"), sealed, "ba9876543210")
    with pytest.raises(SealError):
        open_view(keys.derive("ledger.replay"), sealed, ASKING.id)
