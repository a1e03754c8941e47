"""`ostiary vault reveal|export|erase|rotate|expire|show`: people behind pseudonyms."""

import argparse
import asyncio
import sys

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table, say
from ostiary.control import (
    erase_person,
    expire_vault,
    export_person,
    person_of,
    reveal,
    rotate_vault,
    told_of,
    vault_counts,
)
from ostiary.settings import Settings

_LEVELS = {"c": "conversation", "p": "principal", "o": "organisation"}
_BESIDE = {"": "", "a": ", asked", "b": ", brought"}
_EPILOG = """\
examples:
  ostiary vault reveal EMAIL-8f3k2m9q7x --reason "complaint 2026-114, asked by the customer"
  ostiary vault export --subject - --reason "access request 2026-31" <address.txt >export.json
  ostiary vault erase --subject ann@customer.example --reason "erasure request 2026-32"
  ostiary vault rotate

What is revealed, exported and erased is on record with the reason, and who asked. It takes the key
ring (OSTIARY_VAULT_KEYS) and a key file that holds vault.wrap and vault.lookup. `-` reads the value
from standard input, which no list of processes shows.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "vault", help="who is behind a pseudonym; export, erase; change the key"
    )
    parser.epilog = _EPILOG
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    show = sub.add_parser("reveal", help="print what stands behind pseudonyms")
    show.add_argument("pseudonym", nargs="+", help="such as EMAIL-8f3k2m9q7x")
    show.add_argument("--reason", required=True, help="why, for the record")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=run_reveal)
    export = sub.add_parser("export", help="print all that is held or was done about a person")
    _add_subject(export)
    export.set_defaults(run=run_export)
    erase = sub.add_parser("erase", help="erase a person and destroy the key that could read him")
    _add_subject(erase)
    erase.add_argument("--dry-run", action="store_true", help="only say what would be erased")
    erase.add_argument("--json", action="store_true")
    erase.set_defaults(run=run_erase)
    rotate = sub.add_parser("rotate", help="seal everything under a new master key")
    rotate.set_defaults(run=run_rotate)
    expire = sub.add_parser("expire", help="erase what is older than privacy.retention_days")
    expire.set_defaults(run=run_expire)
    count = sub.add_parser("show", help="how many pseudonyms there are, by kind and scope")
    count.add_argument("--json", action="store_true")
    count.set_defaults(run=run_show)


def _add_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--subject", required=True, help="a value of the person, a pseudonym, or - for stdin"
    )
    parser.add_argument("--reason", required=True, help="why, for the record; without the name")


def run_reveal(arguments: argparse.Namespace) -> int:
    """Print the values; exit 1 when one of the pseudonyms stands for nothing."""
    settings = Settings.from_environment()
    told = asyncio.run(reveal(settings, arguments.pseudonym, arguments.reason))
    if arguments.json:
        print_json([told_of(each) for each in told])
    else:
        rows = [(each.token, each.value, each.scope, each.since) for each in told]
        print_table(("pseudonym", "value", "scope", "since"), rows)
    missing = set(arguments.pseudonym) - {each.token for each in told}
    for token in sorted(missing):
        say(f"{token}: stands for nothing: never issued, or erased.")
    return 1 if missing else 0


def run_export(arguments: argparse.Namespace) -> int:
    """Print one JSON object."""
    settings = Settings.from_environment()
    print_json(asyncio.run(export_person(settings, _subject(arguments), arguments.reason)))
    return 0


def run_erase(arguments: argparse.Namespace) -> int:
    """Erase, and say what that came to."""
    settings = Settings.from_environment()
    subject = _subject(arguments)
    if arguments.dry_run:
        tokens = sorted(person_of(settings, subject).tokens)
        print_json(tokens) if arguments.json else print("\n".join(tokens))
        say("Nothing was erased.")
        return 0
    done = asyncio.run(erase_person(settings, subject, arguments.reason))
    if arguments.json:
        print_json({"erased": done.tokens, "key": done.key, "replays": done.replays})
    else:
        print("\n".join(done.tokens))
    say(f"{len(done.tokens)} pseudonyms stand for nobody any more; master key {done.key} is new.")
    if done.replays is None:
        say("Sealed requests were not looked through: that takes the key ledger.replay.")
    else:
        say(f"{done.replays} sealed requests that held a value of his were forgotten.")
    return 0


def run_rotate(_arguments: argparse.Namespace) -> int:
    """Change the master key."""
    number = asyncio.run(rotate_vault(Settings.from_environment()))
    say(f"Everything is sealed under master key {number}; the old one is destroyed.")
    return 0


def run_expire(_arguments: argparse.Namespace) -> int:
    """Erase what is too old."""
    say(f"{asyncio.run(expire_vault(Settings.from_environment()))} pseudonyms were too old.")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print counts."""
    counts = vault_counts(Settings.from_environment())
    rows = [
        (kind, _LEVELS[level[-1:]] + _BESIDE[level[:-1]], str(number))
        for kind, level, number in counts
    ]
    if arguments.json:
        print_json([{"kind": kind, "scope": scope, "number": int(n)} for kind, scope, n in rows])
    else:
        print_table(("kind", "scope", "pseudonyms"), rows)
    return 0


def _subject(arguments: argparse.Namespace) -> str:
    if arguments.subject != "-":
        return arguments.subject
    return sys.stdin.readline().rstrip("\n")
