"""At the desk of a host: what goes to the model, and what its user is shown."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from anyio import run_process
from fastmcp import Client
from letters import Office, make_letters

from ostiary.classes import DataClass
from ostiary.control import issue_conversation, open_desk, revoke_conversation
from ostiary.guard.vaulting import open_vault
from ostiary.keys import load_keys
from ostiary.ledger.read import Reader
from ostiary.privacy.pseudonym import draw, kind_of, tokens_in
from ostiary.privacy.vault.asked import Asked
from ostiary.settings import Settings
from ostiary.testing.scripted_model import Deltas, ScriptedModel
from ostiary_host.config import ConfigError
from ostiary_host.desk import Desk, find_desk

PRIVACY = """
privacy:
  text: {find: patterns, risk: "a test knows every name that it writes down"}
  prompt: true
restore:
  - {kind: PERSON, tool: host.answer, argument: text, roles: [clerk]}
"""
HOST = (sys.executable, "-m", "ostiary_host.cli", "ask")
SUMS = """
from fastmcp import FastMCP
mcp = FastMCP("sums")
@mcp.tool
def add(a: int, b: int) -> int:
    return a + b
mcp.run(show_banner=False)
"""
QUESTION = "Does ann example (ann@customer.example) still owe us invoice 4711 of May?"


def environment(office: Office, roles: str = "clerk", **more: str) -> dict[str, str]:
    return {
        "OSTIARY_POLICIES": str(office.folder / "policies"),
        "OSTIARY_KEYS": str(office.folder / "keys.json"),
        "OSTIARY_STATE": office.state,
        "OSTIARY_PRINCIPAL": "ada",
        "OSTIARY_ROLES": roles,
        **more,
    }


def desk_of(office: Office, roles: str = "clerk", **more: str) -> Desk:
    desk = find_desk(environment(office, roles, **more))
    assert desk is not None
    return desk


def revealed(office: Office) -> list[Mapping[str, object]]:
    bodies = [json.loads(entry.body) for entry in Reader(office.state).entries()]
    return [each for each in bodies if each["kind"] == "revealed"]


async def first_contact(office: Office, principal: str = "ada") -> dict[str, str]:
    async with Client(office.server(principal=principal)) as client:
        answer = (await client.call_tool("find_contact", {})).structured_content
    assert answer is not None
    return answer["contacts"][0]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_letters(tmp_path, PRIVACY)


async def test_people_in_a_question_are_pseudonyms_and_the_rest_stays(office: Office) -> None:
    ann = await first_contact(office)
    taken = await desk_of(office).take(QUESTION)
    tokens = tokens_in(taken.text)
    assert sorted(map(kind_of, tokens)) == ["EMAIL", "PERSON"]
    plain = QUESTION
    for token in tokens:
        written = "ann example" if kind_of(token) == "PERSON" else "ann@customer.example"
        plain = plain.replace(written, token)
    assert taken.text == plain
    assert not tokens & set(ann.values()), "no pseudonym tells that a guess was right"
    assert await desk_of(office, "analyst").show(taken.text, taken.own) == QUESTION.replace(
        "ann example", "Ann Example"
    ), "what he wrote himself he may read, whoever he is"


async def test_a_customer_called_invoice_does_not_corrupt_a_question(office: Office) -> None:
    keys = load_keys(office.folder / "keys.json")
    vault = open_vault(office.state, office.folder / "vault-keys.json", keys)
    known = ["Invoice", "May", "Order", "Will", "4711", "IBM", "Bo"]
    vault.pseudonyms([Asked("o:", "PERSON", each, DataClass.PERSONAL) for each in known])
    vault.close()
    question = "Will the invoice 4711 of May be paid in order, and which Invoice is open?"
    assert (await desk_of(office).take(question)).text == question


async def test_who_has_the_rule_sees_names_and_that_is_on_record_first(office: Office) -> None:
    ann = await first_contact(office)
    answer = f"Ask {ann['name'].lower()} ({ann['email']})."
    assert await desk_of(office).show(answer, {}) == f"Ask Ann Example ({ann['email']})."
    (record,) = revealed(office)
    assert record["reason"] == "host display"
    assert record["pseudonyms"] == [ann["name"]]
    assert await desk_of(office, "analyst").show(answer, {}) == answer
    assert len(revealed(office)) == 1


async def test_pseudonyms_of_others_and_invented_ones_stay(office: Office) -> None:
    others = await first_contact(office, principal="bob")
    invented = draw("PERSON", lambda number: b"\x5a\x12\x93\xc4\x0b"[:number])
    answer = f"{others['name']} and {invented}"
    assert await desk_of(office).show(answer, {}) == answer
    assert revealed(office) == []


async def test_a_conversation_of_a_handle_has_names_of_its_own(office: Office) -> None:
    ann = await first_contact(office)
    settings = Settings.from_environment(environment(office))
    issued = await issue_conversation(settings, "ada", 60)
    desk = desk_of(office, OSTIARY_CONVERSATION=issued.handle)
    assert await desk.show(ann["name"], {}) == ann["name"]
    await revoke_conversation(settings, issued.claim.conversation)
    with pytest.raises(ValueError, match="does not hold any more"):
        await desk.show(ann["name"], {})
    with pytest.raises(ValueError, match="does not hold: "):
        await desk_of(office, OSTIARY_CONVERSATION=issued.handle[:-3]).show(ann["name"], {})


async def test_a_question_that_no_model_reads_is_not_sent(tmp_path: Path) -> None:
    text = '{find: patterns, risk: "a test knows every name that it writes down"}'
    office = make_letters(tmp_path, PRIVACY.replace(text, "{find: model}"))
    with pytest.raises(ValueError, match="no model looks through the question"):
        await desk_of(office).take("Who is Ann?")


async def test_a_question_is_left_alone_where_no_bundle_asks_for_more(tmp_path: Path) -> None:
    office = make_letters(tmp_path, PRIVACY.replace("prompt: true", "prompt: false"))
    assert (await desk_of(office).take(QUESTION)).text == QUESTION
    assert find_desk(environment(office, "analyst")) is None, "no rule, no display"
    assert open_desk({"OSTIARY_POLICIES": str(tmp_path / "none")}) is None


def test_a_bundle_that_cannot_be_read_asks_nothing_of_a_model(office: Office) -> None:
    """What it says of questions is not known then."""
    (office.folder / "policies" / "bundle.yaml").write_text("version: 1\nprivacy: {promt: true}\n")
    with pytest.raises(ConfigError, match=r"bundle\.yaml"):
        find_desk(environment(office))


@pytest.mark.timeout(60)
async def test_a_pseudonym_that_arrives_in_pieces_is_shown_whole(
    office: Office, tmp_path: Path
) -> None:
    ann = await first_contact(office)
    halves = [{"content": piece} for piece in ("Ask ", ann["name"][:4], ann["name"][4:11])]
    script = [Deltas((*halves, {"content": f"{ann['name'][11:]} today."}))]
    server = tmp_path / "sums.py"
    server.write_text(SUMS)
    config = tmp_path / "mcp.json"
    config.write_text(
        json.dumps({"mcpServers": {"s": {"command": sys.executable, "args": [str(server)]}}})
    )
    inherited = {key: value for key, value in os.environ.items() if key[:7] != "OSTIARY"}
    with ScriptedModel(script) as model:
        done = await run_process(
            [*HOST, "Whom?", "--config", str(config), "--model-url", model.url],
            env=inherited | environment(office),
            check=False,
        )
    assert done.stdout.decode() == "Ask Ann Example today.\n", done.stderr.decode()
