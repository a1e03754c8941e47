"""Server-sent events from bytes: the data of each event, however the bytes were split. Does no I/O.

Source: WHATWG HTML, section 9.2.6, reduced to the `data` field: chat completions use no other.
"""

import re

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SseReader:
    """Turns a stream of bytes into the data of its events.

    A line is decoded only when it is whole, so a character split between two reads arrives intact.
    """

    def __init__(self) -> None:
        self._buffer = b""
        self._lines: list[bytes] = []
        self._is_first_line = True

    def feed(self, data: bytes) -> list[bytes]:
        """Return the data of the events that `data` completes, undecoded, oldest first."""
        buffer = self._buffer + data
        events: list[bytes] = []
        start = 0
        for end in _LINE_END.finditer(buffer):
            # A lone CR at the end of what has come may be the first half of CRLF: wait for more.
            if end.group() == b"\r" and end.end() == len(buffer):
                break
            self._take_line(buffer[start : end.start()], events)
            start = end.end()
        self._buffer = buffer[start:]
        return events

    def close(self) -> list[bytes]:
        """Return what was left when the stream ended: an event without its closing empty line.

        The standard drops it; engines that forget the last empty line after `[DONE]` are common
        enough, and a half event cannot pass for a whole one: its JSON does not parse.
        """
        events: list[bytes] = []
        self._take_line(self._buffer.removesuffix(b"\r"), events)
        self._take_line(b"", events)
        self._buffer = b""
        return events

    @property
    def pending_bytes(self) -> int:
        """How much is held back, waiting for the end of a line or of an event [bytes]."""
        return len(self._buffer) + sum(map(len, self._lines))

    def _take_line(self, line: bytes, events: list[bytes]) -> None:
        if self._is_first_line:
            self._is_first_line = False
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line:
            if self._lines:
                events.append(b"\n".join(self._lines))
                self._lines = []
            return
        name, _, value = line.partition(b":")
        # Comments (keep-alive lines) have an empty name; event, id and retry do not matter here.
        if name == b"data":
            self._lines.append(value.removeprefix(b" "))
