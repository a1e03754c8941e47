"""`ostiary policy check`: read the bundle as a server would."""

import argparse

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table
from ostiary.control import check_bundle
from ostiary.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("policy", help="check the policy bundle")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    check = sub.add_parser(
        "check", help="read every file of the bundle; say what is wrong and where"
    )
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    """Print the bundle's rules, or fail with the first thing that is wrong."""
    bundle = check_bundle(Settings.from_environment().policies)
    if arguments.json:
        print_json({"version": bundle.version, "rules": [rule.name for rule in bundle.rules]})
        return 0
    print(f"version {bundle.version[:12]}, roles {', '.join(sorted(bundle.roles))}")
    print_table(
        ("effect", "rule", "line"),
        [(rule.effect, rule.name, str(rule.line)) for rule in bundle.rules],
    )
    return 0
