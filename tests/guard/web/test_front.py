"""Over HTTP with the bearer secret, on raw sockets: who gets in, by which door, with what."""

import json
import select
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from notes_example import Office
from records import records
from web import Reply, WebServer, read_all

pytestmark = pytest.mark.timeout(60)

UNAUTHORIZED = b'{"error":"unauthorized"}'
MARK = "MARK-4711"


@pytest.fixture(scope="module")
def server(serve: Callable[..., WebServer]) -> WebServer:
    return serve()


def posted(server: WebServer, body: bytes, bearer: str, headers: dict[str, str]) -> Reply:
    told = {
        "Authorization": f"Bearer {bearer}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2025-11-25",
    }
    return server.send(body=body, headers={**told, **headers})


@pytest.mark.parametrize("is_modern", [True, False], ids=["modern", "legacy"])
def test_the_secret_lets_a_caller_in(server: WebServer, bearer: str, is_modern: bool) -> None:
    params = {"name": "echo", "arguments": {"text": "hello"}}
    answer = server.ask("tools/call", params, bearer=bearer, is_modern=is_modern)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json["result"]["structuredContent"] == {"text": "hello"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic {}"},
        {"Authorization": "{}"},
        {"Authorization": "Bearer {}x"},
        {"Authorization": "Bearer {} {}"},
        {"Mcp-Session-Id": "{}"},
        {"X-Authorization": "Bearer {}"},
        {"Cookie": "Authorization=Bearer {}"},
        {"X-Forwarded-User": "ann"},
    ],
    ids=str,
)
def test_whoever_is_not_verified_reads_one_constant(
    server: WebServer, bearer: str, headers: dict[str, str]
) -> None:
    told = {name: value.replace("{}", bearer) for name, value in headers.items()}
    answer = server.send(body=b"{", headers={"Content-Type": "application/json", **told})
    assert (answer.status, answer.body) == (401, UNAUTHORIZED)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_two_authorizations_are_none(server: WebServer, bearer: str) -> None:
    line = f"Authorization: Bearer {bearer}\r\n"
    other = "Authorization: Bearer x\r\n"
    for both in (line + other, other + line, line + line):
        head = f"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{both}\r\n"
        assert server.exchange(head.encode()).startswith(b"HTTP/1.1 401 ")


def test_nobody_is_verified_by_the_body(server: WebServer) -> None:
    """What would have to be parsed is not: an unfinished body is answered at once."""
    head = (
        b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 1000\r\nConnection: close\r\n\r\n{"
    )
    assert b" 401 " in server.exchange(head)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "localhost@evil",
        "127.0.0.2",
    ],
)
def test_another_name_is_not_this_server(server: WebServer, bearer: str, host: str) -> None:
    answer = posted(server, b"{}", bearer, {"Host": host})
    assert (answer.status, answer.json) == (421, {"error": "misdirected request"})


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8808", "[::1]:8808"])
def test_its_own_names_are(server: WebServer, bearer: str, host: str) -> None:
    assert posted(server, b"{}", bearer, {"Host": host}).json["error"]["code"] == -32600


def test_a_request_without_a_host_is_refused(server: WebServer) -> None:
    assert b" 421 " in server.exchange(b"POST /mcp HTTP/1.0\r\n\r\n")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost", ""])
def test_no_web_page_gets_in(server: WebServer, bearer: str, origin: str) -> None:
    answer = posted(server, b"{}", bearer, {"Origin": origin})
    assert (answer.status, answer.json) == (403, {"error": "forbidden"})


@pytest.mark.parametrize(
    "path",
    [
        "/", "/mcp/", "/MCP", "/%6dcp", "//mcp", "/mcp/x", "/sse", "/messages/", "/docs", "/metrics",
        "/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server",
        "http://127.0.0.1/mcp",
    ],
)  # fmt: skip
def test_nothing_else_is_there(server: WebServer, bearer: str, path: str) -> None:
    for method in ("GET", "POST"):
        answer = server.send(method, path, headers={"Authorization": f"Bearer {bearer}"})
        assert (answer.status, answer.body) == (404, b'{"error":"not found"}')


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "OPTIONS", "HEAD", "PATCH"])
def test_there_is_one_method(server: WebServer, bearer: str, method: str) -> None:
    answer = server.send(method, headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status == 405
    assert answer.headers["allow"] == "POST"


def test_health_says_ok_to_anybody_and_no_more(server: WebServer) -> None:
    answer = server.send("GET", "/healthz", headers={"Host": "10.0.0.9"})
    assert (answer.status, answer.body) == (200, b"ok")


def test_no_answer_names_the_software(server: WebServer, bearer: str) -> None:
    for answer in (
        server.send(),
        posted(server, b"{}", bearer, {}),
        server.send("GET", "/healthz"),
    ):
        assert "server" not in answer.headers
        assert b"vicorn" not in answer.body


DEEP = b'{"jsonrpc":"2.0","id":7,"method":"ping","params":' + b'{"a":' * 5000 + b"1" + b"}" * 5001


@pytest.mark.parametrize(
    ("body", "code", "number"),
    [
        (b"", -32700, None),
        (b"{", -32700, None),
        (b"\xff\xfe", -32700, None),
        (b"[]", -32600, None),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, None),
        (b'"text"', -32600, None),
        (b"{}", -32600, None),
        (b'{"jsonrpc":"2.0","id":5}', -32600, 5),
        (b'{"jsonrpc":"1.0","id":5,"method":"ping"}', -32600, 5),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600, None),
        (b'{"jsonrpc":"2.0","id":[1],"method":"ping"}', -32600, None),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', -32600, 1),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32600, 1),
        (DEEP, -32700, 7),
        (b'{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":' + b"9" * 5000 + b"}}", -32700, 7),
    ],
    ids=lambda value: str(value[:56]) if isinstance(value, bytes) else str(value),
)  # fmt: skip
def test_what_is_no_message_is_answered_as_on_stdio(
    server: WebServer, bearer: str, body: bytes, code: int, number: int | None
) -> None:
    words = {-32700: "Parse error", -32600: "Invalid request"}[code]
    for version in ("2025-11-25", "2026-07-28", "x"):
        answer = posted(server, body, bearer, {"MCP-Protocol-Version": version})
        assert answer.status == 400
        error = {"code": code, "message": words}
        assert answer.json == {"jsonrpc": "2.0", "id": number, "error": error}


@pytest.mark.parametrize("kind", ["text/plain", "", "application/jsonx", "text/application/json"])
def test_a_body_says_that_it_is_json(server: WebServer, bearer: str, kind: str) -> None:
    assert posted(server, b"{}", bearer, {"Content-Type": kind}).status == 415


def test_a_charset_does_not_matter(server: WebServer, bearer: str) -> None:
    kind = "Application/JSON; charset=utf-8"
    assert posted(server, b"{}", bearer, {"Content-Type": kind}).status == 400


def _frame(**more: Any) -> bytes:
    params = {"name": "echo", "arguments": {"text": "hello"}}
    return json.dumps(
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params, **more}
    ).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {"MCP-Protocol-Version": MARK},
        {"Accept": MARK},
        {"Mcp-Session-Id": MARK},
        {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": MARK},
        {"MCP-Protocol-Version": "2026-07-28", "Mcp-Name": MARK},
        {"Last-Event-Id": MARK},
    ],
    ids=str,
)
@pytest.mark.parametrize("body", [_frame(), _frame(method=MARK), _frame(params={"_meta": MARK})])
def test_no_error_quotes_what_came(
    server: WebServer, bearer: str, headers: dict[str, str], body: bytes
) -> None:
    answer = posted(server, body, bearer, headers)
    assert MARK.encode() not in answer.body
    assert MARK not in str(answer.headers)
    assert b"Traceback" not in answer.body


def test_a_version_that_is_not_spoken_is_answered_with_those_that_are(
    server: WebServer, bearer: str
) -> None:
    meta = {"io.modelcontextprotocol/protocolVersion": "2031-01-01"}
    version = {"MCP-Protocol-Version": "2031-01-01"}
    answer = server.ask("ping", {"_meta": meta}, bearer=bearer, headers=version)
    assert answer.status == 400
    assert answer.json["error"]["code"] == -32022
    assert "2026-07-28" in answer.json["error"]["data"]["supported"]
    assert b"2031" not in answer.body


def test_a_large_body_is_refused_by_what_it_says_and_by_what_it_is(
    server: WebServer, bearer: str
) -> None:
    head = (
        f"POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n"
        "Content-Type: application/json\r\n"
    )
    declared = server.exchange(f"{head}Content-Length: 3000000\r\n\r\n".encode())
    assert declared.startswith(b"HTTP/1.1 413 ")
    assert declared.endswith(b'{"error":"request body too large"}')
    with server.connect() as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        answer = b""
        try:
            for _ in range(200):
                connection.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            answer = read_all(connection)
        except (BrokenPipeError, ConnectionResetError):
            pass  # closed while we still wrote: nobody reads on
        assert answer == b"" or answer.startswith(b"HTTP/1.1 413 ")


def test_a_length_that_is_told_in_two_ways_is_none(server: WebServer, bearer: str) -> None:
    """A proxy that went by the other would take what follows for a request of its own."""
    head = (
        f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bearer}\r\n"
        "Content-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    answer = server.exchange(head.encode() + b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1_0", "\u0661", ""])
def test_a_length_that_is_no_number_is_refused(server: WebServer, bearer: str, length: str) -> None:
    head = (
        f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {bearer}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
    assert server.exchange(head.encode("utf-8")).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 413 "))


def test_how_large_arguments_may_be_is_for_the_guard_to_say(
    server: WebServer, place: Office, bearer: str
) -> None:
    """A megabyte reaches it, and its refusal is on record."""
    before = len(records(place, "refusal"))
    assert server.call("echo", bearer=bearer, text="x" * 1_000_000).json["result"]["isError"]
    assert len(records(place, "refusal")) == before + 1


def test_large_headers_are_refused(server: WebServer) -> None:
    head = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"
    try:
        answer = server.exchange(head)
    except (BrokenPipeError, ConnectionResetError):
        return
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"xxx" not in answer


def test_a_client_that_dawdles_with_its_headers_is_left(server: WebServer) -> None:
    """Bytes alone do not stop the clock."""
    with server.connect() as connection:
        connection.sendall(b"POST /mcp HTTP/1.1\r\n")
        started = time.monotonic()
        while is_open(connection) and time.monotonic() - started < 20:
            time.sleep(0.5)
        assert not is_open(connection)


def is_open(connection: socket.socket) -> bool:
    """Whether the other side still listens; sends it one more header."""
    try:
        connection.sendall(b"X: y\r\n")
        readable, _, _ = select.select([connection], [], [], 0)
        return not readable or bool(connection.recv(1))
    except (BrokenPipeError, ConnectionResetError):
        return False


def test_what_a_client_says_of_itself_is_nobody(
    server: WebServer, place: Office, bearer: str
) -> None:
    """Session, client and user names in headers and metadata change no principal."""
    meta = {
        "client_id": "eve",
        "io.modelcontextprotocol/clientInfo": {"name": "eve", "version": "1"},
    }
    params = {"name": "echo", "arguments": {"text": "me"}, "_meta": meta}
    headers = {"Mcp-Session-Id": "eve", "X-Forwarded-User": "eve", "X-User": "eve"}
    assert server.ask("tools/call", params, bearer=bearer, headers=headers).status == 200
    last = records(place, "intent")[-1]
    assert last["who"]["principal"] == "ann"
    assert last["transport"] == "http"


def test_the_process_repeats_nothing_of_what_came(server: WebServer, bearer: str) -> None:
    posted(server, _frame(method=MARK), bearer, {"MCP-Protocol-Version": MARK})
    server.send("GET", f"/{MARK}", headers={"Authorization": MARK, "User-Agent": MARK})
    assert MARK.encode() not in server.err
    assert b"Traceback" not in server.err
