"""What a caller is shown: offers that some arguments could be permitted for."""

from ostiary.guard.offer import Offer
from ostiary.identity import Principal
from ostiary.policy.bundle import Bundle
from ostiary.policy.request import Request
from ostiary.policy.visible import may_ever

_MAX_REMEMBERED = 1024


class Visibility:
    """Remembers what one bundle shows to whom.

    Args:
        server: The server's word.
        bundle: What decides.
    """

    def __init__(self, server: str, bundle: Bundle) -> None:
        self._server = server
        self._bundle = bundle
        self._known: dict[tuple[Principal, str, tuple[str, str]], bool] = {}

    def shows(self, principal: Principal, offer: Offer) -> bool:
        """Whether `principal` could ever be allowed `offer`."""
        if offer.server != self._server:
            return False  # these are not its rules, nor its data's classes
        key = (principal, offer.action, offer.resource)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()  # a cache: it is worked out again
            who, roles = principal.name, principal.roles
            request = Request(who, roles, offer.action, offer.resource, offer.server)
            known = self._known[key] = may_ever(self._bundle, request)
        return known
