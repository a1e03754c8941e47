"""`ostiary audit verify|key|checkpoint|replay`: what takes keys, to prove and to read."""

import argparse
from pathlib import Path

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_line, say
from ostiary.control import checkpoint_key, make_checkpoint, replayed_request, verify_ledger
from ostiary.settings import Settings


def add_to(sub: Commands) -> None:
    """Add the commands to those of `ostiary audit`."""
    verify = sub.add_parser("verify", help="verify every chain; name the first bad record of each")
    verify.add_argument("--anchor", type=Path, help="file of checkpoints kept outside the store")
    verify.add_argument("--key", type=Path, help="PEM file of the public key; else the key file's")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)
    key = sub.add_parser("key", help="the public key that checkpoints are verified with, as PEM")
    key.set_defaults(run=run_key)
    checkpoint = sub.add_parser(
        "checkpoint", help="make and anchor one now, where servers do not hold the key"
    )
    checkpoint.set_defaults(run=run_checkpoint)
    replay = sub.add_parser("replay", help="the request that the policy saw: personal values in it")
    replay.add_argument("call", help="the call's identifier")
    replay.set_defaults(run=run_replay)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify the ledger; exit 1 when something does not fit."""
    settings = Settings.from_environment()
    report = verify_ledger(settings, arguments.key, arguments.anchor)
    if arguments.json:
        findings = [{"place": each.place, "reason": each.reason} for each in report.findings]
        told = {
            "whole": report.whole,
            "streams": report.streams,
            "records": report.records,
            "checkpoints": report.evidence.checkpoints,
            "signatures_checked": report.evidence.is_signed,
            "after_last_checkpoint": report.uncovered,
            "findings": findings,
            "unknown": list(report.unknown),
            "not_excluded": report.excludes,
        }
        print_json(told)
        return 0 if report.whole else 1
    for finding in report.findings:
        print_line(f"BROKEN {finding.place}: {finding.reason}")
    if report.whole:
        print(
            f"whole: {report.records} records in {report.streams} streams,"
            f" {report.evidence.checkpoints} checkpoints"
        )
    for call in report.unknown:
        print_line(f"unknown outcome: call {call} (still running, or lost in a crash)")
    say(report.excludes)
    return 0 if report.whole else 1


def run_key(_arguments: argparse.Namespace) -> int:
    """Print the public key."""
    print(checkpoint_key(Settings.from_environment()), end="")
    return 0


def run_checkpoint(_arguments: argparse.Namespace) -> int:
    """Make a checkpoint; print the line that was anchored, or say that nothing is new."""
    made = make_checkpoint(Settings.from_environment())
    if made is None:
        say("Nothing was written since the last checkpoint.")
    else:
        print(made.line())
    return 0


def run_replay(arguments: argparse.Namespace) -> int:
    """Print the request that the policy saw of a call."""
    request = replayed_request(Settings.from_environment(), arguments.call)
    print_json(request, indent=2)
    return 0
