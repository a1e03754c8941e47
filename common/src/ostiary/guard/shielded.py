"""Work that a caller who goes away does not interrupt: what is begun durably is ended durably."""

from collections.abc import Awaitable
from typing import TypeVar

import anyio

T = TypeVar("T")


async def shielded(work: Awaitable[T]) -> T:
    """Return what `work` comes to, even if the task is cancelled meanwhile.

    The cancellation is felt at the next wait after it.
    """
    results: list[T] = []
    with anyio.CancelScope(shield=True):
        results.append(await work)
    return results[0]
