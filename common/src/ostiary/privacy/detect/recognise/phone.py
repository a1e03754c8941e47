"""Telephone numbers: international ones, and the national forms of some countries."""

import re
from collections.abc import Callable, Iterator, Sequence

import phonenumbers

from ostiary.privacy.detect.pattern import Form, Hit, before, digits_of, whole
from ostiary.privacy.detect.recognise.dates import DATE
from ostiary.privacy.detect.recognise.goods import is_of_goods

_ZERO_REGIONS = ("DE", "FR", "GB", "IT", "NL", "AT", "CH", "BE", "SE", "FI", "IE", "AU")
"""Countries whose national numbers begin with 0, the most likely first."""

_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_USUAL_LEAST, _USUAL_DIGITS = 9, 11

_Judge = Callable[[phonenumbers.PhoneNumber], bool]
_is_assigned: _Judge = phonenumbers.is_valid_number
_is_possible: _Judge = phonenumbers.is_possible_number

MONEY_BEHIND = re.compile(
    r"[.,]\d|[ ]?(?:€|\$|£|%|eur\b|usd\b|gbp\b|chf\b|pln\b|zł)", re.IGNORECASE
)


def _shorter(value: str, least_digits: int, most_digits: int) -> Iterator[int]:
    """Yield where `value` may end: behind its last group of digits, or one before it."""
    end = len(value)
    while (digits := len(digits_of(value[:end]))) >= least_digits:
        if digits <= most_digits:
            yield end
        while end > 0 and value[end - 1].isdigit():
            end -= 1
        while end > 0 and not value[end - 1].isdigit():
            end -= 1


def _end_of_number(value: str, judge: _Judge, regions: Sequence[str | None], most: int) -> int:
    """Return where the longest number ends that `judge` accepts for one of `regions`, or 0."""
    least = _FEWEST_DIGITS if most == _MOST_DIGITS else _USUAL_LEAST
    for end in _shorter(value, least, most):
        if any(_is(judge, value[:end], region) for region in regions):
            return end
    return 0


def _is(judge: _Judge, value: str, region: str | None) -> bool:
    try:
        return judge(phonenumbers.parse(value, region))
    except phonenumbers.NumberParseException:
        return False


_EXTENSION = r"(?P<extension>[ ]?(?:x|ext\.?|#)[ ]?\d{1,6})?"
_END = r"(?!\w|[.-]\d)"
_PLUS = re.compile(
    r"\+\(?[1-9](?:[ .\-/()]{0,3}+\d){6,16}+" + _EXTENSION + r"(?!\d)", re.IGNORECASE
)
_DOUBLE_ZERO = re.compile(r"00[1-9](?:[ .\-/()]{0,3}+\d){7,16}+(?!\d)")


def _international(match: re.Match[str]) -> Hit | None:
    start, extension = match.start(), match["extension"] or ""
    value = match[0].removesuffix(extension)
    end = _end_of_number(value, _is_assigned, (None,), _MOST_DIGITS)
    score = 0.9 if end else 0.6
    # What is not assigned is found too: nothing else looks like this.
    end = end or _end_of_number(value, _is_possible, (None,), _MOST_DIGITS)
    if end == len(value):
        end += len(extension)
    return (start, start + end, score) if end else None


def _double_zero(match: re.Match[str]) -> Hit | None:
    if is_of_goods(match):
        return None
    end = _end_of_number("+" + match[0][2:], _is_assigned, (None,), _MOST_DIGITS)
    return (match.start(), match.start() + end + 1, 0.8) if end else None


_NORTH_AMERICAN = re.compile(
    r"(?:1[ .-])?(?:\([2-9]\d\d\)[ .-]{0,2}|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}" + _EXTENSION + _END,
    re.IGNORECASE,
)
_ZERO = re.compile(r"(?:\(0[1-9]\d{0,4}\)|0[1-9]\d{0,4})(?:[ ./-]{1,3}\d{1,8}){1,6}+(?!\w)")
_NINE = re.compile(
    r"[4-9](?:\d\d([ -])\d{3}\1\d{3}|\d\d([ -])\d\d\2\d\d\2\d\d|\d([ -])\d{3}\3\d\d\3\d\d)"
    r"(?!\w|[ -]\d)"
)


_LEAST_POINTS = 3
_NUMBER_IN_FRONT = re.compile(r"\d \Z")


def _north_american(match: re.Match[str]) -> Hit | None:
    if _is(_is_assigned, match[0], "US") or _is(_is_assigned, match[0], "IT"):
        return whole(match, 0.8)
    # Numbers for examples (555-01xx) and made-up ones are not assigned: the form says enough.
    usual = "(" in match[0] or match[0].count("-") >= 2
    return whole(match, 0.5) if usual else None


def _national(match: re.Match[str]) -> Hit | None:
    if DATE.match(match[0]) or is_of_goods(match) or _is_of_a_row(match):
        return None
    if len(digits_of(match[0])) < _USUAL_LEAST:
        return None
    end = _end_of_number(match[0], _is_assigned, _ZERO_REGIONS, _USUAL_DIGITS)
    return (match.start(), match.start() + end, 0.7) if end else None


def _is_of_a_row(match: re.Match[str]) -> bool:
    """Whether it is rather a decimal fraction, an amount, or the next of several numbers."""
    fraction = "." in match[0] and match[0].count(".") < _LEAST_POINTS
    behind_a_number = _NUMBER_IN_FRONT.search(before(match, 2))
    return bool(fraction or behind_a_number or MONEY_BEHIND.match(match.string, match.end()))


def _nine(match: re.Match[str]) -> Hit | None:
    if _is_of_a_row(match) or is_of_goods(match):
        return None
    assigned = _is(_is_assigned, match[0], "ES") or _is(_is_assigned, match[0], "PL")
    return whole(match, 0.6) if assigned else None


FORMS = (
    Form("+", "phone", "PHONE", _PLUS, _international),
    Form("0", "phone", "PHONE", _DOUBLE_ZERO, _double_zero),
    Form("123456789(", "phone-us", "PHONE", _NORTH_AMERICAN, _north_american),
    Form("0(", "phone-0", "PHONE", _ZERO, _national),
    Form("456789", "phone-9", "PHONE", _NINE, _nine),
)
