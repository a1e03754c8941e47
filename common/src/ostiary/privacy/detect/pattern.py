r"""How recognisers walk a text: in time linear in its length, whatever it holds.

Rules of this package, held by a test: every repeat in an expression is bounded, so an attempt at
one place costs no more than a constant; an attempt that fails is followed by one at the next place,
one that succeeds by one behind it.

What makes it fast: an expression that begins with a literal or with a class of characters is looked
for by leaps. So the boundary in front of a value is written behind its first character, as in
`\d(?<!\\w.)`, and a look ahead drops most places before anything is tried.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ostiary.privacy.detect.finding import Finding

Hit = tuple[int, int, float]
"""Start, end and score of what a check confirmed; it may differ from what the expression took."""

Check = Callable[[re.Match[str]], Hit | None]

Recogniser = Callable[[str], Iterable[Finding]]
"""Takes a folded text and yields findings with offsets in it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form, and what confirms that a value of that form is what it looks like.

    Args:
        source: Name for benches and operators.
        kind: Of the findings.
        expression: Finds candidates. Its repeats are bounded.
        check: Returns what of a candidate is a finding, or nothing.
    """

    source: str
    kind: str
    expression: re.Pattern[str]
    check: Check

    def __call__(self, text: str) -> Iterator[Finding]:
        """Yield the findings in a folded text."""
        search, check = self.expression.search, self.check
        at = 0
        while match := search(text, at):
            hit = check(match)
            if hit is None:
                at = match.start() + 1
                continue
            start, end, score = hit
            yield Finding(start, end, self.kind, score, self.source)
            at = max(end, match.start() + 1)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of numbers, tried where `recognise.numbers` sees one begin.

    Args:
        firsts: The characters that it may begin with.
        source: As in `Pattern`, and so are the others.
        kind: Of the findings.
        expression: Has to match where the number begins.
        check: Returns what of a candidate is a finding, or nothing.
    """

    firsts: str
    source: str
    kind: str
    expression: re.Pattern[str]
    check: Check

    def at(self, text: str, place: int) -> Finding | None:
        """Return the finding that begins at `place`, if there is one."""
        match = self.expression.match(text, place)
        hit = match and self.check(match)
        return Finding(hit[0], hit[1], self.kind, hit[2], self.source) if hit else None


def whole(match: re.Match[str], score: float) -> Hit:
    """Return all of a match as a hit."""
    return match.start(), match.end(), score


def before(match: re.Match[str], length: int) -> str:
    """Return up to `length` characters in front of a match, in lower case."""
    start = match.start()
    return match.string[max(0, start - length) : start].lower()


_NO_DIGIT = re.compile(r"[^0-9]")


def digits_of(value: str) -> str:
    """Return the digits 0 to 9 in `value`."""
    return _NO_DIGIT.sub("", value)
