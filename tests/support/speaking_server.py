"""A guarded server over stdio whose bodies and libraries say a marked secret in every way there is.

Run as a program; settings come from the environment. The secret never is in this file, so that a
traceback's source lines cannot hold it.
"""

import asyncio
import faulthandler
import gc
import logging
import os
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from fastmcp import FastMCP
from pydantic import BaseModel, Field

from ostiary.server import GuardedServer, ServerSettings, guarded, run

SECRET = f"LEAK-{4711}"
MadeUpError = type(SECRET, (Exception,), {})
MadeUpWarning = type(SECRET, (UserWarning,), {})


class SpeakingSettings(ServerSettings, server="notes"):
    """Settings."""

    root: str = ""


class Said(BaseModel):
    """How it was said."""

    how: str


class _Unraisable:
    def __del__(self) -> None:
        raise MadeUpError(SECRET)


def _raised() -> Exception:
    try:
        raise ValueError(SECRET) from MadeUpError(SECRET)
    except ValueError as error:
        return error


def _log(name: str) -> Callable[[], None]:
    def say() -> None:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.warning(SECRET)
        logger.error("%s", SECRET)
        logger.error("%(key)s", {"key": SECRET})
        logger.critical("said", extra={"key": SECRET}, exc_info=_raised(), stack_info=True)
        logger.error("%d", SECRET)  # a format that fails has logging print both
        logger.log(35, SECRET)

    return say


def _own_handler() -> None:
    logger = logging.getLogger("of.its.own")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.error(SECRET)


def _warn() -> None:
    warnings.simplefilter("always")
    warnings.warn(SECRET, UserWarning, stacklevel=1)
    warnings.warn(SECRET, MadeUpWarning, stacklevel=1)
    logging.captureWarnings(capture=True)
    warnings.warn(SECRET, UserWarning, stacklevel=1)
    logging.captureWarnings(capture=False)


def _thread() -> None:
    def fail() -> None:
        raise MadeUpError(SECRET)

    thread = threading.Thread(target=fail, name=SECRET)
    thread.start()
    thread.join()


def _unraisable() -> None:
    _Unraisable()
    gc.collect()


def _task() -> None:
    async def fail() -> None:
        raise ValueError(SECRET)

    asyncio.get_running_loop().create_task(fail(), name=SECRET)
    asyncio.get_running_loop().call_soon(_hook)


def _hook() -> None:
    raise ValueError(SECRET)


def _print() -> None:
    print(SECRET)
    print(SECRET, file=sys.stderr, flush=True)
    print(SECRET, file=sys.__stderr__, flush=True)
    os.write(2, SECRET.encode())
    traceback.print_exception(_raised())


def _child() -> None:
    program = f"import os; os.write(2, b'{SECRET}'); print('{SECRET}')"
    subprocess.run([sys.executable, "-c", program], stdin=subprocess.DEVNULL)


def _fault() -> None:
    with suppress(Exception):
        faulthandler.enable()
    faulthandler.dump_traceback()


def _displayed() -> None:
    sys.excepthook(ValueError, ValueError(SECRET), None)
    sys.displayhook(SECRET)


WAYS: dict[str, Callable[[], None]] = {
    "root": _log(""),
    "fastmcp": _log("fastmcp"),
    "mcp": _log("mcp.server"),
    "sqlalchemy": _log("sqlalchemy.engine"),
    "uvicorn": _log("uvicorn.error"),
    "asyncio": _log("asyncio"),
    "httpx": _log("httpx"),
    "made-up": _log(f"mcp.server.{SECRET}"),
    "own-handler": _own_handler,
    "warn": _warn,
    "thread": _thread,
    "unraisable": _unraisable,
    "task": _task,
    "print": _print,
    "child": _child,
    "fault": _fault,
    "displayed": _displayed,
}


def build(settings: SpeakingSettings) -> GuardedServer:
    """Return the server."""
    _log("while.building")()
    print(SECRET, file=sys.stderr)
    server = guarded(settings, instructions="Speaks.")

    @server.tool(title="Say")
    async def say(how: Annotated[str, Field(description="In which way.")]) -> Said:
        """Say it in one way."""
        WAYS[how]()
        await asyncio.sleep(0)
        gc.collect()
        return Said(how=how)

    @server.tool(title="Fail")
    async def fail() -> Said:
        """Fail."""
        raise MadeUpError(SECRET)

    return server


if __name__ == "__main__":
    assert FastMCP
    try:
        run(build, SpeakingSettings)
    finally:
        raise ValueError(SECRET)
