"""run_statement under the starter policy as it is: nothing is kept before an approver has agreed."""

import json
from collections.abc import AsyncGenerator
from importlib.resources import as_file
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from source_tree import ROOT
from sql_server import Asking, sql_server
from sql_writing import changed, content, execute, refused
from till import BOSS, identifier_in

from ostiary.approval.answer import Word
from ostiary.control import Shown, answer_consent, show_consent
from ostiary.keys import write_keys
from ostiary.policy.approverfile import key_text
from ostiary.settings import Settings
from ostiary_sql.server import SERVER

SQL = "UPDATE tickets SET status = :s WHERE customer_id = :c"
ASKED: dict[str, Any] = {"sql": SQL, "params": {"s": "closed", "c": 2}}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The operator's, on the starter bundle with one approver."""
    with as_file(SERVER.starter) as starter:
        copytree(starter, tmp_path / "policies" / "sql")
    bundle = tmp_path / "policies" / "bundle.yaml"
    copy(ROOT / "policies" / "bundle.yaml", bundle)
    text = bundle.read_text()
    assert "\napprovers: {}\n" in text
    entry = json.dumps({"key": key_text(BOSS.public), "roles": ["approver"]})
    bundle.write_text(text.replace("approvers: {}", f"approvers:\n  erin: {entry}"))
    write_keys(tmp_path / "keys.json")
    return Settings(
        policies=tmp_path / "policies",
        keys=tmp_path / "keys.json",
        state=f"sqlite:///{tmp_path / 'state.sqlite'}",
        principal="operator",
    )


@pytest.fixture
async def editor(tmp_path: Path, own: Path, settings: Settings) -> AsyncGenerator[Asking]:
    """A client who may read and write as the starter policy lets editors."""
    assert settings.policies == tmp_path / "policies"
    url = f"sqlite:///{own}"
    async with sql_server(tmp_path, own, roles="analyst,editor", write_url=url) as asking:
        yield asking


async def answer(settings: Settings, text: str, word: Word = Word.ALLOW) -> Shown:
    """Answer the question that a refusal names."""
    shown = await show_consent(settings, identifier_in(text))
    await answer_consent(settings, shown.view, BOSS, word)
    return shown


async def test_a_change_is_kept_once_an_approver_has_seen_its_rows_and_agreed(
    editor: Asking, own: Path, settings: Settings
) -> None:
    before = content(own)
    dry = await changed(editor, **ASKED, dry_run=True)
    text = await refused(editor, **ASKED)
    assert content(own) == before
    shown = await answer(settings, text)
    preview = shown.view.preview
    assert preview["affected"] == dry["affected"] == len(preview["rows"])
    assert "status" in preview["columns"]
    done = await changed(editor, **ASKED)
    assert done["committed"]
    assert done["affected"] == dry["affected"]
    assert (await refused(editor, **ASKED)).startswith("[approval]")


async def test_rows_that_have_changed_since_are_asked_about_again(
    editor: Asking, own: Path, settings: Settings
) -> None:
    text = await refused(editor, **ASKED)
    await answer(settings, text)
    execute(own, "UPDATE tickets SET priority = 'high' WHERE customer_id = 2")
    before = content(own)
    again = await refused(editor, **ASKED)
    assert identifier_in(again) != identifier_in(text)
    assert content(own) == before


async def test_a_refused_change_is_kept_by_nobody(
    editor: Asking, own: Path, settings: Settings
) -> None:
    before = content(own)
    await answer(settings, await refused(editor, **ASKED), Word.DENY)
    assert "do not repeat it" in await refused(editor, **ASKED)
    assert content(own) == before


async def test_a_statement_that_the_engine_refuses_is_asked_of_nobody(
    editor: Asking, settings: Settings
) -> None:
    sql = "INSERT INTO orders (id, customer_id, ordered_on, product, quantity, unit_price, status) SELECT 1, 1, '', 'p', 1, 1, 'open'"
    text = await refused(editor, sql)
    assert not text.startswith("[approval]"), text
    assert settings


async def test_a_look_at_the_rows_asks_nobody(editor: Asking, own: Path) -> None:
    before = content(own)
    assert not (await changed(editor, **ASKED, dry_run=True))["committed"]
    assert content(own) == before
