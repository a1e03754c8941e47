"""A judge with a mind of its own, and a clock that tests move: what ledger tests share."""

from dataclasses import dataclass, field, replace
from typing import Any

from ostiary.ledger.values import UNLIMITED, Allowance, Amounts, Body, Limit, Standing

WIDE = Allowance(Limit(calls=1000), Limit(calls=1000), UNLIMITED, UNLIMITED, 3600)
"""More than any test spends."""


def allowance(**scopes: Limit | int) -> Allowance:
    """Return `WIDE`, with the scopes that are named."""
    changes: dict[str, Any] = dict(scopes)
    return replace(WIDE, **changes)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now_us = 1_000_000_000_000_000

    def __call__(self) -> int:
        """Return the time [µs since 1970]."""
        return self.now_us

    def advance(self, seconds: float) -> None:
        """Move it, back too."""
        self.now_us += round(seconds * 1_000_000)


@dataclass
class Judge:
    """Allows what it is told to; keeps what it was shown.

    Args:
        allows: What it answers; None refuses.
        ask: The most that the call may cost.
        call: The call's identifier.
        request: What is to be sealed.
    """

    allows: Allowance | None = WIDE
    ask: Amounts = field(default_factory=lambda: Amounts(calls=1))
    call: str = "c"
    request: bytes | None = None
    seen: list[Standing] = field(default_factory=list[Standing])

    def decide(self, standing: Standing) -> Allowance | None:
        """Answer, and remember what was shown."""
        self.seen.append(standing)
        return self.allows

    def pace(self, kept: str, now_us: int, *, refused: bool) -> tuple[str, str]:
        """Let everybody go at his own pace."""
        return kept, ""

    def intent(self, standing: Standing, grant: Amounts) -> Body:
        """Return an intent."""
        return {"kind": "intent", "call": self.call}

    def refusal(self, standing: Standing | None, reason: str) -> Body:
        """Return a refusal."""
        return {"kind": "refusal", "call": self.call, "reason": reason}

    def sealed(self, standing: Standing) -> bytes | None:
        """Return what is to be sealed."""
        return self.request
