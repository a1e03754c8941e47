"""Frames that leave: built here from released values, never passed on from the framework."""

from typing import Any, cast

from mcp.server.lowlevel.server import Server
from mcp_types import SERVER_INFO_META_KEY
from mcp_types.methods import serialize_server_result
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from ostiary.errors import CallError
from ostiary.flow.marking import said_behind
from ostiary.guard.adapter.context import Context
from ostiary.guard.offer import Kind, Offer
from ostiary.guard.outcome import Outcome
from ostiary.guard.text import json_text
from ostiary.privacy.withheld import WITHHELD

_MAX_COMPLETIONS = 100
"""How many values the protocol lets a completion hold (MCP 2026-07-28, completion/complete)."""

UNTRUSTED_META_KEY = "dev.ostiary/untrusted"
"""Under which the mark stands beside a result that others may have written."""

_NOT_CACHED = {"ttlMs": 0, "cacheScope": "private"}
"""What a modern client is told of resources and lists: each is decided and recorded anew."""


def result_frame(ctx: Context, server: Server[Any], outcome: Outcome) -> dict[str, Any]:
    """Return the result of a call: what was released, as its method's result has it."""
    offer, value = outcome.offer, outcome.released.value
    if offer.kind is Kind.TOOL:
        return _stamped(ctx, server, _tool_result(value, offer, outcome.mark))
    if offer.kind is Kind.RESOURCE:
        uri = (ctx.params or {}).get("uri")
        content = {"uri": uri, "mimeType": offer.mime_type, "text": _text(value)}
        content |= _meta_of(outcome.mark)
        return _stamped(ctx, server, {"contents": [content]}, _NOT_CACHED)
    if offer.kind is Kind.PROMPT:
        return _stamped(ctx, server, _prompt_result(value, offer))
    return _stamped(ctx, server, _completion_result(value))


def refusal_frame(ctx: Context, server: Server[Any], error: CallError) -> dict[str, Any]:
    """Return the `tools/call` result that says why there is none."""
    content = [{"type": "text", "text": str(error)}]
    return _stamped(ctx, server, {"content": content, "isError": True})


def list_frame(
    ctx: Context, server: Server[Any], entries: dict[str, Any], cursor: object
) -> dict[str, Any]:
    """Return the result of a list: its entries, and where the next page begins."""
    next_page = {"nextCursor": cursor} if isinstance(cursor, str) else {}
    return _stamped(ctx, server, {**entries, **next_page}, _NOT_CACHED)


def _tool_result(value: Any, offer: Offer, mark: str) -> dict[str, Any]:
    """Return a tool's result: its text is JSON, and what others wrote is said behind it."""
    structured = cast("dict[str, Any]", value) if isinstance(value, dict) else {"result": value}
    content = _media(structured.get(offer.media)) if offer.media else []
    if not content:
        content = [{"type": "text", "text": json_text(structured)}]
    if mark:
        # Behind, since clients take the first text for the structured content as JSON.
        content.append({"type": "text", "text": said_behind(mark)})
    whole = {"content": content, "structuredContent": structured, "isError": False}
    return whole | _meta_of(mark)


def _meta_of(mark: str) -> dict[str, Any]:
    return {"_meta": {UNTRUSTED_META_KEY: mark}} if mark else {}


def _media(blocks: Any) -> list[dict[str, Any]]:
    """Return images and sounds as the protocol's content; nothing unless all of it is (withheld).

    Source: MCP 2026-07-28, `ImageContent` and `AudioContent`.
    """
    if not isinstance(blocks, list):
        return []
    found = [
        {key: block[key] for key in ("type", "data", "mimeType")}
        for block in cast("list[Any]", blocks)
        if _is_media(block)
    ]
    return found if len(found) == len(cast("list[Any]", blocks)) else []


def _is_media(block: Any) -> bool:
    if not isinstance(block, dict):
        return False
    told = cast("dict[str, Any]", block)
    types = {"image": "image/", "audio": "audio/"}
    beginning = types.get(str(told.get("type")))
    return beginning is not None and (
        str(told.get("mimeType")).startswith(beginning) and told.get("data") != WITHHELD
    )


def _prompt_result(value: Any, offer: Offer) -> dict[str, Any]:
    message = {"role": "user", "content": {"type": "text", "text": _text(value)}}
    return {"description": offer.description, "messages": [message]}


def _completion_result(value: Any) -> dict[str, Any]:
    # A list that is withheld as a whole is one mark, and no list.
    found = cast("list[Any]", value) if isinstance(value, list) else []
    shown = [str(each) for each in found[:_MAX_COMPLETIONS]]
    told = {"values": shown, "total": len(found), "hasMore": len(found) > len(shown)}
    return {"completion": told}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)


def _stamped(
    ctx: Context, server: Server[Any], result: dict[str, Any], modern: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return `result` with the envelope of the connection's era (MCP 2026-07-28, `Result`).

    `modern` is what only the later era has.
    """
    version = ctx.protocol_version
    if version not in MODERN_PROTOCOL_VERSIONS:
        return serialize_server_result(ctx.method, version, result)
    whole = {**result, **(modern or {}), "resultType": "complete"}
    frame = serialize_server_result(ctx.method, version, whole)
    frame["_meta"] = {**result.get("_meta", {}), SERVER_INFO_META_KEY: server.server_info_stamp}
    return frame
