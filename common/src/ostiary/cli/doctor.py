"""`ostiary doctor`: whether a server would start, and what to do where it would not."""

import argparse
import os
import time
from collections.abc import Callable, Iterator

from pydantic import ValidationError

from ostiary.cli.checkup.finding import Finding, State, redacted
from ostiary.cli.checkup.guard import (
    check_clock,
    check_ledger,
    check_policies,
    check_roles,
    check_secrets,
    check_vault,
)
from ostiary.cli.checkup.model import check_model
from ostiary.cli.checkup.program import check_docker, check_servers
from ostiary.cli.checkup.setting import check_names
from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table
from ostiary.control import installed_servers, server_settings
from ostiary.settings import Settings

_COLUMNS = ("check", "", "what was found", "what to do")
_EPILOG = """\
examples:
  ostiary doctor
  OSTIARY_ROLES=analyst ostiary doctor --json | jq '.[] | select(.ok | not)'

The settings are those of this shell (OSTIARY_*). Exit codes: 0 all well, 1 something has to be
mended (FAILED). A note is worth knowing and stops nothing.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="say whether servers would start, else what to do")
    parser.description = (
        "Check settings, policies, roles, keys, vault, ledger, clock, servers, model and Docker."
    )
    parser.epilog = _EPILOG
    parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a finding; exit 1 when one of them has to be mended."""
    findings = [redacted(each, os.environ) for each in _findings()]
    if arguments.json:
        print_json(
            [
                {
                    "check": each.check,
                    "state": each.state,
                    "ok": each.state is not State.FAILED,
                    "said": each.said,
                    "todo": each.todo,
                }
                for each in findings
            ]
        )
    else:
        print_table(_COLUMNS, [(each.check, each.state, each.said, each.todo) for each in findings])
    return 1 if any(each.state is State.FAILED for each in findings) else 0


def _findings() -> Iterator[Finding]:
    yield from _guarded("settings", _names)
    shared = {Settings.variable(field) for field in Settings.model_fields}
    try:
        # What is misspelt was told; the rest is looked at with what is left.
        settings = Settings.from_environment(
            {name: value for name, value in os.environ.items() if name in shared}
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = Settings.variable(str(first["loc"][0]))
        yield Finding("settings", State.FAILED, f"{field}: {first['msg']}")
    except ValueError as error:
        yield Finding("settings", State.FAILED, str(error))
    else:
        yield from _guarded("policies", lambda: check_policies(settings))
        yield from _guarded("roles", lambda: check_roles(settings))
        yield from _guarded("keys", lambda: check_secrets(settings))
        yield from _guarded("vault", lambda: check_vault(settings))
        yield from _guarded("ledger", lambda: check_ledger(settings))
        yield from _guarded("clock", lambda: check_clock(settings, time.time()))
    yield from _guarded("server", check_servers)
    yield from _guarded("model", lambda: check_model(os.environ))
    yield from _guarded("docker", check_docker)


def _guarded(name: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds; what stops it is a finding too."""
    try:
        yield from check()
    except (ValueError, OSError) as error:
        yield Finding(name, State.FAILED, str(error))


def _names() -> Iterator[Finding]:
    def names(settings: type[Settings]) -> frozenset[str]:
        return frozenset(settings.variable(field) for field in settings.model_fields)

    of_servers = {name: names(server_settings(name)) for name in installed_servers()}
    return check_names(os.environ, names(Settings), of_servers)
