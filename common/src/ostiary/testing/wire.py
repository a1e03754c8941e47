"""A scripted turn as the bytes of a chat completion, in the shape that vLLM sends. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ostiary.testing.script import Call, Calls, Deltas, Say

MODEL = "scripted"
OWNER = "scripted: no language model"
PIECE_CHARACTERS = 12
"""How much text or how much of an argument one chunk carries."""


def models() -> dict[str, Any]:
    """Return what `GET /v1/models` answers."""
    entry = {"id": MODEL, "object": "model", "created": 0, "owned_by": OWNER}
    return {"object": "list", "data": [entry]}


def document(turn: Say | Call | Calls, number: int, prompt_bytes: int) -> dict[str, Any]:
    """Return `turn` as a whole chat completion.

    Args:
        turn: What is said.
        number: Which reply of the server this is; identifiers derive from it.
        prompt_bytes: Size of the request, from which the token counts are made up [bytes].
    """
    text, calls = _parts(turn)
    message: dict[str, Any] = {"role": "assistant", "content": text or None, "reasoning": None}
    if calls:
        message["tool_calls"] = [
            {"id": _call_id(number, index), "type": "function", "function": _function(call)}
            for index, call in enumerate(calls)
        ]
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": "tool_calls" if calls else "stop",
        "stop_reason": None,
    }
    return {
        "id": f"chatcmpl-{number:032x}",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [choice],
        "usage": _usage(prompt_bytes, text, calls),
    }


def stream(turn: Say | Call | Calls | Deltas, number: int, prompt_bytes: int) -> Iterator[bytes]:
    """Yield `turn` as server-sent events: role, pieces, reason for ending, usage, `[DONE]`."""
    yield _event(number, {"role": "assistant", "content": ""})
    if isinstance(turn, Deltas):
        for delta in turn.deltas:
            yield _event(number, delta)
        finish, usage, is_done = turn.finish, _usage(prompt_bytes, "", ()), turn.is_done
    else:
        text, calls = _parts(turn)
        for piece in _pieces(text):
            yield _event(number, {"content": piece})
        for index, call in enumerate(calls):
            yield from _call_events(number, index, call)
        finish, usage, is_done = "tool_calls" if calls else "stop", None, True
        usage = _usage(prompt_bytes, text, calls)
    yield _event(number, {}, finish=finish)
    yield _data(_chunk(number) | {"choices": [], "usage": usage})
    if is_done:
        yield b"data: [DONE]\n\n"


def _call_events(number: int, index: int, call: Call) -> Iterator[bytes]:
    function = _function(call)
    head = {
        "id": _call_id(number, index),
        "type": "function",
        "index": index,
        "function": {"name": function["name"], "arguments": ""},
    }
    yield _event(number, {"tool_calls": [head]})
    for piece in _pieces(function["arguments"]):
        yield _event(number, {"tool_calls": [{"index": index, "function": {"arguments": piece}}]})


def _parts(turn: Say | Call | Calls) -> tuple[str, tuple[Call, ...]]:
    if isinstance(turn, Say):
        return turn.text, ()
    return ("", (turn,)) if isinstance(turn, Call) else (turn.text, turn.calls)


def _function(call: Call) -> dict[str, str]:
    arguments = call.arguments
    text = arguments if isinstance(arguments, str) else json.dumps(dict(arguments))
    return {"name": call.name, "arguments": text}


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE_CHARACTERS):
        yield text[start : start + PIECE_CHARACTERS]


def _call_id(number: int, index: int) -> str:
    return f"chatcmpl-tool-{number:08x}{index:08x}"


def _chunk(number: int) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{number:032x}",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": MODEL,
    }


def _event(number: int, delta: Mapping[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
    return _data(_chunk(number) | {"choices": [choice]})


def _data(document: Mapping[str, Any]) -> bytes:
    return b"data: " + json.dumps(document, ensure_ascii=False).encode() + b"\n\n"


def _usage(prompt_bytes: int, text: str, calls: tuple[Call, ...]) -> dict[str, int]:
    # No tokenizer: four bytes a token is near enough for a number that nobody pays by.
    prompt = prompt_bytes // 4
    completion = (len(text) + sum(len(_function(call)["arguments"]) for call in calls)) // 4 + 1
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
