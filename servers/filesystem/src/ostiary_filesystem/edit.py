"""Editing: exactly the bytes that are named, once each. Pure."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from ostiary.server import InvalidInputError
from ostiary_filesystem.text import detect

_MAX_DIFF = 200_000
"""How long a difference is shown at most [characters]."""

_MAX_COMPARED = 1_000_000
"""Of how many pairs of lines it is looked for at most."""

_AROUND = 3
"""How many lines are shown before and after it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement.

    Args:
        old: What stands there, exactly and once.
        new: What will.
    """

    old: str
    new: str


def edited(data: bytes, changes: Sequence[Change]) -> bytes:
    """Return the bytes of a file with the changes made, one after the other.

    Every other byte stays what it is: encoding, mark and line endings too. Where a file ends its
    lines by CR LF throughout, a text with LF alone is meant so.

    Raises:
        InvalidInputError: It is no text; a text does not stand in it exactly once, or cannot be
            written in its encoding.
    """
    encoding = detect(data)
    if encoding is None:
        raise InvalidInputError("The file is no text.", detail="no text")
    body = data[len(encoding.bom) :]
    unit = encoding.unit
    for change in changes:
        try:
            old, new = encoding.encode(change.old), encoding.encode(change.new)
            if _places(body, old, unit) == 0 and _ends_by_crlf(encoding.decode(body)):
                old, new = (encoding.encode(_with_crlf(text)) for text in (change.old, change.new))
        except UnicodeEncodeError:
            raise InvalidInputError(
                "A text has characters that the file's encoding has not.", detail="encoding"
            ) from None
        found = _places(body, old, unit)
        if found != 1:
            raise InvalidInputError(
                "An oldText does not stand in the file: copy it exactly from read_text_file."
                if found == 0
                else "An oldText stands in the file more than once: send more around it.",
                detail=f"{min(found, 2)} places",
            )
        at = _find(body, old, unit, 0)
        body = body[:at] + new + body[at + len(old) :]
    return encoding.bom + body


def _find(body: bytes, text: bytes, unit: int, at: int) -> int:
    at = body.find(text, at)
    while at >= 0 and at % unit:
        at = body.find(text, at + 1)
    return at


def _places(body: bytes, text: bytes, unit: int) -> int:
    """Return at how many places a text stands, overlapping ones too; 2 for more."""
    first = _find(body, text, unit, 0)
    if first < 0:
        return 0
    return 1 if _find(body, text, unit, first + unit) < 0 else 2


def _ends_by_crlf(text: str) -> bool:
    return "\r\n" in text and text.count("\n") == text.count("\r\n")


def _with_crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def difference(path: str, before: bytes, after: bytes) -> str:
    """Return a unified difference of two texts, cut if it is long.

    One hunk from the first line that differs to the last: looking for more than that takes time
    quadratic in the lines, so it is only done where those are few.
    """
    old, new = _lines(before), _lines(after)
    if old == new:
        return ""
    same = _common(old, new)
    end = _common(old[same:][::-1], new[same:][::-1])
    gone, come = old[same : len(old) - end], new[same : len(new) - end]
    above, below = old[max(0, same - _AROUND) : same], old[len(old) - end :][:_AROUND]
    around = len(above) + len(below)
    begin = same - len(above) + 1
    lines = [
        f"--- {path}",
        f"+++ {path}",
        f"@@ -{begin},{len(gone) + around} +{begin},{len(come) + around} @@",
        *(f" {line}" for line in above),
        *_body(gone, come),
        *(f" {line}" for line in below),
    ]
    whole = "\n".join(lines) + "\n"
    return whole if len(whole) <= _MAX_DIFF else f"{whole[:_MAX_DIFF]}\n[cut]\n"


def _body(gone: list[str], come: list[str]) -> list[str]:
    if len(gone) * len(come) > _MAX_COMPARED:
        return [*(f"-{line}" for line in gone), *(f"+{line}" for line in come)]
    lines = difflib.unified_diff(gone, come, n=len(gone) + len(come), lineterm="")
    return [line for line in lines if not line.startswith("@@")][2:]


def _common(one: list[str], other: list[str]) -> int:
    """Return how many lines are the same at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _lines(data: bytes) -> list[str]:
    encoding = detect(data)
    text = "" if encoding is None else encoding.decode(data[len(encoding.bom) :])
    return text.removesuffix("\n").split("\n") if text else []
