"""A text as a row of words in one form, whatever their case, accents and script.

Words are runs of letters, digits and combining marks. In scripts that set no blanks between words
(Han, Kana, Thai, Lao, Khmer, Burmese) every character is a word, so that a name is found among its
neighbours.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

_ASCII = re.compile(r"[A-Za-z0-9]+")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_LAST_OF_PLANE = 0xFFFF
_LOOK_ALIKES = ("ıаеорсухіјѕον", "iaeopcyxijsov")  # noqa: RUF001 - they are what is replaced
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
_PLAIN = str.maketrans(_LETTERS | dict(zip(*_LOOK_ALIKES, strict=True)))
"""Letters that Unicode does not take apart, and small ones that look like Latin ones."""


@cache
def _any_script() -> re.Pattern[str]:
    marks = "".join(_ranges())
    return re.compile(f"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\\W_]|[{marks}])+")


def _ranges() -> Iterator[str]:
    """Yield the combining marks of the first plane as ranges of a class of characters."""
    marks = (
        code for code in range(0x300, _LAST_OF_PLANE) if unicodedata.category(chr(code))[0] == "M"
    )
    for _, run in groupby(enumerate(marks), key=lambda each: each[1] - each[0]):
        codes = [code for _, code in run]
        yield f"{chr(codes[0])}-{chr(codes[-1])}"


def words_of(text: str) -> tuple[list[str], list[int], list[int]]:
    """Return the words of a folded text in their one form, where each begins and where it ends."""
    expression = _ASCII if text.isascii() else _any_script()
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in expression.finditer(text):
        words.append(match[0])
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    if text.isascii():
        return [word.lower() for word in words], starts, ends
    return [one_form(word) for word in words], starts, ends


def one_form(word: str) -> str:
    """Return `word` without regard to case and accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold()).translate(_PLAIN)
    return "".join(char for char in apart if not unicodedata.combining(char))
