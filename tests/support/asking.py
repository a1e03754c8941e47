"""A question asked through the real loop: scripted model over HTTP, FastMCP servers in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastmcp import Client, FastMCP
from fastmcp.exceptions import ToolError

from ostiary.testing.scripted_model import ScriptedModel, ScriptedTurn
from ostiary_host.event import Answered, Event
from ostiary_host.find import ModelChoice, find_endpoint
from ostiary_host.limits import Limits
from ostiary_host.loop import Conversation
from ostiary_host.servers import serving


@dataclass
class Asked:
    """What came of a question: the answer, the events, and the requests that the model received."""

    answered: Answered
    events: list[Event]
    requests: list[dict[str, Any]]

    def told(self, kind: type[Event]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def last_messages(self) -> list[dict[str, Any]]:
        """The conversation as the model last saw it."""
        return self.requests[-1]["messages"]


@dataclass
class Desk:
    """A server with tools that remember how they were called."""

    calls: list[str] = field(default_factory=list[str])

    def server(self) -> FastMCP[Any]:
        """Return the server."""
        mcp: FastMCP[Any] = FastMCP("desk", mask_error_details=True)

        @mcp.tool
        def add(a: int, b: int) -> int:
            """Return the sum."""
            self.calls.append(f"add {a} {b}")
            return a + b

        @mcp.tool
        def fail(code: str) -> str:
            """Fail with a code."""
            self.calls.append(f"fail {code}")
            raise ToolError(f"[{code}] A sentence. A hint.")

        @mcp.tool
        def write(length: int) -> str:
            """Return a long text."""
            return "x" * length

        return mcp


async def ask(
    script: Iterable[ScriptedTurn],
    *,
    desk: Desk | None = None,
    servers: Mapping[str, FastMCP[Any]] | None = None,
    limits: Limits | None = None,
    is_streaming: bool = True,
    repeats_last: bool = False,
) -> Asked:
    """Return what came of a question to a model that plays `script`."""
    events: list[Event] = []
    named = {"desk": (desk or Desk()).server()} if servers is None else servers
    clients: dict[str, Client[Any]] = {name: Client(server) for name, server in named.items()}
    with ScriptedModel(script, repeats_last=repeats_last) as model:
        choice = ModelChoice(url=model.url, is_streaming=is_streaming)
        async with (
            find_endpoint(choice) as endpoint,
            serving(clients, events.append) as running,
        ):
            conversation = Conversation(
                endpoint, running, limits=limits or Limits(), observe=events.append
            )
            answered = await conversation.ask("How much is it?")
        return Asked(answered, events, model.requests)
