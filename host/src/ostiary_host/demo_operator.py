"""The operator's side of the demonstration: the `ostiary` command, and one forged byte."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ostiary_host.jsonvalue import as_object, parsed

COMMAND_TIMEOUT_S = 60.0


class DemoError(Exception):
    """The demonstration cannot run; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command printed, and how it ended."""

    code: int
    data: str
    speech: str

    @property
    def text(self) -> str:
        """Everything that it printed, data first."""
        return "\n".join(filter(None, [self.data, self.speech]))


@dataclass(frozen=True, slots=True)
class Operator:
    """Runs `ostiary` on the state in one folder.

    Args:
        folder: Where `ostiary init` writes; everything of the demonstration lies below it.
    """

    folder: Path

    @property
    def state(self) -> Path:
        """The ledger's file."""
        return self.folder / "state.sqlite"

    def environment(self, state: Path | None = None) -> dict[str, str]:
        """Return the settings of the servers and of `ostiary`.

        Args:
            state: Another ledger than the folder's own.
        """
        return {
            "OSTIARY_POLICIES": str(self.folder / "policies"),
            "OSTIARY_KEYS": str(self.folder / "keys.json"),
            "OSTIARY_STATE": f"sqlite:///{state or self.state}",
            "OSTIARY_PRINCIPAL": "demo-analyst",
            "OSTIARY_ROLES": "analyst",
            # The sample business is built below the folder too: the user's own data stay untouched.
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data"),
        }

    def run(self, *args: str, state: Path | None = None) -> Printed:
        """Run `ostiary` with `args` and return what it printed.

        Raises:
            DemoError: `ostiary` is not installed beside this host.
        """
        script = Path(sys.executable).parent / "ostiary"
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        try:
            done = subprocess.run(
                [script, *args],
                env=inherited | self.environment(state),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_TIMEOUT_S,
                check=False,
            )
        except OSError as error:
            raise DemoError(
                f"{script}: cannot be run; install `ostiary` beside this host."
            ) from error
        # Line ends alone: the last row of a table may end in empty cells.
        data, speech = (
            out.decode(errors="replace").strip("\n") for out in (done.stdout, done.stderr)
        )
        return Printed(done.returncode, data, speech)

    def standing(self) -> Mapping[str, Any]:
        """Return what the conversation has used: `calls_used`, `calls_limit`; empty if unknown."""
        printed = self.run("conversation", "show", "--json")
        return as_object(parsed(printed.data)) or {} if printed.code == 0 else {}


def forge(state: Path, copy: Path) -> str:
    """Copy a ledger, change one byte of one record of the copy, and return that record's place.

    Args:
        state: The ledger; it is only read.
        copy: Where the forged copy goes.

    Returns:
        `STREAM:POSITION` of the record that was changed.

    Raises:
        DemoError: The ledger holds no record of a tool call.
    """
    # Through SQLite, since the newest records may still lie in the write-ahead log.
    with (
        closing(sqlite3.connect(f"{state.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        query = "SELECT stream, position, body FROM records ORDER BY at_us, stream, position"
        records = [record for record in target.execute(query) if "run_query" in record[2]]
        if not records:
            raise DemoError("the ledger holds no record of a query")
        stream, position, body = records[0]
        forged = body.replace("run_query", "ran_query", 1)
        target.execute(
            "UPDATE records SET body = ? WHERE stream = ? AND position = ?",
            (forged, stream, position),
        )
        target.commit()
    return f"{stream}:{position}"
