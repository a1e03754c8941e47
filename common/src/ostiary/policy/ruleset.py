"""Rules indexed by action: a decision evaluates only the rules whose scope can match it.

Sound because actions here are in no group: `action == A` and `action in [A, B]` match exactly the
actions that they name.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from cedarpy import PolicySet

from ostiary.policy.actiontype import ORIGINS
from ostiary.policy.bundle import Rule, Ruleset
from ostiary.policy.expression import asked

_ORIGINS = frozenset({(), ("flow",), *(("flow", name) for name in ORIGINS)})


def actions_of(rule: Rule) -> frozenset[str] | None:
    """Return the actions that the scope of `rule` names; None where it is open to all."""
    return scope_actions(rule.body)


def scope_actions(body: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the same of a statement in Cedar's JSON form."""
    constraint = cast("Mapping[str, Any]", body["action"])
    if constraint["op"] == "All":
        return None
    named = constraint.get("entities") or [constraint["entity"]]
    return frozenset(str(entity["id"]) for entity in named)


def index(rules: Sequence[Rule], catalogued: Iterable[str]) -> tuple[dict[str, Ruleset], Ruleset]:
    """Return the rules of each action that anybody names, and those of all other actions."""
    scopes = [(rule, actions_of(rule)) for rule in rules]
    named = frozenset(catalogued).union(*(scope for _, scope in scopes if scope is not None))
    made: dict[tuple[str, ...], Ruleset] = {}

    def ruleset(action: str | None) -> Ruleset:
        chosen = [rule for rule, scope in scopes if scope is None or action in scope]
        key = tuple(rule.name for rule in chosen)
        if key not in made:
            made[key] = parsed(chosen)
        return made[key]

    return {action: ruleset(action) for action in sorted(named)}, ruleset(None)


def parsed(rules: Iterable[Rule]) -> Ruleset:
    """Return `rules` parsed together, each under its own name."""
    by_name = {rule.name: rule for rule in rules}
    policies = policy_set({name: rule.body for name, rule in by_name.items()})
    paths = frozenset[tuple[str, ...]]().union(*(asked(rule.body) for rule in by_name.values()))
    return Ruleset(by_name, policies, paths, not paths.isdisjoint(_ORIGINS))


def policy_set(bodies: Mapping[str, Mapping[str, Any]]) -> PolicySet:
    """Return statements in Cedar's JSON form as its engine holds them."""
    # Cedar's text form numbers statements; its JSON form lets them have our names.
    return PolicySet.from_json_str(statements_json(bodies))


def statements_json(bodies: Mapping[str, Mapping[str, Any]]) -> str:
    """Return statements by name as a document in Cedar's JSON form."""
    return json.dumps({"staticPolicies": bodies, "templates": {}, "templateLinks": []})
