"""Honest clients: FastMCP's own, both eras, both kinds of answers; and processes that share a state."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastmcp import Client
from fastmcp.client.transports import SSETransport, StreamableHttpTransport
from notes_example import make_office
from web import WebServer

from ostiary.bearer import load_bearer, write_bearer

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module", params=["json", "stream", "sse"])
def server(request: pytest.FixtureRequest, serve: Callable[..., WebServer]) -> WebServer:
    if request.param == "sse":
        return serve("--transport", "sse")
    return serve(OSTIARY_HTTP_STREAM=str(request.param == "stream").lower())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_lists_calls_and_is_refused(
    server: WebServer, bearer: str, mode: str
) -> None:
    kind = SSETransport if server.path == "/sse" else StreamableHttpTransport
    transport = kind(server.url, headers={"Authorization": f"Bearer {bearer}"})
    async with Client(transport, mode=mode) as client:
        assert [tool.name for tool in await client.list_tools()] == ["echo", "nap", "fail"]
        for text in ("one", "two"):
            assert (await client.call_tool("echo", {"text": text})).structured_content == {
                "text": text
            }
        refused = await client.call_tool("nothing", raise_on_error=False)
        assert refused.is_error


def test_two_processes_on_one_state_spend_one_budget(tmp_path: Path) -> None:
    office = make_office(
        tmp_path,
        policy='@id("all") permit (principal, action, resource);',
        data="version: 1\ndefault: public\n",
        calls_per_conversation=4,
    )
    write_bearer(tmp_path / "bearer")
    bearer = load_bearer(tmp_path / "bearer").decode()
    servers = [WebServer(office.environment()) for _ in range(2)]
    try:
        answers = [
            servers[number % 2].call("echo", bearer=bearer, text="x").json["result"]
            for number in range(6)
        ]
    finally:
        for server in servers:
            server.stop()
    assert [answer["isError"] for answer in answers] == [False] * 4 + [True] * 2
    assert "[budget]" in answers[-1]["content"][0]["text"]
