"""The order in which a request is looked at. What fails a check is answered with a constant.

    1 peer            only a declared proxy may connect, where one is declared
    2 path, method    what is not listed does not exist
    3 host, origin    no page in a browser gets here by another name
    4 authorization   before a byte of the body is read
    5 body            type, size, time; one JSON-RPC message
    6 the SDK         with whom the request is from in its scope

The SDK's own refusals are restated on their way out: it quotes what came in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ostiary.guard.adapter.identify import CALLER
from ostiary.guard.adapter.message import NO_MESSAGE, check_message
from ostiary.guard.adapter.web.answers import (
    Header,
    restated,
    send_body,
    send_document,
    send_error,
    send_plain,
)
from ostiary.guard.adapter.web.reading import MAX_BODY_BYTES, read_body, replayed
from ostiary.guard.caller.authenticator import Authenticator, presented
from ostiary.guard.caller.listening import Listening
from ostiary.guard.caller.reason import Reason, Unverified
from ostiary.identity import Principal

HEALTH = b"/healthz"


@dataclass(frozen=True, slots=True)
class Checks:
    """What requests are held against.

    Args:
        listening: Who may connect, and by which names.
        authenticate: Who stands behind a credential.
        count_unauthenticated: Told why, whenever nobody could be verified.
        count_unserved: Told of a body that is no message.
        paths: The only method of each path of the transport.
        documents: Constant documents that anybody may read, by path.
        challenge: Value of `WWW-Authenticate`.
    """

    listening: Listening
    authenticate: Authenticator
    count_unauthenticated: Callable[[str], None]
    count_unserved: Callable[[str], None]
    paths: Mapping[bytes, str]
    documents: Mapping[bytes, Mapping[str, Any]]
    challenge: bytes = b"Bearer"


class Front:
    """The outermost ASGI application.

    Args:
        app: The SDK's transport.
        checks: What requests are held against.
    """

    def __init__(self, app: ASGIApp, checks: Checks) -> None:
        self._app = app
        self._checks = checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        headers: Sequence[Header] = scope["headers"]
        if not self._checks.listening.admits_peer(scope["client"][0]):
            await self._refuse(send, Reason.PEER, 403)
        elif scope["raw_path"] == HEALTH and scope["method"] in {"GET", "HEAD"}:
            await send_body(send, 200, b"ok", (b"content-type", b"text/plain"))
        elif (wrong := self._wrong_address(headers)) is not None:
            await self._refuse(send, *wrong)
        elif (document := self._checks.documents.get(scope["raw_path"])) is not None:
            await self._show(scope, send, document)
        elif (method := self._checks.paths.get(scope["raw_path"])) is None:
            await send_plain(send, 404)
        elif scope["method"] != method:
            await send_plain(send, 405, (b"allow", method.encode()))
        else:
            await self._admit(scope, receive, send)

    def _wrong_address(self, headers: Sequence[Header]) -> tuple[Reason, int] | None:
        listening = self._checks.listening
        hosts, origins = _values(headers, b"host"), _values(headers, b"origin")
        if len(hosts) != 1 or not listening.admits_host(_text(hosts[0])):
            return Reason.HOST, 421
        if not all(listening.admits_origin(_text(origin)) for origin in origins):
            return Reason.ORIGIN, 403
        # A declared proxy says how the request reached it; nobody else is asked.
        forwarded = _values(headers, b"x-forwarded-proto") if listening.peers else []
        if any(each.strip() != "https" for proto in forwarded for each in _text(proto).split(",")):
            return Reason.PEER, 403
        return None

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Sequence[Header] = scope["headers"]
        caller = await self._verify(_values(headers, b"authorization"))
        if isinstance(caller, Unverified):
            status = 503 if caller.reason is Reason.UNAVAILABLE else 401
            await self._refuse(send, caller.reason, status)
            return
        scope[CALLER] = caller
        if scope["method"] == "POST":
            body = await self._read(headers, receive, send)
            if body is None:
                return
            receive = replayed(body, receive)
        await _forward(self._app, scope, receive, send)

    async def _verify(self, values: Sequence[bytes]) -> Principal | Unverified:
        credential = presented(values)
        if isinstance(credential, Unverified):
            return credential
        return await self._checks.authenticate(credential)

    async def _read(self, headers: Sequence[Header], receive: Receive, send: Send) -> bytes | None:
        """Return the body if it is one message; otherwise answer, and return None."""
        types = _values(headers, b"content-type")
        if len(types) != 1 or _text(types[0]).partition(";")[0].strip() != "application/json":
            await send_plain(send, 415)
            return None
        body = await read_body(headers, receive)
        if isinstance(body, int):
            await send_plain(send, body, (b"connection", b"close"))
            return None
        error = check_message(body, MAX_BODY_BYTES + 1)
        if error is not None:
            self._checks.count_unserved(NO_MESSAGE)
            await send_error(send, error)
            return None
        return body

    async def _refuse(self, send: Send, reason: Reason, status: int) -> None:
        self._checks.count_unauthenticated(reason)
        challenge = [(b"www-authenticate", self._checks.challenge)] if status == 401 else []
        await send_plain(send, status, *challenge)

    async def _show(self, scope: Scope, send: Send, document: Mapping[str, Any]) -> None:
        if scope["method"] in {"GET", "HEAD"}:
            await send_document(send, 200, document)
        else:
            await send_plain(send, 405, (b"allow", b"GET"))


async def _forward(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the SDK answer; restate what it answers if that is an error."""
    status = 0
    body = bytearray()

    async def restating(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        if status < 400:
            await send(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _restate(send, status, bytes(body))

    try:
        await app(scope, receive, restating)
    except Exception:  # noqa: BLE001 - its text stays inside
        if status == 0:
            await send_plain(send, 500)


async def _restate(send: Send, status: int, body: bytes) -> None:
    document = restated(body)
    if document is None:
        await send_plain(send, status)
    else:
        await send_document(send, status, document)


def _values(headers: Iterable[Header], name: bytes) -> list[bytes]:
    return [value for each, value in headers if each == name]


def _text(value: bytes) -> str:
    return value.decode("latin-1").lower()
