"""Dates as they are written in nine languages."""

import re
from collections.abc import Iterator

from ostiary.privacy.detect.finding import Finding

_MONTHS = (
    "jan(?:uary|uar|vier|uari)?|january|gennaio|gen|enero|ene|stycznia|sty|jänner|januar"
    "|feb(?:ruary|ruar|braio|rero|ruari)?|f[ée]vr?(?:ier)?|lutego|lut"
    "|mar(?:ch|s|zo|ca)?|märz|maerz|mrz|maart|mrt"
    "|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|kwietnia|kwi"
    "|may|mai|maggio|mag|mayo|mei|maja|maj"
    "|june?|juni|juin|giugno|giu|junio|czerwca|cze"
    "|july?|juli|juil(?:let)?|luglio|lug|julio|lipca|lip"
    "|aug(?:ust|ustus)?|ao[ûu]t|agosto|ago|sierpnia|sie"
    "|sept?(?:ember|embre|iembre)?|sett(?:embre)?|set|wrze[śs]nia|wrz"
    "|o[ck]t(?:ober|obre|ubre)?|ott(?:obre)?|pa[źz]dziernika|pa[źz]"
    "|nov(?:ember|embre|iembre)?|listopada|lis"
    "|de[czk](?:ember|embre|iembre)?|d[ée]c(?:embre)?|dic(?:embre|iembre)?|grudnia|gru"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]|20)\d\d"

DATE = re.compile(
    r"(?<!\w)(?<!\d[./-])(?:"
    rf"{_YEAR}([-/.])(?:0?[1-9]|1[0-2])\1{_DAY}"
    rf"|\d{{1,2}}([-/.]) ?\d{{1,2}}\2 ?(?:{_YEAR}|\d\d)"
    rf"|{_DAY}(?:st|nd|rd|th|er|º|\.)?[ -](?:of |de |d')?(?:{_MONTHS})"
    rf"\.?(?: del?|,)?[ -](?:{_YEAR}|\d\d)"
    rf"|(?:{_MONTHS})\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"
    r")(?![\w-]|[./]\d)",
    re.IGNORECASE,
)
"""One date, with its year."""
PLAIN_DATE = 0.3
"""The score of a date that is nobody's birthday as far as the text says."""


_LAST_WORD = re.compile(r"[^\W\d_]{3,12}\.? \Z")
_DIGIT = re.compile(r"\d(?<!\w.)(?<!\d[./-].)(?=[\d ./,a-zA-Z-]{5})")


def dates(text: str) -> Iterator[Finding]:
    """Yield all dates, with a low score: most of them say nothing about a person."""
    at = 0
    while digit := _DIGIT.search(text, at):
        start = digit.start()
        match = DATE.match(text, start)
        if not match and (month := _LAST_WORD.search(text[max(0, start - 14) : start])):
            match = DATE.match(text, start - len(month[0]))
        at = start + 1
        if match:
            at = match.end()
            yield Finding(*match.span(), "DATE", PLAIN_DATE, "date")


RECOGNISERS = (dates,)
