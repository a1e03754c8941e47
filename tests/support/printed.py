"""Servers as a printed configuration has them: started in an environment that holds nothing else."""

import json
import shlex
import subprocess
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_META: dict[str, Any] = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "printed", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
_ANSWER_WITHIN_S = 50.0


@dataclass(frozen=True)
class Started:
    """A stdio server as a client reads it in its configuration."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


def started_servers(client: str, printed: str) -> list[Started]:
    """Return the servers in what was printed for `client`; read as that client reads it."""
    document = json.loads(printed)
    (key,) = document
    assert key == ("servers" if client == "vscode" else "mcpServers")
    servers: list[Started] = []
    for name, entry in document[key].items():
        if client == "vscode":
            assert entry.pop("type") == "stdio"
        assert entry.keys() == {"command", "args", "env"}
        assert Path(entry["command"]).is_absolute()
        servers.append(Started(name, [entry["command"], *entry["args"]], entry["env"]))
    return servers


class BareServer:
    """A running server that was given its configuration's environment alone, in the root folder."""

    def __init__(self, started: Started) -> None:
        self._process = subprocess.Popen(
            started.command,
            env=dict(started.environment),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._watch = threading.Timer(_ANSWER_WITHIN_S, self._process.kill)
        self._watch.start()
        self._next = 0

    def request(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the result of a request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._next += 1
        frame = {
            "jsonrpc": "2.0",
            "id": self._next,
            "method": method,
            "params": {**params, "_meta": _META},
        }
        self._process.stdin.write(json.dumps(frame).encode() + b"\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            answer = json.loads(line)
            if answer.get("id") == self._next:
                return answer["result"]
        raise AssertionError(self._process.communicate()[1].decode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.speech = self._process.communicate()[1].decode()
        self._watch.cancel()
        assert self._process.returncode == 0 or error is not None, self.speech


@contextmanager
def running(start: str) -> Generator[list[bytes]]:
    """Run the server that the command line `start` starts; yield what it says on stderr."""
    process = subprocess.Popen(
        shlex.split(start), env={"PATH": "/usr/bin:/bin"}, cwd="/", stderr=subprocess.PIPE
    )
    watch = threading.Timer(_ANSWER_WITHIN_S, process.kill)
    watch.start()
    assert process.stderr is not None
    said: list[bytes] = []
    try:
        while not said or b"serving http" not in said[-1]:
            said.append(process.stderr.readline())
            assert said[-1], said
        yield said
    finally:
        process.terminate()
        said.append(process.communicate()[1])
        watch.cancel()
    assert process.returncode == 0, said
