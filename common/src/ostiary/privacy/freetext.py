"""Free text with what was found in it treated: pieces that stay, and values in between.

JSON inside a text is walked: its strings are read as they are meant, not as they are escaped, and
everything else of it (order of keys, spaces, the digits of numbers) stays to the byte.
"""

import json
import re
from collections.abc import Callable, Iterator

from ostiary.privacy.detect.finding import Detector, Finding

Piece = str | int
"""A stretch that stays, or the position of a value that is asked for."""

Treated = Callable[[Finding, str], Piece | None]
"""What stands for a finding's value; None: it stays as it is."""

_JSON_PART = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d{7,}(?:\.\d+)?', re.DOTALL)


def treat_text(text: str, detector: Detector, treated: Treated) -> list[Piece]:
    """Return the pieces of `text` with every finding treated.

    Args:
        text: Any text.
        detector: What looks through it.
        treated: Says what stands for each value that it finds.
    """
    stripped = text.lstrip()
    if stripped[:1] in {"{", "["} and _is_json(stripped):
        return list(_json_pieces(text, detector, treated))
    return list(_pieces(text, detector, treated))


def _pieces(text: str, detector: Detector, treated: Treated) -> Iterator[Piece]:
    at = 0
    for finding in detector.find(text):
        piece = treated(finding, text[finding.start : finding.end])
        if piece is not None:
            yield text[at : finding.start]
            yield piece
            at = finding.end
    yield text[at:]


def _json_pieces(text: str, detector: Detector, treated: Treated) -> Iterator[Piece]:
    at = 0
    for part in _JSON_PART.finditer(text):
        is_string = part[0].startswith('"')
        inner = json.loads(part[0]) if is_string else part[0]
        found = treat_text(inner, detector, treated) if is_string else None
        pieces = found if found is not None else list(_pieces(inner, detector, treated))
        if len(pieces) == 1 and pieces[0] == inner:
            continue
        yield text[at : part.start()]
        yield '"'
        for piece in pieces:
            # A pseudonym needs no escape; what stays is escaped anew.
            yield piece if isinstance(piece, int) else json.dumps(piece, ensure_ascii=False)[1:-1]
        yield '"'
        at = part.end()
    yield text[at:]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
