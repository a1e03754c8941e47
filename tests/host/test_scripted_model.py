"""The scripted model on the wire: shaped like vLLM's answers, and open about what it is."""

import json
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from ostiary.testing.scripted_model import Call, Calls, Say, ScriptedModel
from ostiary_host.stream import ReplyReader, read_document

ASK: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "hi"}]}


def _post(model: ScriptedModel, **more: Any) -> httpx.Response:
    url = f"{model.url}/chat/completions"
    return httpx.post(url, json=ASK | more, trust_env=False, timeout=20)


def _chunks(response: httpx.Response) -> list[Any]:
    events = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert events.pop() == "[DONE]"
    return [json.loads(event) for event in events]


def test_a_stream_has_the_shape_of_vllms() -> None:
    with ScriptedModel([Calls((Call("f", {"text": "x" * 40}), Call("g")), text="Hm.")]) as model:
        chunks = _chunks(_post(model, stream=True))
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] > 0
    assert chunks[-2]["choices"][0]["finish_reason"] == "tool_calls"
    deltas = [
        call for chunk in chunks[:-1] for call in chunk["choices"][0]["delta"].get("tool_calls", [])
    ]
    heads = [call for call in deltas if "id" in call]
    assert [call["function"]["name"] for call in heads] == ["f", "g"]
    assert all(re.fullmatch(r"chatcmpl-tool-[0-9a-f]{16}", call["id"]) for call in heads)
    assert len({call["id"] for call in heads}) == 2
    assert sum(call["index"] == 0 for call in deltas) > 3


@pytest.mark.parametrize(
    "turn", [Say("Hello, 東京."), Call("f", {"a": 1}), Call("f", '{"a": 1,'), Calls((), text="x")]
)
def test_a_turn_says_the_same_streamed_and_whole(turn: Any) -> None:
    with ScriptedModel([turn]) as model:
        reader = ReplyReader()
        reader.feed(_post(model, stream=True).content)
        streamed = reader.close()
    with ScriptedModel([turn]) as model:
        assert replace(read_document(_post(model).content), usage=streamed.usage) == streamed


def test_it_says_that_no_language_model_is_behind_it() -> None:
    with ScriptedModel([]) as model:
        listed = httpx.get(f"{model.url}/models", trust_env=False).json()
    assert listed["data"][0]["id"] == "scripted"
    assert listed["data"][0]["owned_by"] == "scripted: no language model"


def test_a_turn_may_rest_on_the_messages_so_far() -> None:
    with ScriptedModel([lambda messages: Say(f"You said {messages[-1]['content']}.")]) as model:
        assert read_document(_post(model).content).text == "You said hi."
        assert model.requests[0]["messages"] == ASK["messages"]


def test_a_script_that_is_at_its_end_says_so() -> None:
    with ScriptedModel([Say("once")]) as model:
        assert _post(model).status_code == 200
        ended = _post(model)
    assert ended.status_code == 500
    assert "at its end" in ended.text


def test_it_listens_on_loopback_only() -> None:
    with ScriptedModel([]) as model:
        assert model.url.startswith("http://127.0.0.1:")


def test_what_it_does_not_offer_is_not_found() -> None:
    with ScriptedModel([]) as model:
        for path in ("models", "completions"):
            response = httpx.post(f"{model.url}/{path}", json=ASK, trust_env=False)
            assert response.status_code == 404
