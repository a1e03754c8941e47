"""What a server says of itself: `initialize` and `server/discover`, of either era.

An allow-list again: name, version, instructions, and the capabilities that callers of a guarded
server have. What extensions and other additions would announce of themselves stays inside.
"""

from collections.abc import Mapping
from typing import Any, cast

from mcp.server.context import HandlerResult
from mcp_types import SERVER_INFO_META_KEY
from pydantic import BaseModel

INTRODUCTIONS = frozenset({"initialize", "server/discover"})

_MEMBERS = frozenset(
    {
        "_meta", "cacheScope", "capabilities", "instructions", "protocolVersion", "resultType",
        "serverInfo", "supportedVersions", "ttlMs",
    }
)  # fmt: skip
_CAPABILITIES = frozenset({"completions", "prompts", "resources", "tools"})


def introduction(result: HandlerResult, extension: str) -> dict[str, Any]:
    """Return the frame in which a server introduces itself.

    Args:
        result: The framework's.
        extension: The one extension that is announced.
    """
    raw = (
        result.model_dump(by_alias=True, mode="json", exclude_none=True)
        if isinstance(result, BaseModel)
        else cast("Mapping[str, Any]", result or {})
    )
    kept = {name: value for name, value in raw.items() if name in _MEMBERS}
    offered = cast("Mapping[str, Any]", kept.get("capabilities") or {})
    announced = {name: value for name, value in offered.items() if name in _CAPABILITIES}
    if extension in offered.get("extensions", {}):
        announced["extensions"] = {extension: {}}
    if "_meta" in kept:
        kept["_meta"] = {SERVER_INFO_META_KEY: kept["_meta"].get(SERVER_INFO_META_KEY)}
    return {**kept, "capabilities": announced}
