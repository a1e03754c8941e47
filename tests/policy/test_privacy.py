"""`privacy` and `restore`: what cannot be meant is refused with file, line and what would be right."""

from pathlib import Path

import pytest

from ostiary.documents import PolicyFileError
from ostiary.policy.catalogue import Action, Catalogue
from ostiary.policy.load import load_bundle
from ostiary.treatment import Form, Generalise, KindRule, Level, Treat, UntilReady

HEAD = """version: 1
roles: {analyst: {clearance: internal}}
budgets: {window_s: 60, conversation: {calls: 1}, principal: {calls: 1}}
"""
CATALOGUE = Catalogue(
    (Action("sql.run_query", ("Tool", "sql.run_query"), "sql", {"type": "object"}),)
)


def load(folder: Path, text: str, catalogue: Catalogue | None = None):
    (folder / "bundle.yaml").write_text(HEAD + text)
    return load_bundle(folder, catalogue)


def test_without_a_word_nothing_is_treated(tmp_path: Path) -> None:
    bundle = load(tmp_path, "")
    assert bundle.privacy is None
    assert bundle.restore == ()


def test_every_key_is_read(tmp_path: Path) -> None:
    privacy = load(
        tmp_path,
        """
privacy:
  scope: principal
  kinds:
    DATE: {treat: generalise, to: age_band}
    EMAIL: {form: email, scope: organisation}
    CARD: {treat: withhold}
  text: {find: patterns, until_ready: withhold, risk: "names of staff are public here anyway"}
  retention_days: 30
""",
    ).privacy
    assert privacy is not None
    assert privacy.rule("DATE") == KindRule(
        Treat.GENERALISE, Level.PRINCIPAL, generalise=Generalise.AGE_BAND
    )
    assert privacy.rule("EMAIL") == KindRule(level=Level.ORGANISATION, form=Form.EMAIL)
    assert privacy.rule("CARD").treat is Treat.WITHHOLD
    assert privacy.rule("PHONE") == KindRule(level=Level.PRINCIPAL)
    assert privacy.text is not None
    assert privacy.text.until_ready is UntilReady.WITHHOLD
    assert privacy.retention_days == 30


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("privacy: {prompt: true}", "`prompt` needs `text`"),
        (
            "restore: [{kind: EMAIL, tool: host.answer, argument: html, roles: [analyst]}]",
            "host.answer has one argument: text",
        ),
        ("privacy: {kinds: {EMIAL: {treat: withhold}}}", "did you mean EMAIL?"),
        ("privacy: {kinds: {TEXT: {treat: clear}}}", "TEXT: no such kind"),
        ("privacy: {kinds: {EMAIL: {treat: pseudonim}}}", "did you mean pseudonym?"),
        ("privacy: {kinds: {EMAIL: {tret: clear}}}", "no such key; did you mean treat?"),
        ("privacy: {kinds: {CARD: {treat: synthetic}}}", "CARD: nothing synthetic"),
        ("privacy: {kinds: {CARD: {form: email}}}", "only an EMAIL"),
        ("privacy: {kinds: {DATE: {to: year}}}", "`to` says something"),
        ("privacy: {kinds: {EMAIL: {treat: withhold, form: email}}}", "`form` says something"),
        ("privacy: {scope: session}", "one of conversation, principal, organisation"),
        ("privacy: {text: {find: patterns}}", "say in `risk` why"),
        ('privacy: {text: {find: nothing, risk: "ok"}}', "say in `risk` why"),
        ('privacy: {text: {find: model, model: "gpt"}}', "text.model"),
        ("privacy: {retention_days: 0}", "retention_days"),
        ("restore: [{kind: EMAIL, tool: run_query, argument: sql, roles: [analyst]}]", "restore.0.tool"),
        ("restore: [{kind: MAIL, tool: sql.run_query, argument: sql, roles: [analyst]}]", "EMAIL?"),
        ("restore: [{kind: EMAIL, tool: sql.run_query, argument: sql, roles: []}]", "restore.0.roles"),
        ("restore: [{kind: EMAIL, tool: sql.run_query, argument: sql, roles: [analist]}]", "analyst?"),
        ("restore: [{kind: EMAIL, tool: sql.run_qery, argument: sql, roles: [analyst]}]", "run_query?"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PolicyFileError) as refused:
        load(tmp_path, text, CATALOGUE)
    assert said in str(refused.value)
    assert "bundle.yaml:" in str(refused.value)


@pytest.mark.parametrize("kind", ["EMIAL", "NAME"])
def test_a_line_of_data_names_a_kind_that_there_is(tmp_path: Path, kind: str) -> None:
    from ostiary.privacy.load import load_datamap

    data = tmp_path / "data.yaml"
    data.write_text(f"version: 1\ncolumns: {{a.b: {{class: personal, kind: {kind}}}}}\n")
    with pytest.raises(PolicyFileError, match="no such kind"):
        load_datamap(data)
    data.write_text("version: 1\nsubjects: {a: [b]}\n")
    with pytest.raises(PolicyFileError, match=r"subjects\.a"):
        load_datamap(data)
