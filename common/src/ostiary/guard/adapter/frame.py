"""Frames that leave: built here from released values, never passed on from the framework."""

from collections.abc import Mapping
from typing import Any, cast

from mcp.server.lowlevel.server import Server
from mcp_types import SERVER_INFO_META_KEY
from mcp_types.methods import serialize_server_result
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from ostiary.errors import CallError
from ostiary.guard.adapter.context import Context
from ostiary.guard.text import json_text
from ostiary.privacy.release import Released

_MAX_COMPLETIONS = 100
"""How many values the protocol lets a completion hold (MCP 2026-07-28, completion/complete)."""


def tool_frame(ctx: Context, server: Server[Any], released: Released) -> dict[str, Any]:
    """Return the `tools/call` result: the released object, and the same as text."""
    value = released.value
    structured = cast("dict[str, Any]", value) if isinstance(value, dict) else {"result": value}
    content = [{"type": "text", "text": json_text(structured)}]
    return _stamped(
        ctx, server, {"content": content, "structuredContent": structured, "isError": False}
    )


def tool_refusal(ctx: Context, server: Server[Any], error: CallError) -> dict[str, Any]:
    """Return the `tools/call` result that says why there is none."""
    content = [{"type": "text", "text": str(error)}]
    return _stamped(ctx, server, {"content": content, "isError": True})


def resource_frame(raw: Mapping[str, Any], released: Released) -> dict[str, Any]:
    """Return the `resources/read` result: the framework's envelope around the released text."""
    first = cast("list[dict[str, Any]]", raw.get("contents", [{}]))[0]
    kept = {key: first[key] for key in ("uri", "mimeType") if key in first}
    return {**raw, "contents": [{**kept, "text": _text(released.value)}]}


def prompt_frame(raw: Mapping[str, Any], released: Released) -> dict[str, Any]:
    """Return the `prompts/get` result: the framework's envelope around the released text."""
    message = {"role": "user", "content": {"type": "text", "text": _text(released.value)}}
    return {**raw, "messages": [message]}


def completion_frame(raw: Mapping[str, Any], released: Released) -> dict[str, Any]:
    """Return the `completion/complete` result: the framework's envelope around released texts."""
    value: Any = released.value
    found = cast("list[Any]", value) if isinstance(value, list) else []
    shown = [str(each) for each in found[:_MAX_COMPLETIONS]]
    told = {"values": shown, "total": len(found), "hasMore": len(found) > len(shown)}
    return {**raw, "completion": told}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)


def _stamped(ctx: Context, server: Server[Any], result: dict[str, Any]) -> dict[str, Any]:
    """Return `result` with the envelope of the connection's era (MCP 2026-07-28, `Result`)."""
    version = ctx.protocol_version
    if version not in MODERN_PROTOCOL_VERSIONS:
        return serialize_server_result(ctx.method, version, result)
    frame = serialize_server_result(ctx.method, version, {**result, "resultType": "complete"})
    frame["_meta"] = {SERVER_INFO_META_KEY: server.server_info_stamp}
    return frame
