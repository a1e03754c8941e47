"""A serving process's stderr: ours alone, since clients keep it in files that anybody may read.

Everything else that would write there, or have something written there, is cut off: loggers of
libraries, warnings, tracebacks, `print`, C code and child processes. Of a library's message one
learns that there was one.
"""

import asyncio
import faulthandler
import logging
import os
import select
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

from ostiary.log.event import Event, Field, json_line, module_name, told, type_name
from ostiary.log.meter import Meter

_MAX_LINE_BYTES = 2048
"""Less than a pipe takes at once when it takes anything (POSIX: PIPE_BUF >= 512, Linux 4096)."""


class Stderr:
    """The process's stderr, kept for our own lines.

    Args:
        descriptor: Where they go.
        is_terminal: Whether a person reads them.
    """

    def __init__(self, descriptor: int, *, is_terminal: bool) -> None:
        self._descriptor = descriptor
        self._render = _console_renderer() if is_terminal else json_line
        self._meter = Meter()
        self._lock = threading.Lock()

    def emit(self, event: Event, **fields: Field) -> None:
        """Say an event."""
        self._write(self._render(told(event, fields, time.time_ns() // 1000)))

    def emit_seldom(self, event: Event, **fields: Field) -> None:
        """Say an event unless the same was said a short while ago; say how many were not."""
        with self._lock:
            thing = f"{event} {sorted(fields.items())}"
            dropped = self._meter.pass_on(thing, time.monotonic_ns() // 1000)
        if dropped:
            fields["dropped"] = dropped
        if dropped is not None:
            self.emit(event, **fields)

    def speak(self, text: str) -> None:
        """Say a sentence of our own: why the process does not start, or that it would."""
        self._write(f"{text}\n")

    def _write(self, line: str) -> None:
        # A reader that has stopped reading must not stop the server: its lines are lost.
        poll = select.poll()
        poll.register(self._descriptor, select.POLLOUT)
        if poll.poll(0):
            os.write(self._descriptor, line.encode(errors="replace")[:_MAX_LINE_BYTES])


_stderr: Stderr | None = None


def emit(event: Event, **fields: Field) -> None:
    """Say an event of the guard's, seldom where it repeats; silent unless this process serves."""
    if _stderr is not None:
        _stderr.emit_seldom(event, **fields)


def speak(text: str) -> None:
    """Say a sentence of our own, such as where the server is reached."""
    if _stderr is not None:
        _stderr.speak(text)


def ledger_failed(server: str, stage: str, error: Exception) -> None:
    """Say that a record could not be written, so that a call was refused or its result withheld."""
    emit(Event.LEDGER_FAILED, server=server, stage=stage, error=type_name(type(error)))


def claim_stderr(*, and_stdout: bool) -> Stderr:
    """Make stderr ours alone, and return it.

    Args:
        and_stdout: Whether stdout leads nowhere too; where it is the wire, the transport claims it.
    """
    global _stderr  # noqa: PLW0603 - a process has one stderr
    own = os.dup(2)
    os.set_inheritable(own, False)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    if and_stdout:
        leave_stdout()
    _stderr = stderr = Stderr(own, is_terminal=os.isatty(own))
    _hook(stderr)
    take_loggers()
    return stderr


def leave_stdout() -> None:
    """Point stdout nowhere: what a body printed and nothing has flushed leaves with the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def take_loggers() -> None:
    """Leave every logger that exists by now with our handler alone.

    Called again after everything is imported: libraries set up their own when they are.
    """
    if _stderr is None:
        return
    root = logging.getLogger()
    root.handlers[:] = [_Counted(_stderr)]
    for name in list(logging.Logger.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Have the loop tell what no task caught by its type alone."""
    stderr = _stderr
    if stderr is None:
        return

    def tell(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error: BaseException | None = context.get("exception")
        _unhandled(stderr, "task", type(error))

    loop.set_exception_handler(tell)


class _Counted(logging.Handler):
    """Tells that a library logged something, never what."""

    def __init__(self, stderr: Stderr) -> None:
        super().__init__(logging.WARNING)
        self._stderr = stderr

    def emit(self, record: logging.LogRecord) -> None:
        level = logging.getLevelName(min(record.levelno // 10, 5) * 10).lower()
        self._stderr.emit_seldom(
            Event.LIBRARY, logger=module_name(record.name), library_level=level
        )


def _hook(stderr: Stderr) -> None:
    """Take the interpreter's own ways to write to stderr."""
    faulthandler.disable()
    logging.lastResort = None
    logging.raiseExceptions = False

    def warned(_message: object, category: type[Warning], *_where: object) -> None:
        stderr.emit_seldom(Event.WARNING, category=type_name(category))

    warnings.showwarning = warned  # type: ignore[assignment]  # its own signature has names for them
    sys.excepthook = lambda kind, _error, _trace: _unhandled(stderr, "main", kind)
    threading.excepthook = lambda told: _unhandled(stderr, "thread", told.exc_type)
    sys.unraisablehook = lambda told: _unhandled(stderr, "unraisable", told.exc_type)


def _unhandled(stderr: Stderr, where: str, kind: type) -> None:
    stderr.emit_seldom(Event.UNHANDLED, where=where, error=type_name(kind))


def _console_renderer() -> Callable[[dict[str, Field]], str]:
    # Only where a person reads: structlog takes a tenth of a second to load, much of it for the
    # colours, and a client waits for every start.
    from structlog.dev import ConsoleRenderer  # noqa: PLC0415

    render = ConsoleRenderer(colors="NO_COLOR" not in os.environ)
    return lambda said: f"{render(None, '', dict(said))}\n"
