"""Endpoints that are not there, refuse, or answer something else: said plainly, never a hang."""

import json
import socket
from typing import Any

import pytest

from ostiary.testing.scripted_model import Raw, Say, ScriptedModel
from ostiary_host.explain import EndpointError, explain_status, said_in
from ostiary_host.find import ModelChoice, endpoint_url, find_endpoint, is_in_clear


def _ignore(_value: Any) -> None:
    return None


async def _complete(choice: ModelChoice, tools: list[Any] | None = None) -> str:
    async with find_endpoint(choice) as endpoint:
        messages = [{"role": "user", "content": "hi"}]
        return (await endpoint.complete(messages, tools or [], _ignore, _ignore)).text


def _closed_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


async def test_a_closed_port_is_named() -> None:
    url = _closed_url()
    with pytest.raises(EndpointError, match=f"Nothing answers at {url}"):
        await _complete(ModelChoice(url=url))


async def test_without_any_endpoint_it_says_what_was_tried_and_how_to_start_one() -> None:
    urls = (_closed_url(), _closed_url())
    with pytest.raises(EndpointError) as failure:
        await _complete(ModelChoice(probed_urls=urls))
    for part in (*urls, "vllm serve", "OSTIARY_HOST_MODEL_URL"):
        assert part in str(failure.value)


async def test_the_first_endpoint_that_answers_is_used() -> None:
    with ScriptedModel([Say("hello")]) as model:
        choice = ModelChoice(probed_urls=(_closed_url(), model.url))
        assert await _complete(choice) == "hello"


async def test_the_scripted_model_says_that_it_is_scripted() -> None:
    with ScriptedModel([]) as model:
        async with find_endpoint(ModelChoice(url=model.url)) as endpoint:
            assert endpoint.model == "scripted"
            assert endpoint.owner == "scripted: no language model"


async def test_a_wrong_key_is_said_and_not_shown() -> None:
    with (
        ScriptedModel([], api_key="right-key") as model,
        pytest.raises(EndpointError, match="refused the key") as failure,
    ):
        await _complete(ModelChoice(url=model.url, api_key="wrong-key"))
    assert "wrong-key" not in str(failure.value)


async def test_the_right_key_opens() -> None:
    with ScriptedModel([Say("hello")], api_key="right-key") as model:
        assert await _complete(ModelChoice(url=model.url, api_key="right-key")) == "hello"


async def test_a_key_is_not_sent_to_an_address_that_was_only_probed() -> None:
    with (
        ScriptedModel([Say("hello")], api_key="right-key") as model,
        pytest.raises(EndpointError, match="only to an address that you name"),
    ):
        await _complete(ModelChoice(probed_urls=(model.url,), api_key="right-key"))


async def test_a_model_that_is_not_served_is_said() -> None:
    with (
        ScriptedModel([Say("hello")]) as model,
        pytest.raises(EndpointError, match="no model `other`"),
    ):
        await _complete(ModelChoice(url=model.url, model="other"))


FAILURES = {
    "500": (Raw(b'{"error":{"message":"boom"}}', 500), "failed inside .500.*boom"),
    "500-empty": (Raw(b"", 500), "failed inside"),
    "502-html": (
        Raw(b"<html><script>x()</script><h1>Bad\x1b[31m Gateway</h1></html>", 502, "text/html"),
        "It says: Bad .*Gateway$",
    ),
    "429": (Raw(b"{}", 429), "no more requests"),
    "no-parser": (
        Raw(
            b'{"error":{"message":"\\"auto\\" tool choice requires --enable-auto-tool-choice and '
            b'--tool-call-parser to be set","type":"BadRequestError","param":null,"code":400}}',
            400,
        ),
        "without a parser for tool calls",
    ),
    "no-tools": (
        Raw(b'{"error":{"message":"m does not support tools"}}', 400),
        "cannot call tools",
    ),
    "context": (
        Raw(
            b'{"error":{"message":"This model\'s maximum context length is 4096 tokens",'
            b'"type":"BadRequestError","param":"input_tokens","code":400}}',
            400,
        ),
        "does not fit the context",
    ),
    "detail": (Raw(b'{"detail":"Go away"}', 418), "It says: Go away"),
    "html": (Raw(b"<html>hello</html>", 200, "text/html"), "not with a chat completion"),
    "nothing": (Raw(b"", 200, "text/event-stream"), "not with a chat completion"),
    "nothing-json": (Raw(b"", 200), "not with a chat completion"),
    "other-json": (Raw(b'{"ok": true}', 200), "not with a chat completion"),
    "deep-json": (Raw(b"[" * 100_000, 200), "not with a chat completion"),
}


@pytest.mark.parametrize("is_streaming", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize(("raw", "words"), FAILURES.values(), ids=FAILURES.keys())
async def test_a_failure_is_said_in_words(raw: Raw, words: str, is_streaming: bool) -> None:
    with (
        ScriptedModel([raw], repeats_last=True) as model,
        pytest.raises(EndpointError, match=words) as failure,
    ):
        await _complete(ModelChoice(url=model.url, is_streaming=is_streaming))
    assert "\x1b" not in str(failure.value)


async def test_an_engine_that_answers_a_stream_request_in_one_document_is_understood() -> None:
    message = {"role": "assistant", "content": "hello"}
    document = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    with ScriptedModel([Raw(json.dumps(document).encode())]) as model:
        assert await _complete(ModelChoice(url=model.url)) == "hello"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1"),
        ("http://localhost:8000/", "http://localhost:8000/v1"),
        ("http://localhost:8000/v1/", "http://localhost:8000/v1"),
        ("https://models.example/team/v1", "https://models.example/team/v1"),
    ],
)
def test_addresses_are_taken_as_people_write_them(text: str, url: str) -> None:
    assert endpoint_url(text) == url


@pytest.mark.parametrize("text", ["localhost:8000", "ftp://x/v1", "http://", "http://a:b@host/v1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"http|key"):
        endpoint_url(text)


def test_an_engines_words_are_one_short_line() -> None:
    assert len(said_in(b"x" * 5000)) == 300
    assert said_in(b'{"error":{"message":"a\\nb\\u001b[2J"}}') == "a b [2J"
    assert "wrong" in explain_status(400, b'{"error":"wrong"}', "http://localhost/v1", "m")


async def test_an_endpoint_that_accepts_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with pytest.raises(EndpointError, match="did not answer in time"):
            await _complete(ModelChoice(url=url, connect_timeout_s=0.2))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000/v1", False),
        ("http://127.0.0.2:8000/v1", False),
        ("http://[::1]:8000/v1", False),
        ("https://models.example/v1", False),
        ("http://models.example/v1", True),
        ("http://10.0.0.8:8000/v1", True),
        ("", False),
    ],
)
def test_what_crosses_a_network_unencrypted_is_known(url: str, expected: bool) -> None:
    assert is_in_clear(url) is expected
