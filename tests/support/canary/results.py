"""What a tool may return or raise: one act for each place in it that holds text."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any

import mcp_types
from fastmcp.exceptions import ToolError
from fastmcp.tools import ToolResult
from mcp.shared.exceptions import MCPError
from mcp_types import Annotations, BlobResourceContents, TextContent, TextResourceContents
from pydantic import BaseModel

Act = Callable[[str], Awaitable[Any]]
"""`await act(secret)` emits the secret: by what it returns, raises, sends or prints."""


class Said(BaseModel):
    """What a guarded body is declared to return."""

    text: str
    count: int = 7
    parts: list[str] = []
    by_name: dict[str, str] = {}


class SpeakingError(Exception):
    """An error whose text, representation and cause hold the secret."""

    def __repr__(self) -> str:
        return str(self)


def _returns(make: Callable[[str], Any]) -> Act:
    async def act(secret: str) -> Any:
        return make(secret)

    return act


def _raises(make: Callable[[str], BaseException]) -> Act:
    async def act(secret: str) -> Any:
        raise make(secret) from SpeakingError(secret)

    return act


def _block(**more: Any) -> TextContent:
    return TextContent(type="text", text="x", **more)


def _link(**more: Any) -> mcp_types.ResourceLink:
    told: dict[str, Any] = {"uri": "x://x", "name": "x", **more}
    return mcp_types.ResourceLink(type="resource_link", **told)


def _embedded(contents: Any) -> mcp_types.EmbeddedResource:
    return mcp_types.EmbeddedResource(type="resource", resource=contents)


def encoded(secret: str) -> str:
    """Return base64 that holds the secret, not at its beginning."""
    return base64.b64encode(f"png {secret} png".encode()).decode()


def _raw(**more: Any) -> mcp_types.CallToolResult:
    told: dict[str, Any] = {"content": [_block()], **more}
    return mcp_types.CallToolResult(**told)


def asking(params: Any) -> mcp_types.InputRequiredResult:
    """Return the result that asks the client something (MCP 2026-07-28)."""
    if isinstance(params, mcp_types.CreateMessageRequestParams):
        ask: mcp_types.InputRequest = mcp_types.CreateMessageRequest(params=params)
    else:
        ask = mcp_types.ElicitRequest(params=params)
    return mcp_types.InputRequiredResult(input_requests={"ask": ask})


def form(message: str, **members: Any) -> mcp_types.ElicitRequestFormParams:
    """Return the parameters of an elicitation by form."""
    schema: Any = {"type": "object", "properties": {"a": {"type": "string", **members}}}
    return mcp_types.ElicitRequestFormParams(message=message, requested_schema=schema)


def link(url: str) -> mcp_types.ElicitRequestURLParams:
    """Return the parameters of an elicitation by URL."""
    return mcp_types.ElicitRequestURLParams(message="x", url=url, elicitation_id="e")


def sampling(text: str, **more: Any) -> mcp_types.CreateMessageRequestParams:
    """Return the parameters of a request to the client's model."""
    message = mcp_types.SamplingMessage(role="user", content=TextContent(type="text", text=text))
    return mcp_types.CreateMessageRequestParams(messages=[message], max_tokens=1, **more)


def _model_error(secret: str) -> Exception:
    try:
        Said.model_validate({"text": [secret]})
    except Exception as error:  # noqa: BLE001 - the error is the point
        return error
    raise AssertionError("not valid")


RETURNED: dict[str, Act] = {
    "text": _returns(lambda secret: secret),
    "structured": _returns(lambda secret: {"value": secret}),
    "structured_key": _returns(lambda secret: {secret: 1}),
    "mistyped_model": _returns(lambda secret: Said.model_construct(text="x", count=secret)),  # type: ignore[arg-type]
    "result_meta": _returns(lambda secret: ToolResult(content="x", meta={"k": secret})),
    "error_result": _returns(lambda secret: ToolResult(content=secret, is_error=True)),
    "block_meta": _returns(lambda secret: _block(_meta={"k": secret})),
    "block_annotations": _returns(
        lambda secret: _block(annotations=Annotations(last_modified=secret))
    ),
    "link_uri": _returns(lambda secret: _link(uri=f"x://{secret}")),
    "link_name": _returns(lambda secret: _link(name=secret)),
    "link_title": _returns(lambda secret: _link(title=secret)),
    "link_description": _returns(lambda secret: _link(description=secret)),
    "link_mime": _returns(lambda secret: _link(mime_type=f"x/{secret}")),
    "embedded_text": _returns(
        lambda secret: _embedded(TextResourceContents(uri="x://x", text=secret))
    ),
    "embedded_uri": _returns(
        lambda secret: _embedded(TextResourceContents(uri=f"x://{secret}", text="x"))
    ),
    "embedded_meta": _returns(
        lambda secret: _embedded(TextResourceContents(uri="x://x", text="x", _meta={"k": secret}))  # type: ignore[call-arg]
    ),
    "embedded_blob": _returns(
        lambda secret: _embedded(BlobResourceContents(uri="x://x", blob=encoded(secret)))
    ),
    "image_data": _returns(
        lambda secret: mcp_types.ImageContent(
            type="image", data=encoded(secret), mime_type="image/png"
        )
    ),
    "image_mime": _returns(
        lambda secret: mcp_types.ImageContent(type="image", data="eA==", mime_type=f"x/{secret}")
    ),
    "audio_data": _returns(
        lambda secret: mcp_types.AudioContent(
            type="audio", data=encoded(secret), mime_type="audio/wav"
        )
    ),
    "raw_text": _returns(lambda secret: _raw(content=[TextContent(type="text", text=secret)])),
    "raw_structured": _returns(lambda secret: _raw(structured_content={"k": secret})),
    "raw_meta": _returns(lambda secret: _raw(_meta={"k": secret})),
    "raw_error": _returns(
        lambda secret: _raw(content=[TextContent(type="text", text=secret)], is_error=True)
    ),
    "asks_message": _returns(lambda secret: asking(form(secret))),
    "asks_schema": _returns(lambda secret: asking(form("x", description=secret))),
    "asks_default": _returns(lambda secret: asking(form("x", default=secret))),
    "asks_url": _returns(lambda secret: asking(link(f"https://x.example/{secret}"))),
    "asks_model": _returns(lambda secret: asking(sampling(secret))),
    "asks_model_system": _returns(lambda secret: asking(sampling("x", system_prompt=secret))),
}

RAISED: dict[str, Act] = {
    "tool_error": _raises(ToolError),
    "plain_exception": _raises(SpeakingError),
    "exception_group": _raises(lambda secret: ExceptionGroup(secret, [SpeakingError(secret)])),
    "timeout_error": _raises(TimeoutError),
    "model_error": _raises(_model_error),
    "mcp_message": _raises(lambda secret: MCPError(code=-32000, message=secret)),
    "mcp_data": _raises(lambda secret: MCPError(code=-32000, message="x", data={"k": secret})),
    "capability_message": _raises(lambda secret: MCPError(code=-32021, message=secret)),
    "capability_data": _raises(
        lambda secret: MCPError(
            code=-32021, message="x", data={"requiredCapabilities": {secret: {}}}
        )
    ),
}
