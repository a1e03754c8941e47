"""What the human sees: one line a step on standard error, the answer on standard output.

Arguments and results come from a model and from servers: control characters are taken out, so that
nothing they say can drive the terminal.
"""

import json
import re
from typing import TextIO

from ostiary_host.event import (
    Answered,
    CallEnded,
    CallRefused,
    CallStarted,
    Event,
    LastTurnFailed,
    LimitReached,
    ModelChosen,
    ReplyFaulty,
    ServerFailed,
    ServerReady,
    TextArrived,
    as_json,
)
from ostiary_host.jsonvalue import compact
from ostiary_host.outcome import OK

# C0 but tab and newline, C1, and the characters that reorder or hide text.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_COLOURS = {"good": "32", "bad": "31", "note": "33", "dim": "2", "plain": "0"}
_SUMMARY_CHARACTERS = 160


def printable(text: str) -> str:
    """Return `text` with every character taken out that could drive or mislead a terminal."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str, max_characters: int = _SUMMARY_CHARACTERS) -> str:
    """Return `text` as one printable line of at most `max_characters`."""
    line = " ".join(printable(text).split())
    return line if len(line) <= max_characters else line[: max_characters - 3] + "..."


class Transcript:
    """Writes each event as it comes.

    Args:
        answers: Where the answer goes.
        speech: Where each step is told.
        is_coloured: Whether `speech` is a terminal that shows colour.
        is_live: Whether text goes to `answers` as it arrives (a terminal), or only the answer does.
        is_shown: Whether the answer is shown by `show`, as its reader may see it; nothing of it
            goes to `answers` before.
    """

    def __init__(
        self,
        answers: TextIO,
        speech: TextIO,
        *,
        is_coloured: bool,
        is_live: bool,
        is_shown: bool = False,
    ) -> None:
        self._answers = answers
        self._speech = speech
        self._is_coloured = is_coloured
        self._is_live = is_live and not is_shown
        self._is_shown = is_shown
        self._live_text = ""

    def __call__(self, event: Event) -> None:
        """Write what `event` says."""
        if isinstance(event, TextArrived):
            self._arrived(event.text)
        elif isinstance(event, Answered):
            self._answer(event)
        else:
            self._end_live_line()
            for colour, line in describe(event):
                self._say(colour, line)

    def show(self, answer: str) -> None:
        """Write the answer as its reader may see it."""
        self._answers.write(printable(answer) + "\n")
        self._answers.flush()

    def complain(self, text: str) -> None:
        """Say that something was not done."""
        self._say("note", one_line(text, 2000))

    def _say(self, colour: str, line: str) -> None:
        if self._is_coloured:
            line = f"\x1b[{_COLOURS[colour]}m{line}\x1b[0m"
        print(line, file=self._speech, flush=True)

    def _arrived(self, text: str) -> None:
        if self._is_live:
            self._live_text += text
            self._answers.write(printable(text))
            self._answers.flush()

    def _end_live_line(self) -> None:
        if self._live_text and not self._live_text.endswith("\n"):
            self._answers.write("\n")
            self._answers.flush()
        self._live_text = ""

    def _answer(self, event: Answered) -> None:
        if not self._is_shown and not self._live_text.strip():
            self._answers.write(printable(event.text) + "\n")
        self._end_live_line()
        self._answers.flush()
        if not event.is_complete:
            self._say("note", f"incomplete: {event.stop.sentence}")


class JsonLines:
    """Writes each event as one line of JSON.

    Args:
        lines: Where they go.
    """

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines

    def __call__(self, event: Event) -> None:
        """Write `event`."""
        self._lines.write(json.dumps(as_json(event)) + "\n")
        self._lines.flush()


def describe(event: Event) -> list[tuple[str, str]]:
    """Return what the human is told about `event`: colour and line each, nothing for some."""
    match event:
        case ModelChosen():
            owner = f", owned by {one_line(event.owner)}" if event.owner else ""
            return [("dim", f"model: {one_line(event.model)} at {event.url}{owner}")]
        case ServerReady():
            return [("dim", f"server {one_line(event.server)}: {len(event.tools)} tools")]
        case ServerFailed():
            return [("bad", f"server {one_line(event.server)}: {one_line(event.reason, 2000)}")]
        case CallStarted():
            arguments = one_line(compact(event.arguments), 400)
            tool = one_line(f"{event.server}.{event.tool}")
            return [("plain", f"[{event.number}] {tool} {arguments}")]
        case CallEnded():
            return [_describe_end(event)]
        case CallRefused():
            return [("note", f"not sent: {one_line(event.tool)} ({event.fault}) {event.advice}")]
        case ReplyFaulty():
            faults = ", ".join(event.faults) or "calls"
            return [("note", f"malformed reply ({faults}): {event.remedy}")]
        case LimitReached():
            return [("note", f"limit: {event.sentence}")]
        case LastTurnFailed():
            return [("bad", f"the answer is missing: {one_line(event.reason, 2000)}")]
        case TextArrived() | Answered():
            return []


def _describe_end(event: CallEnded) -> tuple[str, str]:
    withheld = f" withheld: {', '.join(event.withheld)};" if event.withheld else ""
    tail = f"{withheld} {one_line(event.text)} ({event.duration_s:.2f} s)"
    if event.code == OK:
        return "good", f"[{event.number}] ok;{tail}"
    return "bad", f"[{event.number}] {event.code};{tail}"
