"""What somebody sees who has written policies and runs pytest on them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BUNDLE = """
version: 1
roles: {analyst: {clearance: internal}, guest: {clearance: public}}
budgets: {window_s: 60, conversation: {calls: 10}, principal: {calls: 10}}
"""
RULES = """
@id("analyst-reads")
permit (
    principal in Role::"analyst",
    action in [Action::"notes.list_notes", Action::"notes.read_note"],
    resource
)
unless { context.args has name && context.args.name like "*/*" };
"""
TESTS = """
principals: [analyst, guest]
calls:
  list:      {tool: list_notes}
  read:      {tool: read_note, args: {name: welcome}}
  traversal: {tool: read_note, args: {name: ../secret}}
  unknown:   {tool: delete_note, args: {name: welcome}}
allow:
  - {principal: analyst, call: list}
  - {principal: analyst, call: read}
"""


@pytest.fixture
def policies(pytester: pytest.Pytester) -> Path:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    folder = pytester.path / "policies"
    (folder / "notes").mkdir(parents=True)
    (folder / "bundle.yaml").write_text(BUNDLE)
    (folder / "notes" / "policy.cedar").write_text(RULES)
    (folder / "notes" / "policy_test.yaml").write_text(TESTS)
    return folder


def test_each_cell_is_a_test_of_its_name(pytester: pytest.Pytester, policies: Path) -> None:
    result = pytester.runpytest("-v", "policies")
    result.assert_outcomes(passed=8)
    result.stdout.fnmatch_lines(["policies/notes/policy_test.yaml::guest:traversal PASSED*"])


def test_one_cell_can_be_run_alone(pytester: pytest.Pytester, policies: Path) -> None:
    pytester.runpytest("policies/notes/policy_test.yaml::guest:traversal").assert_outcomes(passed=1)


def test_a_failure_names_the_rule_to_blame_and_no_traceback(
    pytester: pytest.Pytester, policies: Path
) -> None:
    rules = RULES.replace('unless { context.args has name && context.args.name like "*/*" }', "")
    (policies / "notes" / "policy.cedar").write_text(rules)
    result = pytester.runpytest("policies")
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(
        [
            "expected deny, got Allow(rule='analyst-reads')",
            "notes/policy.cedar:2: permit analyst-reads",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_refusal_that_was_not_expected_says_what_was_missing(
    pytester: pytest.Pytester, policies: Path
) -> None:
    more = TESTS + "  - {principal: analyst, call: traversal}\n"
    (policies / "notes" / "policy_test.yaml").write_text(more)
    result = pytester.runpytest("policies")
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(
        [
            "expected allow, got Deny(reason='no rule permits it')",
            "notes/policy.cedar:2: permit analyst-reads needs unless*context.args.name like*",
        ]
    )


def test_a_rule_that_decides_no_cell_fails_by_file_and_line(
    pytester: pytest.Pytester, policies: Path
) -> None:
    extra = (
        '@id("idle") permit (principal in Role::"guest", action == Action::"notes.x", resource);'
    )
    (policies / "notes" / "policy.cedar").write_text(RULES + extra)
    result = pytester.runpytest("policies")
    result.assert_outcomes(passed=8, failed=1)
    result.stdout.fnmatch_lines(["notes/policy.cedar:9: this rule decides no cell"])


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param("notes/policy_test.yaml", ("call: read}", "call: raed}"), "*notes/policy_test.yaml:*no call raed; did you mean read?", id="unknown-cell"),
        pytest.param("notes/policy_test.yaml", ("principals: [analyst,", "principals: [analist,"), "*no role analist; did you mean analyst?", id="unknown-principal"),
        pytest.param("notes/policy.cedar", ("@id", "@ident"), "*notes/policy.cedar:2: @ident: no such annotation*", id="wrong-rule"),
        pytest.param("bundle.yaml", ("window_s", "window"), "*bundle.yaml:4: budgets.window: no such key; did you mean window_s?", id="wrong-bundle"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_an_error_of_collection(
    pytester: pytest.Pytester, policies: Path, name: str, change: tuple[str, str], message: str
) -> None:
    path = policies / name
    path.write_text(path.read_text().replace(*change, 1))
    result = pytester.runpytest("policies")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


def test_other_yaml_is_not_collected(pytester: pytest.Pytester, policies: Path) -> None:
    (policies / "notes" / "data.yaml").write_text("version: 1\n")
    pytester.runpytest("policies").assert_outcomes(passed=8)


def test_an_installed_servers_schema_is_held_against_the_calls(
    pytester: pytest.Pytester, policies: Path
) -> None:
    (policies / "notes").rename(policies / "sql")
    (policies / "sql" / "policy.cedar").write_text(
        '@id("all") permit (principal, action, resource);'
    )
    (policies / "sql" / "policy_test.yaml").write_text(
        "principals: [guest]\n"
        "calls:\n"
        "  tables: {tool: list_tables, facts: {verbs: [describe], tables: []}}\n"
        "  extra: {tool: list_tables, args: {all: true}}\n"
        "  unknown: {tool: list_tabels}\n"
        "allow:\n  - {principal: guest, call: tables}\n"
    )
    pytester.runpytest("policies").assert_outcomes(passed=3)


def test_the_plugin_costs_a_run_without_policies_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text(
        "import sys\n"
        "def test_nothing():\n"
        "    assert 'ostiary.testing.pytest_plugin' in sys.modules\n"
        "    assert not {'cedarpy', 'fastmcp', 'ostiary.policy', 'yaml'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
