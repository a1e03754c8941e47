"""The grammar of pseudonyms: `KIND-xxxxxxxxxx`.

An upper-case kind, a hyphen, ten characters of Crockford's base32 in lower case. Eight are drawn at
random, the last two are a check over the kind and these. There is always a digit and a letter among
the first six, so that neither a number nor a word is taken for one, or for the half of one.

The check is that of a Reed-Solomon code over GF(32): any one or two characters that are wrong, and
so any two that were swapped, are noticed for certain, and other inventions in 1023 of 1024 cases.
It holds no key. Whether a pseudonym was ever issued, and to whom, only the vault can say.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, cast

from ostiary.classes import KINDS
from ostiary.privacy.folding import fold, starts

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32 in lower case: no i, l, o and u."""

EMAIL_DOMAIN = "@pseudonym.invalid"
"""What makes a pseudonym an e-mail address where a schema asks for one (RFC 2606)."""

_HALF_CHARS, _RANDOM_CHARS, _CHARS = 6, 8, 10
_PAIRS = [left + right for left in ALPHABET for right in ALPHABET]
_DIGIT, _LETTER = 1, 2
_HOLDS = [
    _DIGIT * any(map(str.isdigit, pair)) | _LETTER * any(map(str.isalpha, pair)) for pair in _PAIRS
]
"""Whether a digit, and whether a letter, is in each pair."""

_VALUE = {char: number for number, char in enumerate(ALPHABET)}
_MISREAD = str.maketrans("ilo", "110")
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)

# In URLs, Markdown, JSON and identifiers the hyphen may be written otherwise.
_HYPHEN = r"(?:\\?[-_]|%2[dD]|\\u002[dD])"
_CANDIDATE = re.compile(
    rf"(?<![A-Za-z0-9])(?P<kind>{'|'.join(sorted(KINDS))}){_HYPHEN}(?P<body>[0-9a-z]{{{_HALF_CHARS},14}})"
    rf"(?![A-Za-z0-9])(?P<domain>{re.escape(EMAIL_DOMAIN)})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text where a pseudonym stands, or something that was meant to be one.

    Args:
        start: Where it begins [characters].
        end: Where it ends.
        token: The pseudonym as it was issued; empty for one that is mistyped, cut or made up.
    """

    start: int
    end: int
    token: str


def draw(kind: str, random: Callable[[int], bytes]) -> str:
    """Return a new pseudonym for `kind`.

    Args:
        kind: One of `KINDS`.
        random: Returns so many random bytes.
    """
    of_kind, (first, second, third, fourth) = _kind_value(kind), _columns()
    while True:
        number = int.from_bytes(random(5), "big")
        a, b, c, d = number >> 30, number >> 20 & 1023, number >> 10 & 1023, number & 1023
        if _HOLDS[a] | _HOLDS[b] | _HOLDS[c] == _DIGIT | _LETTER:
            check = of_kind ^ first[a] ^ second[b] ^ third[c] ^ fourth[d]
            return f"{kind}-{_PAIRS[a]}{_PAIRS[b]}{_PAIRS[c]}{_PAIRS[d]}{_PAIRS[check]}"


def kind_of(token: str) -> str:
    """Return the kind of a pseudonym."""
    return token.partition("-")[0]


def as_email(token: str) -> str:
    """Return a pseudonym in the form of an e-mail address."""
    return f"{token.lower()}{EMAIL_DOMAIN}"


def mentions(text: str) -> list[Mention]:
    """Return the pseudonyms in `text`, whole or broken, in order.

    One is recognised in other cases, with look-alike or invisible characters in it, and inside
    URLs, JSON, Markdown and file names, if its check holds. What has the form and the upper-case
    kind and fails the check, or is too short or too long, is broken; so is what is disguised.
    """
    folded = fold(text)
    found = list(_CANDIDATE.finditer(folded))
    if not found:
        return []
    begins = None if folded is text else starts(text)
    read = (_read(text, folded, begins, each) for each in found)
    return [mention for mention in read if mention is not None]


def tokens_in(value: object) -> frozenset[str]:
    """Return the pseudonyms in the texts and keys of a JSON value; an empty one for broken ones."""
    if isinstance(value, str):
        return frozenset(each.token for each in mentions(value)) if len(value) > 8 else frozenset()
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value)
        return _NO_TOKENS.union(*map(tokens_in, items.keys()), *map(tokens_in, items.values()))
    if isinstance(value, Sequence):
        return _NO_TOKENS.union(*map(tokens_in, cast("Sequence[object]", value)))
    return _NO_TOKENS


_NO_TOKENS: frozenset[str] = frozenset()


def canonical(value: Any) -> Any:
    """Return a JSON value in which every pseudonym is written as it was issued."""
    if isinstance(value, str):
        return canonical_text(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value)
        return {canonical_text(key): canonical(member) for key, member in items.items()}
    if isinstance(value, list | tuple):
        return [canonical(element) for element in cast("Sequence[Any]", value)]
    return value


def canonical_text(text: str) -> str:
    """Return `text` with every pseudonym as it was issued."""
    for each in reversed(mentions(text)):
        if each.token:
            text = text[: each.start] + each.token + text[each.end :]
    return text


def _read(
    text: str, folded: str, begins: Sequence[int] | None, found: re.Match[str]
) -> Mention | None:
    kind, raw = found["kind"].upper(), found["body"].lower()
    end = found.end() if kind == "EMAIL" else found.end("body")
    start, end = _place(begins, found.start(), end)
    token = f"{kind}-{raw.translate(_MISREAD)}"
    if is_whole(token):
        return Mention(start, end, token)
    is_disguised = begins is not None and text[start:end] != folded[found.start() : found.end()]
    is_meant = found["kind"].isupper() and found["body"].islower()
    is_longer_code = "-" in {
        folded[found.start() - 1 : found.start()],
        folded[found.end("body") : found.end("body") + 1],
    }
    if (is_disguised or is_meant) and _is_mixed(raw) and not is_longer_code:
        return Mention(start, end, "")
    return None


def is_whole(token: str) -> bool:
    """Whether `token` is a pseudonym whose check holds."""
    kind, _, body = token.partition("-")
    if len(body) != _CHARS or not all(char in _VALUE for char in body):
        return False
    return kind in KINDS and body[_RANDOM_CHARS:] == _check(kind, body[:_RANDOM_CHARS])


def _place(begins: Sequence[int] | None, start: int, end: int) -> tuple[int, int]:
    """Return the place in the text that was written of one in the folded text."""
    if begins is None:
        return start, end
    # Characters that fold to nothing share their beginning with the next one: the first of them is
    # the place, so that invisible ones at the edges go with it.
    return bisect_left(begins, start), bisect_left(begins, end)


def _is_mixed(body: str) -> bool:
    return not (body.isdigit() or body.isalpha())


def _check(kind: str, body: str) -> str:
    found = _kind_value(kind)
    for column, begin in zip(_columns(), (0, 2, 4, 6), strict=True):
        found ^= column[_VALUE[body[begin]] << 5 | _VALUE[body[begin + 1]]]
    return _PAIRS[found]


@cache
def _kind_value(kind: str) -> int:
    return int.from_bytes(sha256(f"ostiary-pseudonym-1\0{kind}".encode()).digest()[:2], "big") >> 6


def _times(left: int, right: int) -> int:
    """Return the product in GF(32)."""
    product = 0
    while right:
        product ^= left * (right & 1)
        left, right = left << 1, right >> 1
        if left & 32:
            left ^= _POLYNOMIAL
    return product


@cache
def _columns() -> list[list[int]]:
    """Return what each pair of the eight characters adds to the two of the check, by its number.

    The parity matrix has rows (1, a^i), of which no two are proportional: the code's distance is 3.
    """
    powers = [1]
    while len(powers) < _RANDOM_CHARS:
        powers.append(_times(powers[-1], 2))

    def adds(char: str, power: int) -> int:
        return _VALUE[char] << 5 | _times(_VALUE[char], power)

    return [
        [adds(pair[0], left) ^ adds(pair[1], right) for pair in _PAIRS]
        for left, right in zip(powers[::2], powers[1::2], strict=True)
    ]
