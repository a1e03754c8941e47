"""Over SSE: a stream belongs to the principal that opened it, and bad frames stop nothing."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from issuer import Issuer
from notes_example import Office
from records import records
from web import Reply, WebServer

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def server(serve: Callable[..., WebServer], issuer: Issuer) -> WebServer:
    return serve("--transport", "sse", **issuer.environment())


class Stream:
    """One open `/sse`, and posting to it."""

    def __init__(self, server: WebServer, token: str) -> None:
        self._server = server
        self._token = token
        self._socket: socket.socket = server.connect()
        head = f"GET /sse HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
        self._socket.sendall(head.encode())
        self._lines = self._socket.makefile("r", encoding="utf-8", newline="\n")
        self.path = self.event("endpoint")

    def event(self, kind: str) -> str:
        """Return the data of the next event of that kind."""
        for line in self._lines:
            if line.strip() == f"event: {kind}":
                return next(self._lines).removeprefix("data: ").strip()
        raise AssertionError("the stream ended")

    def post(self, frame: object, token: str | None = None) -> Reply:
        """Post a frame to this stream, as its owner unless a token is given."""
        told = {
            "Authorization": f"Bearer {token or self._token}",
            "Content-Type": "application/json",
        }
        body = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        return self._server.send("POST", self.path, body, told)

    def begin(self) -> None:
        """Shake hands."""
        params = {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "sse", "version": "1"},
        }
        assert self.ask("initialize", params)["result"]["protocolVersion"] == "2025-11-25"
        self.post({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def ask(self, method: str, params: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        """Send a request and return the frame that answers it."""
        frame = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        assert self.post(frame, token).status == 202
        return json.loads(self.event("message"))

    def call(self, text: str, token: str | None = None) -> dict[str, Any]:
        """Call the tool."""
        return self.ask("tools/call", {"name": "echo", "arguments": {"text": text}}, token)

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()


@pytest.fixture
def stream(server: WebServer, issuer: Issuer) -> Iterator[Stream]:
    opened = Stream(server, issuer.token())
    opened.begin()
    with closing(opened):
        yield opened


def test_calls_are_answered_on_the_stream(stream: Stream, place: Office) -> None:
    assert stream.call("hello")["result"]["structuredContent"] == {"text": "hello"}
    last = records(place, "intent")[-1]
    assert (last["who"]["principal"], last["transport"]) == ("ann", "sse")


def test_nobody_else_may_post_to_a_stream(stream: Stream, issuer: Issuer) -> None:
    frame = {"jsonrpc": "2.0", "id": 9, "method": "ping"}
    foreign = stream.post(frame, issuer.token(sub="eve"))
    assert (foreign.status, foreign.body) == (404, b'{"error":"not found"}')
    unknown = stream.path[:-4] + "0000"
    own, stream.path = stream.path, unknown
    assert stream.post(frame).body == foreign.body
    stream.path = own
    assert stream.call("still here")["result"]["structuredContent"] == {"text": "still here"}


def test_each_message_has_the_roles_of_its_own_token(stream: Stream, issuer: Issuer) -> None:
    """What a caller might do when he opened the stream, he may not do for ever."""
    fewer = issuer.token(roles=["reader"])
    assert "[denied]" in stream.call("hello", fewer)["result"]["content"][0]["text"]
    assert stream.call("hello")["result"]["structuredContent"] == {"text": "hello"}


@pytest.mark.parametrize("path", ["/sse", "/messages/", "/messages/?session_id=x"])
def test_every_request_is_verified(server: WebServer, path: str) -> None:
    method = "GET" if path == "/sse" else "POST"
    answer = server.send(
        method, path, b"" if method == "GET" else b"{", {"Authorization": "Bearer x"}
    )
    assert (answer.status, answer.body) == (401, b'{"error":"unauthorized"}')


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", -32700), (b"[]", -32600), (b"{}", -32600), (b'{"jsonrpc":"2.0","id":1}', -32600)],
    ids=str,
)
def test_bad_frames_are_answered_and_stop_nothing(stream: Stream, body: bytes, code: int) -> None:
    answer = stream.post(body)
    assert (answer.status, answer.json["error"]["code"]) == (400, code)
    assert stream.call("next")["result"]["structuredContent"] == {"text": "next"}


@pytest.mark.parametrize("query", ["", "?session_id=MARK", "?session_id=" + "0" * 32])
def test_no_error_quotes_the_address(server: WebServer, issuer: Issuer, query: str) -> None:
    headers = {"Authorization": f"Bearer {issuer.token()}", "Content-Type": "application/json"}
    ping = b'{"jsonrpc":"2.0","method":"ping","id":1}'
    answer = server.send("POST", f"/messages/{query}", ping, headers)
    assert answer.status in {400, 404}
    assert answer.body in {b'{"error":"bad request"}', b'{"error":"not found"}'}


def test_a_client_that_leaves_stops_nothing(server: WebServer, issuer: Issuer) -> None:
    first = Stream(server, issuer.token())
    first.begin()
    first.post(
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "nap", "arguments": {"seconds": 30}},
        }
    )
    first.close()
    second = Stream(server, issuer.token())
    with closing(second):
        second.begin()
        assert second.call("next")["result"]["structuredContent"] == {"text": "next"}


def test_a_stream_ends_when_the_server_does_and_its_call_is_on_record(
    serve: Callable[..., WebServer], place: Office, bearer: str
) -> None:
    server = serve("--transport", "sse")
    stream = Stream(server, bearer)
    with closing(stream):
        stream.begin()
        before = len(records(place, "intent"))
        nap = {"name": "nap", "arguments": {"seconds": 4}}
        stream.post({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": nap})
        while len(records(place, "intent")) == before:
            pass
        assert server.stop() == 0
    assert records(place, "outcome")[-1]["outcome"] == "cancelled"
