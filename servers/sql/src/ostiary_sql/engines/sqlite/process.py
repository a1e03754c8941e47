"""One worker process and the pipe to it: a request, an answer, or the end of the process."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

import ostiary_sql
from ostiary_sql.engines.sqlite.worker.frames import (
    HEADER,
    FrameError,
    body_length,
    decode_body,
    encode_frame,
)
from ostiary_sql.engines.sqlite.worker.query import SERVER

_PROGRAM = (
    "import sys; sys.path.append(sys.argv.pop(1));"
    " from ostiary_sql.engines.sqlite.worker.{module} import main; main()"
)
_REAP_S = 5


class WorkerDiedError(Exception):
    """The worker ended, or sent something that is no answer."""


class WorkerProcess:
    """A running worker. Use `start`; after an error or a cancellation only `kill` is left.

    Args:
        process: The running process.
    """

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise TypeError("start the worker with pipes")
        self._process = process
        self._requests = process.stdin
        self._answers = BufferedByteReceiveStream(process.stdout)

    @classmethod
    async def start(cls, database: Path, module: str = "main") -> Self:
        """Return a new worker on `database`, which runs `module` of the worker's package.

        Isolated from the environment, the working folder and installed packages: it sees the
        standard library and this package. What it writes to stderr goes nowhere, because messages
        of the database quote data.
        """
        package_root = Path(ostiary_sql.__file__).parent.parent
        program = _PROGRAM.format(module=module)
        process = await anyio.open_process(
            [sys.executable, "-I", "-S", "-c", program, str(package_root), str(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", SERVER: str(os.getpid())},
            start_new_session=True,
        )
        return cls(process)

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to `request`.

        Raises:
            WorkerDiedError: The process ended first, or what came back is no answer.
        """
        try:
            await self._requests.send(encode_frame(request))
            header = await self._answers.receive_exactly(HEADER.size)
            return decode_body(await self._answers.receive_exactly(body_length(header)))
        except (
            anyio.IncompleteRead,
            anyio.BrokenResourceError,
            anyio.ClosedResourceError,
            anyio.EndOfStream,
            FrameError,
            OSError,
        ) as error:
            raise WorkerDiedError from error

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    async def kill(self) -> None:
        """End the process, whatever it is doing, and wait until it is gone."""
        with anyio.CancelScope(shield=True):
            with suppress(ProcessLookupError):
                self._process.kill()
            with anyio.move_on_after(_REAP_S):
                await self._process.aclose()
