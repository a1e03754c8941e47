"""Whether the guard sits where it must: checked when a server is made and before it serves.

What the framework does with private names is pinned by tests; this asks the one server at hand,
whatever version it runs on and whatever was done to it since it was made.
"""

from typing import Any

import fastmcp
from fastmcp import FastMCP

from ostiary.guard.adapter.carrier import GuardExtension
from ostiary.guard.adapter.gate import GUARD, Gate


class SeamError(ValueError):
    """The guard is not in place: the framework, or the server, is not what it was made for."""


def require_seams(server: FastMCP[Any]) -> None:
    """Check that nothing comes in before the gate or runs behind the carrier's back.

    Raises:
        SeamError: Something could. Nothing may be served.
    """
    chain = server._mcp_server.middleware  # pyright: ignore[reportPrivateUsage] # pinned by tests
    if not chain or not isinstance(chain[0], Gate) or not chain[0].guards(server):
        raise SeamError("the guard's gate is not the first of the SDK's middleware")
    carrier = server._extensions.get(GUARD)  # pyright: ignore[reportPrivateUsage] # pinned by tests
    if not isinstance(carrier, GuardExtension) or not carrier.is_bound_to(server):
        raise SeamError("the guard's extension is not bound to the server")
    if not server._mask_error_details:  # pyright: ignore[reportPrivateUsage] # pinned by tests
        raise SeamError("the framework would send the texts of exceptions: mask_error_details")
    if server._support_tasks_by_default:  # pyright: ignore[reportPrivateUsage] # pinned by tests
        raise SeamError("the framework would run bodies in the background: tasks")
    if fastmcp.settings.telemetry_mode == "native":
        raise SeamError("the framework's spans would quote values: telemetry_mode")


def quieten() -> None:
    """Let the framework in this process make no spans, look for no updates and show no banner.

    By its settings and not by the environment, which it reads when it is imported, long before a
    server is made. Its spans would quote addresses of resources and texts of exceptions.
    """
    settings = fastmcp.settings
    if settings.telemetry_mode == "native":
        settings.telemetry_mode = "propagation_only"
    settings.enable_rich_tracebacks = False
    settings.check_for_updates = "off"
    settings.show_server_banner = False
