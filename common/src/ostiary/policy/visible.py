"""Whether a caller could ever be allowed something: what he is shown in lists."""

from cedarpy import Decision

from ostiary.policy.bundle import Bundle
from ostiary.policy.cedar import evaluate_partially
from ostiary.policy.decide import entities
from ostiary.policy.request import Request


def may_ever(bundle: Bundle, request: Request) -> bool:
    """Whether some arguments exist for which `request` might be allowed.

    Facts, arguments and label are left open; principal, action and resource are those of the
    request. A partial evaluation that ends in Deny means no context can change it. Never raises.

    Source: Cedar, partial evaluation (RFC 95).
    """
    try:
        answer = evaluate_partially(
            bundle.ruleset(request.action).policies,
            entities(request),
            ("Principal", request.principal),
            ("Action", request.action),
            request.resource,
        )
    except Exception:  # noqa: BLE001 - closed by default: what cannot be evaluated is not shown
        return False
    # Undecided because something is open, not because something failed.
    return answer.decision is not Decision.Deny and not answer.diagnostics.errors
