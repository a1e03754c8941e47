"""`ostiary policy explain`: why one call would be allowed or denied."""

import argparse
import json
from typing import Any, cast

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_line, print_table
from ostiary.control import explain_call
from ostiary.settings import Settings, SettingsError


def add_explain(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("explain", help="say why one call is allowed or denied")
    parser.add_argument("--role", action="append", default=[], help="a role of the caller; repeat")
    parser.add_argument("--tool", required=True, help="server.tool")
    parser.add_argument("--args", default="{}", help="the arguments, a JSON object")
    parser.add_argument("--facts", default="{}", help="what the server would find, a JSON object")
    parser.add_argument("--label", default="public", help="the highest class read before")
    parser.add_argument("--untrusted", action="store_true", help="untrusted text was read before")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_explain)


def run_explain(arguments: argparse.Namespace) -> int:
    """Print the decision, the rules that made it, and what the others would have needed."""
    told = explain_call(
        Settings.from_environment().policies,
        arguments.tool,
        roles=tuple(arguments.role),
        args=_object("--args", arguments.args),
        facts=_object("--facts", arguments.facts),
        label=arguments.label,
        untrusted=arguments.untrusted,
    )
    if arguments.json:
        print_json(told)
        return 0
    print_line(f"{told['decision']}  {arguments.tool} as {', '.join(arguments.role) or 'nobody'}")
    for key, said in (
        ("reason", told["reason"]),
        ("clearance", told["clearance"]),
        ("consent of", ", ".join(told["approvers"])),
    ):
        if said:
            print_line(f"  {key}: {said}")
    for rule in told["deciding"]:
        print_line(f"  {rule['place']}: {rule['effect']} {rule['rule']}")
    if told["missed"]:
        print_table(
            ("did not match", "rule", "needs"),
            [
                (each["place"], f"{each['effect']} {each['rule']}", "; ".join(each["needs"]))
                for each in told["missed"]
            ],
        )
    return 0


def _object(option: str, text: str) -> dict[str, Any]:
    try:
        value: object = json.loads(text)
    except ValueError:
        raise SettingsError(f"{option}: not JSON") from None
    if not isinstance(value, dict):
        raise SettingsError(f"{option}: not an object")
    return cast("dict[str, Any]", value)
