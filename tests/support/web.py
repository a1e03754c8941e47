"""A server over HTTP, byte by byte: a process of its own, and raw sockets to it."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ECHO = Path(__file__).with_name("echo_program.py")
MODERN = "2026-07-28"
WITHIN_S = 20.0

_ADDRESS = re.compile(r"serving \w+ on (https?)://([0-9.]+):(\d+)(/\w+)")
_META: dict[str, Any] = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "web", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class WebServer:
    """A server process that listens on loopback.

    Args:
        environment: Its settings.
        arguments: Of its command line.
        program: The server, a Python file.
    """

    def __init__(
        self, environment: Mapping[str, str], *arguments: str, program: Path = ECHO
    ) -> None:
        command = [sys.executable, str(program), "--transport", "http", "--port", "0", *arguments]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        )
        self.err = b""
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(WITHIN_S)
        found = _ADDRESS.search(self.err.decode())
        if found is None:
            self._process.kill()
            self.wait()
            raise AssertionError(f"it does not serve: {self.err.decode()}")
        self.scheme, self.host, port, self.path = found.groups()
        self.port = int(port)

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"

    def send(
        self,
        method: str = "POST",
        path: str | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        source: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> Reply:
        """Send one request with exactly these headers and a length."""
        if self.scheme == "https":
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self.host, self.port, timeout=WITHIN_S, context=tls
            )
        else:
            connection = http.client.HTTPConnection(
                self.host, self.port, timeout=WITHIN_S, source_address=(source, 0)
            )
        try:
            connection.request(method, path or self.path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()

    def ask(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        bearer: str,
        is_modern: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one message as an honest client would."""
        told = {
            "Authorization": f"Bearer {bearer}",
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": MODERN if is_modern else "2025-11-25",
        }
        body = dict(params or {})
        if is_modern:
            told["Mcp-Method"] = method
            if "name" in body:
                told["Mcp-Name"] = str(body["name"])
            body["_meta"] = {**_META, **body.get("_meta", {})}
        frame = {"jsonrpc": "2.0", "id": 1, "method": method, "params": body}
        return self.send(body=json.dumps(frame).encode(), headers={**told, **(headers or {})})

    def call(self, name: str, *, bearer: str, **arguments: Any) -> Reply:
        """Call a tool."""
        return self.ask("tools/call", {"name": name, "arguments": arguments}, bearer=bearer)

    def connect(self) -> socket.socket:
        """Return a plain connection."""
        return socket.create_connection((self.host, self.port), timeout=WITHIN_S)

    def exchange(self, request: bytes) -> bytes:
        """Send bytes as they are; return all that comes back until the server closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Return the exit status once the process has ended."""
        status = self._process.wait(WITHIN_S)
        self._reader.join()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        return status

    def stop(self) -> int:
        """End the process in an orderly way; return its exit status."""
        if self._process.poll() is None:
            self.signal()
        return self.wait()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.err += line
            if _ADDRESS.search(line.decode()):
                self._ready.set()
        self._ready.set()


def read_all(connection: socket.socket) -> bytes:
    """Return what comes until the other side closes."""
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found
