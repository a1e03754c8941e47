"""Text and bytes: which encoding a file has, and lines of it. Pure."""

import codecs
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FALLBACK = "cp1252"
_CONTROLS = bytes(sorted(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27}))


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text is written as bytes.

    Args:
        name: As Python calls it.
        bom: The byte order mark at its beginning, or nothing.
    """

    name: str = "utf-8"
    bom: bytes = b""

    def decode(self, data: bytes, *, is_whole: bool = True) -> str:
        """Return the text that `data` is, which begins where a character does.

        Args:
            data: Without the mark.
            is_whole: Whether it ends where a character does; else what is cut off is left out.

        Raises:
            UnicodeDecodeError: It is no such text.
        """
        return self.decoder().decode(data, is_whole)

    def decoder(self) -> codecs.IncrementalDecoder:
        """Return what decodes a text piece by piece."""
        return codecs.getincrementaldecoder(self.name)()

    def encode(self, text: str) -> bytes:
        """Return `text` as bytes, without a mark.

        Raises:
            UnicodeEncodeError: It holds characters that this encoding has not.
        """
        return text.encode(self.name)

    @property
    def unit(self) -> int:
        """How many bytes the smallest character has."""
        return {"utf-16": 2, "utf-32": 4}.get(self.name[:6], 1)


def detect(data: bytes, *, is_whole: bool = True) -> Encoding | None:
    """Return the encoding of a file that begins with `data`; None where it is no text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            found = Encoding(name, bom)
            return found if _decodes(found, data[len(bom) :], is_whole=is_whole) else None
    if len(data.translate(None, _CONTROLS)) < len(data):
        return None
    for name in ("utf-8", _FALLBACK):
        if _decodes(Encoding(name), data, is_whole=is_whole):
            return Encoding(name)
    return None


def _decodes(encoding: Encoding, data: bytes, *, is_whole: bool) -> bool:
    try:
        text = encoding.decode(data, is_whole=is_whole)
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def first_lines(text: str, count: int) -> str:
    """Return the first lines of a text, with their ends."""
    at = 0
    for _ in range(count):
        found = text.find("\n", at)
        if found < 0:
            return text
        at = found + 1
    return text[:at]


def last_lines(text: str, count: int) -> str:
    """Return the last lines of a text; an end of line at its very end begins no further one."""
    at = len(text) - text.endswith("\n")
    for _ in range(count):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return text
    return text[at + 1 :]
