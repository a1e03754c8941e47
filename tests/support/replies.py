"""Chat completions as engines send them, for tests of the reader and of the loop."""

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ostiary_host.message import Reply
from ostiary_host.stream import ReplyReader


def event(document: Mapping[str, Any] | str) -> bytes:
    """Return one server-sent event holding `document`."""
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return b"data: " + text.encode() + b"\n\n"


def chunk(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
    """Return the event of one delta."""
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
    return event({"id": "c", "model": "m", "choices": [choice]})


def call_delta(
    index: int = 0, *, name: str | None = None, arguments: str | None = None, call_id: str = ""
) -> dict[str, Any]:
    """Return a delta with a piece of one tool call."""
    function = {"name": name, "arguments": arguments}
    call: dict[str, Any] = {
        "index": index,
        "function": {key: value for key, value in function.items() if value is not None},
    }
    if call_id:
        call["id"] = call_id
    return {"tool_calls": [call]}


def stream(
    deltas: Sequence[Mapping[str, Any]], finish: str = "stop", *, done: bool = True
) -> bytes:
    """Return a whole stream: role, deltas, reason for ending, usage, and `[DONE]`."""
    usage = {"prompt_tokens": 7, "completion_tokens": 3}
    parts = [
        chunk({"role": "assistant", "content": ""}),
        *(chunk(delta) for delta in deltas),
        chunk({}, finish),
        event({"choices": [], "usage": usage}),
    ]
    return b"".join(parts) + (event("[DONE]") if done else b"")


def read(data: bytes, cuts: Sequence[int] = ()) -> Reply:
    """Return the reply in `data`, fed in pieces that end at `cuts`."""
    reader = ReplyReader()
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        reader.feed(data[start:end])
    return reader.close()
