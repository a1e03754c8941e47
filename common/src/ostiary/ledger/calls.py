"""What a call does in its transactions: see where it stands, be judged, pay, be recorded.

Functions of a batch; the guard's judge decides inside them: what it sees is what is charged.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ostiary.classes import DataClass
from ostiary.ledger.batch import Batch, Conversation
from ostiary.ledger.budget import bucket_end, grant, window_start
from ostiary.ledger.inside import ADJOURNED, Appeal, Inside
from ostiary.ledger.values import (
    ONE_CALL,
    Allowance,
    Amounts,
    Bill,
    Body,
    Claim,
    Judge,
    Pace,
    Refused,
    Reserved,
    Standing,
    Trace,
    Traced,
)

IDLE_ROLLOVER_US = 8 * 3600 * 1_000_000
"""A conversation without a handle rolls over after this long without a call [µs]."""

MAX_REFUSED_BYTES = 4096
"""How large the request of a refused call may be to be kept [bytes]."""

Seal = Callable[[bytes, str, int], tuple[bytes, str]]
"""`seal(request, stream, position)` returns the sealed text and its digest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call is about.

    Args:
        principal: Who calls, and pays.
        claim: What his handle says; None for his current conversation.
        tool: What is asked for, as budgets name it; empty when nothing was resolved.
        window_s: Where no allowance says it, how long a charge counts [s].
    """

    principal: str
    claim: Claim | None
    tool: str
    window_s: int


def reserve(
    batch: Batch, asked: Asked, judge: Judge, seal: Seal | None, appeal: Appeal | None = None
) -> tuple[Reserved | Refused, int]:
    """Decide on a call, charge it and record its intent, or its refusal.

    Args:
        batch: The transaction; the principal is one of those locked.
        asked: What the call is about.
        judge: The guard's.
        seal: Seals the request that the policy saw; None keeps none.
        appeal: Heard where the judge refuses.

    Returns:
        The answer, and the length of window that now is known [s].
    """
    found = find_conversation(batch, asked.principal, asked.claim)
    if found is None:
        _keep_pace(batch, asked, judge, refused=True)
        _refuse(batch, _bill(batch, asked, None), None, judge.refusal(None, "handle"))
        return Refused(None, "handle"), asked.window_s
    asked, standing, allowance, is_heard = _judged(batch, asked, found, judge, appeal)
    if appeal is not None and appeal.is_adjourned:
        return Refused(standing, ADJOURNED), asked.window_s
    bill = _bill(batch, asked, found)
    batch.touch(found)
    granted = "denied" if allowance is None else grant(judge.ask, allowance, standing.spent)
    loop = _keep_pace(batch, asked, judge, refused=isinstance(granted, str))
    if loop or isinstance(granted, str):
        reason = loop or ("denied" if allowance is None else f"budget:{granted}")
        refusal = {**judge.refusal(standing, reason), **_paid(found, bill, ONE_CALL)}
        # What policy refused, another bundle might allow. No budget ends a loop of refusals, so
        # what they leave is small.
        is_policys = allowance is None and not loop
        request = judge.sealed(standing) if seal is not None and is_policys else None
        is_small = request is not None and len(request) <= MAX_REFUSED_BYTES
        _append(batch, asked.principal, refusal, request if is_small else None, seal)
        batch.charge(bill, ONE_CALL)
        return Refused(standing, reason), asked.window_s
    if appeal is not None and is_heard:
        appeal.use(Inside(batch, asked.principal))
    intent = {**judge.intent(standing, granted), **_paid(found, bill, granted)}
    request = judge.sealed(standing) if seal is not None else None
    position = _append(batch, asked.principal, intent, request, seal)
    batch.charge(bill, granted)
    return Reserved(standing, granted, bill, position), asked.window_s


def _judged(
    batch: Batch, asked: Asked, found: Conversation, judge: Judge, appeal: Appeal | None
) -> tuple[Asked, Standing, Allowance | None, bool]:
    """Return the call with the window that counts, where it stands, what it may spend.

    And last, whether that is by an appeal.
    """
    inside = Inside(batch, asked.principal)

    def ask() -> tuple[Standing, Allowance | None, bool]:
        standing = _standing(batch, asked, found)
        allowance = judge.decide(standing)
        if allowance is not None or appeal is None:
            return standing, allowance, False
        return standing, appeal.hear(inside, standing), True

    # Which window counts is only known once the policy has spoken, and it wants to see what was
    # spent: the last known length serves for what it sees, the true one for what it may spend.
    standing, allowance, is_heard = ask()
    if allowance is not None and allowance.window_s != asked.window_s:
        asked = replace(asked, window_s=allowance.window_s)
        standing, allowance, is_heard = ask()
    return asked, standing, allowance, is_heard


def settle(
    batch: Batch,
    reserved: Reserved,
    outcome: Body,
    cost: Amounts,
    data_class: DataClass,
    *,
    untrusted: bool,
    trace: Trace | None = None,
) -> None:
    """Record an outcome, correct the charge to the true cost, raise the label, keep the trace."""
    bill, conversation = reserved.bill, reserved.standing.conversation
    added: dict[str, object] = {
        "conversation": conversation,
        "intent": reserved.position,
        "charge": cost.told(),
    }
    if data_class > DataClass.PUBLIC or untrusted:
        added["label"] = {"class": data_class.label, "untrusted": untrusted}
    batch.append({**outcome, **added}, bill.principal)
    batch.charge(bill, cost - reserved.grant)
    if data_class > DataClass.PUBLIC or untrusted:
        # Whatever it was before: an operator may have reset it since.
        batch.raise_label(conversation, data_class, untrusted=untrusted)
        floor = batch.locked(bill.principal)
        if data_class > floor.floor_class or (untrusted and not floor.floor_untrusted):
            batch.raise_floor(bill.principal, data_class, untrusted=untrusted)
    if trace is not None:
        batch.add_trace(conversation, batch.locked(bill.principal).now_us, trace)


def refuse(
    batch: Batch, asked: Asked, refusal: Body, *, charged: bool, pace: Pace | None = None
) -> None:
    """Record a refusal by a stage before the decision and, unless it is free, charge one call."""
    found = find_conversation(batch, asked.principal, asked.claim)
    if not charged:
        batch.append({**refusal, "conversation": _name(found)}, asked.principal)
        return
    if found is not None:
        batch.touch(found)
    if pace is not None:
        locked = batch.locked(asked.principal)
        _set_pace(batch, asked.principal, pace(locked.pace, locked.now_us))
    _refuse(batch, _bill(batch, asked, found), found, refusal)


def find_conversation(batch: Batch, principal: str, claim: Claim | None) -> Conversation | None:
    """Return the conversation that a call belongs to.

    Without a claim it is the principal's current one, which is opened where there is none or where
    it has idled. A claim that is foreign, unknown, revoked or expired has none: it is refused, and
    never replaced by another.
    """
    locked = batch.locked(principal)
    if claim is None:
        current = batch.conversation(locked.current)
        if current is not None and locked.now_us - current.last_at_us <= IDLE_ROLLOVER_US:
            return current
        fresh = batch.open_conversation(principal, 0, None)
        batch.make_current(fresh)
        return fresh
    named = batch.conversation(claim.conversation)
    if (
        named is None
        or not principal == claim.principal == named.principal
        or named.revoked
        or locked.now_us >= min(claim.expires_at_us, named.expires_at_us)
    ):
        return None
    return named


def standing_of(batch: Batch, asked: Asked) -> Standing | None:
    """Return where a call would stand; None where its claim does not hold."""
    found = find_conversation(batch, asked.principal, asked.claim)
    return _standing(batch, asked, found) if found is not None else None


def traced(batch: Batch, asked: Asked) -> Traced | None:
    """Return what is kept of its conversation's results; None where its claim does not hold."""
    found = find_conversation(batch, asked.principal, asked.claim)
    if found is None:
        return None
    now_us = batch.locked(asked.principal).now_us
    return Traced(found.conversation, tuple(batch.traces(found.conversation, now_us)))


def _keep_pace(batch: Batch, asked: Asked, judge: Judge, *, refused: bool) -> str:
    """Keep the principal's pace with this call in it; return why he has to wait, if he has to."""
    locked = batch.locked(asked.principal)
    kept, reason = judge.pace(locked.pace, locked.now_us, refused=refused)
    _set_pace(batch, asked.principal, kept)
    return reason


def _set_pace(batch: Batch, principal: str, kept: str) -> None:
    if kept != batch.locked(principal).pace:
        batch.set_pace(principal, kept)


def _standing(batch: Batch, asked: Asked, found: Conversation) -> Standing:
    locked = batch.locked(found.principal)
    since_us = window_start(locked.now_us, asked.window_s)
    said = [found.cleared_for(), asked.claim.clearance if asked.claim is not None else None]
    return Standing(
        found.conversation,
        DataClass(max(found.data_class, locked.floor_class)),
        bool(found.untrusted or locked.floor_untrusted),
        min((each for each in said if each is not None), default=None),
        batch.spent(found.scope, found.principal, asked.tool, since_us),
    )


def _bill(batch: Batch, asked: Asked, found: Conversation | None) -> Bill:
    until_us = bucket_end(batch.locked(asked.principal).now_us, asked.window_s)
    return Bill(asked.principal, asked.tool, found.scope if found is not None else "", until_us)


def _refuse(batch: Batch, bill: Bill, found: Conversation | None, refusal: Body) -> None:
    batch.append({**refusal, **_paid(found, bill, ONE_CALL)}, bill.principal)
    batch.charge(bill, ONE_CALL)


def _append(
    batch: Batch, principal: str, body: Body, request: bytes | None, seal: Seal | None
) -> int:
    """Append a record, and beside it the request that was decided on; return its position."""
    if request is None or seal is None:
        return batch.append(body, principal)[1]
    stream, position = batch.next_place(principal)
    sealed, digest = seal(request, stream, position)
    batch.append({**body, "replay": digest}, principal)
    batch.keep_replay(stream, position, sealed)
    return position


def _paid(found: Conversation | None, bill: Bill, amounts: Amounts) -> dict[str, object]:
    """Return what the ledger adds to a record that is paid for."""
    return {"conversation": _name(found), "charge": _charge(bill, amounts)}


def _charge(bill: Bill, amounts: Amounts) -> dict[str, object]:
    return {
        "principal": bill.principal,
        "tool": bill.tool,
        "scope": bill.conversation_scope,
        "until_us": bill.until_us,
        **amounts.told(),
    }


def _name(found: Conversation | None) -> str:
    return found.conversation if found is not None else ""
