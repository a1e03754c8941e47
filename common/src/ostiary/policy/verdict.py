"""The outcome of a decision.

Each verdict is falsy unless it allows, so that a forgotten comparison fails closed.
"""

from dataclasses import dataclass

from ostiary.classes import DataClass
from ostiary.consent import Terms


@dataclass(frozen=True, slots=True)
class Allow:
    """The call may run, under obligations.

    Args:
        rules: Identifiers of every permit that matched, `file:id`, sorted.
        clearance: The highest class that may leave in the clear: the strictest of the caller's
            roles' and of all matching permits' clearances.
    """

    rules: tuple[str, ...]
    clearance: DataClass

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Deny:
    """The call may not run.

    Args:
        reason: Why, for the operator's record.
        rules: The forbids that matched; empty when nothing permitted the call.
    """

    reason: str
    rules: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class NeedsConsent:
    """The call may run once people have agreed to exactly it.

    Args:
        rules: Identifiers of every permit that matched.
        terms: Who has to, and for how long it is good: all that the matching permits ask.
        clearance: What may leave in the clear once they have, as for `Allow`.
    """

    rules: tuple[str, ...]
    terms: Terms
    clearance: DataClass

    @property
    def approvers(self) -> tuple[str, ...]:
        """The roles whose holders have to agree."""
        return self.terms.roles

    def __bool__(self) -> bool:
        return False


Verdict = Allow | Deny | NeedsConsent


def effect_of(verdict: Verdict) -> str:
    """Return `allow`, `consent` or `deny`."""
    if isinstance(verdict, Allow):
        return "allow"
    return "consent" if isinstance(verdict, NeedsConsent) else "deny"


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict as failures tell it, with the rules to blame by their `@id`."""
    names = [name.rpartition(":")[2] for name in verdict.rules]
    rules = f"rule{'s' if len(names) > 1 else ''}='{', '.join(names)}'" if names else ""
    reason = f"reason={verdict.reason!r}" if isinstance(verdict, Deny) else ""
    return f"{type(verdict).__name__}({', '.join(part for part in (rules, reason) if part)})"
