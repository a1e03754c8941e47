"""`ostiary policy check | test | explain | schema`, through the command's own door."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from source_tree import ROOT

from ostiary.cli import main

OSTIARY = Path(sys.executable).parent / "ostiary"
FACTS = {
    "verbs": ["select"], "tables": ["customers"], "columns": ["customers.name"], "tested": [],
    "compared": [], "classes": ["internal"], "tested_classes": [], "probed_classes": [],
    "functions": [],
}  # fmt: skip


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "policies", tmp_path / "policies"))


@dataclass(frozen=True)
class Answer:
    """What a command printed and its exit status."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Answer]


@pytest.fixture
def run(
    tmp_path: Path,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return how to run the command in this process, which has imported the servers once."""

    def run(*arguments: str, **more: str) -> Answer:
        for name, value in {"OSTIARY_POLICIES": str(bundle), **more}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["ostiary", "policy", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Answer(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_from_a_bare_environment_the_starter_bundle_is_sound_and_nothing_is_opened(
    bundle: Path, tmp_path: Path
) -> None:
    checked = subprocess.run(
        [str(OSTIARY), "policy", "check", "--json"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "OSTIARY_POLICIES": str(bundle)},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    told = json.loads(checked.stdout)
    assert told["servers"] == ["filesystem", "sql"]
    assert told["faults"] == []
    assert [path.name for path in tmp_path.iterdir()] == ["policies"]


def line_of(bundle: Path, text: str) -> int:
    """Return the line of the starter's rules that holds `text`."""
    lines = (bundle / "sql" / "policy.cedar").read_text(encoding="utf-8").splitlines()
    (found,) = (at for at, line in enumerate(lines, 1) if text in line)
    return found


def test_the_starter_bundle_passes_its_tests(run: Run) -> None:
    tested = run("test")
    assert tested.returncode == 0
    assert tested.stdout == ""
    assert "251 cells, 0 not as expected; 0 rules without a test." in tested.stderr


def test_check_finds_everything_that_is_wrong_by_file_and_line(run: Run, bundle: Path) -> None:
    edit(bundle / "sql" / "policy.cedar", "sql.describe_table", "sql.describe_tabel")
    edit(
        bundle / "sql" / "policy.cedar",
        "context.facts.tested_classes.contains(",
        "context.facts.tested_clases.contains(",
    )
    edit(bundle / "sql" / "policy.cedar", '"personal",', '"persnal",')
    edit(bundle / "sql" / "data.yaml", ": confidential", ": confidental")
    checked = run("check")
    lines = [line_of(bundle, each) for each in ("describe_tabel", "persnal", "tested_clases")]
    assert checked.returncode == 1
    assert checked.stdout.splitlines() == [
        f"sql/policy.cedar:{lines[0]}: action sql.describe_tabel: the server sql offers none; did you mean sql.describe_table?",
        f"sql/policy.cedar:{lines[1]}: value persnal: not one of the probed_classes there are; did you mean personal?",
        f"sql/policy.cedar:{lines[2]}: attribute tested_clases: the actions of this rule have none; did you mean tested_classes?",
        "sql/data.yaml:12: columns.customers.credit_limit.class: no such class; one of public, internal, personal, confidential, secret",
    ]
    told = json.loads(run("check", "--json").stdout)
    assert len(told["faults"]) == 4


def test_a_server_that_is_not_installed_is_named(run: Run, bundle: Path) -> None:
    shutil.copytree(bundle / "sql", bundle / "elsewhere")
    edit(bundle / "elsewhere" / "policy.cedar", "sql.describe_table", "elsewhere.whatever")
    checked = run("check")
    assert checked.returncode == 0
    assert "elsewhere: not installed here" in checked.stderr


def test_a_folder_can_be_named(run: Run, bundle: Path, tmp_path: Path) -> None:
    moved = bundle.rename(tmp_path / "elsewhere")
    assert run("check").returncode == 2, "nothing was checked"
    assert run("check", str(moved)).returncode == 0
    assert run("test", str(moved)).returncode == 0


def test_test_says_which_cell_failed_and_which_rule_nothing_tests(run: Run, bundle: Path) -> None:
    edit(bundle / "sql" / "policy_test.yaml", "  - {principal: analyst, call: totals}\n", "")
    with (bundle / "sql" / "policy.cedar").open("a") as rules:
        rules.write(
            '@id("idle") permit (principal == Principal::"x", action == Action::"sql.list", resource);'
        )
    tested = run("test")
    assert tested.returncode == 1
    assert "analyst:totals\tdeny\tAllow(rule='queries')" in tested.stdout
    line = line_of(bundle, '@id("idle")')
    assert f"sql/policy.cedar:{line}: idle decides no cell" in tested.stdout
    told = json.loads(run("test", "--json").stdout)
    assert [cell["cell"] for cell in told["cells"] if not cell["ok"]] == ["analyst:totals"]
    assert told["idle"] == [{"place": f"sql/policy.cedar:{line}", "rule": "sql/policy.cedar:idle"}]


def test_rules_without_tests_are_a_finding(run: Run, bundle: Path) -> None:
    (bundle / "sql" / "policy_test.yaml").unlink()
    tested = run("test")
    assert tested.returncode == 1
    assert "sql/policy_test.yaml: missing" in tested.stdout


def test_a_broken_bundle_cannot_be_tested(run: Run, bundle: Path) -> None:
    edit(bundle / "sql" / "policy_test.yaml", "call: totals}", "call: total}")
    tested = run("test")
    assert (tested.returncode, tested.stdout) == (2, "")
    assert "no call total; did you mean totals?" in tested.stderr


def test_explain_tells_decision_rules_and_what_was_missing(run: Run, bundle: Path) -> None:
    asked = (
        "explain",
        "--role",
        "analyst",
        "--tool",
        "sql.run_query",
        "--args",
        '{"sql": "SELECT name FROM customers"}',
    )
    allowed = run(*asked, "--facts", json.dumps(FACTS))
    line = line_of(bundle, '@id("queries")')
    assert allowed.returncode == 0
    assert allowed.stdout.splitlines()[:3] == [
        "allow  sql.run_query as analyst",
        "  clearance: internal",
        f"  sql/policy.cedar:{line}: permit queries",
    ]
    told = json.loads(
        run(
            *asked, "--json", "--facts", json.dumps({**FACTS, "probed_classes": ["personal"]})
        ).stdout
    )
    assert told["decision"] == "deny"
    assert {each["rule"]: each["needs"][0] for each in told["missed"]}["queries"].startswith(
        "when !(context.facts.probed_classes.containsAny"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("--tool", "sql.run_query", "--args", '{"sql": "SELECT 1"}'), "--facts: state what the server would find: verbs (set)", id="no-facts"),
        pytest.param(("--tool", "sql.run_qery"), "did you mean sql.run_query?", id="tool"),
        pytest.param(("--tool", "sql.run_query", "--role", "analist"), "did you mean analyst?", id="role"),
        pytest.param(("--tool", "sql.run_query", "--args", "{"), "--args: not JSON", id="not-json"),
        pytest.param(("--tool", "sql.run_query", "--facts", "[]"), "--facts: not an object", id="not-an-object"),
    ],
)  # fmt: skip
def test_explain_refuses_what_there_is_not(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    answer = run("explain", *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert message in answer.stderr


def test_a_server_that_cannot_be_asked_is_named(run: Run) -> None:
    checked = run("check", OSTIARY_SQL_MAX_ROWS="many")
    assert checked.returncode == 0
    assert "sql: not asked for its tools (ValidationError)" in checked.stderr
    assert "held against the tools of filesystem\n" in checked.stdout


def test_the_schemas_in_the_wheel_are_the_printed_ones(run: Run) -> None:
    folder = ROOT / "common" / "src" / "ostiary" / "schemas"
    shipped = {path.name: path.read_text() for path in folder.iterdir()}
    assert shipped.keys() == {f"{name}.schema.json" for name in ("bundle", "data", "policy_test")}
    for name, text in shipped.items():
        printed = run("schema", name.removesuffix(".schema.json") + ".yaml")
        assert printed.stdout == text, f"ostiary policy schema {name} > {name}"


def test_check_names_a_rule_that_no_test_beside_it_meets(run: Run, bundle: Path) -> None:
    rules = bundle / "sql" / "policy.cedar"
    idle = '\n@id("idle") permit (principal in Role::"auditor", action, resource) when { false };\n'
    rules.write_text(rules.read_text() + idle)
    answer = run("check")
    assert answer.returncode == 1
    assert "sql/policy.cedar:" in answer.stdout
    assert "idle: decides no cell of the tests beside it" in answer.stdout
    (bundle / "sql" / "policy_test.yaml").unlink()
    assert run("check").returncode == 0
