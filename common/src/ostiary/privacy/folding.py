"""Text as a reader takes it: look-alikes as the letters they look like, invisible characters gone.

What a person or a model copies may come back with other dashes, full-width letters, joiners or soft
hyphens inside. Folded text is only searched; offsets lead back to what was written.
"""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate

_LOOK_ALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјкмнорстухһԁԛԝвΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρικυχτεηω‐‑‒–—―−⁃ıȷ",  # noqa: RUF001 - they are what is looked for
        "ABESIJKMHOPCTYXaesijkmhopctyxhdqwbABEZHIKMNOPTYXoavpikuxtenw--------ij",
        strict=True,
    )
)
_MAX_REMEMBERED = 4096


class _Folding(dict[int, str]):
    """What each character is read as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        read = char if code < 128 else _read(char)
        if len(self) < _MAX_REMEMBERED:  # else a text with every character there is would fill it
            self[code] = read
        return read


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return `text` with look-alikes in ASCII and without invisible characters and accents."""
    return text if text.isascii() else text.translate(_FOLDING)


def starts(text: str) -> Sequence[int]:
    """Return where in `fold(text)` each character of `text` begins, and where the last one ends."""
    return list(accumulate((len(_FOLDING[ord(char)]) for char in text), initial=0))


def _read(char: str) -> str:
    parts = unicodedata.normalize("NFKD", char)
    kept = (part for part in parts if unicodedata.category(part) not in {"Mn", "Cf"})
    return "".join(_LOOK_ALIKES.get(part, part) for part in kept)
