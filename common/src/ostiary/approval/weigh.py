"""Whether the answers to one question come to a consent. Pure; closed: what is unsure is no yes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ostiary.approval.answer import Answer, Word
from ostiary.consent import Approver, Terms


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the answers come to.

    Args:
        allowed: Who agreed and counts, sorted.
        denied: Who refused and counts, sorted.
        missing: How many more are needed, by role; empty when enough agreed.
    """

    allowed: tuple[str, ...]
    denied: tuple[str, ...]
    missing: Mapping[str, int]

    def __bool__(self) -> bool:
        return not self.denied and not self.missing and bool(self.allowed)


def weigh(
    terms: Terms,
    requester: str,
    digest: str,
    approvers: Mapping[str, Approver],
    answers: Iterable[Answer],
) -> Weighed:
    """Return what `answers` come to.

    One refusal by somebody who may consent ends it, whoever else agreed. An answer counts once for
    each role that is needed and that its approver holds; a person counts once for a role.

    Args:
        terms: What has to come together.
        requester: Who calls.
        digest: Of the question about the call as it is now.
        approvers: Who may consent, by name.
        answers: As they were stored.
    """
    valid = {
        (answer.approver, answer.word)
        for answer in answers
        if (approver := approvers.get(answer.approver)) is not None
        and may_answer(approver, terms, requester) is None
        and answer.is_of(approver.key, digest)
    }
    allowed = sorted(name for name, word in valid if word == Word.ALLOW.value)
    denied = sorted(name for name, word in valid if word == Word.DENY.value)
    missing: dict[str, int] = {}
    for role, count in terms.needed:
        have = sum(role in approvers[name].roles for name in allowed)
        if have < count:
            missing[role] = count - have
    return Weighed(tuple(allowed), tuple(denied), missing)


def may_answer(approver: Approver, terms: Terms, requester: str) -> str | None:
    """Return why an answer of `approver` would not count; None where it would."""
    if not approver.roles & set(terms.roles):
        return f"it takes a holder of {' or '.join(terms.roles)}"
    if approver.is_requester(requester) and not terms.by_requester:
        return "nobody consents to his own call here"
    return None


def can_be_met(terms: Terms, requester: str, approvers: Iterable[Approver]) -> bool:
    """Whether enough people are known who may consent to a call of `requester`."""
    able = [each for each in approvers if may_answer(each, terms, requester) is None]
    return all(sum(role in each.roles for each in able) >= count for role, count in terms.needed)
