"""uvicorn's HTTP/1.1, with a time limit on headers too.

uvicorn waits for ever for the first request of a connection and for the rest of its headers; enough
such connections, and nobody else gets in. Here the clock runs until a request's headers are whole.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN_S = 10
"""How long the first request's headers may take after the connection is made [s]."""


class TimedProtocol(H11Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock; it stops when a request begins."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(
            HEADERS_WITHIN_S, self.timeout_keep_alive_handler
        )

    def data_received(self, data: bytes) -> None:
        """Read on without stopping the clock: bytes alone are no request."""
        self.conn.receive_data(data)
        self.handle_events()
