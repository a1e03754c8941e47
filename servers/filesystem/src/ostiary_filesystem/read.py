"""Reading a file through the descriptor that was examined: bounded, whatever it does meanwhile."""

import os
import stat
from dataclasses import dataclass

from ostiary.server import InvalidInputError, NotFoundError, TooLargeError
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.deadline import Deadline
from ostiary_filesystem.found import Found, Kind, open_to_read
from ostiary_filesystem.text import Encoding, detect, first_lines, last_lines

_CHUNK = 1024 * 1024

NO_TEXT = "The file is no text; read_media_file returns images and sound."
_TOO_LARGE = "The file is large: ask for a part of it by head, tail, or from_line and to_line."
_NOT_THERE = "list_directory gives the names."


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a text is asked for: at most one of the three.

    Args:
        head: The first lines.
        tail: The last lines.
        lines: From one line to another, both included, from 1.
    """

    head: int | None = None
    tail: int | None = None
    lines: tuple[int, int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of it is meant."""
        return self.head is None and self.tail is None and self.lines is None


@dataclass(frozen=True, slots=True)
class Text:
    """What was read.

    Args:
        content: The text.
        encoding: How it is written.
        size: Of the file [bytes].
        is_truncated: Whether there is more.
        data: All bytes of the file, if all of it was read.
    """

    content: str
    encoding: Encoding
    size: int
    is_truncated: bool
    data: bytes | None = None


def require_file(found: Found) -> Held:
    """Return the file, open for reading.

    Raises:
        NotFoundError: There is none.
        InvalidInputError: It is a folder, or no regular file.
    """
    if found.held is None or found.status is None or found.spot is None:
        raise NotFoundError(_NOT_THERE)
    if found.kind is not Kind.FILE:
        raise InvalidInputError("It is no regular file; list_directory shows folders.")
    if found.spot.is_folder:
        raise NotFoundError(_NOT_THERE)
    return open_to_read(found.held)


def require_folder(found: Found) -> Held:
    """Return the folder.

    Raises:
        NotFoundError: There is none.
        InvalidInputError: It is something else.
    """
    if found.held is None or found.status is None:
        raise NotFoundError(_NOT_THERE)
    if not stat.S_ISDIR(found.status.st_mode):
        raise InvalidInputError("It is no folder; read_text_file reads files.")
    return found.held


def read_text(file: Held, part: Part, max_bytes: int, deadline: Deadline) -> Text:
    """Return the text of a file, or a part of it.

    Args:
        file: Open for reading.
        part: Which part.
        max_bytes: The most that is returned.
        deadline: For looking for a part that begins far inside.

    Raises:
        TooLargeError: It is larger, and all of it was asked for.
        InvalidInputError: It is no text.
    """
    size = file.stat().st_size
    if part.tail is not None and size > max_bytes:
        return _tail(file, part.tail, max_bytes, size)
    if part.lines is not None:
        return _lines(file, part.lines, max_bytes, deadline)
    data = read_bytes(file, max_bytes + 1)
    is_whole = len(data) <= max_bytes
    if not is_whole and part.is_whole:
        raise TooLargeError(_TOO_LARGE)
    encoding = _encoding(data[:max_bytes], is_whole=is_whole)
    content = encoding.decode(data[len(encoding.bom) : max_bytes], is_whole=is_whole)
    shown = content
    if part.head is not None:
        shown = first_lines(content, part.head)
    elif part.tail is not None:
        shown = last_lines(content, part.tail)
    is_truncated = not is_whole or len(shown) < len(content)
    return Text(shown, encoding, max(size, len(data)), is_truncated, data if is_whole else None)


def read_bytes(file: Held, most: int, offset: int = 0) -> bytes:
    """Return what a file holds from `offset` on, at most so many bytes."""
    pieces: list[bytes] = []
    left = most
    while left > 0 and (piece := os.pread(file.fd, min(left, _CHUNK), offset)):
        pieces.append(piece)
        left -= len(piece)
        offset += len(piece)
    return b"".join(pieces)


def _encoding(data: bytes, *, is_whole: bool) -> Encoding:
    found = detect(data, is_whole=is_whole)
    if found is None:
        raise InvalidInputError(NO_TEXT, detail="no text")
    return found


def _tail(file: Held, count: int, max_bytes: int, size: int) -> Text:
    encoding = _encoding(read_bytes(file, 64 * 1024), is_whole=False)
    begin = len(encoding.bom)
    offset = begin + (size - max_bytes - begin) // encoding.unit * encoding.unit
    data = read_bytes(file, max_bytes, offset)
    # The first line is cut, maybe in the middle of a character: from the next one on it is whole.
    mark = encoding.encode("\n")
    at = data.find(mark)
    while at >= 0 and at % encoding.unit:
        at = data.find(mark, at + 1)
    if at < 0:
        raise TooLargeError("The last line alone is larger than a result may be.")
    try:
        content = encoding.decode(data[at + len(mark) :], is_whole=False)
    except UnicodeDecodeError:
        raise InvalidInputError(NO_TEXT, detail="no text at the end") from None
    return Text(last_lines(content, count), encoding, size, is_truncated=True)


def _lines(file: Held, lines: tuple[int, int], max_bytes: int, deadline: Deadline) -> Text:
    """Return the lines from one to another; those before are read and dropped, chunk by chunk."""
    first, last = lines
    encoding = _encoding(read_bytes(file, 64 * 1024), is_whole=False)
    decoder = encoding.decoder()
    number, offset = 1, len(encoding.bom)
    kept: list[str] = []
    size = 0
    while number <= last:
        deadline.check()
        chunk = read_bytes(file, _CHUNK, offset)
        offset += len(chunk)
        try:
            text = decoder.decode(chunk, not chunk)
        except UnicodeDecodeError:
            raise InvalidInputError(NO_TEXT, detail="no text further on") from None
        at = 0
        while number <= last and at < len(text):
            end = text.find("\n", at) + 1 or len(text)
            if number >= first:
                kept.append(text[at:end])
                size += len(kept[-1])
            number += text[end - 1] == "\n"
            at = end
        if size > max_bytes:
            raise TooLargeError("Ask for fewer lines at once.")
        if not chunk:
            break
    return Text("".join(kept), encoding, file.stat().st_size, is_truncated=True)
