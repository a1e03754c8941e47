"""`ostiary conversation new|show|reset|revoke`: handles, and what a conversation has earned."""

import argparse
import asyncio
import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from ostiary.classes import DataClass, parse_class
from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table, say
from ostiary.control import (
    calls_limit,
    issue_conversation,
    label_of,
    reset_conversation,
    revoke_conversation,
    standing_of,
)
from ostiary.settings import Settings

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_EPILOG = """\
examples:
  OSTIARY_CONVERSATION=$(ostiary conversation new --expires 2h) ostiary-host ask "..."
  ostiary conversation new --principal ann --clearance internal --json
  ostiary conversation show
  ostiary conversation reset --current
  ostiary conversation revoke 9f2c1d7e5b3a4860

Without a handle, calls belong to the principal's current conversation, which all servers share and
which rolls over after eight idle hours.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "conversation", help="handles; what a conversation has read and spent"
    )
    parser.epilog = _EPILOG
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    new = sub.add_parser("new", help="open a conversation and print its signed handle")
    new.epilog = _EPILOG
    new.add_argument("--expires", type=_duration_s, default="8h", help="such as 30m, 8h, 2d (8h)")
    new.add_argument(
        "--clearance",
        type=_class,
        help="the highest class that its model may see (flow.unknown_endpoint of the bundle)",
    )
    new.add_argument("--principal", help="whose it is (OSTIARY_PRINCIPAL)")
    new.add_argument("--json", action="store_true")
    new.set_defaults(run=run_new)
    show = sub.add_parser("show", help="what it has read and spent")
    show.add_argument("conversation", nargs="?", help="its identifier; the current one without it")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_show)
    reset = sub.add_parser(
        "reset",
        help="forget what it and its principal have read, begin its counters anew; budgets stay",
    )
    which = reset.add_mutually_exclusive_group(required=True)
    which.add_argument("conversation", nargs="?", help="its identifier")
    which.add_argument("--current", action="store_true", help="the principal's current one")
    reset.set_defaults(run=run_reset)
    revoke = sub.add_parser("revoke", help="end its handles now")
    revoke.add_argument("conversation", help="its identifier")
    revoke.set_defaults(run=run_revoke)


def run_new(arguments: argparse.Namespace) -> int:
    """Print a handle on stdout, what it is on stderr."""
    settings = Settings.from_environment()
    principal = settings.principal if arguments.principal is None else arguments.principal
    issued = asyncio.run(
        issue_conversation(settings, principal, arguments.expires, arguments.clearance)
    )
    claim = issued.claim
    expires = datetime.fromtimestamp(claim.expires_at_us / 1e6, UTC).isoformat(timespec="seconds")
    if arguments.json:
        print_json(
            {
                "handle": issued.handle,
                "conversation": claim.conversation,
                "principal": claim.principal,
                "expires": expires,
                "clearance": None if claim.clearance is None else claim.clearance.label,
            }
        )
        return 0
    print(issued.handle)
    say(f"Conversation {claim.conversation} of {claim.principal}, until {expires}.")
    say("Servers read it from OSTIARY_CONVERSATION, or from the header Ostiary-Conversation.")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print where the conversation stands; exit 1 when there is none."""
    settings = Settings.from_environment()
    standing = standing_of(settings, arguments.conversation)
    if standing is None:
        return _none(settings, arguments.conversation)
    spent = standing.spent.conversation
    told: dict[str, Any] = {
        "conversation": standing.conversation,
        "label": label_of(standing),
        "calls_used": spent.calls,
        "calls_limit": calls_limit(settings),
    }
    if arguments.conversation is None:
        told["principal"] = settings.principal
    if arguments.json:
        clearance = standing.clearance
        print_json(
            told
            | {"clearance": None if clearance is None else clearance.label}
            | {"spent": asdict(spent), "principal_spent": asdict(standing.spent.principal)}
        )
    else:
        print_table(tuple(told), [tuple(str(value) for value in told.values())])
    return 0


def run_reset(arguments: argparse.Namespace) -> int:
    """Reset a conversation; exit 1 when there is none of that name."""
    settings = Settings.from_environment()
    conversation = arguments.conversation
    if arguments.current:
        standing = standing_of(settings)
        if standing is None:
            return _none(settings, None)
        conversation = standing.conversation
    if not asyncio.run(reset_conversation(settings, conversation)):
        return _none(settings, conversation)
    say(f"{conversation} begins anew, and what its principal had read is forgotten.")
    say("That is on record. Its principal's budgets stay as they are.")
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke a conversation's handles; exit 1 when there is none of that name."""
    settings = Settings.from_environment()
    if not asyncio.run(revoke_conversation(settings, arguments.conversation)):
        return _none(settings, arguments.conversation)
    say(f"The handles of {arguments.conversation} are refused from now on; that is on record.")
    return 0


def _none(settings: Settings, conversation: str | None) -> int:
    if conversation is None:
        say(f"{settings.principal} has made no call yet.")
    else:
        say("There is no conversation of that name; `ostiary audit tail --json` shows them.")
    return 1


def _duration_s(text: str) -> float:
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", text)
    if found is None or int(found[1]) == 0:
        raise argparse.ArgumentTypeError("write a time such as 30m, 8h or 2d")
    return float(int(found[1]) * _UNITS_S[found[2]])


def _class(text: str) -> DataClass:
    try:
        return parse_class(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
