"""Whether a caller goes round in circles: the same calls in a row, patterns of them, refusals.

Of each caller a short text is kept, which the ledger stores with the caller's row: the fingerprints
of the latest calls and how often they repeated each other. Calls count, whatever server, process or
conversation they belong to. Pure: the time comes in, the new text goes out.
"""

from dataclasses import dataclass, replace
from typing import Final

from ostiary.nature import LoopLimits

MAX_PERIOD: Final = 4
"""The longest pattern that is seen [calls]."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call.

    Args:
        exact: Fingerprint of the tool and its arguments.
        similar: The same of the arguments without what jitters.
    """

    exact: str
    similar: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How a caller's latest calls repeat each other.

    Args:
        cool_until_us: Until when every call is refused [µs since 1970]; 0 for no such time.
        last_at_us: When the latest call was [µs since 1970].
        refusals: How many calls in a row were refused.
        alike: How many calls in a row were alike but for jitter, the latest included.
        repeats: By period, 1 to 4: how many calls in a row equal the one that many calls before.
        similar: The similar fingerprint of the latest call.
        latest: The exact fingerprints of the latest calls, the newest last.
    """

    cool_until_us: int = 0
    last_at_us: int = 0
    refusals: int = 0
    alike: int = 0
    repeats: tuple[int, ...] = (0,) * MAX_PERIOD
    similar: str = ""
    latest: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it as it is stored."""
        if self == Pace():
            return ""
        numbers = (
            self.cool_until_us, self.last_at_us, self.refusals, self.alike, *self.repeats,
        )  # fmt: skip
        return " ".join((*map(str, numbers), self.similar or "-", *self.latest))


def parse(text: str) -> Pace:
    """Return the pace that was stored.

    Raises:
        ValueError: It is not one.
    """
    if not text:
        return Pace()
    first = 4 + MAX_PERIOD
    parts = text.split(" ")
    if len(parts) <= first or len(parts) > first + 1 + MAX_PERIOD:
        raise ValueError("not a pace")
    cool_until_us, last_at_us, refusals, alike, *repeats = (int(each) for each in parts[:first])
    similar = "" if parts[first] == "-" else parts[first]
    latest = tuple(parts[first + 1 :])
    return Pace(cool_until_us, last_at_us, refusals, alike, tuple(repeats), similar, latest)


def take(
    pace: Pace, step: Step, now_us: int, limits: LoopLimits, *, refused: bool
) -> tuple[Pace, str]:
    """Return the pace with one more call in it, and why the caller has to wait, if he has to.

    Args:
        pace: What is known of him.
        step: The call.
        now_us: The time [µs since 1970].
        limits: How often is too often.
        refused: Whether the call is refused already; the refusal counts.

    Returns:
        The new pace and `cool-down`, `identical`, `similar`, `pattern`, or nothing.
    """
    if now_us < pace.cool_until_us:
        return pace, "cool-down"
    walked = _walked(_in_a_row(pace, now_us, limits), step, now_us)
    kind = _loop(walked, limits)
    if kind:
        return _cooling(now_us, limits), kind
    if not refused:
        return replace(walked, refusals=0), ""
    return refuse(walked, now_us, limits), ""


def refuse(pace: Pace, now_us: int, limits: LoopLimits) -> Pace:
    """Return the pace with one more refusal in it."""
    if now_us < pace.cool_until_us:
        return pace
    row = _in_a_row(pace, now_us, limits)
    refusals = row.refusals + 1
    if refusals >= limits.refusals:
        return _cooling(now_us, limits)
    return replace(row, cool_until_us=0, last_at_us=now_us, refusals=refusals)


def _cooling(now_us: int, limits: LoopLimits) -> Pace:
    return Pace(cool_until_us=now_us + limits.cool_down_s * 1_000_000)


def _in_a_row(pace: Pace, now_us: int, limits: LoopLimits) -> Pace:
    """Return the pace, or none where the latest call is too long ago for a loop."""
    return Pace() if now_us - pace.last_at_us > limits.within_s * 1_000_000 else pace


def _walked(pace: Pace, step: Step, now_us: int) -> Pace:
    repeats = tuple(
        count + 1
        if pace.latest[-period:][:1] == (step.exact,) and len(pace.latest) >= period
        else 0
        for period, count in enumerate(pace.repeats, 1)
    )
    return Pace(
        last_at_us=now_us,
        refusals=pace.refusals,
        alike=pace.alike + 1 if pace.similar == step.similar else 1,
        repeats=repeats,
        similar=step.similar,
        latest=(*pace.latest, step.exact)[-MAX_PERIOD:],
    )


def _loop(pace: Pace, limits: LoopLimits) -> str:
    same, *others = pace.repeats
    if same >= limits.identical:
        return "identical"
    if pace.alike > limits.similar:
        return "similar"
    for period, count in enumerate(others, 2):
        # A row of the same call repeats itself at every distance; that is counted above.
        if same < period - 1 and count > period * (limits.rounds - 1):
            return "pattern"
    return ""
