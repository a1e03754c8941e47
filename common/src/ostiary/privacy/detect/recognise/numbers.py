"""One walk over everything that looks like a number, for all the forms a number may have."""

import re
from collections.abc import Iterator

from ostiary.privacy.detect.finding import Finding
from ostiary.privacy.detect.recognise import money, national, phone

_START = re.compile(
    r"[0-9A-Z+(](?<!\w.)(?<!\d[.:+/(-].)(?:(?<=[+(12])|(?=\w))"
    r"(?=[0-9A-Z( ][0-9A-Z .+/()-]{6})"
)
_FORMS = (*money.FORMS, *national.FORMS, *phone.FORMS)
_BY_FIRST = {
    first: tuple(form for form in _FORMS if first in form.firsts)
    for first in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+("
}


def numbers(text: str) -> Iterator[Finding]:
    """Yield what any form finds at any place where a number, or a code of capitals, begins."""
    for start in _START.finditer(text):
        place = start.start()
        for form in _BY_FIRST[text[place]]:
            found = form.at(text, place)
            if found:
                yield found


RECOGNISERS = (numbers,)
