"""On the raw wire, in both eras: who asks for consent reads pseudonyms; who gives it, real values."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from letters import BUNDLE, PRIVACY, make_letters
from till import BOSS, identifier_in
from wire import Wire

from ostiary.approval.answer import Word
from ostiary.control import ConsentError, answer_consent, erase_person, show_consent
from ostiary.policy.approverfile import key_text
from ostiary.settings import Settings

PROGRAM = Path(__file__).parents[1] / "support" / "letters_program.py"
RULES = """
@id("find") permit (principal, action in
    [Action::"letters.list", Action::"letters.find_contact"], resource);
@id("write") @approval("officer")
permit (principal in Role::"clerk", action == Action::"letters.write_letter", resource);
"""
TEXT = "Dear {}, we are sorry."

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize("is_modern", [True, False], ids=["modern", "legacy"])
def test_the_client_carries_pseudonyms_and_the_approver_sees_who_is_meant(
    tmp_path: Path, is_modern: bool
) -> None:
    office = make_letters(tmp_path)
    policies = tmp_path / "policies"
    entry = json.dumps({"key": key_text(BOSS.public), "roles": ["officer"]})
    (policies / "bundle.yaml").write_text(f"{BUNDLE}{PRIVACY}approvers:\n  erin: {entry}\n")
    (policies / "letters" / "policy.cedar").write_text(RULES)
    settings = Settings(policies=policies, keys=tmp_path / "keys.json", state=office.state)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "OSTIARY_POLICIES": str(policies),
        "OSTIARY_KEYS": str(tmp_path / "keys.json"),
        "OSTIARY_STATE": office.state,
        "OSTIARY_PRINCIPAL": "ann",
        "OSTIARY_ROLES": "clerk",
    }
    wire = Wire(PROGRAM, environment, is_modern=is_modern)

    def call(tool: str, **arguments: Any) -> dict[str, Any]:
        return wire.request("tools/call", {"name": tool, "arguments": arguments})["result"]

    ben = call("find_contact")["structuredContent"]["contacts"][1]
    letter = {"to": ben["email"], "text": TEXT.format(ben["name"])}
    asked = call("write_letter", **letter)
    identifier = identifier_in(asked["content"][0]["text"])
    shown = asyncio.run(show_consent(settings, identifier))
    assert json.loads(shown.view.binding.arguments) == letter
    assert shown.values == {ben["email"]: "ben@customer.example", ben["name"]: "Ben Sample"}
    assert not shown.unread
    asyncio.run(answer_consent(settings, shown.view, BOSS, Word.ALLOW))
    assert not call("write_letter", **letter).get("isError")
    again = identifier_in(call("write_letter", **letter)["content"][0]["text"])
    asyncio.run(erase_person(settings, "ben@customer.example", "request 2026-32 of his own"))
    with pytest.raises(ConsentError, match="over"):
        asyncio.run(show_consent(settings, again))
    assert wire.close() == 0
    for value in (b"Ben Sample", b"ben@customer.example"):
        assert value not in wire.out + wire.err
        assert all(value not in file.read_bytes() for file in tmp_path.glob("state.sqlite*"))
