"""From a server's configuration to a FastMCP client that can be started. Nothing starts here."""

from pathlib import Path
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import SSETransport, StdioTransport, StreamableHttpTransport
from mcp_types import LoggingMessageNotificationParams

from ostiary_host.config import QUIET, ServerConfig


async def _drop(_message: LoggingMessageNotificationParams) -> None:
    # A server's log lines may hold values; FastMCP would write them into this process's log.
    return None


async def _ignore(_progress: float, _total: float | None, _message: str | None) -> None:
    return None


def client_for(config: ServerConfig, log: Path) -> Client[Any]:
    """Return a client for the server of `config`, not yet connected.

    Args:
        config: How to reach it.
        log: Where the standard error of a stdio server goes.
    """
    return Client(_transport(config, log), log_handler=_drop, progress_handler=_ignore)


def _transport(
    config: ServerConfig, log: Path
) -> StdioTransport | SSETransport | StreamableHttpTransport:
    if config.command:
        return StdioTransport(
            config.command,
            list(config.args),
            env=QUIET | dict(config.env),
            cwd=config.cwd,
            # Not kept alive: a server ends with the question it was started for.
            keep_alive=False,
            log_file=log,
        )
    if config.transport == "sse":
        return SSETransport(config.url, headers=dict(config.headers))
    return StreamableHttpTransport(config.url, headers=dict(config.headers))
