"""How far one question may go: the limits, and a tally that is asked before each step. Pure.

The clock is passed in, so that the same code runs under a test's frozen time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stop(StrEnum):
    """Why the loop ended. The names are written to `--json` events: add, do not rename."""

    ANSWERED = "answered"
    LENGTH = "length"
    TURNS = "turns"
    CALLS = "calls"
    TIME = "time"
    IDENTICAL = "identical"
    MALFORMED = "malformed"
    DENIED = "denied"
    CRASHED = "crashed"

    @property
    def sentence(self) -> str:
        """The reason in words, for the human and for the model's last turn."""
        return _SENTENCES[self]


_SENTENCES = {
    Stop.ANSWERED: "The model answered.",
    Stop.LENGTH: "The answer was cut at the model's limit of tokens.",
    Stop.TURNS: "The limit of turns is reached.",
    Stop.CALLS: "The limit of tool calls is reached.",
    Stop.TIME: "The time for this question is used up.",
    Stop.IDENTICAL: "The same tool call was repeated without progress.",
    Stop.MALFORMED: "Too many replies in a row were malformed.",
    Stop.DENIED: "Several calls in a row were denied.",
    Stop.CRASHED: "A tool failed inside its server.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one question may cost.

    Args:
        max_turns: Requests to the model, the last one without tools not counted.
        max_calls: Tool calls, failed and malformed ones included.
        timeout_s: Wall time for everything but the last turn.
        landing_timeout_s: Wall time for the last turn, which tells what is known.
        max_identical_calls: How often in a row the very same call may be made.
        max_repairs: Malformed replies in a row that are sent back for repair.
        max_denials: Denied calls in a row after which the loop ends.
        max_result_bytes: How much of one tool result the model is given.
    """

    max_turns: int = 16
    max_calls: int = 32
    timeout_s: float = 300.0
    landing_timeout_s: float = 60.0
    max_identical_calls: int = 2
    max_repairs: int = 3
    max_denials: int = 3
    max_result_bytes: int = 16 * 1024

    def __post_init__(self) -> None:
        for name in ("max_turns", "max_calls", "timeout_s", "landing_timeout_s"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be greater than 0")


class Tally:
    """Counts what one question has used, and says before each step whether it may be taken.

    Args:
        limits: What may be used.
        now_s: A clock that never runs backwards [s].
    """

    def __init__(self, limits: Limits, now_s: Callable[[], float]) -> None:
        self._limits = limits
        self._now_s = now_s
        self._end_s = now_s() + limits.timeout_s
        self._last_call = ""
        self._identical = 0
        self._repairs = 0
        self._denials = 0
        self.turns = 0
        self.calls = 0

    @property
    def remaining_s(self) -> float:
        """The time left for everything but the last turn, never below 0 [s]."""
        return max(0.0, self._end_s - self._now_s())

    def begin_turn(self) -> Stop | None:
        """Count one turn, or return why it may not be taken."""
        if self.remaining_s <= 0:
            return Stop.TIME
        if self.turns >= self._limits.max_turns:
            return Stop.TURNS
        self.turns += 1
        return None

    def begin_call(self, fingerprint: str) -> Stop | None:
        """Count one call, or return why it may not be made.

        Args:
            fingerprint: The same text for the same call: name and canonical arguments.
        """
        if self.remaining_s <= 0:
            return Stop.TIME
        if self.calls >= self._limits.max_calls:
            return Stop.CALLS
        self._identical = self._identical + 1 if fingerprint == self._last_call else 1
        self._last_call = fingerprint
        if self._identical > self._limits.max_identical_calls:
            return Stop.IDENTICAL
        self.calls += 1
        return None

    def end_call(self, code: str) -> Stop | None:
        """Return why the loop must end after a call, or None to go on.

        Args:
            code: `ok`, or the code of the refusal or failure.
        """
        self._denials = self._denials + 1 if code == "denied" else 0
        if code == "crashed":
            return Stop.CRASHED
        return Stop.DENIED if self._denials >= self._limits.max_denials else None

    def malformed(self) -> Stop | None:
        """Count one malformed reply, or return that there were too many in a row."""
        self._repairs += 1
        return Stop.MALFORMED if self._repairs > self._limits.max_repairs else None

    def well_formed(self) -> None:
        """Forget the malformed replies: the model found its way back."""
        self._repairs = 0
