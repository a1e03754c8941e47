"""Values that a label in front of them makes personal."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ostiary.privacy.detect.finding import Finding
from ostiary.privacy.detect.pattern import digits_of
from ostiary.privacy.detect.recognise import labels
from ostiary.privacy.detect.recognise.account import username
from ostiary.privacy.detect.recognise.dates import DATE
from ostiary.privacy.detect.recognise.phone import MONEY_BEHIND

_Span = tuple[int, int] | None
_SENTENCE_END = re.compile(
    r"[.!?;](?=\s{1,3}[A-ZÀ-Ž])(?<!\b[Nn][ro]\.)(?<!\bn\.)(?<!\d\.)(?<!\b[Tt]el\.)|\n"
)
_LABEL_ALONE = re.compile(r"\w{0,24}[ .:#*-]{0,4}\n{1,2}")


def _reach(text: str, at: int, length: int) -> int:
    """Return where the sentence or line ends, at most `length` characters on.

    A label that stands alone on its line belongs to the next one.
    """
    alone = _LABEL_ALONE.match(text, at)
    end = _SENTENCE_END.search(text, alone.end() if alone else at, at + length)
    return end.start() if end else min(len(text), at + length)


_NUMBER = re.compile(
    r"(?<!\w)(?<!\d[.,/-])(?:[A-Za-z]{0,6}\d[A-Za-z0-9]{0,18}|[A-Z]{1,3}(?=[ -]\d))"
    r"(?:[ ./-](?:[A-Za-z]{0,2}\d[A-Za-z0-9]{0,12}|[A-Z](?![\w.]))){0,7}+(?!\w)"
)
_LONGEST = 64
"""How far beyond the reach of a label its value may go on, in characters."""
_LEAST_DIGITS, _YEAR = 4, re.compile(r"(?:19|20)\d\d")


def _document(text: str, label: int, at: int) -> _Span:  # noqa: ARG001 - as the others
    """Return the number that follows in the same sentence, if it is neither a date nor a year."""
    reach = _reach(text, at, 44)
    while (match := _NUMBER.search(text, at, reach + _LONGEST)) and match.start() < reach:
        value, at = match[0], match.end()
        few = len(digits_of(value)) < _LEAST_DIGITS
        if not few and not DATE.fullmatch(value) and not _YEAR.fullmatch(value):
            return match.span()
    return None


_DIALLED = re.compile(
    r"(?<!\w)(?<!\d[.,+/-])\+?\(?\d(?:[ .\-/()]{0,3}+\d){5,14}+"
    r"(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?(?!\w)"
)
_ELSE = re.compile(rf"(?<![^\W_])(?:{labels.NO_PHONES})|[€$£%]")


_NEAR = re.compile(r"\w{0,12}\W{1,4}(?:\w{1,12}\W{1,4}){0,2}\Z")
_LINKED = re.compile(rf"(?<!\w){labels.LINKS}[.:]?\W{{1,3}}\Z|:\s{{1,3}}\Z", re.IGNORECASE)
_CALLED = re.compile(rf"{_LINKED.pattern}|\A \Z", re.IGNORECASE)
_CLAIMED = 16
"""How far in front of `number` a word may stand that says of what, in characters."""


def _phone(text: str, label: int, at: int) -> _Span:
    """Return the number that follows within two words."""
    return _dialled(text, label, at, _NEAR)


def _called(text: str, label: int, at: int) -> _Span:
    """Return the number that follows, at once or behind a word such as `at`."""
    return _dialled(text, label, at, _CALLED)


def _numbered(text: str, label: int, at: int) -> _Span:
    """Return the number that follows behind a word such as `is`."""
    return _dialled(text, max(0, label - _CLAIMED), at, _LINKED)


def _dialled(text: str, label: int, at: int, gap: re.Pattern[str]) -> _Span:
    """Return the number that follows, unless something else than a phone claims it."""
    reach = _reach(text, at, 40)
    match = _DIALLED.search(text, at, reach + _LONGEST)
    if not match or match.start() >= reach:
        return None
    between = text[at : match.start()]
    if _DIGIT.search(between) or not gap.search(between):
        return None
    if _ELSE.search(text[label : match.start()].lower()):
        return None
    if DATE.match(match[0]) or MONEY_BEHIND.match(text, match.end()):
        return None
    return match.span()


def _birth(text: str, label: int, at: int) -> _Span:  # noqa: ARG001 - as the others
    """Return the date that follows in the same sentence."""
    reach = _reach(text, at, 60)
    match = DATE.search(text, at, reach + _LONGEST)
    return match.span() if match and match.start() < reach else None


_POSTCODE = re.compile(
    r"[ ]?[:=]?[ ]?(?P<value>[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d\d-\d{3}"
    r"|\d{4} ?[A-Z]{2}|\d{3} \d\d|\d{5}(?:-\d{3,4})?|\d{4})(?!\w)"
)


def _postcode(text: str, label: int, at: int) -> _Span:  # noqa: ARG001 - as the others
    match = _POSTCODE.match(text, at)
    return match.span("value") if match else None


_BOX = re.compile(r"[ .:]{1,3}(?:n[ro°º]\.? )?\d[\d ]{0,8}+(?<! )(?!\w)")


def _box(text: str, label: int, at: int) -> _Span:
    match = _BOX.match(text, at)
    return (label, match.end()) if match else None


@dataclass(frozen=True, slots=True)
class _Family:
    """What stands behind some labels, and how it is found from a label's start and end."""

    kind: str
    score: float
    words: tuple[str, ...]
    find: Callable[[str, int, int], _Span]
    has_digit: bool = True


_FAMILIES: Mapping[str, _Family] = {
    "document": _Family("ID", 0.7, labels.DOCUMENTS, _document),
    "birth": _Family("DATE", 0.8, labels.BIRTHS, _birth),
    "phone": _Family("PHONE", 0.6, labels.PHONES, _phone),
    "call": _Family("PHONE", 0.6, labels.CALLS, _called),
    "number": _Family("PHONE", 0.6, labels.NUMBERS, _numbered),
    "username": _Family("USERNAME", 0.6, labels.USERNAMES, username, has_digit=False),
    "postcode": _Family("ADDRESS", 0.5, labels.POSTCODES, _postcode),
    "box": _Family("ADDRESS", 0.6, labels.BOXES, _box),
}
_LABEL = re.compile(
    "|".join(f"(?P<{name}>{'|'.join(each.words)})" for name, each in _FAMILIES.items())
)


_LITERAL = re.compile(r"(?:[^\W\d_]|\\\.){1,3}(?![?*{])")


def _heads() -> re.Pattern[str]:
    """Return the beginnings of all labels, so that few words are compared with every label."""
    rests: dict[str, set[str]] = {}
    for family in _FAMILIES.values():
        for word in family.words:
            if head := _LITERAL.match(word):
                rests.setdefault(head[0][0], set()).add(head[0][1:])
    tree = "|".join(f"{first}(?:{'|'.join(sorted(rest))})" for first, rest in sorted(rests.items()))
    return re.compile(rf"(?<![^\W_])(?:{tree})")


_HEAD = _heads()
_DIGIT = re.compile(r"\d")
_FARTHEST = 60
"""The longest reach of a label, in characters."""


def labelled(text: str) -> Iterator[Finding]:
    """Yield what stands behind a label."""
    lower = _lower(text)
    for head in _HEAD.finditer(lower):
        label = _LABEL.match(lower, head.start())
        if not label or not label.lastgroup:
            continue
        family = _FAMILIES[label.lastgroup]
        if family.has_digit and not _DIGIT.search(text, label.end(), label.end() + _FARTHEST):
            continue
        span = family.find(text, label.start(), label.end())
        if span:
            yield Finding(*span, family.kind, family.score, label.lastgroup)


def _lower(text: str) -> str:
    """Return `text` in lower case, every character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


RECOGNISERS = (labelled,)
