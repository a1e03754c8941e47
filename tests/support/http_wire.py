"""A server's HTTP, byte by byte: streamable HTTP in both eras and both kinds of answer, and SSE.

Everything that comes back is kept: status lines, headers, bodies, streams, and what the process
prints.
"""

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any

from wire import ANSWER_WITHIN_S, HANDSHAKE, MODERN, MODERN_META, refusal

LEGACY = "2025-11-25"
_ACCEPT = "application/json, text/event-stream"


class Served:
    """A server process that listens on a loopback port.

    Args:
        program: The server, a Python file.
        environment: All of its environment.
        arguments: The program's own; `--port N` is added.
        headers: What every request carries, such as a bearer secret.
    """

    def __init__(
        self,
        program: Path,
        environment: Mapping[str, str],
        arguments: Sequence[str],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.port = _free_port()
        self.headers = dict(headers or {})
        self.out = b""
        self.err = b""
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, str(program), *arguments, "--port", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._wait_until_it_listens()

    def keep(self, data: bytes) -> None:
        """Remember what came back."""
        with self._lock:
            self.out += data

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request; return status, headers by lower-case name, and body."""
        connection, response = self.open(method, path, body, headers)
        data = response.read()
        self.keep(data)
        connection.close()
        return response.status, _headers(response), data

    def open(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Send one request; return the answer, its body unread."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_S)
        connection.request(method, path, body or None, {**self.headers, **(headers or {})})
        response = connection.getresponse()
        told = "".join(f"{name}: {value}\n" for name, value in response.getheaders())
        self.keep(f"\n{response.status} {response.reason}\n{told}".encode())
        return connection, response

    def close(self) -> int:
        """End the process; return its exit status."""
        self._process.terminate()
        status = self._process.wait(timeout=ANSWER_WITHIN_S)
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.err += line

    def _wait_until_it_listens(self) -> None:
        until = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        self._process.kill()
        raise AssertionError(f"did not listen: {self.err.decode()[-2000:]}")


class HttpWire:
    """Streamable HTTP: a request is a POST, its answer one JSON document or an event stream.

    Args:
        served: The server.
        is_modern: Whether to speak 2026-07-28 or the handshake of 2025-11-25.
        path: Where it serves.
    """

    def __init__(self, served: Served, *, is_modern: bool, path: str = "/mcp") -> None:
        self.is_modern = is_modern
        self.served = served
        self._path = path
        self._next = 0
        self._session: dict[str, str] = {}
        self._streams: list[tuple[http.client.HTTPConnection, threading.Thread]] = []
        if not is_modern:
            self.request("initialize", HANDSHAKE)
            self._post({"jsonrpc": "2.0", "method": "notifications/initialized"})
            self._listen()

    def request(self, method: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send a request and return the frame that answers it, or an empty one for none."""
        self._next += 1
        body = dict(params or {})
        own = MODERN_META if self.is_modern else {"progressToken": "p"}
        body["_meta"] = {**own, **body.get("_meta", {})}
        frame = {"jsonrpc": "2.0", "id": self._next, "method": method, "params": body}
        for answer in self._post(frame):
            if "method" not in answer and answer.get("id") == self._next:
                return answer
        return {}

    def close(self) -> None:
        """Close the streams; the server goes on."""
        for connection, thread in self._streams:
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)
            thread.join()
            connection.close()

    def _post(self, frame: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Send a frame; return the frames that come back, and refuse what the server asks."""
        connection, response = self.served.open(
            "POST", self._path, json.dumps(frame).encode(), self._headers(frame)
        )
        told = _headers(response)
        if "mcp-session-id" in told:
            self._session = {"mcp-session-id": told["mcp-session-id"]}
        frames: list[dict[str, Any]] = []
        for each in _frames(self.served, response):
            frames.append(each)
            if "method" in each and "id" in each:
                self._post(refusal(each["id"]))
        connection.close()
        return frames

    def _headers(self, frame: Mapping[str, Any]) -> dict[str, str]:
        headers = {
            "content-type": "application/json",
            "accept": _ACCEPT,
            "mcp-protocol-version": MODERN if self.is_modern else LEGACY,
            **self._session,
        }
        if self.is_modern and "method" in frame:
            headers["mcp-method"] = frame["method"]
            params = frame.get("params", {})
            name = params.get("name", params.get("uri"))
            if isinstance(name, str):
                headers["mcp-name"] = name
        return headers

    def _listen(self) -> None:
        headers = {"accept": "text/event-stream", "mcp-protocol-version": LEGACY, **self._session}
        connection, response = self.served.open("GET", self._path, b"", headers)

        def read() -> None:
            with suppress(OSError, http.client.HTTPException, ValueError):
                for frame in _frames(self.served, response):
                    if "method" in frame and "id" in frame:
                        self._post(refusal(frame["id"]))

        thread = threading.Thread(target=read)
        thread.start()
        self._streams.append((connection, thread))


class SseWire:
    """The older HTTP+SSE: one stream carries every answer; handshake era alone.

    Args:
        served: The server.
    """

    def __init__(self, served: Served) -> None:
        self.is_modern = False
        self.served = served
        self._next = 0
        self._answers: Queue[dict[str, Any]] = Queue()
        self._connection, response = served.open(
            "GET", "/sse", b"", {"accept": "text/event-stream"}
        )
        self._endpoint = _endpoint(served, response)
        self._thread = threading.Thread(target=self._read, args=(response,))
        self._thread.start()
        self.request("initialize", HANDSHAKE)
        self._post({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def request(self, method: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send a request and return the frame that answers it."""
        self._next += 1
        body = dict(params or {})
        body["_meta"] = {"progressToken": "p", **body.get("_meta", {})}
        self._post({"jsonrpc": "2.0", "id": self._next, "method": method, "params": body})
        while True:
            frame = self._answers.get(timeout=ANSWER_WITHIN_S)
            if frame.get("id") == self._next:
                return frame

    def close(self) -> None:
        """Close the stream; the server goes on."""
        with suppress(OSError, AttributeError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def _post(self, frame: Mapping[str, Any]) -> None:
        headers = {"content-type": "application/json"}
        self.served.send("POST", self._endpoint, json.dumps(frame).encode(), headers)

    def _read(self, response: http.client.HTTPResponse) -> None:
        with suppress(OSError, http.client.HTTPException, ValueError):
            for frame in _frames(self.served, response):
                if "method" not in frame:
                    self._answers.put(frame)
                elif "id" in frame:
                    self._post(refusal(frame["id"]))


def _frames(served: Served, response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    """Yield the frames of an answer as they come; every byte is kept."""
    if "text/event-stream" not in (response.getheader("content-type") or ""):
        data = response.read()
        served.keep(data)
        with suppress(ValueError):
            yield json.loads(data)
        return
    while line := response.readline():
        served.keep(line)
        if line.startswith(b"data:") and (text := line[5:].strip()):
            with suppress(ValueError):
                yield json.loads(text)


def _endpoint(served: Served, response: http.client.HTTPResponse) -> str:
    while line := response.readline():
        served.keep(line)
        if line.startswith(b"data:"):
            return line[5:].strip().decode()
    raise AssertionError("the stream names no endpoint")


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
