"""One spelling for all spellings of a value: what is compared, never what is shown.

Values that normalise alike share a pseudonym. What is taken away says nothing about who is meant:
case, width, accents' composition, spaces, the separators of numbers.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from ipaddress import ip_address

_INVISIBLE = re.compile(r"[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_APOSTROPHES = str.maketrans("’‘ʼ`´‐‑‒–—−", "'''''------")  # noqa: RUF001 - spelled so
_SEPARATORS = re.compile(r"[\s\-./()·]+")
_MIN_NUMBER_CHARS = 9
"""From this length on an identifier's separators are only there to be read."""


def normalise(kind: str, text: str) -> str:
    """Return the spelling by which `text` is found again as a value of `kind`.

    Never empty for a text that is not.
    """
    plain = " ".join(_tidy(text).split())
    return _OF_KIND.get(kind, _same)(plain) or plain or text


def _tidy(text: str) -> str:
    if text.isascii():
        return text.casefold()
    composed = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    # Folding case can undo the composition (Unicode, 3.13 D145).
    return unicodedata.normalize("NFKC", composed).translate(_APOSTROPHES)


def _same(plain: str) -> str:
    return plain


def _email(plain: str) -> str:
    return plain.removeprefix("mailto:").replace(" ", "")


def _phone(plain: str) -> str:
    """Digits, with one way to begin an international number (ITU-T E.123)."""
    digits = "".join(char for char in plain if char.isdigit())
    if plain.lstrip("( ").startswith("+"):
        # "+49 (0)30": the zero in brackets is not dialled from abroad.
        without = re.sub(r"\(0\)", "", plain)
        return "+" + "".join(char for char in without if char.isdigit())
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _number(plain: str) -> str:
    return _SEPARATORS.sub("", plain)


def _identifier(plain: str) -> str:
    bare = _SEPARATORS.sub("", plain)
    return bare if len(bare) >= _MIN_NUMBER_CHARS else plain.replace(" ", "")


def _address(plain: str) -> str:
    return re.sub(r"[\s,;]+", " ", plain).strip()


def _ip(plain: str) -> str:
    try:
        return str(ip_address(plain))
    except ValueError:
        return plain


_OF_KIND: Mapping[str, Callable[[str], str]] = {
    "EMAIL": _email,
    "PHONE": _phone,
    "IBAN": _number,
    "CARD": _number,
    "ID": _identifier,
    "ADDRESS": _address,
    "IP": _ip,
}
