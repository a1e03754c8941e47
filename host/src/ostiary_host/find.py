"""Which model to use: the endpoint that was named, or the first that answers on this machine."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from ostiary_host.endpoint import Endpoint, list_models
from ostiary_host.explain import START_A_MODEL, EndpointError

PROBED_URLS = ("http://localhost:8000/v1", "http://localhost:11434/v1")
"""Where vLLM and Ollama listen unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """What the user said about the model.

    Args:
        url: The endpoint, empty to probe this machine.
        model: The model's name, empty for the first that the endpoint serves.
        api_key: Sent to `url` alone, never to an address that was merely probed.
        is_streaming: Whether to ask for replies piece by piece.
        probed_urls: What to try when no endpoint is named.
        connect_timeout_s: How long to wait for a connection, and for the list of models.
    """

    url: str = ""
    model: str = ""
    api_key: str = ""
    is_streaming: bool = True
    probed_urls: tuple[str, ...] = PROBED_URLS
    connect_timeout_s: float = 3.0


def endpoint_url(text: str) -> str:
    """Return an endpoint's address without a trailing slash, `/v1` added where there is no path.

    Raises:
        ValueError: Not an http or https address, or one with a password in it.
    """
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            "The model's address must start with http:// or https://, "
            "for example http://localhost:8000/v1."
        )
    if "@" in parts.netloc:
        raise ValueError("Put the key into a file for --api-key-file, not into the address.")
    return text.rstrip("/") + ("" if parts.path.strip("/") else "/v1")


def is_in_clear(url: str) -> bool:
    """Return whether what is sent to `url` crosses a network unencrypted."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


@asynccontextmanager
async def find_endpoint(choice: ModelChoice) -> AsyncGenerator[Endpoint]:
    """Yield the endpoint of `choice`, connected and with its model known.

    Raises:
        EndpointError: Nothing answers, or the model is not served; says what was tried.
        ValueError: The address is not one.
    """
    key = {"authorization": f"Bearer {choice.api_key}"} if choice.api_key and choice.url else {}
    # Proxies and .netrc of the environment are not asked: the conversation goes where it was told.
    async with httpx.AsyncClient(
        headers=key,
        trust_env=False,
        timeout=httpx.Timeout(None, connect=choice.connect_timeout_s),
    ) as client:
        urls = (endpoint_url(choice.url),) if choice.url else choice.probed_urls
        url, models = await _first_that_answers(client, urls, choice)
        model, owner = _choose(models, choice.model, url)
        yield Endpoint(client, url, model, is_streaming=choice.is_streaming, owner=owner)


async def _first_that_answers(
    client: httpx.AsyncClient, urls: tuple[str, ...], choice: ModelChoice
) -> tuple[str, list[tuple[str, str]]]:
    failures: list[str] = []
    probe = httpx.AsyncClient(
        headers=client.headers, trust_env=False, timeout=choice.connect_timeout_s
    )
    async with probe:
        for url in urls:
            try:
                return url, await list_models(probe, url)
            except EndpointError as failure:
                failures.append(str(failure))
    tried = " ".join(failures)
    if choice.url:
        raise EndpointError(tried)
    raise EndpointError(f"No model endpoint answers on this machine. {tried}\n{START_A_MODEL}")


def _choose(models: list[tuple[str, str]], wanted: str, url: str) -> tuple[str, str]:
    owners = dict(models)
    if wanted:
        # Not every engine lists all that it can load (Ollama's tags, aliases): it may still serve
        # a model that is not listed, and says 404 itself if it does not.
        return wanted, owners.get(wanted, "")
    for name, owner in models:
        if name:
            return name, owner
    raise EndpointError(f"{url} serves no model. Load one there, or name one with --model.")
