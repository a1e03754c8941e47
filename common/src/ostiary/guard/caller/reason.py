"""Why nobody could be verified behind a request: words for counting, never for the caller."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """A bounded set, so that counts of it are bounded too."""

    PEER = "peer"
    HOST = "host"
    ORIGIN = "origin"
    MISSING = "missing"
    MALFORMED = "malformed"
    BEARER = "bearer"
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    EARLY = "early"
    UNAVAILABLE = "unavailable"
    """The issuer's keys cannot be had: no fault of the caller's."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """Nobody is verified; falsy, so that a forgotten comparison refuses."""

    reason: Reason

    def __bool__(self) -> bool:
        return False
