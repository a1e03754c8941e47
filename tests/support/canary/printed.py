"""What a process says by itself: prints, logs, warnings, tracebacks, what its children print."""

import gc
import logging
import os
import subprocess
import sys
import threading
import warnings

from canary.results import Act, SpeakingError


async def _print(secret: str) -> None:
    print(secret, flush=True)


async def _print_to_stderr(secret: str) -> None:
    print(secret, file=sys.stderr, flush=True)


async def _print_past_python(secret: str) -> None:
    print(secret, file=sys.__stdout__, flush=True)


async def _descriptor_1(secret: str) -> None:
    os.write(1, f"{secret}\n".encode())


async def _descriptor_2(secret: str) -> None:
    os.write(2, f"{secret}\n".encode())


def _logs(name: str) -> Act:
    async def act(secret: str) -> None:
        logging.getLogger(name).error("%s", secret)

    return act


async def _traceback(secret: str) -> None:
    try:
        raise SpeakingError(secret)
    except SpeakingError:
        logging.getLogger("made.up").exception("x")


async def _new_handler(secret: str) -> None:
    logger = logging.getLogger("made.up.later")
    logger.addHandler(logging.StreamHandler())
    logger.error(secret)


async def _warning(secret: str) -> None:
    warnings.warn(secret, UserWarning, stacklevel=1)


async def _child(secret: str) -> None:
    # The child makes the secret's text itself: `echo`'s own words are its output.
    await _run(["/bin/sh", "-c", f"echo {secret}"])


async def _child_to_stderr(secret: str) -> None:
    await _run(["/bin/sh", "-c", f"echo {secret} >&2"])


async def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)  # noqa: ASYNC221 - over in a moment


async def _thread(secret: str) -> None:
    def work() -> None:
        raise SpeakingError(secret)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


async def _unraisable(secret: str) -> None:
    class Dying:
        def __del__(self) -> None:
            raise SpeakingError(secret)

    Dying()
    gc.collect()


PRINTED: dict[str, Act] = {
    "print": _print,
    "print_to_stderr": _print_to_stderr,
    "print_past_python": _print_past_python,
    "descriptor_1": _descriptor_1,
    "descriptor_2": _descriptor_2,
    "log_root": _logs(""),
    "log_fastmcp": _logs("fastmcp"),
    "log_mcp": _logs("mcp.server"),
    "log_library": _logs("made.up"),
    "log_asyncio": _logs("asyncio"),
    "log_new_handler": _new_handler,
    "traceback": _traceback,
    "warning": _warning,
    "child": _child,
    "child_to_stderr": _child_to_stderr,
    "thread": _thread,
    "unraisable": _unraisable,
}
