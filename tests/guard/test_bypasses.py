"""Every way round a guard that FastMCP is known to have is tried, one test a way."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any, cast

import pytest
from fastmcp import Client, FastMCP
from fastmcp.apps import FastMCPApp
from fastmcp.server.extensions import MethodBinding, ServerExtension
from fastmcp.server.providers.addressing import hash_tool
from fastmcp.server.transforms.prompts_as_tools import PromptsAsTools
from fastmcp.server.transforms.resources_as_tools import ResourcesAsTools
from fastmcp.server.transforms.search import RegexSearchTransform
from fastmcp.tools import Tool
from fastmcp.utilities.tests import asgi_client
from mcp_types import PromptReference, RequestParams
from notes_example import MakeOffice, Office
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse

from ostiary.server import GuardedServer, ServerSettings, guarded

OPEN = '@id("all") permit (principal, action, resource);'
ONLY_SAY = """
@id("say") permit (principal, action == Action::"notes.say", resource);
@id("list") permit (principal, action == Action::"notes.list", resource);
"""
PUBLIC = "version: 1\ndefault: public\n"


class ProbeSettings(ServerSettings, server="notes"):
    """Settings of a server with one body."""

    root: str = ""


class OtherSettings(ServerSettings, server="other"):
    """Settings of another server in the same office."""


class Said(BaseModel):
    """What a body says."""

    text: str


def probe(office: Office, kind: Any = ProbeSettings) -> tuple[GuardedServer, list[str]]:
    ran: list[str] = []
    server = guarded(office.settings(kind), instructions="Probe.")

    @server.tool(title="Say")
    async def say(text: Annotated[str, Field(description="What.")]) -> Said:
        """Say it."""
        ran.append(text)
        return Said(text=text)

    @server.resource("say://{text}", title="Say")
    async def say_resource(text: str) -> str:
        """Say it."""
        ran.append(text)
        return text

    @server.prompt(title="Say")
    async def say_prompt(text: Annotated[str, Field(description="What.")]) -> str:
        """Say it."""
        ran.append(text)
        return text

    return server, ran


async def secret(text: str = "") -> str:
    return "S3CRET"


async def refused(client: Client[Any], name: str, /, **arguments: Any) -> None:
    result = await client.call_tool(name, arguments, raise_on_error=False)
    assert result.is_error
    assert result.content[0].text.startswith("[denied]")  # type: ignore[union-attr]
    assert "S3CRET" not in repr(result)


class Background(ServerExtension):
    """What a tasks extension does: it runs the tool beside the call, and tells the result later."""

    identifier = "io.modelcontextprotocol/tasks"

    def __init__(self) -> None:
        self.running: list[asyncio.Task[Any]] = []

    def methods(self) -> list[MethodBinding]:
        async def get(ctx: Any, params: RequestParams) -> dict[str, Any]:
            return {"status": "completed", "result": repr(await self.running[0])}

        return [MethodBinding("tasks/get", RequestParams, get)]

    async def intercept_tool_call(self, params: Any, context: Any, call_next: Any) -> Any:
        tool = await context.fastmcp.get_tool(params.name)

        self.running.append(asyncio.create_task(tool.run(params.arguments)))
        return Said(text="working")


async def test_a_bare_server_does_run_tools_beside_the_call() -> None:
    server: FastMCP[Any] = FastMCP("bare")
    server.add_tool(Tool.from_function(secret, name="work", task=True))
    server.add_extension(Background())
    async with Client(server, mode="legacy") as client:
        dispatcher: Any = vars(client.session)["_dispatcher"]
        with suppress(Exception):
            await dispatcher.send_raw_request("tools/call", {"name": "work", "arguments": {}}, None)
        assert "S3CRET" in repr(await dispatcher.send_raw_request("tasks/get", {}, None))


async def test_an_extension_that_runs_tools_beside_the_call_is_handed_none(
    office: MakeOffice,
) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC))
    background = Background()
    child: FastMCP[Any] = FastMCP("child")
    child.add_tool(Tool.from_function(secret, name="bare_work", task=True))
    server.mount(child)
    server.add_extension(background)
    async with Client(server, mode="legacy") as client:
        await refused(client, "bare_work")
        await client.call_tool("say", {"text": "x"})
        dispatcher: Any = vars(client.session)["_dispatcher"]
        with pytest.raises(Exception, match="Method not found"):
            await dispatcher.send_raw_request("tasks/get", {}, None)
    assert (background.running, ran) == ([], ["x"])


async def test_a_hashed_address_reaches_nothing(office: MakeOffice) -> None:
    server, _ = probe(office(policy=OPEN, data=PUBLIC))
    app = FastMCPApp("canary")
    app.tool("wipe")(secret)
    server.add_provider(app)
    hashed = f"{hash_tool('canary', 'wipe')}_wipe"
    bare: FastMCP[Any] = FastMCP("bare", providers=[app])
    async with Client(bare) as client:
        told = await client.call_tool(hashed, {}, raise_on_error=False)
        assert "S3CRET" in repr(told), "without a guard it does"
    async with Client(server) as client:
        for name in (hashed, f"__{hashed}", "wipe"):
            await refused(client, name)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_caller_picks_no_version(office: MakeOffice, mode: Any) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC))
    async with Client(server, mode=mode) as client:
        told = await client.call_tool("say", {"text": "x"}, version="1", raise_on_error=False)
        assert told.is_error
    assert ran == []


async def test_a_search_transform_neither_tells_nor_runs_what_is_not_offered(
    office: MakeOffice,
) -> None:
    server, ran = probe(office(policy=ONLY_SAY, data=PUBLIC))
    FastMCP.add_tool(server, Tool.from_function(secret, name="hidden"))
    server.add_transform(RegexSearchTransform())
    async with Client(server) as client:
        await refused(client, "search_tools", pattern=".*")
        await refused(client, "call_tool", name="hidden", arguments={})
        await refused(client, "call_tool", name="say", arguments={"text": "x"})
        await refused(client, "hidden")
    assert ran == []


async def test_resources_and_prompts_do_not_turn_into_tools(office: MakeOffice) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC))
    server.add_transform(ResourcesAsTools(server))
    server.add_transform(PromptsAsTools(server))
    async with Client(server) as client:
        assert [tool.name for tool in await client.list_tools()] == ["say"]
        await refused(client, "read_resource", uri="say://x")
        await refused(client, "get_prompt", name="say_prompt", arguments={"text": "x"})
        await refused(client, "list_resources")
    assert ran == []


async def test_code_in_the_same_process_runs_no_body(office: MakeOffice) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC))
    template = await server.get_resource_template("say://x")
    prompt = await server.get_prompt("say_prompt")
    assert template is not None
    assert prompt is not None
    attempts = (
        server.call_tool("say", {"text": "x"}, run_middleware=False),
        server.read_resource("say://x"),
        template.read({"text": "x"}),
        server.render_prompt("say_prompt", {"text": "x"}),
        prompt.render({"text": "x"}),
    )
    for attempt in attempts:
        with pytest.raises(Exception, match=r"\[denied\]|Error|denied"):
            await attempt
    assert ran == []


async def test_no_route_of_http_passes_the_guard_by(office: MakeOffice) -> None:
    server, _ = probe(office(policy=OPEN, data=PUBLIC))

    async def route(_request: object) -> PlainTextResponse:
        return PlainTextResponse("S3CRET")

    child: FastMCP[Any] = FastMCP("child")
    child.custom_route("/child", methods=["GET"])(route)
    server.mount(child)
    with pytest.raises(TypeError, match="route"):
        server.custom_route("/own", methods=["GET"])(route)
    FastMCP.custom_route(server, "/own", methods=["GET"])(route)
    paths = {getattr(each, "path", "") for each in server.http_app().routes}
    assert paths == {"/mcp"}
    parent: FastMCP[Any] = FastMCP("parent")
    parent.mount(server)
    assert {getattr(each, "path", "") for each in parent.http_app().routes} == {"/mcp"}


async def test_what_the_framework_does_not_authorize_is_decided_all_the_same(
    office: MakeOffice,
) -> None:
    # On stdio and in memory FastMCP skips its own authorization, and completions everywhere.
    server, ran = probe(office(policy=ONLY_SAY, data=PUBLIC))
    async with Client(server) as client:
        assert not (await client.call_tool("say", {"text": "x"})).is_error
        for attempt in (
            client.read_resource("say://x"),
            client.get_prompt("say_prompt", {"text": "x"}),
            client.complete(
                PromptReference(type="ref/prompt", name="say_prompt"),
                {"name": "text", "value": "x"},
            ),
        ):
            with pytest.raises(Exception, match=r"denied|Method not found"):
                await attempt
    assert ran == ["x"]


async def test_a_request_over_http_has_nobody_behind_it_whatever_it_claims(
    office: MakeOffice,
) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC))
    claims = {"mcp-session-id": "x", "x-principal": "ann", "authorization": "Bearer ann"}
    async with cast("Any", asgi_client)(server, headers=claims) as client:
        told = await client.call_tool("say", {"text": "x"}, raise_on_error=False)
    assert told.is_error
    assert ran == []


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_new_session_sheds_no_budget(office: MakeOffice, mode: Any) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC, calls_per_conversation=3))
    results: list[bool] = []
    for number in range(5):
        async with Client(server, mode=mode) as client:
            told = await client.call_tool("say", {"text": str(number)}, raise_on_error=False)
            results.append(told.is_error)
    assert results == [False, False, False, True, True]
    assert ran == ["0", "1", "2"]


def test_a_body_that_a_deadline_cannot_stop_is_not_accepted(office: MakeOffice) -> None:
    server, _ = probe(office(policy=OPEN, data=PUBLIC))

    def sleep() -> Said:
        """Sleep."""
        return Said(text="x")

    with pytest.raises(TypeError, match="async"):
        server.tool(title="Sleep")(sleep)  # type: ignore[type-var]


async def test_a_parent_that_does_not_mask_gets_nothing_to_mask(office: MakeOffice) -> None:
    server, _ = probe(office(policy=OPEN, data=PUBLIC))

    @server.tool(title="Fail")
    async def fail() -> Said:
        """Fail."""
        raise RuntimeError("S3CRET")

    parent: FastMCP[Any] = FastMCP("parent", mask_error_details=False)
    parent.mount(server)
    async with Client(parent) as client:
        told = await client.call_tool("fail", {}, raise_on_error=False)
    assert told.content[0].text == "[crashed] The call failed inside the server."  # type: ignore[union-attr]


async def test_one_servers_rules_never_decide_for_another(office: MakeOffice) -> None:
    place = office(policy=OPEN, data=PUBLIC)
    (place.folder / "policies" / "other").mkdir()
    (place.folder / "policies" / "other" / "policy.cedar").write_text(OPEN)
    (place.folder / "policies" / "other" / "data.yaml").write_text("version: 1\ndefault: secret\n")
    first, _ = probe(place)
    second, ran = probe(place, OtherSettings)
    parent: FastMCP[Any] = FastMCP("parent")
    parent.mount(first, namespace="first")
    with pytest.raises(ValueError, match="one guarded server"):
        parent.mount(second, namespace="second")
    first.mount(second, namespace="inner")
    async with Client(first) as client:
        assert [tool.name for tool in await client.list_tools()] == ["say"]
        await refused(client, "inner_say", text="x")
    assert ran == []


async def test_a_sdk_list_stays_as_long_as_it_was_for_connections_at_once(
    office: MakeOffice,
) -> None:
    server, ran = probe(office(policy=OPEN, data=PUBLIC))
    parent: FastMCP[Any] = FastMCP("parent")
    parent.mount(server, namespace="in")
    chain = vars(parent)["_mcp_server"].middleware
    before = len(chain)

    async def once(mode: Any) -> None:
        async with Client(parent, mode=mode) as client:
            await client.call_tool("in_say", {"text": "x"})

    for _ in range(10):
        await asyncio.gather(*(once(mode) for mode in ("auto", "legacy") * 5))
    assert len(chain) == before
    assert len(ran) == 100
