"""What a body is given, and what it is not."""

from typing import Any

import pytest
from fastmcp import Client, Context
from fastmcp.server.dependencies import get_context
from notes_example import MakeOffice, Office
from pydantic import BaseModel

from ostiary.server import DataClass, GuardedServer, Progress, ServerSettings, guarded


class ProbeSettings(ServerSettings, server="notes"):
    """Settings of a server with odd bodies."""

    root: str = ""


class Said(BaseModel):
    """What a body says."""

    text: str


@pytest.fixture
def place(office: MakeOffice) -> Office:
    """Return an office where everything is permitted and public."""
    return office(
        policy='@id("all") permit (principal, action, resource);',
        data="version: 1\ndefault: public\n",
    )


def probe(place: Office) -> GuardedServer:
    return guarded(place.settings(ProbeSettings), instructions="Probe.")


async def test_a_body_is_not_given_the_frameworks_context(place: Office) -> None:
    server = probe(place)

    async def talk(ctx: Context) -> Said:
        """Talk past the result."""
        await ctx.info("S3CRET")
        return Said(text="done")

    with pytest.raises(TypeError, match="ctx is nothing that a caller can send"):
        server.tool(title="Talk")(talk)

    @server.tool(title="Reach")
    async def reach() -> Said:
        """Reach for it."""
        await get_context().info("S3CRET")
        return Said(text="done")

    async with Client(server) as client:
        result = await client.call_tool("reach", {}, raise_on_error=False)
    assert result.content[0].text.startswith("[crashed]")  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_body_can_tell_how_far_it_is_in_numbers(place: Office, mode: Any) -> None:
    server = probe(place)
    seen: list[object] = []

    @server.tool(title="Work")
    async def work(*, progress: Progress) -> Said:
        """Work."""
        await progress(1, 2)
        return Said(text="done")

    async def told(*numbers: object) -> None:
        seen.append(numbers)

    async with Client(server, mode=mode, progress_handler=told) as client:
        await client.call_tool("work", {})
        refused = await client.call_tool("work", {"progress": 1}, raise_on_error=False)
    assert seen == [(1.0, 2.0, None)]
    assert refused.is_error


async def test_a_body_is_told_the_clearance_and_the_caller_cannot(place: Office) -> None:
    server = probe(place)
    told: list[DataClass] = []

    @server.tool(title="Ask")
    async def ask(*, clearance: DataClass) -> Said:
        """Ask."""
        told.append(clearance)
        return Said(text="x")

    async with Client(server) as client:
        await client.call_tool("ask", {})
        refused = await client.call_tool("ask", {"clearance": 4}, raise_on_error=False)
    assert refused.is_error
    assert told == [DataClass.INTERNAL]
