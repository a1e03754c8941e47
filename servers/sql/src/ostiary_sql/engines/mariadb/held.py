"""A connection to MariaDB that is kept over several calls, each of which blocks in a thread."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from ostiary.server import CallError, TooLargeError
from ostiary_sql.engines.changing import refused
from ostiary_sql.engines.mariadb.errors import lost, refusal
from ostiary_sql.engines.mariadb.packets import LostError, TooLongError
from ostiary_sql.engines.mariadb.session import ROLLBACK
from ostiary_sql.engines.mariadb.wire import RefusedError, Wire
from ostiary_sql.engines.pool import Link, StaleError

NAME = "mariadb"
_CLEANING_S = 5.0

_REFUSALS = {
    **dict.fromkeys((1062, 1169, 1586), "unique"),
    **dict.fromkeys((1216, 1217, 1451, 1452), "reference"),
    **dict.fromkeys((1048, 1364), "missing"),
    **dict.fromkeys((1264, 1265, 1292, 1366, 1406, 1526, 4025), "check"),
    **dict.fromkeys((1044, 1142, 1143, 1227, 1290, 1792), "unwritable"),
}
"""What MariaDB says of changes, in the words that all engines share ("MariaDB Error Codes")."""

T = TypeVar("T")


class Held:
    """A connection that nobody else has, until `end`.

    Args:
        link: The connection.
        silent_s: How long the network may keep silent [s].
        threads: Bounds the threads that wait for it.
    """

    def __init__(self, link: Link, silent_s: float, threads: anyio.CapacityLimiter) -> None:
        self._link = link
        self._silent_s = silent_s
        self._threads = threads
        self._wire: Wire | None = None
        self.is_mariadb = "mariadb" in str(link.driver.get_server_info()).lower()

    async def ask(
        self, work: Callable[[Wire], T], loses: Callable[[str], CallError] | None = None
    ) -> T:
        """Return what `work` returns, in a thread; what goes wrong is said in our words.

        Args:
            work: What blocks.
            loses: Says what it means that the connection was lost meanwhile.

        Raises:
            CallError: It did not come to an end.
            StaleError: The connection was gone from the start.
        """
        try:
            return await anyio.to_thread.run_sync(
                lambda: work(self._open()), abandon_on_cancel=True, limiter=self._threads
            )
        except RefusedError as error:
            reason = _REFUSALS.get(error.number)
            raise (refused(reason, NAME) if reason else refusal(error.number)) from None
        except TooLongError:
            hint = "Change fewer or shorter values at once."
            raise TooLargeError(hint, detail="mariadb: row too large") from None
        except LostError:
            if loses is not None:
                raise loses(NAME) from None
            has_answered = self._wire is not None and self._wire.has_answered
            raise (lost() if has_answered else StaleError) from None

    async def end(self) -> None:
        """Roll back what is not kept; a connection that does not answer is thrown away."""
        wire = self._wire
        if wire is None or not wire.is_between:
            return
        if not wire.is_idle:
            with anyio.CancelScope(shield=True), anyio.move_on_after(_CLEANING_S):
                try:
                    await self.ask(lambda each: each.ask(ROLLBACK))
                except (CallError, StaleError):
                    return
        if wire.is_idle:
            self._link.keep()

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self._link.driver, self._silent_s)
        return self._wire
