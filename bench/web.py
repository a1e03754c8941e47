"""A guarded call over HTTP against the same tool on bare FastMCP in the same mode, side by side."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import serialize_compact

from bench.place import echo_place
from bench.row import Row, median, say
from ostiary.guard.adapter.web.front import Checks, Front
from ostiary.guard.caller.authenticator import BearerAuthenticator, TokenAuthenticator
from ostiary.guard.caller.claims import Expected
from ostiary.guard.caller.listening import plan_listening
from ostiary.guard.caller.source import KeySource
from ostiary.identity import Principal
from ostiary.remote import RemoteSettings

SERVER = Path(__file__).with_name("echo_server.py")
ROUNDS, STARTS_WITHIN_S, VERIFIED = 300, 30.0, 500

_META: dict[str, Any] = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


def rows() -> Iterator[Row]:
    """Yield the rows."""
    for answers in ("json", "events"):
        yield from _calls(answers)
    yield asyncio.run(_front())
    yield from asyncio.run(_verifying())


def _calls(answers: str) -> Iterator[Row]:
    with ExitStack() as stack:
        places = [stack.enter_context(echo_place(in_memory=kept)) for kept in (True, False)]
        callers = [stack.enter_context(_bare(answers))]
        callers += [stack.enter_context(_guarded(place, answers)) for place in places]
        say(f"  HTTP, {answers}")
        for modern in (True, False):
            took = _side_by_side(callers, is_modern=modern)
            era = "" if modern else ", legacy era"
            for name, value in (("tmpfs", took[1]), ("disk", took[2])):
                told = f"call over HTTP ({answers}{era}), state on {name}, p50"
                yield Row(told, value, "ms", ROUNDS, "bare", took[0])


class _Caller:
    """One connection that is kept, as a client's is."""

    def __init__(self, port: int, bearer: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN_S)
        self._headers = {
            "Authorization": f"Bearer {bearer}",
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }

    def call(self, number: int, *, is_modern: bool) -> bytes:
        """Call the tool; return the answer."""
        params: dict[str, Any] = {"name": "echo", "arguments": {"number": number}}
        headers = {**self._headers, "MCP-Protocol-Version": "2025-11-25"}
        if is_modern:
            params["_meta"] = _META
            headers |= {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call"}
            headers["Mcp-Name"] = "echo"
        frame = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
        self._connection.request("POST", "/mcp", json.dumps(frame), headers)
        answer = self._connection.getresponse().read()
        if b"0123456789abcdef" not in answer:
            raise RuntimeError(f"no result: {answer[:200]!r}")
        return answer

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _side_by_side(callers: list[_Caller], *, is_modern: bool) -> list[float]:
    """Return each caller's median [ms], measured in turns so that all see the same machine."""
    samples: list[list[float]] = [[] for _ in callers]
    for number in range(ROUNDS):
        for each, caller in zip(samples, callers, strict=True):
            started = time.perf_counter()
            caller.call(number, is_modern=is_modern)
            each.append((time.perf_counter() - started) * 1000)
    return [median(each) for each in samples]


def _bare(answers: str) -> Any:
    port = _free_port()
    return _serving({"PATH": os.environ["PATH"]}, port, "", "bare", str(port), answers)


def _guarded(place: Mapping[str, str], answers: str) -> Any:
    port = _free_port()
    bearer = Path(place["OSTIARY_KEYS"]).with_name("bearer").read_text().strip()
    environment = {**place, "OSTIARY_HTTP_STREAM": str(answers == "events").lower()}
    told = ("guarded", "--transport", "http", "--port", str(port))
    return _serving(environment, port, bearer, *told)


@contextmanager
def _serving(
    environment: Mapping[str, str], port: int, bearer: str, *arguments: str
) -> Generator[_Caller]:
    with subprocess.Popen(
        [sys.executable, str(SERVER), *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            caller = _Caller(port, bearer)
            for is_modern in (True, False):
                caller.call(0, is_modern=is_modern)
            caller.close()  # uvicorn soon would; it connects again by itself
            yield caller
            caller.close()
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def _wait_for(port: int) -> None:
    ends = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


async def _front() -> Row:
    """Return what the front takes by itself: with the SDK left out, and no socket."""
    say("  the front")
    secret = b"x" * 43
    checks = Checks(
        listening=plan_listening(RemoteSettings(), "127.0.0.1", 0),
        authenticate=BearerAuthenticator(secret, Principal("bench")),
        count_unauthenticated=say,
        count_unserved=say,
        paths={b"/mcp": "POST"},
        documents={},
    )
    params = {"name": "echo", "arguments": {"number": 1}, "_meta": _META}
    frame = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    scope: dict[str, Any] = {
        "type": "http",
        "client": ("127.0.0.1", 1),
        "raw_path": b"/mcp",
        "method": "POST",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"authorization", b"Bearer " + secret),
            (b"content-type", b"application/json"),
        ],
    }
    message = {"type": "http.request", "body": json.dumps(frame).encode(), "more_body": False}
    passed: list[bytes] = []

    async def sdk(_scope: Any, receive: Any, _send: Any) -> None:
        passed.append((await receive())["body"])

    async def receive() -> Any:
        return message

    async def send(answer: Any) -> None:
        raise RuntimeError(f"refused: {answer}")

    front, samples = Front(sdk, checks), list[float]()
    for _ in range(VERIFIED):
        started = time.perf_counter()
        await front(dict(scope), receive, send)
        samples.append((time.perf_counter() - started) * 1000)
    if len(passed) != VERIFIED:
        raise RuntimeError("not every request came through")
    return Row("the front alone, a request", median(samples), "ms", VERIFIED)


async def _verifying() -> list[Row]:
    """Return what it takes to know who calls."""
    say("  who calls")
    secret = BearerAuthenticator(b"x" * 43, Principal("bench"))
    found = [Row("bearer secret verified", await _verify_ms(secret, b"x" * 43), "ms", VERIFIED)]
    for kind, algorithm, key in (
        ("ES256", "ES256", ECKey.generate_key("P-256", {"kid": "k"}, private=True)),
        ("RS256", "RS256", RSAKey.generate_key(2048, {"kid": "k"}, private=True)),
    ):
        published = json.dumps({"keys": [key.as_dict(private=False)]}).encode()
        now = time.time()
        claims: dict[str, Any] = {
            "iss": "i",
            "aud": "a",
            "sub": "bench",
            "exp": now + 600,
            "nbf": now,
            "roles": [],
        }
        token = serialize_compact({"alg": algorithm, "kid": "k"}, json.dumps(claims), key)

        async def fetch(document: bytes = published) -> bytes:
            return document

        source = KeySource(fetch, time.monotonic)
        await source.load()
        verify = TokenAuthenticator(Expected("i", "a", "roles"), source, time.time)
        took = await _verify_ms(verify, token.encode())
        found.append(Row(f"token verified ({kind})", took, "ms", VERIFIED))
    return found


async def _verify_ms(verify: Any, credential: bytes) -> float:
    samples: list[float] = []
    for _ in range(VERIFIED):
        started = time.perf_counter()
        if not isinstance(await verify(credential), Principal):
            raise TypeError("not verified")
        samples.append((time.perf_counter() - started) * 1000)
    return median(samples)
