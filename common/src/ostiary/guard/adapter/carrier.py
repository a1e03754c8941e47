"""What puts the gate on every server that a guarded one becomes part of.

An auto-registered extension is cloned onto each server that mounts ours, and binding it inserts the
gate into that server's SDK middleware, which is the one that is live. Binding is idempotent: the
framework binds again at every connection.
"""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from fastmcp import FastMCP
from fastmcp.server.extensions import ServerExtension, ToolCallContinuation, ToolCallOutcome
from mcp_types import CallToolRequestParams

from ostiary.guard.adapter.gate import GUARD, Gate
from ostiary.guard.adapter.opened import Opened
from ostiary.guard.adapter.stub import denied


class GuardExtension(ServerExtension):
    """The carrier of one server's path.

    Args:
        opened: The server's open path; raises while there is none.
        transport: How connections reach the server.
    """

    identifier = GUARD
    auto_register: ClassVar[bool] = True

    def __init__(self, opened: Callable[[], Opened], transport: Callable[[], str]) -> None:
        self._opened = opened
        self._transport = transport

    def clone(self) -> "GuardExtension":
        """Return an unbound extension on the same path: one ledger, one set of budgets."""
        return GuardExtension(self._opened, self._transport)

    def _bind(self, server: FastMCP[Any]) -> None:
        super()._bind(server)
        chain = cast("list[Any]", server._mcp_server.middleware)  # pyright: ignore[reportPrivateUsage] # pinned by tests
        gates = [each for each in chain if isinstance(each, Gate)]
        if not gates:
            chain.insert(0, Gate(server, self._opened, self._transport))
        elif not gates[0].leads_to(self._opened):
            # One gate decides by one server's rules and classes; it must not by another's.
            raise ValueError("a server mounts one guarded server; run the others beside it")

    def is_bound_to(self, server: FastMCP[Any]) -> bool:
        """Whether the framework would ask this extension before a tool of `server` runs."""
        bound = self._server_ref
        return bound is not None and bound() is server

    async def intercept_tool_call(
        self,
        params: CallToolRequestParams,  # noqa: ARG002 - the framework's signature
        context: Any,  # noqa: ARG002 - as above
        call_next: ToolCallContinuation,  # noqa: ARG002 - as above
    ) -> ToolCallOutcome:
        """Refuse: calls are served at the gate and never come this far.

        Runs after all FastMCP middleware, the last before a tool's function.

        Raises:
            ToolError: Always.
        """
        raise denied()
