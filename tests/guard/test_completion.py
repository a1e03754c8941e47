"""Completions walk the same path: decided, classified, recorded, and unknown ones refused."""

from typing import Any

import pytest
from fastmcp import Client
from mcp_types import PromptReference, ResourceTemplateReference
from notes_example import MakeOffice, Office

from ostiary.guard.adapter.gate import Gate
from ostiary.ledger.read import Reader
from ostiary.ledger.verify import parse_body
from ostiary.server import (
    PUBLIC,
    UNKNOWN,
    Classes,
    DataMap,
    Each,
    GuardedServer,
    ServerSettings,
    guarded,
)

RULES = '@id("c") permit (principal, action == Action::"notes.complete", resource == %s);'
WEEKLY = 'Completion::"notes.weekly"'


class ProbeSettings(ServerSettings, server="notes"):
    """Settings of a server with completions."""

    root: str = ""


def all_public(_result: object, _ground: object, _data: DataMap) -> Classes:
    return Each(PUBLIC)


def all_unknown(_result: object, _ground: object, _data: DataMap) -> Classes:
    return Each(UNKNOWN)


def probe(office: Office) -> GuardedServer:
    server = guarded(office.settings(ProbeSettings), instructions="Probe.")

    @server.complete("weekly", "team", classify=all_public)
    async def complete_team(value: str) -> list[str]:
        """Teams."""
        return [f"{value}{number}" for number in range(130)]

    @server.complete("notes://{name}", "name", classify=all_unknown)
    async def complete_name(value: str) -> list[str]:
        """Names that nobody may see."""
        return [f"LEAK-4711 {value}"]

    return server


async def complete(server: GuardedServer, mode: Any, ref: Any, name: str, value: str) -> Any:
    async with Client(server, mode=mode) as client:
        return await client.complete(ref, {"name": name, "value": value})


def records(office: Office) -> list[dict[str, Any]]:
    reader = Reader(office.state)
    try:
        return [dict(parse_body(entry.body)) for entry in reader.entries()]
    finally:
        reader.close()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_permitted_completion_is_answered_and_recorded(
    office: MakeOffice, mode: str
) -> None:
    place = office(policy=RULES % WEEKLY)
    server = probe(place)
    found = await complete(
        server, mode, PromptReference(type="ref/prompt", name="weekly"), "team", "ab"
    )
    server.close()
    assert (found.values[0], len(found.values), found.total) == ("ab0", 100, 130)
    intent, outcome = (each for each in records(place) if each.get("call"))
    assert (intent["action"], intent["resource"]) == ("notes.complete", "notes.weekly")
    assert intent["arguments"] == {"value": "text 2"}
    assert outcome["outcome"] == "ok"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(
    ("ref", "name"),
    [
        (PromptReference(type="ref/prompt", name="weekly"), "other"),
        (PromptReference(type="ref/prompt", name="nothing"), "team"),
        (ResourceTemplateReference(type="ref/resource", uri="weekly"), "team-x"),
        (ResourceTemplateReference(type="ref/resource", uri="notes://{name}"), "name"),
    ],
    ids=["other-argument", "unknown-prompt", "unknown-template", "no-rule"],
)
async def test_what_no_rule_permits_or_nobody_offers_reads_alike(
    office: MakeOffice, mode: str, ref: Any, name: str
) -> None:
    place = office(policy=RULES % WEEKLY)
    server = probe(place)
    with pytest.raises(Exception, match=r"^\[denied\] This call is not permitted\.$"):
        await complete(server, mode, ref, name, "a")
    server.close()
    assert [each["outcome"] for each in records(place) if each.get("call")] == ["denied"]


async def test_values_above_the_clearance_are_withheld(office: MakeOffice) -> None:
    place = office(policy=RULES % 'Completion::"notes.notes://{name}"')
    server = probe(place)
    ref = ResourceTemplateReference(type="ref/resource", uri="notes://{name}")
    found = await complete(server, "auto", ref, "name", "a")
    server.close()
    assert found.values == ["[withheld]"]


async def test_the_frameworks_own_handler_runs_nothing(office: MakeOffice) -> None:
    server = probe(office(policy=RULES % WEEKLY))
    server.open()
    lowlevel = vars(server)["_mcp_server"]
    lowlevel.middleware[:] = [each for each in lowlevel.middleware if not isinstance(each, Gate)]
    ref = PromptReference(type="ref/prompt", name="weekly")
    with pytest.raises(Exception, match=r"denied|rror"):
        await complete(server, "auto", ref, "team", "ab")
    server.close()
