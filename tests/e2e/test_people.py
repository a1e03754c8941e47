"""People pass from one server to another as pseudonyms; the human sees names, the record never."""

import json
import sqlite3
from datetime import date
from importlib.resources import as_file
from pathlib import Path
from shutil import copy, copytree
from typing import Any

from fastmcp import Client
from letters import DATA, POLICY, Letter, LettersSettings
from letters import build as build_letters
from source_tree import ROOT

from ostiary.control import reveal
from ostiary.keys import write_keys
from ostiary.ledger.read import Reader
from ostiary.privacy.pseudonym import kind_of
from ostiary.settings import Settings
from ostiary_sql.sample.build import build_sample
from ostiary_sql.server import SERVER
from ostiary_sql.server import build as build_sql
from ostiary_sql.settings import SqlSettings

RESTORE = """
  - {kind: EMAIL, tool: letters.write_letter, argument: to, roles: [analyst]}
  - {kind: PERSON, tool: letters.write_letter, argument: text, roles: [analyst]}
"""
ASKED = "SELECT c.country, p.email, p.full_name FROM customers c JOIN contacts p ON p.customer_id = c.id"


def policies(folder: Path) -> Path:
    """Make the starter bundle, with a second server beside SQL and rules that restore."""
    made = folder / "policies"
    with as_file(SERVER.starter) as starter:
        copytree(starter, made / "sql")
    # The bundle names quantities of its tools.
    copytree(ROOT / "policies" / "filesystem", made / "filesystem")
    copy(ROOT / "policies" / "bundle.yaml", made / "bundle.yaml")
    bundle = (made / "bundle.yaml").read_text()
    assert "\nrestore:\n" in bundle
    (made / "bundle.yaml").write_text(bundle.rstrip() + RESTORE)
    (made / "letters").mkdir()
    (made / "letters" / "policy.cedar").write_text(POLICY.partition('@id("clerks")')[0])
    (made / "letters" / "data.yaml").write_text(DATA)
    write_keys(folder / "keys.json")
    return made


def state_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("state.sqlite*"))


async def test_a_question_is_answered_and_a_letter_written_without_naming_anybody(
    tmp_path: Path,
) -> None:
    shared: dict[str, Any] = {
        "policies": policies(tmp_path),
        "keys": tmp_path / "keys.json",
        "state": f"sqlite:///{tmp_path / 'state.sqlite'}",
        "principal": "ada",
        "roles": "analyst",
    }
    database = tmp_path / "business.sqlite"
    build_sample(database, date(2026, 11, 24))
    sql = build_sql(SqlSettings(url=f"sqlite:///{database}", **shared))
    written: list[Letter] = []
    letters = build_letters(LettersSettings(**shared), written)
    async with Client(sql) as asking, Client(letters) as writing:
        # The model asks, compares and chooses by pseudonyms.
        answer = await asking.call_tool("run_query", {"sql": ASKED, "max_rows": 5})
        assert answer.structured_content is not None
        rows = answer.structured_content["rows"]
        _, email, name = rows[0]
        assert [kind_of(email), kind_of(name)] == ["EMAIL", "PERSON"]
        again = await asking.call_tool("run_query", {"sql": ASKED + " LIMIT 1"})
        assert again.structured_content is not None
        assert again.structured_content["rows"] == [rows[0]]
        # One finds its rows, by the starter's own rules, and who is the same is counted.
        text = "SELECT p.email, count(*) FROM contacts p WHERE p.email = {} GROUP BY p.email"
        for asked in (
            {"sql": text.format(f"'{email}'")},
            {"sql": text.format(":who"), "params": {"who": email}},
        ):
            found = await asking.call_tool("run_query", asked)
            assert found.structured_content is not None
            assert found.structured_content["rows"] == [[email, 1]]
        # It hands one to the other server, which writes to a person.
        told = await writing.call_tool("write_letter", {"to": email, "text": f"Dear {name},"})
        said = told.structured_content
    sql.close()
    letters.close()
    with sqlite3.connect(database) as real:
        expected = real.execute(f"{ASKED} LIMIT 1").fetchone()
    real.close()
    assert (written[0].to, written[0].text) == (expected[1], f"Dear {expected[2]},")
    assert said == {"done": "[withheld]"}, "free text waits for a model that reads it"
    # A human who may, sees who it is; everybody who reads the record sees the pseudonym.
    settings = Settings(**shared)
    revealed = await reveal(settings, [name], "asked by the account manager")
    assert [each.value for each in revealed] == [expected[2]]
    with_names = json.dumps(
        [json.loads(entry.body) for entry in Reader(shared["state"]).entries()], ensure_ascii=False
    )
    assert Reader(shared["state"]).verify().whole
    assert email in with_names
    stored = state_bytes(tmp_path)
    for value in expected[1:]:
        assert value not in with_names
        assert value.encode() not in stored
