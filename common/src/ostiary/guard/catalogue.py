"""From what servers offer to what policy may name."""

from collections.abc import Iterable, Mapping

from ostiary.guard.offer import Kind, Offer
from ostiary.nature import OURS
from ostiary.policy.catalogue import Catalogue

LISTS = ("tools", "resources", "templates", "prompts")
"""Every server has these lists, whether or not they show anything."""


def catalogue_of(
    offers: Iterable[Offer], known: Mapping[str, frozenset[str]] | None = None
) -> Catalogue:
    """Return the catalogue of some servers.

    Args:
        offers: All that these servers offer.
        known: The values that facts can have, where the servers can list them.
    """
    declared = list(offers)
    servers = sorted({offer.server for offer in declared})
    lists = [
        Offer(word, Kind.LIST, name, {"type": "object"}, nature=OURS)
        for word in servers
        for name in LISTS
    ]
    return Catalogue(tuple(offer.as_action() for offer in [*declared, *lists]), known or {})
