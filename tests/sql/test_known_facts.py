"""A rule that names a table or column that is not there is an error with file and line."""

from pathlib import Path

import pytest

from ostiary.documents import PolicyFileError
from ostiary.keys import write_keys
from ostiary_sql.server import build
from ostiary_sql.settings import SqlSettings

BUNDLE = """
version: 1
roles: {analyst: {clearance: internal}}
budgets: {window_s: 60, conversation: {calls: 9}, principal: {calls: 9}}
"""
RULE = """
@id("q")
permit (principal, action == Action::"sql.run_query", resource)
when { %s };
"""


def opened(folder: Path, sample: Path, condition: str) -> None:
    policies = folder / "policies"
    (policies / "sql").mkdir(parents=True)
    (policies / "bundle.yaml").write_text(BUNDLE)
    (policies / "sql" / "policy.cedar").write_text(RULE % condition)
    (policies / "sql" / "data.yaml").write_text("version: 1\ndefault: internal\n")
    write_keys(folder / "keys.json")
    state, url = f"sqlite:///{folder / 'state.sqlite'}", f"sqlite:///{sample}"
    server = build(SqlSettings(policies=policies, state=state, principal="ada", url=url))
    server.open()
    server.close()


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ('context.facts.tables.contains("custommers")', "did you mean customers?"),
        ('context.facts.columns.contains("contacts.emial")', "did you mean contacts.email?"),
        ('context.facts.tested.containsAny(["invoices.iban", "x.y"])', "x.y"),
    ],
)
def test_a_name_that_is_not_there_is_refused(
    tmp_path: Path, sample: Path, condition: str, message: str
) -> None:
    with pytest.raises(PolicyFileError, match=r"^sql/policy\.cedar:\d+") as caught:
        opened(tmp_path, sample, condition)
    assert message in str(caught.value)


def test_a_name_that_is_there_is_not(tmp_path: Path, sample: Path) -> None:
    opened(tmp_path, sample, '!context.facts.tables.contains("invoices")')
