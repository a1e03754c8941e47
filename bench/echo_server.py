"""The tool that is measured: 1 KB back over stdio. `echo_server.py bare|guarded`."""

import sys
from typing import Annotated

from pydantic import BaseModel, Field

TEXT = "0123456789abcdef" * 64


class Echo(BaseModel):
    """A kilobyte."""

    text: str


def serve_bare() -> None:
    """Serve it as FastMCP alone would."""
    from fastmcp import FastMCP  # noqa: PLC0415 - the other way must not pay for this import

    server = FastMCP("bare", mask_error_details=True)

    @server.tool
    async def echo(number: Annotated[int, Field(description="Any.")]) -> Echo:
        """Return a kilobyte."""
        return Echo(text=TEXT[number % 2 :])

    server.run(transport="stdio", show_banner=False, log_level="CRITICAL")


def serve_guarded() -> None:
    """Serve it behind the guard."""
    from ostiary.server import GuardedServer, ServerSettings, guarded, run  # noqa: PLC0415

    class EchoSettings(ServerSettings, server="echo"):
        """No setting of its own."""

    def build(settings: EchoSettings) -> GuardedServer:
        server = guarded(settings, instructions="Echo.")

        @server.tool(title="Echo", read_only=True)
        async def echo(number: Annotated[int, Field(description="Any.")]) -> Echo:
            """Return a kilobyte."""
            return Echo(text=TEXT[number % 2 :])

        return server

    sys.argv = sys.argv[:1]
    run(build, EchoSettings)


if __name__ == "__main__":
    serve_bare() if sys.argv[1] == "bare" else serve_guarded()
