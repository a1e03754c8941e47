"""`ostiary keys export`: a key file that holds only what one account needs."""

import argparse
from pathlib import Path

from ostiary.cli.commands import Commands
from ostiary.cli.output import say
from ostiary.control import export_keys
from ostiary.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("keys", help="hand an account only the keys that it needs")
    sub = parser.add_subparsers(required=True, metavar="COMMAND")
    export = sub.add_parser("export", help="write a key file with the keys for some purposes only")
    export.add_argument("file", type=Path, help="the new key file; nothing is overwritten")
    export.add_argument("purpose", nargs="*", help="such as ledger.checkpoint or ledger.replay")
    export.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the file; public halves go with it whatever is named."""
    export_keys(Settings.from_environment(), arguments.file, arguments.purpose)
    say(f"{arguments.file}: for {', '.join(arguments.purpose) or 'sealing and verifying only'}.")
    return 0
