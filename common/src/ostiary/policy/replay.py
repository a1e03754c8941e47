"""Recorded requests decided again under another bundle: what would have come out otherwise. Pure.

Only what policy says is decided again. What a budget, a shape or a body refused, it still would.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from ostiary.policy.bundle import Bundle
from ostiary.policy.decide import decide
from ostiary.policy.request import UNDECLARED, Request
from ostiary.policy.verdict import Allow, NeedsConsent, effect_of


@dataclass(frozen=True, slots=True)
class Decided:
    """What came out for one request.

    Args:
        effect: `allow`, `consent` or `deny`.
        clearance: Name of the highest class that could leave in the clear; empty for a denial.
        rules: Those that decided, `file:id`.
    """

    effect: str
    clearance: str
    rules: tuple[str, ...]

    def differs_from(self, other: "Decided") -> bool:
        """Whether a caller would notice: other rules that decide alike are no difference."""
        return (self.effect, self.clearance) != (other.effect, other.clearance)


def decide_again(bundle: Bundle, told: Mapping[str, Any]) -> Decided:
    """Return what `bundle` makes of a request.

    Args:
        bundle: The candidate.
        told: The request that the policy saw, as it was sealed.

    Raises:
        ValueError: It is none.
    """
    try:
        kind, name = told["resource"]
        request = Request(
            principal=told["principal"],
            # As for a call: what the bundle does not know as a role is none.
            roles=frozenset(role for role in told["roles"] if role in bundle.roles),
            action=told["action"],
            resource=(kind, name),
            server=told["server"],
            args=told["args"],
            facts=told["facts"],
            label=told["label"],
            transport=told["transport"],
            budget=told["budget"],
            flow=told.get("flow", UNDECLARED),
        )
    except (KeyError, TypeError, ValueError):
        raise ValueError("not a request as this version seals it") from None
    verdict = decide(bundle, request)
    held = verdict.clearance.label if isinstance(verdict, Allow | NeedsConsent) else ""
    return Decided(effect_of(verdict), held, verdict.rules)


def decided_then(record: Mapping[str, Any]) -> Decided:
    """Return what came out when it was recorded, by the record of the call."""
    told = mapping(record.get("decision"))
    rules = tuple(str(each) for each in _list(told.get("rules")))
    return Decided(str(told.get("effect", "")), str(told.get("clearance", "")), rules)


def mapping(value: object) -> Mapping[str, Any]:
    """Return `value` if it is an object of JSON, else an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
