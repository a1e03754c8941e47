"""What a rule asks of a human's consent, and who may give it: words that several parts share."""

from collections.abc import Iterable
from dataclasses import dataclass, field

DEFAULT_TTL_S = 900
"""How long a call waits for consent, and how long consent then is good, unless a rule says [s]."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What has to come together before a call may run.

    Args:
        needed: How many different people have to agree, by the role that they hold; sorted.
        ttl_s: How long after it was asked for consent may be given and used [s].
        by_requester: Whether whoever calls may be one of them.
    """

    needed: tuple[tuple[str, int], ...]
    ttl_s: int = DEFAULT_TTL_S
    by_requester: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles whose holders have to agree."""
        return tuple(role for role, _ in self.needed)


def strictest(terms: Iterable[Terms]) -> Terms | None:
    """Return terms that meet all of `terms`; None where there are none.

    Of each role the most people, the shortest time, and the requester only where all let him.
    """
    asked = list(terms)
    if not asked:
        return None
    needed: dict[str, int] = {}
    for each in asked:
        for role, count in each.needed:
            needed[role] = max(count, needed.get(role, 0))
    return Terms(
        tuple(sorted(needed.items())),
        min(each.ttl_s for each in asked),
        all(each.by_requester for each in asked),
    )


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may consent.

    Args:
        name: Who he is, as policies and records name him.
        key: The public half of the Ed25519 key with which he signs [32 bytes].
        roles: The roles as whose holder he may.
        calls_as: Other names under which he himself calls.
    """

    name: str
    key: bytes = field(repr=False)
    roles: frozenset[str]
    calls_as: frozenset[str] = frozenset()

    def is_requester(self, principal: str) -> bool:
        """Whether a call of `principal` is his own. Letters' case tells nobody apart."""
        return principal.casefold() in {each.casefold() for each in (self.name, *self.calls_as)}
