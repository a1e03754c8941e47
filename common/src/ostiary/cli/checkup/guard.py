"""Policies, roles, keys, ledger and clock: what every server needs before it serves."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from ostiary.bearer import BearerFileError
from ostiary.cli.checkup.finding import Finding, State
from ostiary.control import (
    check_bundle,
    check_keys,
    check_ring,
    newest_records,
    read_bearer,
    state_folder,
    verify_ledger,
)
from ostiary.documents import did_you_mean
from ostiary.settings import Settings
from ostiary.treatment import Find

MIN_FREE_BYTES = 64 * 1024 * 1024
SCARCE_BYTES = 1024 * 1024 * 1024
_CLOCK_LEEWAY_S = 300.0


def check_policies(settings: Settings) -> Iterator[Finding]:
    """Yield whether the bundle is read without a fault."""
    bundle = check_bundle(settings.policies)
    said = f"{len(bundle.rules)} rules in {settings.policies}, version {bundle.version[:12]}"
    yield Finding("policies", State.OK, said)


def check_roles(settings: Settings) -> Iterator[Finding]:
    """Yield whether somebody may do anything."""
    known = check_bundle(settings.policies).roles
    held = settings.role_names()
    for role in sorted(held - known.keys()):
        said = f"OSTIARY_ROLES: {role}: no such role in bundle.yaml{did_you_mean(role, known)}"
        yield Finding("roles", State.FAILED, said, f"the bundle has {', '.join(known)}")
    if not held:
        # No fault: a client's configuration has roles of its own, whatever this shell has.
        said = f"{settings.principal} has none in this shell, so nothing is permitted from here"
        todo = f"set OSTIARY_ROLES, or ostiary config CLIENT --roles: {', '.join(known)}"
        yield Finding("roles", State.NOTE, said, todo)
    elif held <= known.keys():
        yield Finding("roles", State.OK, f"{settings.principal} as {', '.join(sorted(held))}")


def check_secrets(settings: Settings) -> Iterator[Finding]:
    """Yield whether keys and bearer secret are there, and nobody else's to read."""
    check_keys(settings)
    yield Finding("keys", State.OK, f"{settings.keys_path()}, readable by its owner alone")
    path = settings.bearer_path()
    if not path.exists() and settings.auth_issuer is None:
        todo = "only HTTP on this machine needs it: ostiary init"
        yield Finding("bearer", State.NOTE, f"{path} is not there", todo)
        return
    try:
        by_token = read_bearer(settings) is None
    except BearerFileError as error:
        yield Finding("bearer", State.FAILED, str(error))
        return
    said = "callers show tokens instead" if by_token else f"{path}, readable by its owner alone"
    yield Finding("bearer", State.OK, said)


def check_vault(settings: Settings) -> Iterator[Finding]:
    """Yield whether the vault opens, and its master keys are kept apart from what they seal."""
    privacy = check_bundle(settings.policies).privacy
    if privacy is None:
        said = "the bundle says nothing of pseudonyms, so personal values stay withheld"
        yield Finding("vault", State.OK, said)
        return
    path = settings.ring_path()
    if check_ring(settings):
        yield Finding("vault", State.OK, f"{path}, readable by its owner alone")
    else:
        yield Finding(
            "vault", State.NOTE, f"{path} is not there", "the first server to need it makes it"
        )
    state = state_folder(settings)
    if state is not None:
        yield from _kept_apart(state, path, settings.keys_path())
    if privacy.text is not None and privacy.text.find is Find.MODEL and not privacy.text.model:
        said = "free text that may name people stays withheld: privacy.text.model names no model"
        yield Finding("vault", State.NOTE, said, "docs/detection.md says which there are")


def _kept_apart(state: Path, *kept: Path) -> Iterator[Finding]:
    """Yield whether a backup of the state takes along what opens it, as far as folders tell."""
    for each in kept:
        folder = each.absolute().parent
        if folder == state:
            place = "beside the state: a backup of that folder"
        elif state in folder.parents:
            place = "below the state's folder: a backup of that one"
        elif folder in state.parents:
            place = "in a folder above the state: a backup of that one"
        else:
            continue
        said = f"{each} stands {place} holds both, and whom you erased can be read from it"
        todo = "move it elsewhere, and leave it out of backups of the state: docs/privacy.md"
        yield Finding("backup", State.NOTE, said, todo)
        return
    volumes = {
        path.stat().st_dev for path in (state, *(each.parent for each in kept)) if path.exists()
    }
    said = "the vault's keys and the state stand in folders of their own"
    if len(volumes) == 1:
        said += ", on one volume: a snapshot of it holds both"
    yield Finding("backup", State.OK, said)


def check_ledger(settings: Settings) -> Iterator[Finding]:
    """Yield whether the ledger is whole, and has room to grow."""
    folder = state_folder(settings)
    if folder is not None and not _has_ledger(settings):
        yield Finding("ledger", State.NOTE, "none yet; the first server to start makes it")
    else:
        report = verify_ledger(settings)
        for finding in report.findings[:1]:
            said = f"{finding.place}: {finding.reason}"
            yield Finding("ledger", State.FAILED, said, "ostiary audit verify tells all of it")
        if report.whole:
            said = f"{report.records} records in {report.streams} streams, whole"
            yield Finding("ledger", State.OK, said)
        if report.unknown:
            said = f"{len(report.unknown)} calls have no outcome: still running, or lost in a crash"
            yield Finding("ledger", State.NOTE, said, "ostiary audit verify names them")
    if folder is not None:
        yield _space(folder)


def check_clock(settings: Settings, now_s: float) -> Iterator[Finding]:
    """Yield whether the time can be: not before what has happened already.

    Args:
        settings: The operator's.
        now_s: The system's time [s since 1970].
    """
    package = Path(str(files("ostiary"))).stat().st_mtime
    latest = package
    if state_folder(settings) is not None and _has_ledger(settings):
        latest = max([latest, *(each["at_us"] / 1e6 for each in newest_records(settings, 1))])
    behind_s = latest - now_s
    if behind_s > _CLOCK_LEEWAY_S:
        said = f"the clock stands {behind_s / 60:.0f} minutes before what was done here last"
        todo = "set it; budgets and handles go by it"
        yield Finding("clock", State.FAILED, said, todo)
    else:
        yield Finding("clock", State.OK, "not before the newest record")


def _has_ledger(settings: Settings) -> bool:
    return Path(settings.state.removeprefix("sqlite:///")).is_file()


def _space(folder: Path) -> Finding:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB free for the ledger"
    if free < MIN_FREE_BYTES:
        return Finding("space", State.FAILED, said, f"make room on the volume of {folder}")
    if free < SCARCE_BYTES:
        return Finding("space", State.NOTE, said, f"make room on the volume of {folder}")
    return Finding("space", State.OK, said)
