"""`ostiary policy explain`: why one call would be allowed or denied, or why a recorded one was."""

import argparse
import json
from dataclasses import asdict
from typing import Any, cast

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_line, print_table, say
from ostiary.control import explain_call, explain_recorded
from ostiary.settings import Settings, SettingsError


def add_explain(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("explain", help="say why one call is allowed or denied")
    parser.add_argument("--role", action="append", default=[], help="a role of the caller; repeat")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--tool", help="server.tool")
    which.add_argument("--call", help="a recorded call, by its identifier; the rest is on record")
    parser.add_argument("--args", default="{}", help="the arguments, a JSON object")
    parser.add_argument("--facts", default="{}", help="what the server would find, a JSON object")
    parser.add_argument("--label", default="public", help="the highest class read before")
    parser.add_argument("--untrusted", action="store_true", help="untrusted text was read before")
    parser.add_argument(
        "--derived", action="append", default=[], help="a call its arguments come from; repeat"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_explain)


def run_explain(arguments: argparse.Namespace) -> int:
    """Print the decision, the rules that made it, and what the others would have needed."""
    if arguments.call is not None:
        return _explain_recorded(arguments.call, as_json=arguments.json)
    told = explain_call(
        Settings.from_environment().policies,
        arguments.tool,
        roles=tuple(arguments.role),
        args=_object("--args", arguments.args),
        facts=_object("--facts", arguments.facts),
        label=arguments.label,
        untrusted=arguments.untrusted,
        derived=tuple(arguments.derived),
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
    for place in told["flow"]:
        print_line(f"  {place}")
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


def _explain_recorded(call: str, *, as_json: bool) -> int:
    """Print what the records tell of one call; exit 1 when there are none."""
    found = explain_recorded(Settings.from_environment(), call)
    if found is None:
        say("No record names that call; `ostiary audit tail` lists them.")
        return 1
    told = asdict(found)
    if as_json:
        print_json(told)
        return 0
    print_line(f"{found.decision}  {found.action} by {found.principal}")
    reversible = "can be undone" if found.reversible else "cannot be undone"
    for key, said in (
        ("reason", found.reason),
        ("the conversation had read", found.label),
        ("sink", f"{found.sink}, {reversible}" if found.sink else ""),
        ("arguments from", ", ".join(found.derived_from)),
        ("rules", ", ".join(found.rules)),
        ("flow", ", ".join(found.flow)),
        ("outcome", found.outcome),
        ("its result added", found.raised),
    ):
        if said:
            print_line(f"  {key}: {said}")
    return 0


def _object(option: str, text: str) -> dict[str, Any]:
    try:
        value: object = json.loads(text)
    except ValueError:
        raise SettingsError(f"{option}: not JSON") from None
    if not isinstance(value, dict):
        raise SettingsError(f"{option}: not an object")
    return cast("dict[str, Any]", value)
