"""The operator's command: `ostiary init|policy|audit|conversation|keys|doctor`.

Exit codes: 0 fine, 1 the check found something, 2 it could not run.
"""

import argparse
import sys

from pydantic import ValidationError

from ostiary.cli import audit, config, conversation, doctor, init, keys, policy
from ostiary.settings import Settings

_COMMANDS = (init, config, doctor, policy, audit, conversation, keys)


def main() -> None:
    """Run the command that the process's arguments name."""
    parser = argparse.ArgumentParser(
        prog="ostiary",
        description="Set up, check and read the guard between a language model and your systems.",
        epilog="Settings come from the environment: OSTIARY_POLICIES, OSTIARY_STATE, OSTIARY_KEYS,"
        " OSTIARY_PRINCIPAL, OSTIARY_ROLES.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    arguments, rest = parser.parse_known_args()
    # argparse ends a list of names at the first option: `config vscode --roles analyst sql`.
    if rest and ("servers" not in arguments or any(each.startswith("-") for each in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.servers += rest
    try:
        sys.exit(arguments.run(arguments))
    except BrokenPipeError:
        sys.exit(0)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        _stop(f"{Settings.variable(str(first['loc'][0]))}: {first['msg']}")
    except (ValueError, OSError) as error:
        _stop(str(error))


def _stop(reason: str) -> None:
    print(f"ostiary: {reason}", file=sys.stderr)
    sys.exit(2)
