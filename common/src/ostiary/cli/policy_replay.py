"""`ostiary policy replay`: the recorded calls, decided again under a candidate bundle."""

import argparse
from dataclasses import asdict
from pathlib import Path

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table, say, time_text
from ostiary.control import Decided, Difference, replay_policy
from ostiary.settings import Settings

_EPILOG = """\
examples:
  ostiary policy replay new-policies                what would have been decided otherwise
  ostiary policy replay new-policies --call CALL    of one call
  ostiary policy replay --json                      the bundle in force, for programs

Takes the replay key; no argument of a call is printed. Budgets are not replayed, nor what was
refused before policy was asked.
Exit codes: 0 nothing differs, 1 something does, 2 it could not run.
"""


def add_replay(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "replay", help="decide recorded calls again under a candidate; show the differences"
    )
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", nargs="?", type=Path, help="the candidate; else OSTIARY_POLICIES")
    parser.add_argument("--call", action="append", default=[], help="only this call; repeat")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_replay)


def run_replay(arguments: argparse.Namespace) -> int:
    """Print each call that would be decided otherwise; exit 1 if any would."""
    settings = Settings.from_environment()
    folder: Path = arguments.folder or settings.policies
    calls: list[str] = arguments.call
    found = replay_policy(settings, folder, frozenset(calls))
    if arguments.json:
        print_json(asdict(found))
    elif found.differences:
        print_table(
            ("time (UTC)", "principal", "action", "then", "now", "rules now", "call"),
            [_line(each) for each in found.differences],
        )
    decided, differing = found.decided, len(found.differences)
    say(f"{decided} calls decided again by {found.version[:12]}, {differing} otherwise.")
    for reason, number in sorted(found.skipped.items()):
        say(f"{number} not decided again: {reason}.")
    return 1 if found.differences else 0


def _line(each: Difference) -> tuple[str, ...]:
    return (
        time_text(each.at_us),
        each.principal,
        each.action,
        _shown(each.then),
        _shown(each.now),
        ", ".join(each.now.rules),
        each.call,
    )


def _shown(decided: Decided) -> str:
    return f"{decided.effect} {decided.clearance}".strip()
