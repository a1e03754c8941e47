"""A guarded server as a program: it gives back what it is told, at once or after a while."""

import asyncio
from typing import Annotated

from pydantic import BaseModel, Field

from ostiary.server import GuardedServer, NotFoundError, ServerSettings, guarded, run


class EchoSettings(ServerSettings, server="notes"):
    """Settings."""

    root: str = ""


class Told(BaseModel):
    """What was told."""

    text: str


Text = Annotated[str, Field(description="Any.")]


def build(settings: EchoSettings) -> GuardedServer:
    """Return the server."""
    server = guarded(settings, instructions="Echo.")

    @server.tool(title="Echo")
    async def echo(text: Text) -> Told:
        """Give back a text."""
        return Told(text=text)

    @server.tool(title="Nap", timeout_s=5)
    async def nap(seconds: Annotated[float, Field(description="How long.")]) -> Told:
        """Answer after a while."""
        await asyncio.sleep(seconds)
        return Told(text="awake")

    @server.tool(title="Fail", timeout_s=5)
    async def fail(seconds: Annotated[float, Field(description="How long.")]) -> Told:
        """Fail after a while."""
        await asyncio.sleep(seconds)
        raise NotFoundError("Ask for another.")

    return server


if __name__ == "__main__":
    run(build, EchoSettings)
