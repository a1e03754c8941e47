"""Who stands behind an `Authorization` header: the two ways to say it, and nobody otherwise."""

import hmac
from collections.abc import Callable, Sequence
from typing import Protocol

from ostiary.guard.caller.claims import Expected, read_claims
from ostiary.guard.caller.keyset import open_token, read_token
from ostiary.guard.caller.reason import Reason, Unverified
from ostiary.guard.caller.source import KeySource, KeysUnavailableError
from ostiary.identity import Principal


class Authenticator(Protocol):
    """Verifies what a request presents."""

    async def __call__(self, credential: bytes) -> Principal | Unverified:
        """Return whom `credential`, the part after `Bearer`, proves; or why nobody."""
        ...


class BearerAuthenticator:
    """One secret, one principal: for callers on this machine.

    Args:
        secret: What callers have to present.
        principal: Whom it stands for, from the operator's settings.
    """

    def __init__(self, secret: bytes, principal: Principal) -> None:
        self._secret = secret
        self._principal = principal

    async def __call__(self, credential: bytes) -> Principal | Unverified:
        """Return the principal for the secret."""
        if hmac.compare_digest(credential, self._secret):
            return self._principal
        return Unverified(Reason.BEARER)


class TokenAuthenticator:
    """Tokens that an issuer signed.

    Args:
        expected: What they have to say.
        source: The issuer's keys.
        now_s: Seconds since 1970-01-01 UTC.
    """

    def __init__(self, expected: Expected, source: KeySource, now_s: Callable[[], float]) -> None:
        self._expected = expected
        self._source = source
        self._now_s = now_s

    async def __call__(self, credential: bytes) -> Principal | Unverified:
        """Return the principal that a token names."""
        token = read_token(credential)
        if isinstance(token, Unverified):
            return token
        try:
            key = await self._source.find(token.kid, token.algorithm)
        except KeysUnavailableError:
            return Unverified(Reason.UNAVAILABLE)
        if key is None:
            return Unverified(Reason.KEY)
        claims = open_token(token, key)
        if isinstance(claims, Unverified):
            return claims
        return read_claims(claims, self._expected, self._now_s())


def presented(values: Sequence[bytes]) -> bytes | Unverified:
    """Return the credential in the values of all `Authorization` headers (RFC 6750, section 2.1).

    More than one header is refused: two readers of the request might believe different ones.
    """
    if not values:
        return Unverified(Reason.MISSING)
    scheme, _, credential = values[0].partition(b" ")
    if len(values) > 1 or scheme.lower() != b"bearer" or not credential:
        return Unverified(Reason.MALFORMED)
    return credential.strip(b" ")
