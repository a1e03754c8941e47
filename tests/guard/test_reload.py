"""Rules are put in force whole or not at all, while calls go on."""

from typing import Any

from fastmcp import Client
from notes_example import MakeOffice, Office

from ostiary.guard.rulebook import Rulebook
from ostiary.guard.rules import load_rules
from ostiary.guard.watch import RulesWatch
from ostiary.ledger.finding import parse_body
from ostiary.ledger.read import Reader
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.reload import Fresh, Refused

OPEN = '@id("all") permit (principal, action, resource);'
NOBODY = '@id("none") forbid (principal, action, resource);'


def rules_file(place: Office) -> Any:
    return place.folder / "policies" / "notes" / "policy.cedar"


def policy_records(place: Office) -> list[dict[str, Any]]:
    reader = Reader(place.state)
    try:
        bodies = [dict(parse_body(entry.body)) for entry in reader.entries()]
    finally:
        reader.close()
    return [body for body in bodies if body.get("kind") == "policy"]


async def test_changed_rules_decide_the_next_call_and_bad_ones_do_not(office: MakeOffice) -> None:
    place = office(policy=OPEN)
    server = place.server()
    server.open()
    opened = server.opened
    watch = RulesWatch("notes", opened.pipeline.rulebook, opened.pipeline.ledger)
    async with Client(server) as client:
        answers = [await client.call_tool("list_notes", {}, raise_on_error=False)]
        for text in (NOBODY, "permit;", OPEN):
            rules_file(place).write_text(text)
            await watch.look()
            await watch.look()
            answers.append(await client.call_tool("list_notes", {}, raise_on_error=False))
    server.close()
    assert [answer.is_error for answer in answers] == [False, True, True, False]
    told = [(each["outcome"], each.get("detail", "")) for each in policy_records(place)]
    assert [outcome for outcome, _ in told] == ["loaded", "refused", "loaded"]
    assert told[1][1].startswith("notes/policy.cedar:1")


def test_a_version_is_told_once_and_what_cannot_be_read_changes_nothing(office: MakeOffice) -> None:
    place = office(policy=OPEN)
    folder = place.folder / "policies"
    book = Rulebook(folder, lambda: load_rules(folder, "notes", Catalogue(())))
    before = book.current
    assert book.look() is None
    rules_file(place).write_text("permit;")
    assert isinstance(book.look(), Refused)
    assert book.look() is None
    assert book.current is before
    (folder / "bundle.yaml").unlink()
    assert isinstance(book.look(), Refused)
    assert book.look() is None
    assert book.current is before


def test_a_sound_version_is_in_force_at_once(office: MakeOffice) -> None:
    place = office(policy=OPEN)
    folder = place.folder / "policies"
    book = Rulebook(folder, lambda: load_rules(folder, "notes", Catalogue(())))
    before = book.current
    rules_file(place).write_text(NOBODY)
    assert isinstance(book.look(), Fresh)
    assert book.current is not before
    assert book.look() is None
