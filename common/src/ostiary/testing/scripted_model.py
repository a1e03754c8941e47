"""A model server that plays a script: the wire protocol of an engine, and no language model.

For tests and demonstrations. It says what it is: the model is called `scripted`, and its owner is
given as "scripted: no language model".
"""

import json
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any

from ostiary.testing import wire
from ostiary.testing.script import Call, Calls, Deltas, Raw, Say, ScriptedTurn, Turn

__all__ = ["Call", "Calls", "Deltas", "Raw", "Say", "ScriptedModel", "ScriptedTurn", "Turn"]

_MAX_REQUEST_BYTES = 64 * 1024 * 1024


class ScriptedModel:
    """A server on loopback that answers each chat completion with the next turn of a script.

    Use it as a context manager; `url` is what a client is given. At the end of the script it
    answers 500 and says so.

    Args:
        script: The turns, in order.
        repeats_last: Whether the last turn is played for ever.
        api_key: If given, what requests must carry as a bearer token.
    """

    def __init__(
        self, script: Iterable[ScriptedTurn], *, repeats_last: bool = False, api_key: str = ""
    ) -> None:
        self._script = list(script)
        self._repeats_last = repeats_last
        self._api_key = api_key
        self._lock = Lock()
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.requests: list[dict[str, Any]] = []
        """The body of each chat completion that was asked for, oldest first."""

    @property
    def url(self) -> str:
        """The address up to and including `/v1`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "ScriptedModel":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def may_enter(self, authorization: str) -> bool:
        """Return whether a request with this Authorization header is served."""
        return not self._api_key or authorization == f"Bearer {self._api_key}"

    def next_turn(self, request: dict[str, Any]) -> tuple[int, Turn]:
        """Return the number of this reply and what it says.

        Args:
            request: The body of the chat completion.
        """
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
        if number >= len(self._script) and not (self._repeats_last and self._script):
            return number, _failure("The script is at its end.")
        turn = self._script[min(number, len(self._script) - 1)]
        if not callable(turn):
            return number, turn
        messages: Sequence[dict[str, Any]] = request.get("messages", [])
        return number, turn(messages)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, model: ScriptedModel) -> None:
        self.model = model
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up in the middle is part of many scripts."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]  # ours alone makes it
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: standard error belongs to whoever runs the script."""

    def do_GET(self) -> None:
        """Answer `/v1/models`."""
        if not self._may_enter():
            return
        if self.path == "/v1/models":
            self._send(200, "application/json", json.dumps(wire.models()).encode())
        else:
            self._send_raw(_failure("Not Found", HTTPStatus.NOT_FOUND))

    def do_POST(self) -> None:
        """Answer `/v1/chat/completions` with the next turn."""
        length = min(int(self.headers.get("content-length", "0")), _MAX_REQUEST_BYTES)
        body = self.rfile.read(length)
        if not self._may_enter():
            return
        if self.path != "/v1/chat/completions":
            self._send_raw(_failure("Not Found", HTTPStatus.NOT_FOUND))
            return
        request = json.loads(body)
        if request.get("model") != wire.MODEL:
            self._send_raw(_failure("The model does not exist.", HTTPStatus.NOT_FOUND))
            return
        number, turn = self.server.model.next_turn(request)
        self._play(turn, number, length, is_streaming=bool(request.get("stream")))

    def _play(self, turn: Turn, number: int, length: int, *, is_streaming: bool) -> None:
        if isinstance(turn, Raw):
            self._send_raw(turn)
        elif is_streaming:
            self._send_stream(wire.stream(turn, number, length))
        elif isinstance(turn, Deltas):
            self._send_raw(_failure("This turn exists as a stream only."))
        else:
            document = wire.document(turn, number, length)
            self._send(200, "application/json", json.dumps(document).encode())

    def _may_enter(self) -> bool:
        if self.server.model.may_enter(self.headers.get("authorization", "")):
            return True
        # As vLLM does it: a string where other errors have an object.
        self._send(401, "application/json", b'{"error":"Unauthorized"}')
        return False

    def _send_raw(self, raw: Raw) -> None:
        self._send(raw.status, raw.content_type, raw.body)

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_stream(self, events: Iterable[bytes]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("connection", "close")
        self.end_headers()
        for event in events:
            self.wfile.write(event)
            self.wfile.flush()
        self.close_connection = True


def _failure(text: str, status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR) -> Raw:
    error = {"message": text, "type": status.phrase, "param": None, "code": int(status)}
    return Raw(json.dumps({"error": error}).encode(), int(status))
