"""A text as the recognisers read it: one form for what looks the same, with the way back.

Full-width and other digits, typographic hyphens and quotation marks, odd blanks are replaced one
for one; characters that nobody sees (zero-width, directional, soft hyphens) are taken out, and
offsets are mapped back. `latinised` goes further: see Unicode TS 39 (confusables).
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201b": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'}
_LINE_ENDS = "\u2028\u2029"
_NO_BREAK_SPACE = "\xa0"
_FIRST_ODD = "\u0300"
_ODD = re.compile(f"[{_NO_BREAK_SPACE}{_FIRST_ODD}-\U0010ffff]{{1,1024}}+")
"""What may have another form: everything beyond Latin letters."""


class _Forms(dict[int, str]):
    """What stands for a character: worked out when it is first seen, at most all of Unicode."""

    def __missing__(self, code: int) -> str:
        form = self[code] = _form(chr(code))
        return form


def _form(char: str) -> str:
    if char < _FIRST_ODD and char != _NO_BREAK_SPACE:
        return char
    if char in _HYPHENS:
        return "-"
    if char in _QUOTES:
        return _QUOTES[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char.isspace() and char not in _LINE_ENDS:
        return " "
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) == 1 and plain.isascii():
        return plain
    return char


_FORMS = _Forms()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    Args:
        text: What recognisers read.
        cuts: Offsets in `text` at which something unseen was taken out, ascending.
        missing: For each cut, how many characters are missing up to it in all.
    """

    text: str
    cuts: list[int]
    missing: list[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of at least one character stands in the text as it was given."""
        return start + self._missing(start), end + self._missing(end - 1)

    def _missing(self, offset: int) -> int:
        at = bisect_right(self.cuts, offset)
        return self.missing[at - 1] if at else 0


def fold(text: str) -> Folded:
    """Return `text` as recognisers read it."""
    if text.isascii():
        return Folded(text, [], [])
    cuts: list[int] = []
    gone: list[int] = []
    parts: list[str] = []
    at = missing = 0
    for unseen in _UNSEEN.finditer(text):
        parts.append(text[at : unseen.start()])
        at = unseen.end()
        missing += at - unseen.start()
        cuts.append(at - missing)
        gone.append(missing)
    seen = "".join(parts) + text[at:] if cuts else text
    return Folded(_ODD.sub(lambda odd: odd[0].translate(_FORMS), seen), cuts, gone)


_CYRILLIC = ("АВСЕНІЈКМОРЅТХУасеіјорѕхуԁһԛԝ", "ABCEHIJKMOPSTXYaceijopsxydhqw")  # noqa: RUF001
_GREEK = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABEZHIKMNOPTYXov")  # noqa: RUF001 - they are what is looked for
_LOOK_ALIKES = {
    ord(odd): plain
    for odds, plains in (_CYRILLIC, _GREEK)
    for odd, plain in zip(odds, plains, strict=True)
}
_OTHER_SCRIPTS = re.compile("[\u0370-\u052f]{1,1024}+")


def latinised(text: str) -> str:
    """Return a folded text with Latin letters for those of other scripts that look like them.

    For codes and addresses: a word in such a script is no longer the same word.
    """
    return _OTHER_SCRIPTS.sub(lambda run: run[0].translate(_LOOK_ALIKES), text)
