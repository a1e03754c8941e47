"""`ostiary doctor`: whether a server would start, and what to do where it would not."""

import argparse
from collections.abc import Callable

from ostiary.cli.commands import Commands
from ostiary.cli.output import print_json, print_table
from ostiary.control import check_bundle, check_keys, installed_servers, verify_ledger
from ostiary.settings import Settings


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="check keys, policies, roles, ledger and servers")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a check; exit 1 when one of them found something."""
    settings = Settings.from_environment()
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("policies", _policies),
        ("roles", _roles),
        ("keys", _keys),
        ("ledger", _ledger),
        ("servers", _servers),
    ]
    results: list[tuple[str, str, str]] = []
    for name, check in checks:
        try:
            results.append((name, "ok", check(settings)))
        except (ValueError, OSError) as error:
            results.append((name, "FAILED", str(error)))
    if arguments.json:
        print_json(
            [{"check": name, "ok": word == "ok", "said": said} for name, word, said in results]
        )
    else:
        print_table(("check", "", ""), results)
    return 0 if all(word == "ok" for _, word, _ in results) else 1


def _policies(settings: Settings) -> str:
    bundle = check_bundle(settings.policies)
    return f"{len(bundle.rules)} rules in {settings.policies}, version {bundle.version[:12]}"


def _roles(settings: Settings) -> str:
    known = check_bundle(settings.policies).roles
    held = settings.role_names()
    if not held:
        raise ValueError(
            f"no role, so nothing is permitted; set OSTIARY_ROLES, one of {', '.join(known)}"
        )
    unknown = sorted(held - known.keys())
    if unknown:
        raise ValueError(f"OSTIARY_ROLES: {unknown[0]}: no such role in bundle.yaml")
    return f"{settings.principal} as {', '.join(sorted(held))}"


def _keys(settings: Settings) -> str:
    check_keys(settings)
    return f"{settings.keys_path()}, readable by its owner alone"


def _ledger(settings: Settings) -> str:
    try:
        report = verify_ledger(settings)
    except ValueError:
        return "none yet; the first server to start makes it"
    if not report.whole:
        raise ValueError(f"{report.findings[0].place}: {report.findings[0].reason}")
    return f"{report.records} records in {report.streams} streams, whole"


def _servers(_settings: Settings) -> str:
    names = list(installed_servers())
    if not names:
        raise ValueError("none installed; pip install ostiary-sql")
    return ", ".join(names)
