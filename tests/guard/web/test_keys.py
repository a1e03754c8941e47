"""An issuer's keys change, vanish and cannot be had: by a clock of the test's own, over loopback."""

import json
from collections.abc import Awaitable, Callable

import anyio
import pytest
from issuer import Issuer
from joserfc.jwk import OctKey

from ostiary.guard.caller import fetch
from ostiary.guard.caller.fetch import check_url, fetch_keys
from ostiary.guard.caller.keyset import KeySetError, read_keyset
from ostiary.guard.caller.source import (
    KEEP_S,
    REFRESH_S,
    RETRY_S,
    KeySource,
    KeysUnavailableError,
)


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def advance(self, span_s: float) -> None:
        self.now_s += span_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def source(issuer: Issuer, clock: Clock) -> KeySource:
    issuer.keys.clear()
    issuer.status, issuer.body, issuer.delay_s = 200, None, 0
    issuer.headers.clear()
    issuer.add("first")
    made = KeySource(lambda: fetch_keys(issuer.url), clock)
    await made.load()
    issuer.asked = 0
    return made


async def has(source: KeySource, kid: str) -> bool:
    return await source.find(kid, "ES256") is not None


async def test_known_keys_cost_no_request(source: KeySource, issuer: Issuer) -> None:
    for _ in range(100):
        assert await has(source, "first")
    assert issuer.asked == 0


async def test_a_new_key_works_as_soon_as_the_issuer_may_be_asked_again(
    source: KeySource, issuer: Issuer, clock: Clock
) -> None:
    issuer.add("second")
    clock.advance(RETRY_S)
    assert await has(source, "second")
    assert issuer.asked == 1


async def test_unknown_keys_cannot_make_us_hammer_the_issuer(
    source: KeySource, issuer: Issuer, clock: Clock
) -> None:
    clock.advance(RETRY_S)
    async with anyio.create_task_group() as group:
        for number in range(200):
            group.start_soon(has, source, f"made-up-{number}")
    assert issuer.asked == 1
    clock.advance(RETRY_S - 1)
    assert not await has(source, "made-up")
    assert issuer.asked == 1


async def test_a_key_that_is_taken_away_stops_working_within_the_stated_time(
    source: KeySource, issuer: Issuer, clock: Clock
) -> None:
    issuer.add("second")
    del issuer.keys["first"]
    clock.advance(REFRESH_S - 1)
    assert await has(source, "first")
    clock.advance(1)
    assert not await has(source, "first")
    assert await has(source, "second")


SPOILT: dict[str, Callable[[Issuer], None]] = {
    "status 500": lambda issuer: setattr(issuer, "status", 500),
    "not JSON": lambda issuer: setattr(issuer, "body", b"<html>"),
    "not a set": lambda issuer: setattr(issuer, "body", b"[]"),
    "no keys": lambda issuer: setattr(issuer, "body", b'{"keys": []}'),
    "keys no list": lambda issuer: setattr(issuer, "body", b'{"keys": 7}'),
    "too large": lambda issuer: setattr(issuer, "body", b" " * (fetch.MAX_BYTES + 1)),
    "too deep": lambda issuer: setattr(issuer, "body", b"[" * 100_000),
    "elsewhere": lambda issuer: issuer.__dict__.update(
        status=302, headers={"Location": issuer.url}
    ),
}


@pytest.mark.parametrize("how", SPOILT)
async def test_known_keys_outlast_an_outage_for_the_stated_time_and_no_longer(
    source: KeySource, issuer: Issuer, clock: Clock, how: str
) -> None:
    SPOILT[how](issuer)
    for _ in range(KEEP_S // REFRESH_S - 1):
        clock.advance(REFRESH_S)
        assert await has(source, "first")
    assert issuer.asked == KEEP_S // REFRESH_S - 1
    clock.advance(REFRESH_S)
    with pytest.raises(KeysUnavailableError):
        await has(source, "first")
    issuer.status, issuer.body = 200, None
    clock.advance(RETRY_S)
    assert await has(source, "first")


async def test_an_issuer_that_hangs_is_not_waited_for(
    source: KeySource, issuer: Issuer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.1)
    issuer.delay_s = 1.5
    clock.advance(REFRESH_S)
    with anyio.fail_after(1):
        assert await has(source, "first")


async def test_a_first_look_that_finds_nothing_is_an_error() -> None:
    source = KeySource(_refusing("down"), Clock())
    with pytest.raises(KeysUnavailableError, match="down"):
        await source.load()
    with pytest.raises(KeysUnavailableError):
        await source.find("first", "ES256")


def _refusing(text: str) -> Callable[[], Awaitable[bytes]]:
    async def refuse() -> bytes:
        raise KeysUnavailableError(text)

    return refuse


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example/keys", "http://127.0.0.1.evil.example/keys", "http://localhost.evil.example/",
        "ftp://127.0.0.1/keys", "file:///etc/keys", "https://", "keys", "https://user:pass@login.example/",
        "https://login.example/#x", "http://[::1", "https://login.example:port/",
    ],
)  # fmt: skip
def test_keys_come_over_tls_or_from_this_machine(url: str) -> None:
    assert check_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://login.example/keys", "http://127.0.0.1:8/k", "http://[::1]/k", "http://localhost/k"],
)
def test_those_addresses_are_fit(url: str) -> None:
    assert check_url(url) is None


def test_a_symmetric_or_private_key_in_the_set_is_passed_over(issuer: Issuer) -> None:
    secret = OctKey.generate_key(256, private=True).as_dict()
    private = {**issuer.keys["first"].as_dict(private=True), "kid": "private"}
    with pytest.raises(KeySetError):
        read_keyset(json.dumps({"keys": [secret, private, 7, None, {"kty": "RSA"}]}).encode())


def test_the_only_key_needs_no_name(issuer: Issuer) -> None:
    key = issuer.keys["first"].as_dict(private=False)
    key.pop("kid", None)
    assert read_keyset(json.dumps({"keys": [key]}).encode()).find(None, "ES256") is not None
    assert read_keyset(json.dumps({"keys": [key, key]}).encode()).find(None, "ES256") is None
