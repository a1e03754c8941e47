"""The decision: Cedar over one request, closed at every edge.

Cedar skips a policy that errors while it is evaluated, and may then answer Allow although a
`forbid` failed. So any error in the diagnostics denies here, as does any answer but Allow, a rule
that the bundle does not know, and a request that cannot be mapped. Obligations of all matching
permits accumulate; the strictest wins.
"""

from collections.abc import Iterable
from functools import lru_cache

from cedarpy import Decision, Entities

from ostiary.classes import DataClass
from ostiary.consent import strictest
from ostiary.policy.bundle import Bundle, Rule, Ruleset
from ostiary.policy.cedar import Uid, evaluate, make_entities
from ostiary.policy.cedartype import UnmappableError
from ostiary.policy.request import Request, context_json
from ostiary.policy.sinks import within_flow
from ostiary.policy.verdict import Allow, Deny, NeedsConsent, Verdict


def decide(bundle: Bundle, request: Request) -> Verdict:
    """Return the verdict of `bundle` on `request`. Never raises.

    Raises nothing: whatever fails, fails as `Deny` with the reason for the operator.

    Source: Cedar language reference, "Authorization", on errors during evaluation.
    """
    try:
        return within_flow(bundle.flow, request, _decide(bundle, request))
    except UnmappableError as error:
        return Deny(f"request cannot be mapped: {error}")
    except Exception as error:  # noqa: BLE001 - closed by default: an error in a stage refuses
        return Deny(f"decision failed: {type(error).__name__}")


def _decide(bundle: Bundle, request: Request) -> Verdict:
    declared = bundle.contexts.get(request.action)
    if declared is None and request.action.partition(".")[0] in bundle.servers:
        return Deny("nothing of that name is offered")
    ruleset = bundle.ruleset(request.action)
    answer = evaluate(
        ruleset.policies,
        entities(request),
        ("Principal", request.principal),
        ("Action", request.action),
        request.resource,
        context_json(request, declared, ruleset.asked),
    )
    if answer.diagnostics.errors:
        causes = causes_of(ruleset, answer.diagnostics.errors)
        return Deny("a rule or the request failed: " + "; ".join(causes))
    matched = [ruleset.rules[reason] for reason in answer.diagnostics.reasons]
    names = tuple(sorted(rule.name for rule in matched))
    if answer.decision is not Decision.Allow or not matched:
        return Deny("forbidden" if matched else "no rule permits it", names)
    if any(rule.effect != "permit" for rule in matched):
        return Deny("inconsistent answer", names)
    clearance = _clearance(bundle, request.roles, matched)
    terms = strictest(rule.terms for rule in matched if rule.terms is not None)
    if terms is not None:
        return NeedsConsent(names, terms, clearance)
    return Allow(names, clearance)


def _clearance(bundle: Bundle, roles: frozenset[str], matched: list[Rule]) -> DataClass:
    """Return the strictest clearance: roles add up, the rules that matched only narrow."""
    held = [bundle.roles[role].clearance for role in roles if role in bundle.roles]
    highest_held = max(held, default=DataClass.PUBLIC)
    asked = [rule.clearance for rule in matched if rule.clearance is not None]
    return min([highest_held, *asked])


def causes_of(ruleset: Ruleset, errors: Iterable[str]) -> list[str]:
    """Return the rules that failed. Cedar's own text may quote values: it is not recorded."""
    return sorted(
        {
            next((name for name in ruleset.rules if f"`{name}`" in error), "request")
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
