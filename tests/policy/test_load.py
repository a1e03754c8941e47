"""A bundle that is wrong is not loaded, and the error says where."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.documents import MAX_FILE_BYTES, PolicyFileError
from ostiary.guard.rules import load_rules
from ostiary.policy.bundle import Bundle
from ostiary.policy.catalogue import Catalogue
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


def when(condition: str) -> str:
    return f'@id("a") {P} when {{ {condition} }};'


@pytest.mark.parametrize(
    ("cedar", "message"),
    [
        pytest.param(when("(" * 20_000 + "true" + ")" * 20_000), "more than 32768", id="long"),
        pytest.param(when("(" * 1000 + "true" + ")" * 1000), "deeper than 64", id="parentheses"),
        pytest.param(when("[" * 65 + "]" * 65 + " == 1"), "deeper than 64", id="sets"),
        pytest.param(when("{a: " * 65 + "1" + "}" * 65 + " == 1"), "deeper than 64", id="records"),
        pytest.param(when("true" + " && true" * 70), "nested too deep", id="conjunctions"),
        pytest.param(when("true" + " || true" * 2000), "nested too deep", id="disjunctions"),
        pytest.param(when("if true then " * 900 + "true" + " else 1" * 900), "too deep", id="ifs"),
        pytest.param(when("context has a" + ".a" * 5000), "more than 32 attributes", id="has"),
        pytest.param(when("context has a" + " //\n\t . a" * 900), "32 attributes", id="has-spaced"),
        pytest.param(when('context["a"]' + '["a"]' * 900), "nested too deep", id="indices"),
        pytest.param(when("!" * 900 + "true"), "not a Cedar policy", id="negations"),
    ],
)  # fmt: skip
def test_a_statement_that_would_end_the_process_is_named(
    bundle: MakeBundle, cedar: str, message: str
) -> None:
    """Cedar's parser descends until its stack ends: a server that reads rules anew would die."""
    with pytest.raises(PolicyFileError, match=f"notes/policy.cedar:1: .*{message}"):
        bundle(cedar)


def test_a_long_statement_that_people_write_is_read(bundle: MakeBundle) -> None:
    names = ", ".join(f'"table_{number}"' for number in range(1000))
    terms = " && ".join(f'context.args.name != "a{number}"' for number in range(40))
    assert bundle(when(f"[{names}].contains(context.args.name) && {terms}")).rules


DOUBLING = "\n".join(
    [
        "- &a0 [x, x, x, x, x, x, x, x, x]",
        *(f"- &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)),
    ]
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(DOUBLING, "more than 200000 values", id="bomb"),
        pytest.param("&a [*a]", "more than 200000 values", id="endless"),
        pytest.param("[" * 50_000, "nested too deep", id="deep"),
        pytest.param("version: \0", "not valid YAML", id="nul"),
        pytest.param("!!python/object/apply:os.getcwd []", "1: not valid YAML", id="tag"),
        pytest.param("#" * (MAX_FILE_BYTES + 1), "larger than 4194304 bytes", id="huge"),
    ],
)
@pytest.mark.parametrize("name", ["bundle.yaml", "notes/data.yaml"])
def test_a_document_that_would_take_all_there_is_is_named(
    bundle: MakeBundle, tmp_path: Path, name: str, text: str, message: str
) -> None:
    bundle(f'@id("a") {P};')
    (tmp_path / name).write_text(text)
    with pytest.raises(PolicyFileError, match=f"{name}.*{message}"):
        load_rules(tmp_path, "notes", Catalogue((), {}))


@pytest.mark.parametrize("name", ["bundle.yaml", "notes/policy.cedar", "notes/data.yaml"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_plain_file_is_not_waited_for(
    bundle: MakeBundle, tmp_path: Path, name: str, kind: str
) -> None:
    bundle(f'@id("a") {P};')
    path = tmp_path / name
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    with pytest.raises(PolicyFileError, match=r"not a plain file|no policy bundle"):
        load_bundle(tmp_path)


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
