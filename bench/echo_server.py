"""The tool that is measured: 1 KB back. `echo_server.py bare|guarded [--transport http ...]`."""

import sys
from typing import Annotated

from pydantic import BaseModel, Field

TEXT = "0123456789abcdef" * 64


class Echo(BaseModel):
    """A kilobyte."""

    text: str


def serve_bare(arguments: list[str]) -> None:
    """Serve it as FastMCP alone would: over stdio, or over HTTP on a port, in JSON or in events."""
    from fastmcp import FastMCP  # noqa: PLC0415 - the other way must not pay for this import

    server = FastMCP("bare", mask_error_details=True)

    @server.tool
    async def echo(number: Annotated[int, Field(description="Any.")]) -> Echo:
        """Return a kilobyte."""
        return Echo(text=TEXT[number % 2 :])

    if not arguments:
        server.run(transport="stdio", show_banner=False, log_level="CRITICAL")
        return
    port, answers = arguments
    server.run(
        transport="http",
        port=int(port),
        stateless_http=True,
        json_response=answers == "json",
        show_banner=False,
        log_level="CRITICAL",
        uvicorn_config={"access_log": False},
    )


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

    run(build, EchoSettings)


if __name__ == "__main__":
    kind = sys.argv.pop(1)
    serve_bare(sys.argv[1:]) if kind == "bare" else serve_guarded()
