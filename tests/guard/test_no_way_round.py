"""Whoever comes by another way than the pipeline is refused, and what he tried is on record."""

import asyncio
import sqlite3
from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from fastmcp import Client, FastMCP
from fastmcp.exceptions import ToolError
from fastmcp.server.middleware import CallNext, Middleware, MiddlewareContext
from notes_example import MakeOffice, Office
from pydantic import BaseModel, Field

from ostiary.ledger.finding import parse_body
from ostiary.ledger.read import Reader
from ostiary.server import GuardedServer, ServerSettings, guarded

ALLOW_ALL = '@id("all") permit (principal, action, resource);'
ALL_PUBLIC = "version: 1\ndefault: public\n"


class ProbeSettings(ServerSettings, server="notes"):
    """Settings of a server with odd bodies."""

    root: str = ""


class Said(BaseModel):
    """What a body says."""

    text: str


def probe(office: Office, **kwargs: Any) -> tuple[GuardedServer, list[str]]:
    """Return a guarded server whose body notes that it ran."""
    ran: list[str] = []
    server = guarded(office.settings(ProbeSettings), instructions="Probe.", **kwargs)

    @server.tool(title="Say")
    async def say(text: Annotated[str, Field(description="What.")]) -> Said:
        """Say it."""
        ran.append(text)
        return Said(text=text)

    return server, ran


async def raw_request(client: Client[Any], method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Send a request as no client library would make it."""
    dispatcher: Any = vars(client.session)["_dispatcher"]
    return await dispatcher.send_raw_request(method, params, None)


def records(office: Office) -> list[Mapping[str, Any]]:
    """Return the bodies of all records but those that open or close a stream."""
    bodies = [parse_body(entry.body) for entry in Reader(office.state).entries()]
    return [body for body in bodies if body["kind"] not in {"opened", "closed"}]


async def test_no_body_runs_around_the_pipeline(office: MakeOffice) -> None:
    server, ran = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))
    tool = await server.get_tool("say")
    assert tool is not None
    for attempt in (
        tool.run({"text": "direct"}),
        server.call_tool("say", {"text": "in process"}),
        server.call_tool("say", {"text": "past middleware"}, run_middleware=False),
    ):
        with pytest.raises(ToolError, match=r"^\[denied\]"):
            await attempt
    assert ran == []


async def test_a_component_registered_around_the_guard_is_not_offered(office: MakeOffice) -> None:
    server, _ = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))

    def smuggled() -> str:
        return "S3CRET"

    FastMCP.tool(server, smuggled)
    FastMCP.resource(server, "smuggled://x")(smuggled)
    FastMCP.prompt(server, smuggled)
    async with Client(server) as client:
        assert [tool.name for tool in await client.list_tools()] == ["say"]
        assert await client.list_resources() == []
        assert await client.list_prompts() == []
        result = await client.call_tool("smuggled", {}, raise_on_error=False)
        with pytest.raises(Exception, match=r"\[denied\]"):
            await client.read_resource("smuggled://x")
        with pytest.raises(Exception, match=r"\[denied\]"):
            await client.get_prompt("smuggled")
    assert result.is_error
    assert "S3CRET" not in repr(result)


async def test_a_middleware_of_the_frameworks_sees_no_call(office: MakeOffice) -> None:
    seen: list[str] = []

    class Rewrite(Middleware):
        async def on_call_tool(
            self, context: MiddlewareContext[Any], call_next: CallNext[Any, Any]
        ) -> Any:
            seen.append("call")
            message = context.message.model_copy(update={"arguments": {"text": "other"}})
            return await call_next(context.copy(message=message))

    server, ran = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))
    server.add_middleware(Rewrite())
    async with Client(server) as client:
        await client.call_tool("say", {"text": "this"})
    assert (ran, seen) == (["this"], [])


async def test_a_body_cannot_call_another_tool_behind_the_guard(office: MakeOffice) -> None:
    server, ran = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))

    @server.tool(title="Relay")
    async def relay() -> Said:
        """Relay."""
        inner = await server.call_tool("say", {"text": "inner"})
        return Said(text=str(inner.content))

    async with Client(server) as client:
        result = await client.call_tool("relay", {}, raise_on_error=False)
    assert result.is_error
    assert ran == []


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({"_meta": {"fastmcp": {"version": "1"}}}, id="version"),
        pytest.param({"task": {"ttl": 1}}, id="task"),
        pytest.param({"requestState": "x"}, id="resumed"),
        pytest.param({"inputResponses": {}}, id="answers"),
    ],
)
async def test_version_selectors_tasks_and_unbegun_rounds_are_refused(
    office: MakeOffice, params: dict[str, Any]
) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC)
    server, ran = probe(place)
    async with Client(server, mode="legacy") as client:
        call = {"name": "say", "arguments": {"text": "x"}, **params}
        raw = await raw_request(client, "tools/call", call)
    assert raw["content"][0]["text"].startswith("[denied]")
    assert ran == []
    assert records(place)[-1]["kind"] == "refusal"


@pytest.mark.parametrize(
    "method",
    [
        "logging/setLevel", "resources/subscribe", "tasks/get", "tasks/list",
        "tasks/result", "subscriptions/listen", "sampling/createMessage", "elicitation/create",
        "skills/list", "x-anything/at-all",
    ],
)  # fmt: skip
async def test_a_method_that_is_not_provided_for_does_not_exist(
    office: MakeOffice, method: str
) -> None:
    server, _ = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))
    async with Client(server, mode="legacy") as client:
        with pytest.raises(Exception, match="Method not found"):
            await raw_request(client, method, {"x": "S3CRET"})


async def test_a_mounted_server_keeps_its_guard_and_adds_none_twice(office: MakeOffice) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC)
    child, ran = probe(place)
    parent: FastMCP[Any] = FastMCP("parent")
    parent.mount(child, namespace="inner")

    @parent.tool
    def bare() -> str:
        return "S3CRET"

    lengths: set[int] = set()
    for _ in range(100):
        async with Client(parent) as client:
            result = await client.call_tool("inner_say", {"text": "x"})
            assert result.structured_content == {"text": "x"}
        lengths.add(len(vars(parent)["_mcp_server"].middleware))
    assert len(lengths) == 1
    assert len(ran) == 100
    async with Client(parent) as client:
        assert [tool.name for tool in await client.list_tools()] == ["inner_say"]
        refused = await client.call_tool("bare", {}, raise_on_error=False)
    assert refused.is_error
    assert "S3CRET" not in repr(refused)
    assert sum(body["kind"] == "intent" for body in records(place)) == 100


async def test_a_cancelled_call_is_on_record_and_the_next_works(office: MakeOffice) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC)
    server, _ = probe(place)
    started = asyncio.Event()

    @server.tool(title="Wait")
    async def wait() -> Said:
        """Wait."""
        started.set()
        await asyncio.Event().wait()
        return Said(text="never")

    async with Client(server) as client:
        call = asyncio.create_task(client.call_tool("wait", {}))
        await started.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        after = await client.call_tool("say", {"text": "next"})
    assert after.structured_content == {"text": "next"}
    outcomes = [body["outcome"] for body in records(place) if body["kind"] == "outcome"]
    assert sorted(outcomes) == ["cancelled", "ok"]


async def test_a_body_past_its_deadline_is_stopped_and_says_so(office: MakeOffice) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC)
    server, _ = probe(place)
    stopped: list[bool] = []

    @server.tool(title="Wait", timeout_s=0.05)
    async def wait() -> Said:
        """Wait."""
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(True)
        return Said(text="never")

    async with Client(server) as client:
        result = await client.call_tool("wait", {}, raise_on_error=False)
    assert result.content[0].text.startswith("[timeout]")  # type: ignore[union-attr]
    assert stopped == [True]
    assert records(place)[-1]["outcome"] == "timeout"


async def test_a_result_whose_outcome_cannot_be_recorded_is_withheld(office: MakeOffice) -> None:
    server, ran = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))

    @server.tool(title="Close")
    async def close() -> Said:
        """Lose the ledger while it runs."""
        server.close()
        return Said(text="S3CRET")

    async with Client(server) as client:
        result = await client.call_tool("close", {}, raise_on_error=False)
        after = await client.call_tool("say", {"text": "x"}, raise_on_error=False)
    assert result.is_error
    assert "S3CRET" not in repr(result)
    assert after.is_error, "nothing runs without a ledger"
    assert ran == []


async def test_too_large_a_result_is_refused_not_cut(office: MakeOffice) -> None:
    server, _ = probe(office(policy=ALLOW_ALL, data=ALL_PUBLIC))

    @server.tool(title="Flood")
    async def flood() -> Said:
        """Flood."""
        return Said(text="x" * (5 * 1024 * 1024))

    async with Client(server) as client:
        result = await client.call_tool("flood", {}, raise_on_error=False)
    assert result.content[0].text.startswith("[too_large]")  # type: ignore[union-attr]


async def test_the_budget_ends_calls_and_refusals_are_charged(office: MakeOffice) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC, calls_per_conversation=4)
    server, ran = probe(place)
    async with Client(server) as client:
        await client.call_tool("nope", {}, raise_on_error=False)
        results = [
            await client.call_tool("say", {"text": str(i)}, raise_on_error=False) for i in range(6)
        ]
    assert [result.is_error for result in results] == [False, False, False, True, True, True]
    assert results[-1].content[0].text.startswith("[budget]")  # type: ignore[union-attr]
    assert ran == ["0", "1", "2"]


async def test_two_servers_of_one_principal_share_budget_and_label(office: MakeOffice) -> None:
    place = office(
        policy=ALLOW_ALL, data="version: 1\ndefault: internal\n", calls_per_conversation=3
    )
    (first, ran_first), (second, ran_second) = probe(place), probe(place)
    async with Client(first) as one, Client(second) as two:
        await one.call_tool("say", {"text": "a"})
        await two.call_tool("say", {"text": "b"})
        await one.call_tool("say", {"text": "c"})
        over = await two.call_tool("say", {"text": "d"}, raise_on_error=False)
    assert over.is_error
    assert (ran_first, ran_second) == (["a", "c"], ["b"])
    standing = Reader(place.state).conversation("ann")
    assert standing is not None
    assert (standing.data_class.label, standing.untrusted) == ("internal", True)


async def test_arguments_and_results_stay_out_of_the_ledger(office: MakeOffice) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC)
    server, _ = probe(place)
    async with Client(server) as client:
        await client.call_tool("say", {"text": "PERSONAL-TEXT"})
        await client.call_tool("say", {"text": 5, "PERSONAL-KEY": 1}, raise_on_error=False)
        await client.call_tool("PERSONAL-NAME", {}, raise_on_error=False)
    server.close()
    for file in place.folder.glob("state.sqlite*"):
        assert b"PERSONAL-" not in file.read_bytes()
    spoken = [body["arguments"] for body in records(place) if body.get("arguments")]
    assert {"text": "text 13"} in spoken
    assert {"text": "number", "(unknown)": "1"} in spoken


async def test_concurrent_calls_never_pass_the_budget(office: MakeOffice) -> None:
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC, calls_per_conversation=20)
    (first, ran_first), (second, ran_second) = probe(place), probe(place)
    async with Client(first) as one, Client(second) as two:
        await asyncio.gather(
            *(
                client.call_tool("say", {"text": "x"}, raise_on_error=False)
                for client in (one, two)
                for _ in range(20)
            )
        )
    assert len(ran_first) + len(ran_second) == 20


async def test_a_locked_ledger_refuses_and_the_next_call_works(
    office: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.ledger.store.STORE_TIMEOUT_S", 0.1)
    place = office(policy=ALLOW_ALL, data=ALL_PUBLIC)
    server, ran = probe(place)
    async with Client(server) as client:
        await client.call_tool("say", {"text": "before"})
        other = sqlite3.connect(place.folder / "state.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        locked = await client.call_tool("say", {"text": "while"}, raise_on_error=False)
        other.execute("ROLLBACK")
        other.close()
        await client.call_tool("say", {"text": "after"})
    assert locked.content[0].text.startswith("[crashed]")  # type: ignore[union-attr]
    assert ran == ["before", "after"]
