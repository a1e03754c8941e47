"""Serving over HTTP or SSE: everything is checked before the port is opened."""

import signal
import socket
import ssl
import time
from dataclasses import dataclass
from math import ceil
from types import FrameType

import anyio
import uvicorn

from ostiary.bearer import load_bearer
from ostiary.guard.adapter.guarded import GuardedServer
from ostiary.guard.adapter.web.front import Checks, Front
from ostiary.guard.adapter.web.protocol import TimedProtocol
from ostiary.guard.adapter.web.transport import HTTP_PATHS, SSE_PATHS, transport_app
from ostiary.guard.caller.authenticator import (
    Authenticator,
    BearerAuthenticator,
    TokenAuthenticator,
)
from ostiary.guard.caller.claims import Expected
from ostiary.guard.caller.fetch import check_url, fetch_keys
from ostiary.guard.caller.listening import Listening, ListeningError, plan_listening
from ostiary.guard.caller.metadata import resource_metadata
from ostiary.guard.caller.source import KeySource, KeysUnavailableError
from ostiary.identity import Principal
from ostiary.log.process import speak
from ostiary.settings import ServerSettings

MAX_CONNECTIONS = 512
MAX_HEADER_BYTES = 32 * 1024
KEEP_ALIVE_S = 30
SETTLE_WITHIN_S = 10
"""What a running call may take beyond its deadline when the server is told to stop [s]."""


@dataclass(frozen=True, slots=True)
class WebServing:
    """A server ready to be served over a network.

    Args:
        server: Not yet served.
        transport: `http` or `sse`.
        listening: Where.
        authenticate: Who callers are.
        settings: The operator's.
        tls: Where TLS ends here.
    """

    server: GuardedServer
    transport: str
    listening: Listening
    authenticate: Authenticator
    settings: ServerSettings
    tls: ssl.SSLContext | None

    async def __call__(self) -> int:
        """Serve until a signal; return the exit status.

        Raises:
            ListeningError: The port cannot be had.
        """
        bound = bind(self.listening)
        is_streaming = self.settings.http_stream
        async with transport_app(self.server, self.transport, is_streaming=is_streaming) as app:
            web = _Uvicorn(self._configured(Front(app, self._checks())))
            speak(f"{self.server.name}: serving {self.transport} on {self._address(bound)}")
            await web.serve(sockets=[bound])
        return 130 if web.stopped_by == signal.SIGINT else 0

    def _checks(self) -> Checks:
        metadata = resource_metadata(self.settings)
        return Checks(
            listening=self.listening,
            authenticate=self.authenticate,
            count_unauthenticated=self.server.opened.count_unauthenticated,
            count_unserved=self.server.opened.count_unserved,
            paths=SSE_PATHS if self.transport == "sse" else HTTP_PATHS,
            documents={metadata.path: metadata.document} if metadata else {},
            challenge=metadata.challenge if metadata else b"Bearer",
        )

    def _configured(self, front: Front) -> uvicorn.Config:
        longest_s = max((offer.timeout_s for offer in self.server.offers), default=0)
        tls = self.tls
        return uvicorn.Config(
            front,
            loop="asyncio",
            http=TimedProtocol,
            ws="none",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,  # addresses hold names of resources
            proxy_headers=False,
            server_header=False,
            limit_concurrency=MAX_CONNECTIONS,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=ceil(longest_s) + SETTLE_WITHIN_S,
            h11_max_incomplete_event_size=MAX_HEADER_BYTES,
            # What one request leaves in a context variable, the next on its connection has not.
            reset_contextvars=True,
            ssl_context_factory=None if tls is None else lambda _config, _default: tls,
        )

    def _address(self, bound: socket.socket) -> str:
        host, port = bound.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        path = "/sse" if self.transport == "sse" else "/mcp"
        return f"http{'s' if self.tls else ''}://{shown}:{port}{path}"


def prepare_web(
    server: GuardedServer, settings: ServerSettings, transport: str, host: str, port: int
) -> WebServing:
    """Return `server` ready to be served, after everything that could forbid it was looked at.

    Args:
        server: Declared; it may be opened before or after.
        settings: The operator's.
        transport: `http` or `sse`.
        host: Address to bind.
        port: TCP port; 0 for any that is free.

    Raises:
        ListeningError: Listening there would not be safe.
        BearerFileError: The bearer secret is missing, or others can read it.
    """
    listening = plan_listening(settings, host, port)
    authenticate = _authenticator(settings)
    tls = _tls(listening)
    return WebServing(server, transport, listening, authenticate, settings, tls)


class _Uvicorn(uvicorn.Server):
    """uvicorn, stopping in an orderly way at the first signal and at once at a second Ctrl-C."""

    stopped_by: int | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note a signal. uvicorn would raise it again at the end, past our own closing."""
        del frame
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self.stopped_by = self.stopped_by or sig


def _authenticator(settings: ServerSettings) -> Authenticator:
    issuer, audience, url = settings.auth_issuer, settings.auth_audience, settings.auth_jwks_url
    if issuer is None or audience is None or url is None:
        operator = Principal(settings.principal, settings.role_names())
        return BearerAuthenticator(load_bearer(settings.bearer_path()), operator)
    if wrong := check_url(url):
        raise ListeningError(f"OSTIARY_AUTH_JWKS_URL: {wrong}")
    source = KeySource(lambda: fetch_keys(url), time.monotonic)
    try:
        anyio.run(source.load)
    except KeysUnavailableError as error:
        raise ListeningError(f"OSTIARY_AUTH_JWKS_URL: no keys from there: {error}") from None
    expected = Expected(issuer, audience, settings.auth_roles_claim, settings.auth_not_before)
    return TokenAuthenticator(expected, source, time.time)


def _tls(listening: Listening) -> ssl.SSLContext | None:
    if listening.certificate is None:
        return None
    certificate, key = listening.certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if key.stat().st_mode & 0o007:
            raise ListeningError(f"OSTIARY_TLS_KEY: {key} can be read by others")
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        raise ListeningError(
            f"OSTIARY_TLS_CERT, OSTIARY_TLS_KEY: cannot be used ({type(error).__name__});"
            " a PEM chain and its private key without passphrase are wanted"
        ) from None
    return context


def bind(listening: Listening) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        ListeningError: The port cannot be had.
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off on what is accepted; without, the
    # second write of an answer waits for the first to be acknowledged, 40 ms.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((listening.host, listening.port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise ListeningError(
            f"--host {listening.host} --port {listening.port}: {error.strerror}"
        ) from None
    return bound
