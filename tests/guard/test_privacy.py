"""Personal values leave as pseudonyms, come back by rule, and stand on record as pseudonyms."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from letters import PEOPLE, PRIVACY, Office, make_letters

from ostiary.ledger.read import Reader
from ostiary.privacy.pseudonym import draw, is_whole, kind_of

RAW = [part for person in PEOPLE.values() for part in person]
INVENTED = draw("EMAIL", lambda number: b"\x5a\x12\x93\xc4\x0b"[:number])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_letters(tmp_path)


async def say(client: Client[Any], tool: str, **arguments: Any) -> dict[str, Any] | str:
    """Return a structured result, or the text of a refusal."""
    result = await client.call_tool(tool, arguments, raise_on_error=False)
    text = str(getattr(result.content[0], "text", ""))
    if result.is_error:
        return text
    assert json.loads(text) == result.structured_content, "text and structure say the same"
    return dict(result.structured_content or {})


async def contacts(client: Client[Any], **arguments: Any) -> list[dict[str, Any]]:
    answer = await say(client, "find_contact", **arguments)
    assert isinstance(answer, dict), answer
    return answer["contacts"]


def bodies(office: Office) -> list[Mapping[str, Any]]:
    reader = Reader(office.state)
    assert reader.verify().whole
    return [json.loads(entry.body) for entry in reader.entries()]


def last_detail(office: Office) -> str:
    return next(each["detail"] for each in reversed(bodies(office)) if "detail" in each)


def raw_bytes(office: Office) -> bytes:
    return b"".join(
        path.read_bytes() for path in office.folder.rglob("*") if path.name.startswith("state")
    )


async def test_people_are_told_apart_and_not_named(office: Office) -> None:
    async with Client(office.server()) as client:
        ann, ben, again = await contacts(client)
    assert [kind_of(ann[key]) for key in ("name", "email", "phone")] == ["PERSON", "EMAIL", "PHONE"]
    assert all(is_whole(each[key]) for each in (ann, ben) for key in ("name", "email", "phone"))
    assert {key: again[key] for key in ann if key != "id"} == {
        key: ann[key] for key in ann if key != "id"
    }, "spellings of one address are one"
    assert ann["email"] != ben["email"]


async def test_who_may_see_them_sees_them(office: Office) -> None:
    async with Client(office.server(roles="officer")) as client:
        assert (await contacts(client))[0]["name"] == "Ann Example"


async def test_without_a_word_in_the_bundle_they_stay_withheld(tmp_path: Path) -> None:
    async with Client(make_letters(tmp_path, privacy="").server()) as client:
        assert (await contacts(client))[0]["name"] == "[withheld]"


async def test_a_filter_by_a_pseudonym_finds_every_spelling(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
        found = await contacts(client, email=f" {ann['email'].lower()}".strip())
        assert [each["id"] for each in found] == [1, 3]
        assert found[0] == ann


async def test_the_pseudonym_goes_to_another_process_of_the_same_conversation(
    office: Office,
) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
    async with Client(office.server()) as client:
        assert (await contacts(client))[0] == ann
        assert len(await contacts(client, email=ann["email"])) == 2


async def test_another_principal_has_others_and_cannot_use_these(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
    async with Client(office.server(principal="bob")) as client:
        assert (await contacts(client))[0]["email"] != ann["email"]
        foreign = await say(client, "find_contact", email=ann["email"])
        invented = await say(client, "find_contact", email=INVENTED)
    assert foreign == invented, "whether it exists elsewhere is not told"
    assert str(foreign).startswith("[invalid_input]")
    assert "was not issued to this conversation" in str(foreign)


async def test_a_broken_one_is_refused_with_a_hint(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
        for broken in (ann["email"][:-1], ann["email"] + "0", ann["email"][:12] + "\u200b"):
            answer = await say(client, "find_contact", email=broken)
            assert "mistyped or cut" in str(answer)


async def test_a_role_without_the_right_writes_pseudonyms(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
        text = f"Dear {ann['name']},"
        answer = await say(client, "write_letter", to=ann["email"], text=text)
    assert isinstance(answer, dict)
    assert (office.written[0].to, office.written[0].text) == (ann["email"], text)


async def test_a_role_with_the_right_writes_to_people_and_reads_pseudonyms(office: Office) -> None:
    async with Client(office.server(roles="clerk")) as client:
        ann = (await contacts(client))[0]
        text = f"Dear {ann['name']}, call {ann['phone']}"
        answer = await say(client, "write_letter", to=ann["email"], text=text)
    letter = office.written[0]
    assert letter.to == "Ann@Customer.example"
    assert letter.text == f"Dear Ann Example, call {ann['phone']}", "no rule restores a PHONE"
    assert answer == {"done": f"written to {ann['email']}: {text}"}
    intent = next(each for each in reversed(bodies(office)) if each["kind"] == "intent")
    assert intent["restored"] == sorted([ann["email"], ann["name"]])
    assert ann["email"] in intent["arguments"]["to"]


async def test_an_error_after_a_restore_speaks_pseudonyms(office: Office) -> None:
    async with Client(office.server(roles="clerk")) as client:
        ann = (await contacts(client))[0]
        answer = await say(client, "write_letter", to=ann["email"], text="please fail")
    assert str(answer).startswith("[upstream]")
    assert last_detail(office) == f"no mailbox {ann['email']}"


async def test_a_restored_value_is_not_written_where_the_class_is_lower(office: Office) -> None:
    async with Client(office.server(roles="clerk")) as client:
        ann = (await contacts(client))[0]
        answer = await say(client, "post_notice", text=f"Ask {ann['email']}")
        assert str(answer).startswith("[denied]")
        assert "where data of its class belongs" in str(answer)
        assert await say(client, "post_notice", text=f"Ask {ann['name']}") == {
            "done": f"Ask {ann['name']}"
        }


async def test_a_guess_is_never_confirmed(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
        answer = await say(client, "repeat", text="Ann@Customer.example")
    assert isinstance(answer, dict)
    assert is_whole(answer["done"])
    assert answer["done"] != ann["email"]


async def test_a_guess_is_not_confirmed_by_its_pseudonym_either(office: Office) -> None:
    """Else a model would have its guess echoed, and look whether a row is found by the echo."""
    async with Client(office.server()) as client:
        await contacts(client)
        echoed = await say(client, "repeat", text="Ann@Customer.example")
        assert isinstance(echoed, dict)
        right = await say(client, "find_contact", email=echoed["done"])
        echoed = await say(client, "repeat", text="zed@customer.example")
        assert isinstance(echoed, dict)
        wrong = await say(client, "find_contact", email=echoed["done"])
    assert str(right).startswith("[denied]")
    assert "What you brought yourself is not compared" in str(right)
    assert right == wrong


async def test_a_pseudonym_whose_row_is_gone_is_refused(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
        with sqlite3.connect(office.folder / "state.sqlite") as state:
            state.execute("DELETE FROM vault_entries WHERE token = ?", (ann["email"],))
        state.close()
        answer = await say(client, "find_contact", email=ann["email"])
    assert str(answer).startswith("[invalid_input]")
    assert "A pseudonym was not issued" in str(answer)


async def test_what_is_no_utf_8_has_its_pseudonym_and_leaves_as_what_stands_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that no text can hold come from a database as halves of characters."""
    monkeypatch.setitem(PEOPLE, 1, ("Ann \udcff Example", "ann@customer.example", "+49 30 1234567"))
    async with Client(office.server()) as client:
        found = await contacts(client)
    assert is_whole(found[0]["name"])
    async with Client(office.server(roles="officer")) as client:
        assert (await contacts(client))[0]["name"] == "Ann \ufffd Example"


async def test_neither_ledger_nor_vault_holds_a_value(office: Office) -> None:
    async with Client(office.server(roles="clerk")) as client:
        ann = (await contacts(client))[0]
        text = f"Dear {ann['name']}"
        await say(client, "write_letter", to=ann["email"], text=text)
        await say(client, "write_letter", to=ann["email"], text="fail")
        stored = raw_bytes(office)
    told = json.dumps(bodies(office), ensure_ascii=False)
    assert office.written[0].to == "Ann@Customer.example"
    for value in RAW:
        assert value not in told
        assert value.encode() not in stored
    released = [each["released"] for each in bodies(office) if "released" in each]
    assert released[0]["treated"] == {"PERSON": 3, "EMAIL": 3, "PHONE": 3}
    assert ann["email"] in released[0]["pseudonyms"]


async def test_a_vault_that_cannot_be_opened_lets_nothing_leave(office: Office) -> None:
    async with Client(office.server()) as client:
        await contacts(client)
    ring = office.folder / "vault-keys.json"
    kept = ring.read_bytes()
    ring.unlink()
    async with Client(office.server()) as client:
        answer = await say(client, "find_contact")
        assert answer == "[crashed] The call failed inside the server."
        assert last_detail(office).startswith("vault: ")
        ring.write_bytes(kept)
        ring.chmod(0o600)
        assert len(await contacts(client)) == 3, "and it serves again when it is back"


async def test_free_text_waits_for_its_model_or_is_withheld(tmp_path: Path) -> None:
    privacy = PRIVACY.replace(
        'find: nothing, risk: "a test knows every name that it writes into a letter"', "find: model"
    )
    async with Client(make_letters(tmp_path, privacy).server()) as client:
        answer = await say(client, "write_letter", to="all", text="hello")
    assert answer == {"done": "[withheld]"}


async def test_names_that_the_vault_knows_are_found_in_every_text(office: Office) -> None:
    async with Client(office.server()) as client:
        ann = (await contacts(client))[0]
    async with Client(office.server()) as client:
        answer = await say(client, "write_letter", to="x", text="I met ann EXAMPLE today")
    assert answer == {"done": f"written to x: I met {ann['name']} today"}
