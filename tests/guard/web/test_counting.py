"""Whoever is not verified is counted, by a reason of a bounded set, and never described."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from issuer import AUDIENCE, Issuer

from ostiary.guard.adapter.web.front import Checks, Front
from ostiary.guard.caller.authenticator import (
    Authenticator,
    BearerAuthenticator,
    TokenAuthenticator,
)
from ostiary.guard.caller.claims import Expected
from ostiary.guard.caller.listening import plan_listening
from ostiary.guard.caller.reason import Reason
from ostiary.guard.caller.source import KeySource, KeysUnavailableError
from ostiary.identity import Principal
from ostiary.remote import RemoteSettings

SECRET = b"x" * 43


async def told(
    authenticate: Authenticator,
    headers: Mapping[str, str],
    client: str = "127.0.0.1",
    **settings: Any,
) -> tuple[list[str], int]:
    """Return what was counted, and the status, for a request with these headers."""
    counted: list[str] = []
    answers: list[Any] = []
    listening = plan_listening(RemoteSettings.model_validate(settings), "127.0.0.1", 0)
    checks = Checks(listening, authenticate, counted.append, counted.append, {b"/mcp": "POST"}, {})

    async def sdk(*_: object) -> None:
        raise AssertionError("nobody may get here")

    async def receive() -> Any:
        raise AssertionError("nothing of the body may be read")

    async def send(answer: Any) -> None:
        answers.append(answer)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": "POST", "raw_path": b"/mcp", "client": (client, 1), "headers": raw,
    }  # fmt: skip
    await Front(sdk, checks)(scope, receive, send)
    return counted, answers[0]["status"]


BY_SECRET = BearerAuthenticator(SECRET, Principal("ann"))
PROXY = {
    "auth_issuer": "i", "auth_audience": "a", "auth_jwks_url": "u", "tls_proxy": "192.0.2.1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "more", "reason", "status"),
    [
        ({"Host": "localhost"}, {}, Reason.MISSING, 401),
        ({"Host": "localhost", "Authorization": "Basic x"}, {}, Reason.MALFORMED, 401),
        ({"Host": "localhost", "Authorization": "Bearer y"}, {}, Reason.BEARER, 401),
        ({"Host": "evil.example"}, {}, Reason.HOST, 421),
        ({}, {}, Reason.HOST, 421),
        ({"Host": "localhost", "Origin": "https://evil.example"}, {}, Reason.ORIGIN, 403),
        ({"Host": "localhost"}, PROXY, Reason.PEER, 403),
        (
            {"Host": "localhost", "X-Forwarded-Proto": "http"},
            {**PROXY, "client": "192.0.2.1"},
            Reason.PEER,
            403,
        ),
    ],
)
async def test_a_refusal_is_counted_once(
    headers: dict[str, str], more: dict[str, Any], reason: Reason, status: int
) -> None:
    assert await told(BY_SECRET, headers, **more) == ([reason], status)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ({"algorithm": "ES512"}, Reason.KEY),
        ({"header": {"alg": "HS256"}}, Reason.ALGORITHM),
        ({"header": {"kid": "nowhere"}}, Reason.KEY),
        ({"header": {"crit": ["x"]}}, Reason.MALFORMED),
        ({"iss": "x"}, Reason.ISSUER),
        ({"aud": "x"}, Reason.AUDIENCE),
        ({"exp": 1}, Reason.EXPIRED),
        ({"exp": None}, Reason.CLAIMS),
        ({"nbf": 2**40}, Reason.EARLY),
    ],
    ids=str,
)
async def test_what_was_wrong_with_a_token_is_told_to_the_operator_alone(
    issuer: Issuer, token: dict[str, Any], reason: Reason
) -> None:
    made = (
        issuer.token(**token) if "algorithm" not in token else issuer.token(header={"alg": "ES512"})
    )
    headers = {"Host": "localhost", "Authorization": f"Bearer {made}"}
    assert await told(await _by_token(issuer), headers) == ([reason], 401)


async def test_an_issuer_that_is_gone_is_no_fault_of_the_callers(issuer: Issuer) -> None:
    async def gone() -> bytes:
        raise KeysUnavailableError("gone")

    source = KeySource(gone, time.monotonic)
    verify = TokenAuthenticator(Expected(issuer.name, AUDIENCE, "roles"), source, time.time)
    headers = {"Host": "localhost", "Authorization": f"Bearer {issuer.token()}"}
    assert await told(verify, headers) == ([Reason.UNAVAILABLE], 503)


async def _by_token(issuer: Issuer) -> TokenAuthenticator:
    async def fetch() -> bytes:
        return issuer.document()

    source = KeySource(fetch, time.monotonic)
    await source.load()
    return TokenAuthenticator(Expected(issuer.name, AUDIENCE, "roles"), source, time.time)
