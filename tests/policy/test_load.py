"""A bundle that is wrong is not loaded, and the error says where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.documents import PolicyFileError
from ostiary.policy.bundle import Bundle
from ostiary.policy.load import load_bundle
from ostiary.policy.statements import split_statements

MakeBundle = Callable[..., Bundle]
P = "permit (principal, action, resource)"


@pytest.mark.parametrize(
    ("cedar", "message"),
    [
        pytest.param(f"\n\n{P};", "notes/policy.cedar:3: every policy needs an @id", id="no-id"),
        pytest.param('@id("")\n' + P + ";", "1: every policy needs an @id", id="empty-id"),
        pytest.param(f'@id("a") {P};\n@id("a") {P};', ":2: @id used before, on line 1", id="twin"),
        pytest.param(f'@id("a") {P};\n\npermit principal;', ":3: not a Cedar policy", id="syntax"),
        pytest.param(f'@id("a") {P}', ":1: not a Cedar policy", id="no-semicolon"),
        pytest.param(f'@id("a") @aproval("x") {P};', "@aproval: no such annotation; did you mean @approval?", id="typo"),
        pytest.param(f'@id("a") @clearance("top") {P};', "no such class; one of public", id="class"),
        pytest.param(f'@id("a") @approval("boss") {P};', "role boss: not in bundle.yaml", id="approver"),
        pytest.param('@id("a") permit (principal in Role::"analist", action, resource);', "role analist: not in bundle.yaml; did you mean analyst?", id="role"),
        pytest.param('@id("a") permit (principal == ?principal, action, resource);', "not", id="template"),
        pytest.param(f'@id("a") {P} when {{ "}};" == "unclosed }};', ":1: not a Cedar policy", id="string"),
    ],
)  # fmt: skip
def test_a_wrong_statement_is_named_by_file_and_line(
    bundle: MakeBundle, cedar: str, message: str
) -> None:
    with pytest.raises(PolicyFileError) as caught:
        bundle(cedar)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("main", "message"),
    [
        pytest.param("version: 2", "bundle.yaml:1: version", id="version"),
        pytest.param("version: 1\nrols: {}", "rols: no such key; did you mean roles?", id="key"),
        pytest.param("version: 1\n\tx", "bundle.yaml:2: not valid YAML", id="tab"),
        pytest.param("- 1", "bundle.yaml", id="list"),
        pytest.param("", "bundle.yaml", id="empty"),
        pytest.param("version: 1\nroles: {a: {clearance: top}}\nbudgets: {window_s: 1, conversation: {calls: 1}, principal: {calls: 1}}", "roles.a.clearance", id="class"),
        pytest.param("version: 1\nroles: {a: {clearance: public}}\nbudgets: {window_s: 1, conversation: {calls: 0}, principal: {calls: 1}}", "bundle.yaml:3: budgets.conversation.calls", id="zero"),
        pytest.param("version: 1\nroles: {a: {clearance: public}}\nbudgets: {window_s: 1, conversation: {cals: 5}, principal: {calls: 1}}", "budgets.conversation.cals: no such key; did you mean calls?", id="budget-typo"),
        pytest.param("!!python/object/apply:os.system ['true']", "not valid YAML", id="code"),
    ],
)  # fmt: skip
def test_a_wrong_bundle_file_is_named_by_key(bundle: MakeBundle, main: str, message: str) -> None:
    with pytest.raises(PolicyFileError) as caught:
        bundle("", main)
    assert message in str(caught.value)


def test_no_bundle_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileError, match="ostiary init"):
        load_bundle(tmp_path)


def test_the_version_changes_with_every_file_that_decides(
    bundle: MakeBundle, tmp_path: Path
) -> None:
    versions = {bundle("").version, bundle(f'@id("a") {P};').version}
    (tmp_path / "notes" / "data.yaml").write_text("version: 1\n")
    versions.add(load_bundle(tmp_path).version)
    assert len(versions) == 3


def test_statements_end_at_semicolons_outside_strings_and_comments() -> None:
    text = '// one; two\na "x;\\"y" ; // c\n\nb // d;\n c;'
    assert [(s.line, s.text) for s in split_statements(text)] == [
        (2, 'a "x;\\"y" ;'),
        (4, "b // d;\n c;"),
    ]
