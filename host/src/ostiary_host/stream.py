"""From the bytes of a chat completion to one reply, streamed or not. Does no I/O.

Three rules, each learnt from what engines send (they are tested one by one):

1. Calls are keyed by index; a name is set once, never joined to; an index that changes its name or
   its identifier makes the whole reply void. Anything else would be executing a guess.
2. A stream that does not end in `[DONE]` was cut: nothing of it counts.
3. Calls come from the `tool_calls` field alone. Markup in the text or in the reasoning is never a
   call, and the reason for ending never decides whether there is one.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from ostiary_host.jsonvalue import as_list, as_object, as_text
from ostiary_host.message import FaultKind, RawCall, Reply, Usage
from ostiary_host.sse import SseReader

MAX_REPLY_BYTES = 8 * 1024 * 1024
"""More than any model writes; what exceeds it is a flood [bytes]."""

_DONE = b"[DONE]"
_MARKUP = re.compile(
    r"</?tool_calls?>|<function=|<\|python_tag\|>|\[TOOL_CALLS\]|<\|tool_calls?_(?:section_)?begin"
)


@dataclass(slots=True)
class _Draft:
    """A call that is still arriving."""

    call_id: str = ""
    name: str = ""
    arguments: str = ""


class ReplyReader:
    """Reads one streamed reply, in pieces of any size.

    Args:
        max_bytes: Where a reply becomes a flood [bytes].
    """

    def __init__(self, max_bytes: int = MAX_REPLY_BYTES) -> None:
        self._events = SseReader()
        self._max_bytes = max_bytes
        self._seen_bytes = 0
        self._is_done = False
        self._has_chunks = False
        self._gathered = _Gathered()

    def feed(self, data: bytes) -> str:
        """Return the text for the user that `data` brought; empty if there was none."""
        self._seen_bytes += len(data)
        if self._seen_bytes > self._max_bytes:
            self._gathered.fault(FaultKind.TOO_LARGE)
            return ""
        return "".join(self._take(event) for event in self._events.feed(data))

    @property
    def is_over(self) -> bool:
        """Whether nothing that may still come can matter: `[DONE]` was read, or a flood began."""
        return self._is_done or FaultKind.TOO_LARGE in self._gathered.faults

    def close(self) -> Reply:
        """Return the reply, with every fault that was found in it."""
        if not self.is_over:
            for event in self._events.close():
                self._take(event)
        if not self._has_chunks:
            self._gathered.fault(FaultKind.EMPTY_STREAM)
        elif not self._is_done:
            self._gathered.fault(FaultKind.CUT_STREAM)
        return self._gathered.reply()

    def _take(self, event: bytes) -> str:
        if self._is_done:
            return ""
        if event.strip() == _DONE:
            self._is_done = True
            return ""
        chunk = _decode(event)
        if chunk is None:
            self._gathered.fault(FaultKind.BAD_CHUNK)
            return ""
        self._has_chunks = True
        return self._gathered.take_chunk(chunk)


def read_document(body: bytes) -> Reply:
    """Return the reply in a whole, not streamed, chat completion.

    Args:
        body: The response's body.
    """
    gathered = _Gathered()
    document = _decode(body)
    if document is None:
        gathered.fault(FaultKind.BAD_CHUNK)
    else:
        gathered.take_chunk(document)
        if not gathered.has_choice:
            gathered.fault(FaultKind.EMPTY_STREAM)
    return gathered.reply()


class _Gathered:
    """What the chunks said. A whole document is one chunk whose delta is called `message`."""

    def __init__(self) -> None:
        self.faults: list[FaultKind] = []
        self.has_choice = False
        self._text: list[str] = []
        self._has_reasoning = False
        self._finish = ""
        self._model = ""
        self._usage = Usage()
        self._drafts: dict[int, _Draft] = {}

    def fault(self, kind: FaultKind) -> None:
        if kind not in self.faults:
            self.faults.append(kind)

    def take_chunk(self, chunk: dict[str, Any]) -> str:
        self._model = self._model or as_text(chunk.get("model"))
        if usage := as_object(chunk.get("usage")):
            self._usage = Usage(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        if "error" in chunk:
            self.fault(FaultKind.BAD_CHUNK)
        text = ""
        for item in as_list(chunk.get("choices")) or []:
            choice = as_object(item)
            # Only one choice was asked for; an engine that sends others cannot make us mix them.
            if choice is None or choice.get("index", 0) != 0:
                continue
            self.has_choice = True
            self._finish = as_text(choice.get("finish_reason")) or self._finish
            delta = as_object(choice.get("delta")) or as_object(choice.get("message")) or {}
            text += self._take_delta(delta, is_whole="message" in choice)
        return text

    def _take_delta(self, delta: dict[str, Any], *, is_whole: bool) -> str:
        if as_text(delta.get("reasoning")) or as_text(delta.get("reasoning_content")):
            self._has_reasoning = True
        for position, item in enumerate(as_list(delta.get("tool_calls")) or []):
            call = as_object(item)
            if call is None:
                self.fault(FaultKind.BAD_INDEX)
                continue
            # Whole documents carry no index: there the position is the index.
            index = position if is_whole else call.get("index")
            if isinstance(index, bool) or not isinstance(index, int) or index < 0:
                self.fault(FaultKind.BAD_INDEX)
                continue
            self._take_call(self._drafts.setdefault(index, _Draft()), call)
        text = as_text(delta.get("content"))
        self._text.append(text)
        return text

    def _take_call(self, draft: _Draft, call: dict[str, Any]) -> None:
        function = as_object(call.get("function")) or {}
        call_id, name = as_text(call.get("id")), as_text(function.get("name"))
        if draft.call_id and call_id and call_id != draft.call_id:
            self.fault(FaultKind.CHANGED_ID)
        if draft.name and name and name != draft.name:
            self.fault(FaultKind.CHANGED_NAME)
        draft.call_id = draft.call_id or call_id
        draft.name = draft.name or name
        draft.arguments += as_text(function.get("arguments"))

    def reply(self) -> Reply:
        text = _joined_surrogates("".join(self._text))
        calls = tuple(
            RawCall(index, draft.call_id, draft.name, _joined_surrogates(draft.arguments))
            for index, draft in sorted(self._drafts.items())
        )
        for kind in _reply_faults(text, calls, self._finish, self._has_reasoning):
            self.fault(kind)
        return Reply(text, calls, self._finish, self._usage, tuple(self.faults), self._model)


def _reply_faults(
    text: str, calls: tuple[RawCall, ...], finish: str, has_reasoning: bool
) -> list[FaultKind]:
    if calls:
        faults = [FaultKind.CUT_CALL] if finish == "length" else []
        return faults + [FaultKind.MISSING_NAME] * any(not call.name for call in calls)
    if finish == "tool_calls":
        return [FaultKind.EMPTY_CALLS]
    if _MARKUP.search(text):
        return [FaultKind.LEAKED_MARKUP]
    if not text.strip():
        return [FaultKind.REASONING_ONLY if has_reasoning else FaultKind.EMPTY_REPLY]
    return []


def _decode(data: bytes) -> dict[str, Any] | None:
    try:
        # Not `errors="replace"`: a replaced character inside an argument would be a guess.
        return as_object(json.loads(data.decode("utf-8"), strict=False))
    except (ValueError, RecursionError):
        return None


def _count(usage: dict[str, Any], name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and value >= 0 else 0


def _joined_surrogates(text: str) -> str:
    # JSON escapes may split a character into two chunks; a half without its other half becomes
    # U+FFFD, since no such text can be sent on.
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
