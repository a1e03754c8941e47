"""What a resource or a prompt may return or raise: one act for each place in it that holds text."""

from collections.abc import Callable
from typing import Any

from fastmcp.exceptions import PromptError, ResourceError
from fastmcp.prompts import Message, PromptResult
from fastmcp.resources import ResourceContent, ResourceResult
from mcp.shared.exceptions import MCPError
from mcp_types import EmbeddedResource, TextResourceContents

from canary.results import Act, SpeakingError, asking, form


def _returns(make: Callable[[str], Any]) -> Act:
    async def act(secret: str) -> Any:
        return make(secret)

    return act


def _raises(make: Callable[[str], BaseException]) -> Act:
    async def act(secret: str) -> Any:
        raise make(secret) from SpeakingError(secret)

    return act


def _item(content: Any, **more: Any) -> ResourceResult:
    return ResourceResult([ResourceContent(content, **more)])


def _embedded(secret: str) -> PromptResult:
    contents = TextResourceContents(uri="x://x", text=secret)
    return PromptResult([Message(EmbeddedResource(type="resource", resource=contents))])


_RAISED: dict[str, Act] = {
    "exception": _raises(SpeakingError),
    "mcp_message": _raises(lambda secret: MCPError(code=-32000, message=secret)),
    "mcp_data": _raises(lambda secret: MCPError(code=-32021, message="x", data={"k": secret})),
}

READ: dict[str, Act] = {
    "text": _returns(lambda secret: secret),
    "blob": _returns(lambda secret: _item(f"b {secret}".encode())),
    "json_key": _returns(lambda secret: _item({secret: 1})),
    "item_mime": _returns(lambda secret: _item("x", mime_type=f"x/{secret}")),
    "item_meta": _returns(lambda secret: _item("x", meta={"k": secret})),
    "meta": _returns(lambda secret: ResourceResult("x", meta={"k": secret})),
    "error": _raises(ResourceError),
    "asks": _returns(lambda secret: asking(form(secret))),
    **_RAISED,
}

RENDERED: dict[str, Act] = {
    "text": _returns(lambda secret: secret),
    "embedded": _returns(_embedded),
    "description": _returns(lambda secret: PromptResult("x", description=secret)),
    "meta": _returns(lambda secret: PromptResult("x", meta={"k": secret})),
    "error": _raises(PromptError),
    "asks": _returns(lambda secret: asking(form(secret))),
    **_RAISED,
}
