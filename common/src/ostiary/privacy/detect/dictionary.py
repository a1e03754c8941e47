"""Values that are known, found in any text in one pass.

A value is found in any case, with or without its accents, across any blanks, with a genitive's s,
and a person's name with the surname first. A name of common words must not corrupt every text, so:

- a single word is no common word of the languages of `common_words.txt` and has at least three
  letters or digits (two characters in scripts without blanks); three letters are found only with
  their first a capital and the others small; a number has at least six digits;
- of several words at least one is not common, or all of them are capitalised where they stand; five
  letters or digits in all.

What does not pass is not taken, and `add` says so. Words are looked up, not characters walked: an
entry costs the same whether it is the first or the millionth, is found at once, and can be removed.
"""

import string
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from ostiary.privacy.detect.finding import ORDER, VERIFIED, Finding
from ostiary.privacy.detect.fold import fold
from ostiary.privacy.detect.overlap import placed
from ostiary.privacy.detect.words import words_of

_LEAST_ALONE, _LEAST_TOGETHER, _LEAST_UNSPACED, _LEAST_NUMBER = 3, 5, 2, 6
_MOST_WORDS = 16
_GAP = 4
_JOINTS = string.whitespace + "'-,.&/_"
"""What may stand between two words of a value, and how many characters if not all are blank."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@cache
def common_words() -> frozenset[str]:
    """Return the words that are no name by themselves, in their one form."""
    text = files("ostiary.privacy.detect").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


class Dictionary:
    """A detector of known values.

    Args:
        entries: Pairs of a kind and a value.
        common: Words that are no name by themselves.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, str]] = (),
        *,
        common: frozenset[str] | None = None,
    ) -> None:
        self._common = common_words() if common is None else common
        self._known: dict[str, tuple[str, str]] = {}
        self._lengths: dict[str, int] = {}
        for kind, text in entries:
            self.add(kind, text)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, kind: str, text: str) -> bool:
        """Take a value, and return whether it is long and rare enough to be looked for."""
        taken = False
        for words in _spellings(text):
            if self._is_rare(words):
                self._take(kind, text, words)
                taken = True
        return taken

    def remove(self, kind: str, text: str) -> None:
        """Forget a value, as when the last person of that name is erased."""
        for words in _spellings(text):
            key = _key(words)
            if self._known.get(key) == (kind, text):
                del self._known[key]

    def find(self, text: str) -> list[Finding]:
        """Return where known values stand in `text`."""
        folded = fold(text)
        return placed(list(self._matches(folded.text)), folded)

    def _is_rare(self, words: Sequence[str]) -> bool:
        length = sum(map(len, words))
        if not words or len(words) > _MOST_WORDS:
            return False
        if "".join(words).isdecimal():
            return length >= _LEAST_NUMBER
        if all(len(word) == 1 and not word.isascii() for word in words):
            return length >= _LEAST_UNSPACED
        if len(words) == 1:
            return length >= _LEAST_ALONE and words[0] not in self._common
        return length >= _LEAST_TOGETHER

    def _take(self, kind: str, text: str, words: Sequence[str]) -> None:
        key = _key(words)
        known = self._known.get(key)
        if known is None or ORDER.index(kind) < ORDER.index(known[0]):
            self._known[key] = kind, text
        bit = 1 << len(words)
        for first in {words[0], words[-1]} if kind == "PERSON" else {words[0]}:
            self._lengths[first] = self._lengths.get(first, 0) | bit

    def _matches(self, text: str) -> Iterator[Finding]:
        words, starts, ends = words_of(text)
        lengths = self._lengths.get
        behind = 0
        for at, word in enumerate(words):
            if at < behind:
                continue
            bits = lengths(word, 0) | (lengths(word[:-1], 0) & 2 if word[-1:] == "s" else 0)
            while bits:
                number = bits.bit_length() - 1
                bits ^= 1 << number
                last = at + number - 1
                if last >= len(words) or not _hang_together(text, starts, ends, at, last):
                    continue
                known = self._lookup(words[at : last + 1])
                if known and self._may_be_meant(text, words, starts, at, last):
                    yield Finding(starts[at], ends[last], known[0], VERIFIED, "known", known[1])
                    behind = last + 1
                    break

    def _lookup(self, words: list[str]) -> tuple[str, str] | None:
        known = self._known.get(_key(words))
        if known is None and words[-1].endswith("s"):  # Müllers Auto
            known = self._known.get(_key([*words[:-1], words[-1][:-1]]))
        return known

    def _may_be_meant(
        self, text: str, words: list[str], starts: list[int], at: int, last: int
    ) -> bool:
        """Whether not all words are common, or all are written as names are."""
        start, length = starts[at], len(words[at])
        if at == last and length == _LEAST_ALONE and words[at].isalpha():
            word = text[start : start + length]
            return word.istitle() or word.lower() == word.upper()  # no script but ours has cases
        if not all(word in self._common for word in words[at : last + 1]):
            return True
        return all(text[starts[each]].isupper() for each in range(at, last + 1))


def _hang_together(text: str, starts: list[int], ends: list[int], at: int, last: int) -> bool:
    """Whether only a blank or a little punctuation stands between the words."""
    for each in range(at, last):
        gap = text[ends[each] : starts[each + 1]]
        if gap.strip(_JOINTS if len(gap) <= _GAP else None):
            return False
    return True


def _key(words: Sequence[str]) -> str:
    """Return what finds a value: its words in no particular order, as names are turned around."""
    return " ".join(sorted(words))


def _spellings(text: str) -> Iterator[list[str]]:
    """Yield the words of a value, and once more with its umlauts written out."""
    plain = fold(text).text
    yield words_of(plain)[0]
    written_out = plain.translate(_UMLAUTS)
    if written_out != plain:
        yield words_of(written_out)[0]
