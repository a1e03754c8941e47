"""The guard's part of a reservation: what the ledger asks it inside the transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from ostiary.classes import HIGHEST, DataClass
from ostiary.errors import (
    BudgetExceededError,
    CallError,
    CrashedError,
    LoopError,
    PolicyDeniedError,
)
from ostiary.flow.loops import Step
from ostiary.guard.flowing import paced
from ostiary.guard.grant import Grant
from ostiary.guard.text import json_text
from ostiary.guard.trail import Trail
from ostiary.ledger.values import Allowance, Amounts, Body, Limit, Standing
from ostiary.nature import Nature
from ostiary.policy import budget as policy
from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.request import Request
from ostiary.policy.verdict import Allow, NeedsConsent

_ROUND_IN_CIRCLES = "Wait, then go about it another way: the same again yields nothing new."


@dataclass(frozen=True, slots=True)
class CallJudge:
    """Judges one call. Pure but for the trail, on which each answer replaces the one before.

    Args:
        trail: What is known of the call.
        bundle: What decides.
        roles: The caller's.
        request: Makes the policy's request for a standing.
        nature: What the action is.
        most: The most that the call may cost.
        step: How the call is told from others.
        hint: What a caller is told whom the policy refuses.
        elapsed_s: A clock that only measures spans [s].
    """

    trail: Trail
    bundle: Bundle
    roles: frozenset[str]
    request: Callable[[Standing], Request]
    nature: Nature
    most: Grant
    step: Step
    hint: str
    elapsed_s: Callable[[], float]

    @property
    def ask(self) -> Amounts:
        """The most that the call may cost."""
        return Amounts(1, self.most.rows, self.most.max_bytes, round(self.most.timeout_s * 1000))

    def decide(self, standing: Standing) -> Allowance | None:
        """Return what may be spent, or None when the policy refuses."""
        self.trail.standing, self.trail.consulted = standing, None
        request = self.request(standing)
        verdict = self.trail.verdict = decide(self.bundle, request)
        return self.allowance() if isinstance(verdict, Allow) else None

    def allowance(self) -> Allowance:
        """Return what the caller may spend on a call that may run."""
        action = self.trail.offer.action if self.trail.offer is not None else ""
        budget = self.bundle.allowance(self.roles, action)
        return Allowance(
            _limit(budget.conversation),
            _limit(budget.principal),
            _limit(budget.tool_conversation),
            _limit(budget.tool_principal),
            budget.window_s,
        )

    def clearance(self) -> DataClass:
        """Return the highest class that may leave in the clear of a call that was reserved.

        Raises:
            CrashedError: The verdict did not allow, and nobody agreed.
        """
        verdict, consulted = self.trail.verdict, self.trail.consulted
        agreed = isinstance(verdict, NeedsConsent) and consulted is not None and consulted.is_given
        if not isinstance(verdict, Allow) and not agreed:
            raise CrashedError(detail="reserved without a verdict that allows")
        return self.sight()

    def sight(self) -> DataClass:
        """Return the highest class that would leave in the clear if the call ran.

        The strictest of the verdict's, of what the tool says that it yields, and of what the model
        endpoint behind the handle may read; one that nobody has named, as the bundle says.

        Raises:
            CrashedError: The verdict lets nothing run.
        """
        verdict, standing = self.trail.verdict, self.trail.standing
        if not isinstance(verdict, Allow | NeedsConsent) or standing is None:
            raise CrashedError(detail="nothing is to be seen without a verdict")
        endpoint = standing.clearance
        if endpoint is None:
            limits = self.bundle.flow
            endpoint = HIGHEST if limits is None else limits.unknown_endpoint
        return min(verdict.clearance, self.nature.yields, endpoint)

    def pace(self, kept: str, now_us: int, *, refused: bool) -> tuple[str, str]:
        """Return the caller's pace with this call in it, and why he has to wait, if he has to."""
        return paced(self.bundle.flow, self.step, kept, now_us, refused=refused)

    def intent(self, standing: Standing, grant: Amounts) -> Body:  # noqa: ARG002 - the ledger records both
        """Return the record of a call that may run."""
        return self.trail.intent()

    def refusal(self, standing: Standing | None, reason: str) -> Body:  # noqa: ARG002 - the ledger records it
        """Return the record of one that may not."""
        return self.trail.refusal(self.error(reason), self.elapsed_s())

    def sealed(self, standing: Standing) -> bytes | None:
        """Return the request that the policy saw."""
        request = self.request(standing)
        return json_text(
            {
                "principal": request.principal,
                "roles": sorted(request.roles),
                "action": request.action,
                "resource": list(request.resource),
                "server": request.server,
                "args": request.args,
                "facts": self.trail.told_facts(),
                "label": dict(request.label),
                "budget": {name: dict(spent) for name, spent in request.budget.items()},
                "flow": {**request.flow, "derived_from": sorted(request.flow["derived_from"])},
                "transport": request.transport,
            }
        ).encode()

    def error(self, reason: str) -> CallError:
        """Return what the caller reads for a reason of the ledger's."""
        if reason.startswith("budget:"):
            return BudgetExceededError("Stop calling; the operator can reset it.", detail=reason)
        if reason.startswith("loop:"):
            return LoopError(_ROUND_IN_CIRCLES, detail=reason)
        if reason == "space":
            return CrashedError(detail="the ledger's disk is almost full")
        if reason == "handle":
            return PolicyDeniedError(detail="the conversation's handle does not hold")
        if isinstance(self.trail.verdict, NeedsConsent) and self.trail.consulted is not None:
            return self.trail.consulted.error()
        return PolicyDeniedError(self.hint)


def _limit(limit: policy.Limit) -> Limit:
    return Limit(limit.calls, limit.rows, limit.bytes, limit.ms)
