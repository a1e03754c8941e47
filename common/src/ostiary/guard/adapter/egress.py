"""Stage 12: what may leave besides results. An allow-list of frames that carry no content.

Results are built by the gate from what was settled; whatever else the SDK or a body sends on its
own (progress, logs, custom notifications, requests to the client, also after the call has ended)
goes through this wrapper around the connection. Progress of the request in hand keeps its numbers,
list changes say that there was one, everything else stays inside.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from mcp.shared.exceptions import NoBackChannelError
from mcp_types import METHOD_NOT_FOUND, UNSUPPORTED_PROTOCOL_VERSION

_LIST_CHANGES = frozenset(
    {
        "notifications/tools/list_changed",
        "notifications/resources/list_changed",
        "notifications/prompts/list_changed",
    }
)

INBOUND_NOTIFICATIONS = frozenset(
    {
        "notifications/cancelled",
        "notifications/initialized",
        "notifications/progress",
        "notifications/roots/list_changed",
    }
)
"""What a client may notify; anything else is dropped unread."""

_ERROR_TEXT = {
    METHOD_NOT_FOUND: "Method not found",
    -32700: "Parse error",
    -32600: "Invalid request",
    -32602: "Invalid request parameters",
    UNSUPPORTED_PROTOCOL_VERSION: "Unsupported protocol version",
}
INTERNAL_ERROR = -32603
REFUSED = -32000
"""JSON-RPC code of a refusal where the protocol has no result to carry it (resources, prompts)."""


def error_text(code: int) -> tuple[int, str]:
    """Return the code and the constant text for a protocol error that is not ours."""
    return (code, _ERROR_TEXT[code]) if code in _ERROR_TEXT else (INTERNAL_ERROR, "Internal error")


class Outbound:
    """A connection's outgoing side, or a request's, behind the allow-list.

    Args:
        inner: The SDK's own `Outbound` or `DispatchContext`.
        token: By which the client asked for the progress of the request in hand, if it did.
    """

    def __init__(self, inner: Any, token: object = None) -> None:
        self._inner = inner
        self._token = token

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    @property
    def can_send_request(self) -> bool:
        """No request goes to the client: it would carry text past stages 9 to 11."""
        return False

    async def notify(self, method: str, params: Mapping[str, Any] | None, opts: Any = None) -> None:
        """Let a notification out if it is on the list, without its text."""
        if method == "notifications/progress":
            if (kept := self._progress(params or {})) is not None:
                await self._inner.notify(method, kept, opts)
        elif method in _LIST_CHANGES:
            await self._inner.notify(method, None, opts)

    async def progress(
        self, progress: float, total: float | None = None, message: str | None = None
    ) -> None:
        """Let the numbers of a progress report out."""
        del message
        if _is_number(progress) and (total is None or _is_number(total)):
            await self._inner.progress(progress, total, None)

    def _progress(self, params: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what may leave of a progress report: the client's own token, and numbers."""
        numbers = {key: params[key] for key in ("progress", "total") if key in params}
        if self._token is None or params.get("progressToken") != self._token:
            return None
        if "progress" not in numbers or not all(_is_number(each) for each in numbers.values()):
            return None
        return {"progressToken": self._token, **numbers}

    async def send_raw_request(
        self, method: str, params: Mapping[str, Any] | None, opts: Any = None
    ) -> dict[str, Any]:
        """Refuse, as a connection without a way back does.

        Raises:
            NoBackChannelError: Always.
        """
        del params, opts
        raise NoBackChannelError(method)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
