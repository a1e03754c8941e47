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
    """Return the conversation handle of a message as it came: from `_meta`, from the header.

    Unverified text of any length; empty where there is none. One that is told in two ways is none:
    whoever reads the other place would believe another.
    """
    told: set[object] = set()
    meta: Any = (ctx.params or {}).get("_meta")
    if isinstance(meta, Mapping) and HANDLE_META in meta:
        value = cast("Mapping[str, Any]", meta)[HANDLE_META]
        told.add(value if isinstance(value, str) else "")
    if ctx.request is not None:
        headers = _scope(ctx).get("headers", [])
        found = [value for name, value in headers if name == HANDLE_HEADER.encode()]
        told |= {value.decode("latin-1") for value in found} if len(found) < 2 else {""}
    if not told:
        return ""
    handle = told.pop()
    return handle if isinstance(handle, str) and handle and not told else _NO_TEXT


def _scope(ctx: Context) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", getattr(ctx.request, "scope", {}))
