"""Programs beside us: each installed server looks at itself; Docker is asked whether it answers."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import cast

from ostiary.cli.checkup.finding import Finding, State
from ostiary.control import installed_servers, lacking_of, script_path

_START_S = 60.0
_DOCKER_S = 10.0


def check_servers() -> Iterator[Finding]:
    """Yield whether each installed server would serve, by its own account."""
    names = list(installed_servers())
    if not names:
        todo = "docs/install.md says how, for example: pip install ./common ./servers/sql"
        yield Finding("server", State.FAILED, "none is installed", todo)
    for name in names:
        if variable := lacking_of(name, os.environ):
            said = f"installed, and not set up: {variable} is not set"
            yield Finding(f"server {name}", State.NOTE, said)
        else:
            yield from _check_server(name)


def check_docker() -> Iterator[Finding]:
    """Yield whether a container engine answers; only sandboxes need one."""
    command = shutil.which("docker") or shutil.which("podman")
    if command is None:
        yield Finding("docker", State.NOTE, "not installed; only a code sandbox would use it")
        return
    try:
        done = subprocess.run(
            [command, "version", "--format", "{{.Server.Version}}"],
            capture_output=True,
            text=True,
            timeout=_DOCKER_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        done = None
    if done is None or done.returncode:
        said = f"{command} is there, and its engine does not answer"
        yield Finding("docker", State.NOTE, said, "start it, or let this user reach it")
    else:
        yield Finding("docker", State.OK, f"answers, version {done.stdout.strip()[:40]}")


def _check_server(name: str) -> Iterator[Finding]:
    check = f"server {name}"
    try:
        done = subprocess.run(
            [script_path(name), "--check", "--json"],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_START_S,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        yield Finding(check, State.FAILED, f"not ready after {_START_S:g} s")
        return
    remarks = _remarks(done.stdout)
    if remarks is None:
        said = done.stderr.strip().splitlines()
        yield Finding(check, State.FAILED, said[-1] if said else f"ended with {done.returncode}")
        return
    yield Finding(check, State.OK, "starts, and would serve")
    for each in remarks:
        yield Finding(check, State(each["state"]), each["said"], each["todo"])


def _remarks(text: str) -> list[dict[str, str]] | None:
    """Return what a server has found; None where it did not come to say it."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return cast("list[dict[str, str]]", found) if isinstance(found, list) else None
