"""The model's endpoint: `/v1/chat/completions` of any OpenAI-compatible engine, over plain httpx.

The bytes are read by `stream.py`; this file only fetches them and turns failures into sentences.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from ostiary_host.explain import EndpointError, explain_status
from ostiary_host.jsonvalue import as_list, as_object, as_text, compact
from ostiary_host.message import Reply
from ostiary_host.stream import MAX_REPLY_BYTES, ReplyReader, read_document

_MAX_ERROR_BYTES = 64 * 1024


class Endpoint:
    """One model at one endpoint.

    Args:
        client: An HTTP client with the key, if there is one, in its headers.
        url: The address up to and including `/v1`.
        model: The model's name there.
        is_streaming: Whether to ask for replies piece by piece. Turned off for good by the first
            stream that breaks.
        owner: Who made the model, as the endpoint says.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        model: str,
        *,
        is_streaming: bool = True,
        owner: str = "",
    ) -> None:
        self._client = client
        self.url = url
        self.model = model
        self.owner = owner
        self.is_streaming = is_streaming

    async def complete(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]],
        on_text: Callable[[str], None],
        on_fallback: Callable[[Reply], None],
    ) -> Reply:
        """Return the model's next reply.

        A stream that breaks is read once more without streaming: engines answer 200 and an empty
        stream where the plain request would have named the error. Nothing of the broken reply was
        used, so nothing happens twice.

        Args:
            messages: The conversation so far.
            tools: Functions to offer; none: the request has no `tools` at all.
            on_text: Told of text as it arrives.
            on_fallback: Told of the broken reply before the second reading.

        Raises:
            EndpointError: No usable reply, and what to do.
        """
        if self.is_streaming:
            reply = await self._streamed(messages, tools, on_text)
            if not reply.is_broken_exchange:
                return reply
            on_fallback(reply)
            self.is_streaming = False
        reply = await self._whole(messages, tools)
        if reply.is_broken_exchange:
            kinds = ", ".join(reply.faults)
            raise EndpointError(
                f"{self.url} answered, but not with a chat completion ({kinds}). "
                "Check that the address is that of an OpenAI-compatible engine; it usually ends "
                "in /v1."
            )
        on_text(reply.text)
        return reply

    async def _streamed(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]],
        on_text: Callable[[str], None],
    ) -> Reply:
        reader = ReplyReader()
        try:
            async with self._post(messages, tools, is_streaming=True) as response:
                await self._check(response)
                # Engines that do not stream with tools answer the same request in one document.
                if response.headers.get("content-type", "").startswith("application/json"):
                    reply = read_document(await _read(response, MAX_REPLY_BYTES))
                    on_text(reply.text)
                    return reply
                async for data in response.aiter_bytes():
                    if text := reader.feed(data):
                        on_text(text)
                    if reader.is_over:
                        break
        except (httpx.ReadError, httpx.RemoteProtocolError, httpx.DecodingError):
            # The reader knows that `[DONE]` is missing: a cut stream is a fault like others.
            pass
        except httpx.HTTPError as error:
            raise EndpointError(_unreachable(self.url, error)) from error
        return reader.close()

    async def _whole(
        self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]
    ) -> Reply:
        try:
            async with self._post(messages, tools, is_streaming=False) as response:
                await self._check(response)
                return read_document(await _read(response, MAX_REPLY_BYTES))
        except httpx.HTTPError as error:
            raise EndpointError(_unreachable(self.url, error)) from error

    def _post(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]],
        *,
        is_streaming: bool,
    ) -> Any:
        body: dict[str, Any] = {"model": self.model, "messages": messages}
        if tools:  # an empty list is a 400
            body |= {"tools": tools, "tool_choice": "auto", "parallel_tool_calls": True}
        body["stream"] = is_streaming
        if is_streaming:
            body["stream_options"] = {"include_usage": True}
        return self._client.stream(
            "POST",
            f"{self.url}/chat/completions",
            content=compact(body).encode(errors="replace"),
            headers={"content-type": "application/json"},
        )

    async def _check(self, response: httpx.Response) -> None:
        if response.status_code != 200:
            body = await _read(response, _MAX_ERROR_BYTES)
            text = explain_status(response.status_code, body, self.url, self.model)
            raise EndpointError(text)


async def list_models(client: httpx.AsyncClient, url: str) -> list[tuple[str, str]]:
    """Return the models that an endpoint serves: name and owner, in its order.

    Args:
        client: With the key, if there is one, in its headers.
        url: The address up to and including `/v1`.

    Raises:
        EndpointError: Nothing answers there, or not as an OpenAI-compatible engine does.
    """
    try:
        async with client.stream("GET", f"{url}/models") as response:
            body = await _read(response, _MAX_ERROR_BYTES * 16)
    except httpx.HTTPError as error:
        raise EndpointError(_unreachable(url, error)) from error
    if response.status_code != 200:
        raise EndpointError(explain_status(response.status_code, body, url, "(any)"))
    try:
        document = as_object(json.loads(body)) or {}
    except (ValueError, RecursionError):
        document = {}
    found = as_list(document.get("data"))
    if found is None:
        raise EndpointError(
            f"{url} answers, but not as an OpenAI-compatible engine: no list of models. "
            "The address usually ends in /v1."
        )
    entries = [as_object(item) or {} for item in found]
    return [(as_text(entry.get("id")), as_text(entry.get("owned_by"))) for entry in entries]


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    body = b""
    async for data in response.aiter_bytes():
        body += data
        if len(body) > max_bytes:
            return body[:max_bytes]
    return body


def _unreachable(url: str, error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"{url} did not answer in time."
    if isinstance(error, httpx.ConnectError):
        return f"Nothing answers at {url}."
    return f"The connection to {url} failed ({type(error).__name__})."
