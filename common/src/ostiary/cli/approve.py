"""`ostiary approve list|show|allow|deny|enroll`: a human's consent to one exact call."""

import argparse
import asyncio
import getpass
import json
import os
from pathlib import Path
from typing import Any

from ostiary.classes import DataClass
from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_line, print_table, say, time_text
from ostiary.control import (
    Shown,
    Word,
    answer_consent,
    approver_key_path,
    approver_name,
    enroll,
    open_approver_key,
    show_consent,
    waiting_consents,
)
from ostiary.settings import Settings

_EPILOG = """\
examples:
  ostiary approve enroll erin --role manager     a key of your own, under a passphrase
  ostiary approve list                           what waits for consent
  ostiary approve show 3f9a1c0b77de              the whole call, with real values
  ostiary approve allow 3f9a1c0b77de             asks for the passphrase at the terminal

It takes the key consent.show of the key file; to see who stands behind pseudonyms also the vault's
keys. Who may consent stands in bundle.yaml under `approvers`. Each look and each answer is on
record. docs/approval.md tells the whole.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("approve", help="consent to calls that wait for a human")
    parser.epilog = _EPILOG
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    waiting = sub.add_parser("list", help="what waits for consent")
    waiting.add_argument("--json", action="store_true")
    waiting.set_defaults(run=run_list)
    show = sub.add_parser("show", help="print the whole call, with real values")
    show.add_argument("id", help="as the caller was told it, or as `list` shows it")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_show)
    for word, text in ((Word.ALLOW, "agree to the call, once"), (Word.DENY, "refuse the call")):
        answer = sub.add_parser(word.value, help=text)
        answer.add_argument("id", help="as for show")
        _add_key(answer)
        answer.set_defaults(run=run_answer, word=word)
    new = sub.add_parser("enroll", help="make the key of an approver, under his passphrase")
    new.add_argument("name", help="who he is, as policies and records name him")
    new.add_argument("--role", action="append", required=True, help="as whose holder he consents")
    _add_key(new)
    new.set_defaults(run=run_enroll)


def _add_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key", type=Path, help="the approver's key (approver.json in the user's config folder)"
    )


def run_list(arguments: argparse.Namespace) -> int:
    """Print what waits."""
    waiting = asyncio.run(waiting_consents(Settings.from_environment()))
    if arguments.json:
        names = ("id", "principal", "conversation", "action", "asked_at_us", "expires_at_us")
        print_json([{name: getattr(each, name) for name in names} for each in waiting])
        return 0
    times = [(time_text(each.asked_at_us), time_text(each.expires_at_us)) for each in waiting]
    rows = [
        (each.id, each.principal, each.action, *when)
        for each, when in zip(waiting, times, strict=True)
    ]
    print_table(("id", "principal", "action", "asked", "expires"), rows)
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print one call."""
    shown = asyncio.run(show_consent(Settings.from_environment(), arguments.id))
    if arguments.json:
        print_json(_told(shown))
    else:
        _print(shown)
    return 0


def run_answer(arguments: argparse.Namespace) -> int:
    """Show the call, ask for the passphrase, sign; exit 1 when the question was over meanwhile."""
    settings, word = Settings.from_environment(), arguments.word
    path = arguments.key or approver_key_path()
    name = approver_name(path)
    shown = asyncio.run(show_consent(settings, arguments.id))
    _print(shown)
    key = open_approver_key(path, _passphrase(f"Passphrase of {name}, to {word.value} this: "))
    weighed = asyncio.run(answer_consent(settings, shown.view, key, word))
    if weighed is None:
        say("It is over: used, refused or expired meanwhile. Nothing was signed on it.")
        return 1
    if word is Word.DENY:
        say(f"{arguments.id} is refused, and so is the same call until it expires.")
    elif weighed:
        say(f"{arguments.id} may run once: the caller repeats the call.")
    else:
        missing = ", ".join(f"{count} more as {role}" for role, count in weighed.missing.items())
        say(f"Signed. It still takes {missing or 'nothing more, but somebody has refused it'}.")
    return 0


def run_enroll(arguments: argparse.Namespace) -> int:
    """Make a key; print on stdout what belongs into bundle.yaml."""
    path = arguments.key or approver_key_path()
    if path.exists():
        say(f"ostiary: {path}: there is a key already; --key names another place")
        return 2
    first = _passphrase("A passphrase, 12 characters or more: ")
    if first != _passphrase("The same once more: "):
        say("ostiary: the two differ; nothing was written")
        return 2
    public = enroll(path, arguments.name, first)
    entry = {arguments.name: {"key": public, "roles": arguments.role}}
    print_line("approvers:")
    print_line(f"  {json.dumps(arguments.name)}: {json.dumps(entry[arguments.name])}")
    say(f"{path} holds the private key; it opens with the passphrase alone.")
    say("The lines above belong into bundle.yaml: whoever may write that decides who consents.")
    return 0


def _passphrase(prompt: str) -> str:
    """Return what is typed at the terminal: what a program could pipe in, a program could know.

    Raises:
        ValueError: There is no terminal.
    """
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise ValueError("consent is given at a terminal, and there is none") from None
    return getpass.getpass(prompt)


def _told(shown: Shown) -> dict[str, Any]:
    view = shown.view
    binding = view.binding
    return {
        "id": view.asking.id,
        "digest": view.digest,
        "state": shown.state,
        "expires_at_us": view.asking.expires_at_us,
        "principal": binding.principal,
        "roles": list(view.roles),
        "conversation": binding.conversation,
        "label": {"class": DataClass(binding.data_class).label, "untrusted": binding.untrusted},
        "action": binding.action,
        "arguments": json.loads(binding.arguments),
        "values": dict(shown.values),
        "unread": list(shown.unread),
        "facts": dict(view.facts),
        "preview": view.preview,
        "rules": list(view.rules),
        "needs": dict(view.terms.needed),
        "allowed": list(shown.weighed.allowed),
        "policy": binding.policy,
    }


def _print(shown: Shown) -> None:
    view, binding = shown.view, shown.view.binding
    read = f"{DataClass(binding.data_class).label}{', untrusted' if binding.untrusted else ''}"
    needs = ", ".join(f"{count} as {role}" for role, count in view.terms.needed)
    lines = (
        ("id", view.asking.id),
        ("who", f"{binding.principal} ({', '.join(view.roles) or 'no role'})"),
        ("conversation", f"{binding.conversation}, has read: {read}"),
        ("wants", binding.action),
        ("asked by", ", ".join(view.rules)),
        ("needs", f"{needs}; so far: {', '.join(shown.weighed.allowed) or 'nobody'}"),
        ("expires", time_text(view.asking.expires_at_us)),
    )
    for name, text in lines:
        print_line(f"{name + ':':14}{text}")
    _print_part("arguments", json.loads(binding.arguments))
    _print_part("stands for", dict(shown.values))
    _print_part("facts", dict(view.facts))
    _print_part("would change", view.preview)
    if shown.unread:
        say(f"Not to be read with these keys: {', '.join(shown.unread)}")


def _print_part(name: str, value: Any) -> None:
    if value:
        print_line(f"{name}:")
        print_json(value, indent=2)
