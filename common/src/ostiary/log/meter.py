"""How often something may be said: once in a while for each thing, and never without bound."""

from dataclasses import dataclass, field

EVERY_US = 60 * 1_000_000
"""The same thing is said again after this long at the earliest [µs]."""

MAX_THINGS = 64
"""How many things are told apart; all beyond count as one."""

_OTHERS = "?"


@dataclass(slots=True)
class _Said:
    at_us: int
    dropped: int = 0


@dataclass(slots=True)
class Meter:
    """Counts what it lets pass and what it does not."""

    _things: dict[str, _Said] = field(default_factory=dict[str, _Said])

    def pass_on(self, thing: str, now_us: int) -> int | None:
        """Return how often `thing` was held back since it was last said, or None to hold it back.

        Args:
            thing: What is to be said, as a key.
            now_us: The time, of a clock that does not run backwards [µs].
        """
        if thing not in self._things and len(self._things) >= MAX_THINGS:
            thing = _OTHERS
        known = self._things.get(thing)
        if known is not None and now_us - known.at_us < EVERY_US:
            known.dropped += 1
            return None
        self._things[thing] = _Said(now_us)
        return known.dropped if known is not None else 0
