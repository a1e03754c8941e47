"""A folder with everything that a guarded echo server needs, on disk or in memory."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ostiary.bearer import write_bearer
from ostiary.keys import write_keys

MEMORY = Path("/dev/shm")

BUNDLE = """
version: 1
roles: {caller: {clearance: internal}}
budgets: {window_s: 3600, conversation: {calls: 100000000}, principal: {calls: 100000000}}
"""
POLICY = """
@id("caller") permit (
  principal in Role::"caller",
  action in [Action::"echo.list", Action::"echo.echo"],
  resource
);
"""


@contextmanager
def echo_place(*, in_memory: bool) -> Generator[dict[str, str]]:
    """Yield the environment of a guarded echo server whose state is on tmpfs or on disk."""
    where = MEMORY if in_memory and MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=where) as name:
        folder = Path(name)
        (folder / "policies" / "echo").mkdir(parents=True)
        (folder / "policies" / "bundle.yaml").write_text(BUNDLE)
        (folder / "policies" / "echo" / "policy.cedar").write_text(POLICY)
        (folder / "policies" / "echo" / "data.yaml").write_text("version: 1\ndefault: internal\n")
        write_keys(folder / "keys.json")
        write_bearer(folder / "bearer")
        yield {
            "PATH": os.environ["PATH"],
            "OSTIARY_POLICIES": str(folder / "policies"),
            "OSTIARY_KEYS": str(folder / "keys.json"),
            "OSTIARY_STATE": f"sqlite:///{folder / 'state.sqlite'}",
            "OSTIARY_PRINCIPAL": "bench",
            "OSTIARY_ROLES": "caller",
        }
