"""`ostiary policy`: rules held against the servers, against their tests, and against one call."""

import argparse
from pathlib import Path
from typing import Any

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_line, print_table, say
from ostiary.cli.policy_explain import add_explain
from ostiary.cli.policy_replay import add_replay
from ostiary.control import (
    check_bundle,
    installed_catalogue,
    policy_faults,
    policy_report,
    schema_names,
    schema_text,
)
from ostiary.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("policy", help="check, test and explain the policy bundle")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    check = sub.add_parser(
        "check", help="hold every file of the bundle against the installed servers' tools"
    )
    check.set_defaults(run=run_check)
    test = sub.add_parser("test", help="run the policy_test.yaml beside the policies")
    test.set_defaults(run=run_test)
    for command in (check, test):
        command.add_argument("folder", nargs="?", type=Path, help="else OSTIARY_POLICIES")
        command.add_argument("--json", action="store_true")
    add_explain(sub)
    add_replay(sub)
    schema = sub.add_parser("schema", help="print the JSON Schema of a file, for editors")
    schema.add_argument("file", choices=schema_names())
    schema.set_defaults(run=run_schema)


def run_check(arguments: argparse.Namespace) -> int:
    """Print the bundle's rules, or everything that is wrong; exit 1 if anything is."""
    folder = arguments.folder or Settings.from_environment().policies
    offered = installed_catalogue()
    for server, reason in offered.unread.items():
        say(f"{server}: not asked for its tools ({reason}); its rules are checked without them")
    checked = sorted({action.server for action in offered.catalogue.actions})
    for server in sorted({path.parent.name for path in folder.glob("*/policy.cedar")}):
        if server not in {*checked, *offered.unread}:
            say(f"{server}: not installed here; its rules are checked without its tools")
    faults = policy_faults(folder, offered.catalogue)
    if faults:
        if arguments.json:
            print_json({"faults": [{"place": f.place, "reason": f.reason} for f in faults]})
        else:
            for fault in faults:
                print_line(str(fault))
        return 1
    bundle = check_bundle(folder)
    if arguments.json:
        names = [rule.name for rule in bundle.rules]
        print_json({"version": bundle.version, "rules": names, "servers": checked, "faults": []})
        return 0
    print(f"version {bundle.version[:12]}, roles {', '.join(sorted(bundle.roles))}")
    print(f"held against the tools of {', '.join(checked) or 'no server: none is installed'}")
    print_table(
        ("effect", "rule", "line"),
        [(rule.effect, rule.name, str(rule.line)) for rule in bundle.rules],
    )
    return 0


def run_test(arguments: argparse.Namespace) -> int:
    """Print each cell that is not as expected and each rule without a test; exit 1 if any is."""
    folder = arguments.folder or Settings.from_environment().policies
    offered = installed_catalogue()
    report = policy_report(folder, offered.catalogue)
    cells: list[dict[str, Any]] = [
        {
            "file": file,
            "line": outcome.cell.line,
            "cell": outcome.cell.name,
            "expected": outcome.cell.expected,
            "got": outcome.text,
            "ok": outcome.passed,
        }
        for file, outcome in report.outcomes
    ]
    idle = [{"place": rule.place, "rule": rule.name} for rule in report.idle]
    if arguments.json:
        print_json({"cells": cells, "idle": idle, "untested": list(report.untested)})
        return 0 if report.passed else 1
    failed = [cell for cell in cells if not cell["ok"]]
    if failed:
        print_table(
            ("file", "cell", "expected", "got"),
            [
                (f"{cell['file']}:{cell['line']}", cell["cell"], cell["expected"], cell["got"])
                for cell in failed
            ],
        )
    for server in report.untested:
        print_line(f"{server}/policy_test.yaml: missing, so that no rule beside it is tested")
    for rule in report.idle:
        print_line(f"{rule.place}: {rule.name.rpartition(':')[2]} decides no cell")
    say(f"{len(cells)} cells, {len(failed)} not as expected; {len(idle)} rules without a test.")
    return 0 if report.passed else 1


def run_schema(arguments: argparse.Namespace) -> int:
    """Print the schema."""
    print(schema_text(arguments.file), end="")
    return 0
