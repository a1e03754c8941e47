"""`ostiary init`: a commented starter bundle, keys and the folder of the state."""

import argparse
from pathlib import Path

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, say
from ostiary.control import initialise, place_in

_EPILOG = """\
examples:
  ostiary init                          in the user's config and data folders
  ostiary init --folder /srv/ostiary    everything in one folder; says which variables to set

Nothing is overwritten: run it again after another server is installed, and it adds that one's
rules. Keys and secret are readable by their owner alone (mode 0600). Whoever holds the keys can
mint what servers believe: back them up apart from the state.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "init", help="write a starter policy bundle and keys; nothing is overwritten"
    )
    parser.description = "Write a commented starter policy bundle, keys and a bearer secret."
    parser.epilog = _EPILOG
    parser.add_argument("--folder", type=Path, help="keep everything in this folder")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write what is missing; print each file on stdout, what to do next on stderr."""
    place = place_in(arguments.folder)
    written = list(initialise(place))
    if arguments.json:
        print_json(
            {
                "policies": str(place.policies),
                "keys": str(place.keys),
                "state": f"sqlite:///{place.state}",
                "made": [str(each.path) for each in written if each.made],
            }
        )
    else:
        for each in written:
            print(f"{'made' if each.made else 'kept'}  {each.path}")
    if arguments.folder is not None:
        say("Tell the servers where to look:")
        say(f"  export OSTIARY_POLICIES={place.policies}")
        say(f"  export OSTIARY_KEYS={place.keys}")
        say(f"  export OSTIARY_STATE=sqlite:///{place.state}")
    say("Nobody may do anything yet: whoever uses the servers needs a role. For a client:")
    say("  ostiary config claude-desktop --roles analyst")
    say("`ostiary doctor` says what is missing.")
    return 0
