"""Fetching an issuer's keys: one bounded request, no redirect, TLS unless on this machine."""

import ipaddress
from urllib.parse import urlsplit

import anyio
import httpx2

from ostiary.guard.caller.source import KeysUnavailableError

TIMEOUT_S = 5
MAX_BYTES = 256 * 1024


def check_url(url: str) -> str | None:
    """Return what is wrong with the address of a key set, if anything."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "not an URL"
    if not host or parts.username or parts.password or parts.fragment:
        return "not an URL of a host alone"
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)):
        return None
    return "https is wanted: whoever can change the answer decides who may call"


def is_loopback(host: str) -> bool:
    """Whether `host` is an address of this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def fetch_keys(url: str) -> bytes:
    """Return the document at `url`.

    Raises:
        KeysUnavailableError: It did not come whole, in time, with status 200 and within bounds.
    """
    try:
        with anyio.fail_after(TIMEOUT_S):
            return await _fetch(url)
    except TimeoutError:
        raise KeysUnavailableError(f"no answer within {TIMEOUT_S} s") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise KeysUnavailableError(type(error).__name__) from None


async def _fetch(url: str) -> bytes:
    # On this machine no proxy stands between; elsewhere the operator's may.
    trust_env = not is_loopback(urlsplit(url).hostname or "")
    async with (
        httpx2.AsyncClient(
            timeout=TIMEOUT_S, follow_redirects=False, trust_env=trust_env
        ) as client,
        client.stream("GET", url, headers={"accept": "application/json"}) as answer,
    ):
        if answer.status_code != 200:
            raise KeysUnavailableError(f"status {answer.status_code}")
        document = bytearray()
        async for piece in answer.aiter_bytes():
            document += piece
            if len(document) > MAX_BYTES:
                raise KeysUnavailableError(f"more than {MAX_BYTES} bytes")
    return bytes(document)
