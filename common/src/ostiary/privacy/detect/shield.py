"""Where pseudonyms stand in a text: what they cover is no finding."""

import re

from ostiary.privacy.pseudonym import KINDS

# Digits and letters are mixed within the first six: PHONE-0301234567 is a telephone number.
_TAIL = re.compile(
    r"-(?<=[A-Z]-)(?=[a-z]{0,5}[0-9])(?=[0-9]{0,5}[a-z])[0-9a-hjkmnp-tv-z]{10}(?![A-Za-z0-9])"
)
_KIND = re.compile(rf"(?<![A-Za-z0-9-])(?:{'|'.join(sorted(KINDS))})\Z")
_LONGEST = max(map(len, KINDS)) + 1


def pseudonym_spans(text: str) -> list[tuple[int, int]]:
    """Return where `text` holds `KIND-xxxxxxxxxx`, in order."""
    spans: list[tuple[int, int]] = []
    for tail in _TAIL.finditer(text):
        first = max(0, tail.start() - _LONGEST)
        kind = _KIND.search(text[first : tail.start()])
        if kind:
            spans.append((first + kind.start(), tail.end()))
    return spans
