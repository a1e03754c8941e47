"""Connections that break, and what is not an engine at all."""

import httpx
import pytest
from canned import canned

from ostiary_host.endpoint import Endpoint, list_models
from ostiary_host.explain import EndpointError
from ostiary_host.message import FaultKind, Reply

CUT = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    b'40\r\ndata: {"choices":[{"index":0,"delta":{"content":"It is"}}]}\n\n'
)
WHOLE = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 57\r\n\r\n"
    b'{"choices":[{"index":0,"message":{"content":"It is 5"}}]}'
)
NOT_HTTP = b"220 mail.example ESMTP\r\n"


async def _complete(url: str, told: list[Reply] | None = None) -> str:
    broken: list[Reply] = [] if told is None else told
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        endpoint = Endpoint(client, url, "m")
        messages = [{"role": "user", "content": "hi"}]
        return (await endpoint.complete(messages, [], lambda _text: None, broken.append)).text


async def test_a_connection_lost_in_the_middle_is_asked_again_without_streaming() -> None:
    told: list[Reply] = []
    async with canned(CUT, WHOLE) as url:
        assert await _complete(url, told) == "It is 5"
    assert [reply.faults for reply in told] == [(FaultKind.CUT_STREAM,)]


async def test_a_connection_that_is_always_lost_is_an_error_and_no_answer() -> None:
    async with canned(CUT) as url:
        with pytest.raises(EndpointError):
            await _complete(url)


@pytest.mark.parametrize("answer", [NOT_HTTP, b"", b"HTTP/1.1 200 OK\r\n"])
async def test_what_does_not_speak_http_is_said(answer: bytes) -> None:
    async with canned(answer) as url:
        with pytest.raises(EndpointError, match=r"connection to .* failed"):
            await _complete(url)


@pytest.mark.parametrize(
    "body", [b"<html>hi</html>", b'{"data": "none"}', b"[]", b"[" * 50_000], ids=lambda b: b[:9]
)
async def test_what_has_no_list_of_models_is_no_engine(body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    async with canned(head + body) as url, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(EndpointError, match="not as an OpenAI-compatible engine"):
            await list_models(client, url)
