"""A conversation that is named by a handle: verified, bounded, and shedding nothing."""

from typing import Any

import pytest
from fastmcp import Client
from notes_example import MakeOffice, Office
from pydantic import BaseModel

from ostiary.classes import DataClass
from ostiary.control import issue_conversation, reset_conversation, revoke_conversation
from ostiary.conversation.handle import PURPOSE, Handle, sign
from ostiary.keys import load_keys
from ostiary.ledger.finding import parse_body
from ostiary.ledger.read import Reader
from ostiary.server import GuardedServer, ServerSettings, guarded

HOUR_S = 3600.0
META = "dev.ostiary/conversation"


class ProbeSettings(ServerSettings, server="notes"):
    """Settings of a server that says one thing."""

    root: str = ""


class Said(BaseModel):
    """What a body says."""

    text: str


def probe(place: Office, **more: str) -> GuardedServer:
    server = guarded(place.settings(ProbeSettings, **more), instructions="Probe.")

    @server.tool(title="Say")
    async def say() -> Said:
        """Say it."""
        return Said(text="x")

    return server


@pytest.fixture
def place(office: MakeOffice) -> Office:
    return office(
        policy='@id("all") permit (principal, action, resource);',
        data="version: 1\ndefault: internal\n",
        calls_per_conversation=3,
        calls_per_principal=6,
    )


async def said(client: Client[Any], handle: str | None = None) -> str:
    """Return what the caller reads of one call."""
    meta = None if handle is None else {META: handle}
    result = await client.call_tool("say", {}, meta=meta, raise_on_error=False)
    return str(getattr(result.content[0], "text", ""))


def records(place: Office) -> list[dict[str, Any]]:
    reader = Reader(place.state)
    try:
        return [dict(parse_body(entry.body)) for entry in reader.entries()]
    finally:
        reader.close()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_handle_names_the_conversation_that_pays(place: Office, mode: Any) -> None:
    settings = place.settings(ProbeSettings)
    issued = await issue_conversation(settings, "ann", HOUR_S)
    server = probe(place)
    async with Client(server, mode=mode) as client:
        assert '"x"' in await said(client, issued.handle)
        assert '"x"' in await said(client)
    server.close()
    paid = [each["conversation"] for each in records(place) if each.get("kind") == "intent"]
    assert paid[0] == issued.claim.conversation
    assert paid[1] != issued.claim.conversation


async def test_the_operators_settings_name_one_on_stdio(place: Office) -> None:
    issued = await issue_conversation(place.settings(ProbeSettings), "ann", HOUR_S)
    server = probe(place, OSTIARY_CONVERSATION=issued.handle)
    async with Client(server) as client:
        assert '"x"' in await said(client)
    server.close()
    assert any(
        each.get("kind") == "intent" and each["conversation"] == issued.claim.conversation
        for each in records(place)
    )


async def test_nobody_leaves_the_conversation_that_the_operator_named(place: Office) -> None:
    """It may bound what leaves for the endpoint behind this client; another handle would not."""
    settings = place.settings(ProbeSettings)
    bounded = await issue_conversation(settings, "ann", HOUR_S, DataClass.PUBLIC)
    other = await issue_conversation(settings, "ann", HOUR_S, DataClass.SECRET)
    server = probe(place, OSTIARY_CONVERSATION=bounded.handle)
    async with Client(server) as client:
        assert "[withheld]" in await said(client)
        assert "[withheld]" in await said(client, bounded.handle)
        assert await said(client, other.handle) == "[denied] This call is not permitted."
    server.close()


async def test_a_handle_that_does_not_hold_is_refused_and_on_record(place: Office) -> None:
    settings = place.settings(ProbeSettings)
    good = await issue_conversation(settings, "ann", HOUR_S)
    foreign = await issue_conversation(settings, "bob", HOUR_S)
    revoked = await issue_conversation(settings, "ann", HOUR_S)
    await revoke_conversation(settings, revoked.claim.conversation)
    key = load_keys(settings.keys_path()).derive(PURPOSE)
    expired = sign(key, Handle(good.claim.conversation, "ann", 1))
    unknown = sign(key, Handle("never-opened", "ann", good.claim.expires_at_us))
    altered = ("B" if good.handle[0] == "A" else "A") + good.handle[1:]
    server = probe(place)
    async with Client(server) as client:
        for handle in (foreign.handle, revoked.handle, expired, unknown, altered, "", "?"):
            assert await said(client, handle) == "[denied] This call is not permitted."
    server.close()
    assert sum(each.get("outcome") == "denied" for each in records(place)) == 7
    assert not any(each.get("kind") == "intent" for each in records(place))


async def test_new_handles_shed_no_budget_of_the_principal(place: Office) -> None:
    settings = place.settings(ProbeSettings)
    server = probe(place)
    answers: list[str] = []
    async with Client(server) as client:
        for _ in range(4):
            issued = await issue_conversation(settings, "ann", HOUR_S)
            answers += [await said(client, issued.handle) for _ in range(2)]
    server.close()
    assert ['"x"' in answer for answer in answers] == [True] * 6 + [False] * 2
    assert answers[-1].startswith("[budget]")


async def test_a_reset_gives_the_conversation_back_and_not_the_principal(place: Office) -> None:
    settings = place.settings(ProbeSettings)
    issued = await issue_conversation(settings, "ann", HOUR_S)
    server = probe(place)
    async with Client(server) as client:
        first = [await said(client, issued.handle) for _ in range(4)]
        assert await reset_conversation(settings, issued.claim.conversation)
        second = [await said(client, issued.handle) for _ in range(3)]
    server.close()
    assert ['"x"' in answer for answer in first] == [True, True, True, False]
    # The refused call was charged to the principal too: two of his six are left.
    assert ['"x"' in answer for answer in second] == [True, True, False]


async def test_the_endpoint_behind_a_handle_bounds_what_leaves(place: Office) -> None:
    settings = place.settings(ProbeSettings)
    low = await issue_conversation(settings, "ann", HOUR_S, DataClass.PUBLIC)
    high = await issue_conversation(settings, "ann", HOUR_S, DataClass.SECRET)
    server = probe(place)
    async with Client(server) as client:
        assert "[withheld]" in await said(client, low.handle)
        assert '"x"' in await said(client, high.handle)
    server.close()
