"""What a call came to, once it is on record: what may leave, and of which offer."""

from dataclasses import dataclass

from ostiary.guard.offer import Offer
from ostiary.privacy.release import Released


@dataclass(frozen=True, slots=True)
class Outcome:
    """A settled call.

    Args:
        offer: What was asked for.
        released: What may leave.
        mark: What untrusted text is delimited by; empty where nothing is.
    """

    offer: Offer
    released: Released
    mark: str = ""
