"""`ostiary conversation show`: what the current conversation has read and spent."""

import argparse
from typing import Any

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table, say
from ostiary.control import calls_limit, label_of, standing_of
from ostiary.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("conversation", help="what a conversation has read and spent")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    show = sub.add_parser("show", help="the principal's current conversation")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_show)


def run_show(arguments: argparse.Namespace) -> int:
    """Print where the conversation stands; exit 1 when there has been none."""
    settings = Settings.from_environment()
    standing = standing_of(settings)
    if standing is None:
        say(f"{settings.principal} has made no call yet.")
        return 1
    told: dict[str, Any] = {
        "conversation": standing.conversation,
        "principal": settings.principal,
        "label": label_of(standing),
        "calls_used": standing.spent.conversation.calls,
        "calls_limit": calls_limit(settings),
    }
    if arguments.json:
        print_json(told)
    else:
        print_table(tuple(told), [tuple(str(value) for value in told.values())])
    return 0
