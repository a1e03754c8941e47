"""`ostiary audit`: what happened, and (in `notary.py`) whether the record of it is whole."""

import argparse
from collections.abc import Mapping
from typing import Any, cast

from ostiary.cli import notary
from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table, say, time_text
from ostiary.control import exported_records, newest_records, records_about
from ostiary.settings import Settings

_COLUMNS = (
    "time (UTC)",
    "record",
    "principal",
    "action",
    "decision",
    "outcome",
    "withheld",
    "call",
)


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("audit", help="read the ledger and verify its chains")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    tail = sub.add_parser("tail", help="the latest records, one line each")
    tail.add_argument("--count", type=int, default=40, help="how many (40)")
    tail.add_argument("--json", action="store_true", help="whole records, one JSON object a line")
    tail.set_defaults(run=run_tail)
    show = sub.add_parser("show", help="all records of one call or one conversation")
    show.add_argument("identifier", help="of the call or the conversation")
    show.set_defaults(run=run_show)
    export = sub.add_parser("export", help="every record, one line each, for other systems")
    export.add_argument("--format", choices=("jsonl", "ocsf", "cef"), default="jsonl")
    export.set_defaults(run=run_export)
    notary.add_to(sub)


def run_tail(arguments: argparse.Namespace) -> int:
    """Print the latest records."""
    records = newest_records(Settings.from_environment(), arguments.count)
    if arguments.json:
        for record in records:
            print_json(record)
        return 0
    intents = {_text(each, "call"): each for each in records if each.get("kind") == "intent"}
    print_table(_COLUMNS, [_line(each, intents.get(_text(each, "call"), each)) for each in records])
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print the records of one call or conversation; exit 1 when there are none."""
    records = records_about(Settings.from_environment(), arguments.identifier)
    for record in records:
        print_json(record)
    if not records:
        say("No record names that call or conversation; `ostiary audit tail` lists them.")
    return 0 if records else 1


def run_export(arguments: argparse.Namespace) -> int:
    """Print every record in the form that was asked for."""
    for line in exported_records(Settings.from_environment(), arguments.format):
        print(line)
    return 0


def _line(record: dict[str, Any], intent: dict[str, Any]) -> tuple[str, ...]:
    """Return the record's cells; an outcome is told with the who and what of its intent."""
    withheld = _members(_members(record, "released"), "withheld")
    return (
        time_text(record["at_us"]),
        _text(record, "kind") or "?",
        _text(_members(intent, "who"), "principal"),
        _text(intent, "action") or _text(intent, "asked"),
        _text(_members(record, "decision"), "effect"),
        _text(record, "outcome"),
        ", ".join(f"{count} {label}" for label, count in sorted(withheld.items())),
        _text(record, "call"),
    )


# A record that was tampered with may hold anything anywhere; the others are told all the same.


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _members(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = record.get(name)
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
