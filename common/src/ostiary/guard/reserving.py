"""Stage 7: the reservation, and what a human has to be shown before it, if one has to agree."""

import anyio

from ostiary.errors import CrashedError
from ostiary.guard.consenting import CallAppeal
from ostiary.guard.judge import CallJudge
from ostiary.guard.trail import Trail
from ostiary.identity import Principal
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.values import Refused, Reserved


async def reserve(
    ledger: Ledger, trail: Trail, principal: Principal, judge: CallJudge, appeal: CallAppeal
) -> Reserved:
    """Return the reservation of a call that may run.

    Raises:
        CallError: It may not; that is on record, unless what had to be shown could not be made.
        TimeoutError: That took too long.
    """
    answer = await _reserved(ledger, trail, principal, judge, appeal)
    if appeal.is_adjourned:
        # Nothing was recorded or charged so far: only calls that need consent come twice.
        await appeal.prepare()
        answer = await _reserved(ledger, trail, principal, judge, appeal)
    if isinstance(answer, Reserved):
        return answer
    trail.is_recorded = True
    raise judge.error(answer.reason)


async def _reserved(
    ledger: Ledger, trail: Trail, principal: Principal, judge: CallJudge, appeal: CallAppeal
) -> Reserved | Refused:
    action = trail.offer.action if trail.offer is not None else ""
    # Shielded: whoever goes away meanwhile does not take the reservation's answer with him.
    with anyio.CancelScope(shield=True):
        answer = await ledger.reserve(principal.name, trail.claim, action, judge, appeal)
        if isinstance(answer, Reserved):
            trail.reserved = answer
        return answer
    raise CrashedError(detail="the reservation came to nothing")
