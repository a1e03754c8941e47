"""The decision: Cedar over one request, closed at every edge.

Cedar skips a policy that errors while it is evaluated, and may then answer Allow although a
`forbid` failed. So any error in the diagnostics denies here, as does any answer but Allow, a rule
that the bundle does not know, and a request that cannot be mapped. Obligations of all matching
permits accumulate; the strictest wins.
"""

import json
from functools import lru_cache

from cedarpy import Decision, Entities

from ostiary.classes import DataClass
from ostiary.policy.bundle import Bundle, Rule
from ostiary.policy.cedar import Uid, evaluate, make_entities
from ostiary.policy.request import MAX_CONTEXT_BYTES, Request, UnmappableError, cedar_value
from ostiary.policy.verdict import Allow, Deny, NeedsConsent, Verdict


def decide(bundle: Bundle, request: Request) -> Verdict:
    """Return the verdict of `bundle` on `request`. Never raises.

    Raises nothing: whatever fails, fails as `Deny` with the reason for the operator.

    Source: Cedar language reference, "Authorization", on errors during evaluation.
    """
    try:
        return _decide(bundle, request)
    except UnmappableError as error:
        return Deny(f"request cannot be mapped: {error}")
    except Exception as error:  # noqa: BLE001 - closed by default: an error in a stage refuses
        return Deny(f"decision failed: {type(error).__name__}")


def _decide(bundle: Bundle, request: Request) -> Verdict:
    context = json.dumps(_context(request))
    if len(context) > MAX_CONTEXT_BYTES:
        return Deny(f"context larger than {MAX_CONTEXT_BYTES} bytes")
    answer = evaluate(
        bundle.policies,
        entities(request),
        ("Principal", request.principal),
        ("Action", request.action),
        request.resource,
        context,
    )
    if answer.diagnostics.errors:
        return Deny(
            "a rule or the request failed: " + "; ".join(_causes(bundle, answer.diagnostics.errors))
        )
    matched = [_rule(bundle, reason) for reason in answer.diagnostics.reasons]
    names = tuple(sorted(rule.name for rule in matched))
    if answer.decision is not Decision.Allow or not matched:
        return Deny("forbidden" if matched else "no rule permits it", names)
    if any(rule.effect != "permit" for rule in matched):
        return Deny("inconsistent answer", names)
    approvers = tuple(sorted({rule.approver for rule in matched if rule.approver}))
    if approvers:
        return NeedsConsent(names, approvers)
    return Allow(names, _clearance(bundle, request.roles, matched))


def _context(request: Request) -> dict[str, object]:
    return {
        "args": cedar_value(request.args),
        "facts": cedar_value(request.facts),
        "label": cedar_value(request.label),
        "transport": request.transport,
    }


def _clearance(bundle: Bundle, roles: frozenset[str], matched: list[Rule]) -> DataClass:
    """Return the strictest clearance: roles add up, the rules that matched only narrow."""
    held = [bundle.roles[role].clearance for role in roles if role in bundle.roles]
    highest_held = max(held, default=DataClass.PUBLIC)
    asked = [rule.clearance for rule in matched if rule.clearance is not None]
    return min([highest_held, *asked])


def _rule(bundle: Bundle, reason: str) -> Rule:
    # Cedar numbers statements in the order of the text: policy0, policy1, ...
    return bundle.rules[int(reason.removeprefix("policy"))]


def _causes(bundle: Bundle, errors: list[str]) -> list[str]:
    """Name the rules that failed. Cedar's own text may quote values: it is not recorded."""
    return sorted(
        {
            next(
                (rule.name for i, rule in enumerate(bundle.rules) if f"`policy{i}`" in error),
                "request",
            )
            for error in errors
        }
    )


def entities(request: Request) -> Entities:
    """Return the entities of one request: the principal in its roles, the resource in its server.

    All of them are named, so that a partial evaluation leaves nothing open that is known.
    """
    return _entities(
        request.principal, request.roles, request.action, request.resource, request.server
    )


@lru_cache(maxsize=1024)
def _entities(
    principal: str, roles: frozenset[str], action: str, resource: Uid, server: str
) -> Entities:
    held = [("Role", role) for role in sorted(roles)]
    return make_entities(
        [
            (("Principal", principal), held),
            (resource, [("Server", server)]),
            (("Action", action), []),
            (("Server", server), []),
            *((role, []) for role in held),
        ]
    )
