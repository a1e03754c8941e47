"""`ostiary conversation`: what one has read and spent, and its end or new beginning."""

import argparse
import asyncio
from typing import Any

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table, say
from ostiary.control import (
    calls_limit,
    label_of,
    reset_conversation,
    revoke_conversation,
    standing_of,
)
from ostiary.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("conversation", help="what a conversation has read and spent")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    show = sub.add_parser("show", help="the principal's current conversation")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_show)
    reset = sub.add_parser("reset", help="forget what it has read, begin its counters anew")
    reset.add_argument("conversation", help="its identifier, as `show` and `audit` print it")
    reset.set_defaults(run=run_reset)
    revoke = sub.add_parser("revoke", help="end its handles now")
    revoke.add_argument("conversation", help="its identifier")
    revoke.set_defaults(run=run_revoke)


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


def run_reset(arguments: argparse.Namespace) -> int:
    """Reset a conversation; exit 1 when there is none of that name."""
    settings = Settings.from_environment()
    return _answer(asyncio.run(reset_conversation(settings, arguments.conversation)))


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke a conversation's handles; exit 1 when there is none of that name."""
    settings = Settings.from_environment()
    return _answer(asyncio.run(revoke_conversation(settings, arguments.conversation)))


def _answer(found: bool) -> int:
    say("Done, and on record." if found else "There is no conversation of that name.")
    return 0 if found else 1
