"""The facts that the policy's tests state are those that the server finds."""

from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from source_tree import ROOT

from ostiary.policy.load import load_bundle
from ostiary.policy.statedfacts import stated
from ostiary.privacy.load import load_datamap
from ostiary.privacy.restore import NOTHING
from ostiary.privacy.treatment import likens
from ostiary.server import Cursors
from ostiary_sql.engines.sqlite.engine import SqliteEngine
from ostiary_sql.examine import Examiner
from ostiary_sql.settings import SqlSettings

SQL = ROOT / "policies" / "sql"
PRIVACY = load_bundle(ROOT / "policies").privacy
CALLS: dict[str, Any] = yaml.safe_load((SQL / "policy_test.yaml").read_text())["calls"]
QUERIES = {
    name: call
    for name, call in CALLS.items()
    if call.get("tool") in {"run_query", "explain_query"} and "facts" in call
}
CHANGES = {name: call for name, call in CALLS.items() if call.get("tool") == "run_statement"}


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 6


def test_there_are_changes() -> None:
    assert len(CHANGES) >= 5


@pytest.fixture
async def examiner(sample: Path) -> AsyncGenerator[Examiner]:
    engine = SqliteEngine(SqlSettings(url=f"sqlite:///{sample}", principal="ada").database)
    async with engine.running():
        yield Examiner(engine, lambda: Cursors(b"k" * 32))


@pytest.mark.parametrize("name", QUERIES)
async def test_a_stated_query_has_the_stated_facts(name: str, examiner: Examiner) -> None:
    found = await examiner.query(
        QUERIES[name]["args"], load_datamap(SQL / "data.yaml"), NOTHING, partial(likens, PRIVACY)
    )
    assert found.facts == stated(QUERIES[name]["facts"])


@pytest.mark.parametrize("name", CHANGES)
async def test_a_stated_change_has_the_stated_facts(name: str, examiner: Examiner) -> None:
    found = await examiner.change(CHANGES[name]["args"], load_datamap(SQL / "data.yaml"))
    assert found.facts == stated(CHANGES[name]["facts"])
