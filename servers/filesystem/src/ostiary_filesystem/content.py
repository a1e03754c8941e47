"""Searching in files: line by line, in time linear in what is read."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from ostiary.server import InvalidInputError
from ostiary_filesystem.browse import Walk
from ostiary_filesystem.confine.beneath import descriptor_beneath
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.found import Kind
from ostiary_filesystem.pattern import Pattern, compiled, escaped
from ostiary_filesystem.text import detect

MAX_FILE = 16 * 1024 * 1024
"""The largest file that is looked through [bytes]."""

MAX_TREATED = 2 * 1024 * 1024
"""How much text one search treats, which takes far longer than to look through it [bytes]."""

_MAX_LINE = 500
"""How much of a line is returned [characters]."""

_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that matches.

    Args:
        path: The file, from where the search began.
        number: Of the line, from 1.
        text: The line without its end, cut if it is long.
    """

    path: str
    number: int
    text: str


class Sight(Enum):
    """How a caller reads a file."""

    CLEAR = "clear"
    TREATED = "treated"
    NONE = "none"


@dataclass(slots=True)
class Search:
    """A search through everything below a folder.

    Args:
        pattern: What is looked for, in UTF-8.
        walk: Which files there are.
        sight: Whether what a file holds is read as it is, is treated first, or not at all, by its
            path from where the search began.
        most: The most lines that are returned.
        needle: What a text has to hold in any case; None where that is not known.
    """

    pattern: Pattern
    walk: Walk
    sight: Callable[[str], Sight]
    most: int
    needle: bytes | None = None
    later: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    hits: list[Hit] = field(default_factory=list[Hit])
    searched: int = 0
    skipped: int = 0
    is_truncated: bool = False
    is_partial: bool = False
    _room: int = MAX_TREATED

    def below(self, folder: Held) -> None:
        """Look through every file below a folder, until there are enough lines or it is time."""
        for path, item, holder in self.walk.all(folder):
            if self.is_truncated:
                return
            if item.kind is Kind.FILE:
                self.file(holder, item.name, path)
        self.is_truncated = self.is_truncated or self.walk.is_truncated

    def file(self, folder: Held, name: str, path: str) -> None:
        """Look through one file, or keep it for when it was treated."""
        sight = self.sight(path)
        data = text_in(folder, name) if sight is not Sight.NONE else None
        if data is None:
            self.skipped += 1
        elif sight is Sight.CLEAR:
            self.text(data, path)
        elif len(data) > self._room:
            self.skipped += 1
            self.is_partial = True
        else:
            self._room -= len(data)
            self.later.append((path, data))

    def text(self, data: bytes, path: str) -> None:
        """Look through a text, in UTF-8, as its reader would see it."""
        self.searched += 1
        if self.needle is not None and self.needle not in data:
            return
        for hit in lines_in(data, self.pattern, path):
            if len(self.hits) == self.most:
                self.is_truncated = True
                return
            self.hits.append(hit)


def lines_in(data: bytes, pattern: Pattern, path: str) -> Iterator[Hit]:
    """Yield the lines of a text in UTF-8 that match."""
    at, number, counted = 0, 1, 0
    while at <= len(data) and (match := pattern.search(data, at)) is not None:
        begin = data.rfind(b"\n", 0, match.start()) + 1
        if begin == len(data) and begin > 0:
            return  # behind the last end of line there is no further line
        end = data.find(b"\n", match.start())
        end = len(data) if end < 0 else end
        number += data.count(b"\n", counted, begin)
        counted = begin
        line = data[begin : min(end, begin + 4 * _MAX_LINE)].decode("utf-8", "replace")
        yield Hit(path, number, line.rstrip("\r")[:_MAX_LINE])
        at = end + 1


def pattern_of(query: str, *, is_pattern: bool) -> Pattern:
    """Return what finds `query`, a text or a pattern, in a line.

    Raises:
        InvalidInputError: It cannot be read, or goes beyond a line.
    """
    if "\n" in query or "\r" in query:
        raise InvalidInputError("Search for a text within one line.", detail="end of line")
    text = query if is_pattern else escaped(query)
    # Without (?s), . is no end of line; [^x] and \s are kept from it by never_nl.
    return compiled(f"(?m:{text})".encode(), is_within_line=True)


def _bytes_in(folder: Held, name: str) -> bytes | None:
    try:
        fd = descriptor_beneath(folder.fd, (name,), _READ)
    except OSError:
        return None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE:
            return None
        # One byte more than there should be: a file that grows meanwhile is passed over.
        data = os.pread(fd, status.st_size + 1, 0)
        return data if len(data) <= status.st_size else None
    except OSError:
        return None
    finally:
        os.close(fd)


def text_in(folder: Held, name: str) -> bytes | None:
    """Return what a regular file holds, in UTF-8; None for anything else, or if it is too large."""
    data = _bytes_in(folder, name)
    if data is None:
        return None
    if data.isascii() and b"\0" not in data:
        return data
    encoding = detect(data)
    if encoding is None:
        return None
    data = data[len(encoding.bom) :]
    return data if encoding.name == "utf-8" else encoding.decode(data).encode()
