"""Work with files beside the event loop: bounded in time, and ended when its call is."""

import time
from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread

from ostiary.server import CallError, DeadlineError, NotFoundError, PolicyDeniedError, UpstreamError

T = TypeVar("T")

GRACE_S = 2.0
"""How much later than its own deadline a call is ended from outside [s]."""


class Deadline:
    """When work that goes on and on has to stop.

    Args:
        within_s: From now [s].
    """

    def __init__(self, within_s: float) -> None:
        self._until_s = time.monotonic() + within_s

    @property
    def is_over(self) -> bool:
        """Whether it is time to stop."""
        return time.monotonic() > self._until_s

    def check(self) -> None:
        """Go on, or do not.

        Raises:
            DeadlineError: It is over.
        """
        if self.is_over:
            raise DeadlineError("Ask about a smaller folder.")


async def beside(work: Callable[[], T], *, is_finished: bool = False) -> T:
    """Return what `work` returns, done in a thread.

    Args:
        work: What is to be done.
        is_finished: Whether a call that is cancelled waits until it is done: what changes files.

    Raises:
        NotFoundError: What it works on is not there any more.
        PolicyDeniedError: This account may not do it.
        UpstreamError: The disk failed.
    """
    try:
        return await anyio.to_thread.run_sync(work, abandon_on_cancel=not is_finished)
    except CallError:
        raise
    except OSError as error:
        raise refusal_of(error) from None


def refusal_of(error: OSError) -> CallError:
    """Return what a caller is told of a fault of the operating system's, without its text."""
    detail = f"errno {error.errno}"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NotFoundError("list_directory gives the names.", detail=detail)
    if isinstance(error, PermissionError):
        return PolicyDeniedError("The server's own account may not do this.", detail=detail)
    return UpstreamError("The disk refused it.", detail=detail)
