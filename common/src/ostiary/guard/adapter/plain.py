"""What an offered component must not be: run in the background, or mirrored in HTTP headers."""

from collections.abc import Mapping
from typing import Any, cast

from mcp.shared.inbound import X_MCP_HEADER_KEY


def require_plain(component: Any, schema: Mapping[str, Any]) -> None:
    """Check that a component runs within its request, and its arguments travel in its body.

    Args:
        component: The framework's.
        schema: JSON Schema of its arguments.

    Raises:
        TypeError: It supports background tasks, whose results pass no guard; or an argument is
            annotated to travel in a header too, and would end in access logs (MCP 2026-07-28,
            transports, `x-mcp-header`).
    """
    if component.task_config.supports_tasks():
        raise TypeError(f"{component.name}: a guarded body does not run as a background task")
    if _mentions(schema, X_MCP_HEADER_KEY):
        raise TypeError(f"{component.name}: {X_MCP_HEADER_KEY} would put an argument in a header")


def _mentions(schema: object, key: str) -> bool:
    if isinstance(schema, Mapping):
        members = cast("Mapping[str, object]", schema)
        return key in members or any(_mentions(each, key) for each in members.values())
    return isinstance(schema, list) and any(
        _mentions(each, key) for each in cast("list[object]", schema)
    )
