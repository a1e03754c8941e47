"""What a token says, once its signature is known to hold: for whom, until when, who, which roles.

Pure. All of issuer, audience, expiry and beginning have to be there and right (RFC 7519, section
4.1); what the roles mean is the bundle's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from ostiary.guard.caller.reason import Reason, Unverified
from ostiary.identity import Principal

LEEWAY_S = 30
"""How far the issuer's clock and ours may differ [s]."""

MAX_NAME_CHARS = 256
_MAX_TIME_S = 1e15


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token has to say.

    Args:
        issuer: Its `iss`, to the letter.
        audience: Its `aud`, or one of them.
        roles_claim: Where roles stand: the name of a claim, or a dotted path.
        not_before: The claim that says from when it holds: `nbf` or `iat`.
    """

    issuer: str
    audience: str
    roles_claim: str
    not_before: str = "nbf"


def read_claims(
    claims: Mapping[str, Any], expected: Expected, now_s: float
) -> Principal | Unverified:
    """Return the principal that `claims` name, or why there is none.

    Args:
        claims: Of a token whose signature holds.
        expected: What they have to say.
        now_s: Seconds since 1970-01-01 UTC.
    """
    if claims.get("iss") != expected.issuer:
        return Unverified(Reason.ISSUER)
    audience: Any = claims.get("aud")
    meant_for = cast("list[object]", audience) if isinstance(audience, list) else [audience]
    if expected.audience not in meant_for:
        return Unverified(Reason.AUDIENCE)
    if faulty := _check_times(claims, expected.not_before, now_s):
        return Unverified(faulty)
    name = claims.get("sub")
    if not isinstance(name, str) or not is_name(name):
        return Unverified(Reason.CLAIMS)
    return Principal(name, _roles(claims, expected.roles_claim))


def is_name(text: str) -> bool:
    """Whether `text` can name a principal: short, visible, and the same however it is shown."""
    return 0 < len(text) <= MAX_NAME_CHARS and text.isprintable() and text == text.strip()


def _check_times(claims: Mapping[str, Any], not_before: str, now_s: float) -> Reason | None:
    ends, begins = _time(claims.get("exp")), _time(claims.get(not_before))
    # Where `iat` is asked for, an `nbf` beside it still holds.
    also = _time(claims["nbf"]) if "nbf" in claims else begins
    if ends is None or begins is None or also is None:
        return Reason.CLAIMS
    if now_s >= ends + LEEWAY_S:
        return Reason.EXPIRED
    return Reason.EARLY if max(begins, also) > now_s + LEEWAY_S else None


def _time(value: object) -> float | None:
    """Return a NumericDate [s since 1970]; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # What is not a number is not below it either.
    return float(value) if abs(value) < _MAX_TIME_S else None


def _roles(claims: Mapping[str, Any], path: str) -> frozenset[str]:
    found = _look_up(claims, path)
    if isinstance(found, str):
        return frozenset(found.split())
    if isinstance(found, list):
        return frozenset(each for each in cast("list[object]", found) if isinstance(each, str))
    return frozenset()


def _look_up(value: Any, path: str) -> Any:
    """Return what `path` leads to; the name of a claim may itself hold dots (an URL often does)."""
    if not isinstance(value, Mapping):
        return None
    members = cast("Mapping[str, Any]", value)
    if path in members:
        return members[path]
    head, dot, rest = path.partition(".")
    return _look_up(members.get(head), rest) if dot else None
