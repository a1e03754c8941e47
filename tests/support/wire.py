"""A server's stdio, frame by frame: what a client would send, and every byte that comes back."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any

MODERN = "2026-07-28"
MODERN_META: dict[str, Any] = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "wire", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {
        "elicitation": {"form": {}, "url": {}},
        "sampling": {},
        "roots": {},
    },
    "io.modelcontextprotocol/logLevel": "debug",
    "progressToken": "p",
}
HANDSHAKE: dict[str, Any] = {
    "protocolVersion": "2025-11-25",
    "capabilities": {"elicitation": {"form": {}, "url": {}}, "sampling": {}, "roots": {}},
    "clientInfo": {"name": "wire", "version": "1"},
}
ANSWER_WITHIN_S = 20.0


def refusal(number: object) -> dict[str, Any]:
    """Return the frame by which a client declines what a server asks it."""
    return {"jsonrpc": "2.0", "id": number, "error": {"code": -1, "message": "declined"}}


class Wire:
    """A server process and its pipes.

    Args:
        program: The server, a Python file.
        environment: All of its environment.
        is_modern: Whether to speak 2026-07-28 or the handshake of 2025-11-25.
        arguments: The program's own.
    """

    def __init__(
        self,
        program: Path,
        environment: Mapping[str, str],
        *,
        is_modern: bool,
        arguments: Sequence[str] = (),
    ) -> None:
        self.is_modern = is_modern
        self.environment = dict(environment)
        self.out = b""
        self.err = b""
        self._next = 0
        self._lines: Queue[bytes] = Queue()
        self._process = subprocess.Popen(
            [sys.executable, str(program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
        )
        self._threads = [threading.Thread(target=read) for read in (self._read_out, self._read_err)]
        for thread in self._threads:
            thread.start()
        if not is_modern:
            self.request("initialize", HANDSHAKE)
            self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def request(self, method: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send a request and return the frame that answers it."""
        return self.answer(self.ask(method, params))

    def ask(self, method: str, params: Mapping[str, Any] | None = None) -> int:
        """Send a request and return its id."""
        self._next += 1
        body = dict(params or {})
        own: dict[str, Any] = MODERN_META if self.is_modern else {"progressToken": "p"}
        body["_meta"] = {**own, **body.get("_meta", {})}
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": body})
        return self._next

    def send(self, frame: Mapping[str, Any]) -> None:
        """Send a frame."""
        self.send_raw(json.dumps(frame).encode())

    def send_raw(self, line: bytes) -> None:
        """Send a line as it is."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def line(self) -> bytes:
        """Return the next line as it came."""
        return self._lines.get(timeout=ANSWER_WITHIN_S)

    def answer(self, number: int | str | None) -> dict[str, Any]:
        """Return the frame with that id, passing over notifications; a server's asks are refused."""
        while True:
            frame = json.loads(self.line())
            if "method" in frame:
                if "id" in frame:
                    self.send(refusal(frame["id"]))
            elif "id" in frame and frame["id"] == number:
                return frame

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> int:
        """Close the pipes; return the exit status once the process has ended."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        status = self._process.wait(timeout=ANSWER_WITHIN_S)
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        return status

    def _read_out(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.out += line
            self._lines.put(line)

    def _read_err(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.err += line
