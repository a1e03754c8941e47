"""The two builds: the same acts on bare FastMCP, and behind the guard with everything bolted on."""

from typing import Annotated, Any

from fastmcp import FastMCP
from fastmcp.prompts import Prompt
from fastmcp.resources import ResourceTemplate
from fastmcp.tools import Tool
from pydantic import Field

from canary.beside import BESIDE
from canary.bolted import bolt
from canary.documents import READ, RENDERED
from canary.listed import add_listed
from canary.mark import mark
from canary.printed import PRINTED
from canary.results import RAISED, RETURNED, Act, Said
from ostiary.server import GuardedServer, Progress, ServerSettings, guarded

TOOL_ACTS: dict[str, Act] = {**RETURNED, **RAISED, **BESIDE, **PRINTED}


async def _plain(secret: str) -> str:
    return "x"


OVERRULED: dict[str, Act] = {
    "middleware_raises": _plain, "text_of_middleware": _plain, "task_created": _plain,
}  # fmt: skip
"""Harmless acts: what is bolted on around them speaks instead."""


class CanarySettings(ServerSettings, server="notes"):
    """Settings of the guarded build, in an office as other tests of the guard have it."""

    root: str = ""


def bare(name: str = "canary") -> FastMCP[Any]:
    """Return the server that nothing guards."""
    server: FastMCP[Any] = FastMCP(
        f"canary {mark('server.name')}" if name == "canary" else name,
        mark("server.instructions"),
        website_url=f"https://x.example/{mark('server.website')}",
        experimental_capabilities={"x": {"k": mark("server.experimental")}},
    )
    add_acts(server)
    add_listed(server)
    bolt(server)
    return server


def add_acts(server: FastMCP[Any], prefix: str = "") -> None:
    """Add the tool, template and prompt that perform the acts, by FastMCP's own means."""

    async def act(how: str) -> Any:
        return await {**TOOL_ACTS, **OVERRULED}[how](mark(f"{prefix}tool.{how}"))

    async def read(how: str) -> Any:
        return await READ[how](mark(f"{prefix}resource.{how}"))

    async def speak(how: str) -> Any:
        return await RENDERED[how](mark(f"{prefix}prompt.{how}"))

    scheme = f"{prefix}act".replace(".", "-")
    server.add_tool(Tool.from_function(act, name=f"{prefix}act", output_schema=None))
    server.add_template(ResourceTemplate.from_function(read, f"{scheme}://{{how}}"))
    server.add_prompt(Prompt.from_function(speak, name=f"{prefix}speak"))


def behind_the_guard(settings: CanarySettings) -> GuardedServer:
    """Return the same acts in guarded bodies, and beside them all that is bare."""
    server = guarded(settings, instructions="Emits what it must not.")

    @server.tool(title="Act")
    async def act(
        how: Annotated[str, Field(description="Which act.")], *, progress: Progress
    ) -> Said:
        """Perform an act of a tool."""
        await progress(1, 2)
        return await {**TOOL_ACTS, **OVERRULED}[how](mark(f"tool.{how}"))

    @server.resource("act://{how}", title="Act")
    async def read(how: str) -> str:
        """Perform an act of a resource."""
        return await READ[how](mark(f"resource.{how}"))

    @server.prompt(title="Act")
    async def speak(how: Annotated[str, Field(description="Which act.")]) -> str:
        """Perform an act of a prompt."""
        return await RENDERED[how](mark(f"prompt.{how}"))

    add_acts(server, "bolted.")
    add_listed(server)
    bolt(server)
    child: FastMCP[Any] = FastMCP("child")
    add_acts(child, "mounted.")
    server.mount(child)
    return server


def above_the_guard(settings: CanarySettings) -> FastMCP[Any]:
    """Return a bare server with everything on it that mounts the guarded one."""
    server: FastMCP[Any] = FastMCP("parent", "Mounts.")
    add_acts(server, "bolted.")
    add_listed(server)
    bolt(server)
    server.mount(behind_the_guard(settings), namespace="guarded")
    return server
