"""Why a request is decided as it is: the rules that decide, and what the others would have needed.

Each part of a rule that did not match (its principal, its resource, each condition) is put to Cedar
alone, as a permit of nothing else: partial evaluation would tell less, for it leaves open why.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from cedarpy import policies_from_json_str

from ostiary.policy.bundle import Bundle, Rule
from ostiary.policy.cedar import evaluate
from ostiary.policy.cedartype import UnmappableError
from ostiary.policy.decide import decide, entities
from ostiary.policy.request import Request, context_json
from ostiary.policy.ruleset import policy_set, statements_json
from ostiary.policy.sinks import PLACE
from ostiary.policy.verdict import Deny, NeedsConsent, Verdict, effect_of

_ANY = {"op": "All"}
_PERMIT: Mapping[str, Any] = {
    "effect": "permit",
    "principal": _ANY,
    "action": _ANY,
    "resource": _ANY,
    "conditions": [],
}
_BARE_PATH = re.compile(r"(?<![\w\"])\(([A-Za-z_][\w.]*)\)")


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule about this action that did not match.

    Args:
        rule: The rule.
        unmet: What it asks for and the request is not, in Cedar's words; never empty.
    """

    rule: Rule
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict and what led to it.

    Args:
        verdict: The verdict.
        deciding: The rules that made it, by file and line.
        missed: The other rules about this action, those that lack least first.
    """

    verdict: Verdict
    deciding: tuple[Rule, ...]
    missed: tuple[Missed, ...]

    def told(self) -> dict[str, Any]:
        """Return it as JSON."""
        verdict = self.verdict
        clearance = "" if isinstance(verdict, Deny) else verdict.clearance.label
        return {
            "decision": effect_of(verdict),
            "reason": verdict.reason if isinstance(verdict, Deny) else "",
            "clearance": clearance,
            "approvers": list(verdict.approvers) if isinstance(verdict, NeedsConsent) else [],
            "flow": [name for name in verdict.rules if name.startswith(PLACE)],
            "deciding": [_told(rule) for rule in self.deciding],
            "missed": [{**_told(each.rule), "needs": list(each.unmet)} for each in self.missed],
        }


def explain(bundle: Bundle, request: Request) -> Explanation:
    """Return why `bundle` decides `request` as it does."""
    verdict = decide(bundle, request)
    rules = bundle.ruleset(request.action).rules
    deciding = tuple(rule for name, rule in rules.items() if name in verdict.rules)
    try:
        context = context_json(request, bundle.contexts.get(request.action))
    except UnmappableError:
        return Explanation(verdict, deciding, ())
    missed = [
        Missed(rule, tuple(_unmet(rule, request, context)))
        for name, rule in rules.items()
        if name not in verdict.rules
    ]
    nearest = sorted((each for each in missed if each.unmet), key=lambda each: len(each.unmet))
    return Explanation(verdict, deciding, tuple(nearest))


def _told(rule: Rule) -> dict[str, str]:
    name = rule.name.rpartition(":")[2]
    return {"place": rule.place, "effect": rule.effect, "rule": name}


def _unmet(rule: Rule, request: Request, context: str) -> Iterator[str]:
    """Yield what the rule asks for and the request is not; of each condition the first part."""
    for part in ("principal", "resource"):
        scope = cast("Mapping[str, Any]", rule.body[part])
        if _holds({part: scope}, request, context) is not True:
            yield _scope_text(part, scope)
    for condition in cast("list[Mapping[str, Any]]", rule.body["conditions"]):
        kind = condition["kind"]
        for clause in _clauses(condition["body"], "&&" if kind == "when" else "||"):
            holds = _holds(_when(clause), request, context)
            if holds is None:
                yield f"{kind} {_text(clause)}: cannot be evaluated"
                break
            if holds is not (kind == "when"):
                yield f"{kind} {_text(clause)}"
                break


def _clauses(body: Mapping[str, Any], operator: str) -> Iterator[Mapping[str, Any]]:
    """Yield the parts that `operator` joins, from left to right."""
    if operator in body:
        yield from _clauses(body[operator]["left"], operator)
        yield from _clauses(body[operator]["right"], operator)
    else:
        yield body


def _holds(parts: Mapping[str, Any], request: Request, context: str) -> bool | None:
    """Return whether a permit of just these parts would match; None if it cannot be evaluated."""
    answer = evaluate(
        policy_set({"part": _permit(parts)}),
        entities(request),
        ("Principal", request.principal),
        ("Action", request.action),
        request.resource,
        context,
    )
    return None if answer.diagnostics.errors else bool(answer.diagnostics.reasons)


def _permit(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {**_PERMIT, **parts}


def _when(clause: Mapping[str, Any]) -> dict[str, Any]:
    return {"conditions": [{"kind": "when", "body": clause}]}


def _text(clause: Mapping[str, Any]) -> str:
    """Return a clause as Cedar writes it, without the parentheses around plain paths."""
    whole = policies_from_json_str(statements_json({"part": _permit(_when(clause))}))
    text = whole[whole.index("{") + 1 : whole.rindex("}")].strip()
    while text != (bare := _BARE_PATH.sub(r"\1", text)):
        text = bare
    return text


def _scope_text(part: str, scope: Mapping[str, Any]) -> str:
    whole = policies_from_json_str(statements_json({"part": _permit({part: scope})}))
    found = re.search(rf"\b{part}\b[^,)]*", whole)
    return found.group().strip() if found else part
