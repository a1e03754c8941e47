"""The SDK's context of one message, as the adapter names it."""

from typing import Any

from mcp.server.context import ServerRequestContext

Context = ServerRequestContext[Any, Any]
