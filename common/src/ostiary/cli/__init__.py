"""The operator's command: `ostiary init`, `policy`, `audit`, `approve` and so on.

Exit codes: 0 fine, 1 the check found something, 2 it could not run.
"""

import sys
from importlib.metadata import version

from pydantic import ValidationError

from ostiary.cli import approve, audit, config, conversation, doctor, init, keys, policy, vault
from ostiary.cli.commands import Parser
from ostiary.cli.output import say
from ostiary.coredump import forbid_core_dumps
from ostiary.settings import Settings

_COMMANDS = (init, config, doctor, policy, audit, conversation, approve, vault, keys)


_DESCRIPTION = "Set up, check and read the guard between a language model and your systems."
_EPILOG = """\
from nothing to a guarded client:
  ostiary init                                      policies, keys, a bearer secret
  ostiary config claude-desktop --roles analyst     what to paste into the client
  ostiary doctor                                    whether all of it would work
  ostiary audit tail                                what was called, and what left

Settings come from the environment (OSTIARY_POLICIES, OSTIARY_STATE, OSTIARY_KEYS,
OSTIARY_PRINCIPAL, OSTIARY_ROLES, ...). Standard output is data, standard error is speech.
Exit codes: 0 fine, 1 the check found something, 2 it could not run.
"""


def main() -> None:
    """Run the command that the process's arguments name."""
    forbid_core_dumps()
    parser = Parser(prog="ostiary", description=_DESCRIPTION, epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"ostiary {version('ostiary')}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    for command in _COMMANDS:
        command.add(commands)
    arguments, rest = parser.parse_known_args()
    # argparse ends a list of names at the first option: `config vscode --roles analyst sql`.
    if rest and ("servers" not in arguments or any(each.startswith("-") for each in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.servers += rest
    if arguments.command is None:
        parser.print_help(sys.stderr)
        sys.exit(2)
    try:
        sys.exit(arguments.run(arguments))
    except BrokenPipeError:
        sys.exit(0)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        _stop(f"{Settings.variable(str(first['loc'][0]))}: {first['msg']}")
    except (ValueError, OSError) as error:
        _stop(str(error))
    except Exception as error:  # noqa: BLE001 - a traceback helps nobody, and may quote a record
        _stop(f"could not go on: {type(error).__name__}; a file or the ledger is damaged")


def _stop(reason: str) -> None:
    say(f"ostiary: {reason}")
    sys.exit(2)
