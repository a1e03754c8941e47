"""Who stands behind a message, and the conversation it names: from what the transport verified.

On HTTP and SSE the front (`web/front.py`) leaves the verified principal in the scope of the very
request that carries the message. Nothing is read from a context variable, which could be another
request's, nor from what a client says about itself.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any, cast

from ostiary.guard.adapter.context import Context
from ostiary.identity import NETWORK, Principal

CALLER = "ostiary.caller"
"""Where in a request's scope the front leaves its principal."""

HANDLE_HEADER = "ostiary-conversation"
HANDLE_META = "dev.ostiary/conversation"

_NO_TEXT = "?"
"""Stands for a handle that is none: it must not pass for no handle at all."""


class Identify:
    """Says who stands behind a message.

    Args:
        operator: Whom the operator's settings name: for stdio, and for clients in this process.
        transport: How connections reach the server.
        known: The roles that the bundle knows, as it is now.
    """

    def __init__(
        self,
        operator: Principal,
        transport: Callable[[], str],
        known: Callable[[], Container[str]],
    ) -> None:
        self._operator = operator
        self._transport = transport
        self._known = known

    def __call__(self, ctx: Context) -> Principal | None:
        """Return the principal, with those of its roles that the bundle knows; None for nobody."""
        if ctx.request is None:
            return None if self._transport() in NETWORK else self._operator
        caller = _scope(ctx).get(CALLER)
        if not isinstance(caller, Principal):
            return None
        known = self._known()
        return Principal(caller.name, frozenset(role for role in caller.roles if role in known))


def handle_of(ctx: Context) -> str:
    """Return the conversation handle of a message as it came: from `_meta`, else from the header.

    Unverified text of any length; empty where there is none.
    """
    meta: Any = (ctx.params or {}).get("_meta")
    if isinstance(meta, Mapping) and HANDLE_META in meta:
        told = cast("Mapping[str, Any]", meta)[HANDLE_META]
        return told if isinstance(told, str) and told else _NO_TEXT
    if ctx.request is None:
        return ""
    values = [
        value.decode("latin-1")
        for name, value in _scope(ctx).get("headers", [])
        if name == HANDLE_HEADER.encode()
    ]
    return "" if not values else (values[0] or _NO_TEXT) if len(values) == 1 else _NO_TEXT


def _scope(ctx: Context) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", getattr(ctx.request, "scope", {}))
