"""What became of a call, on record: settled, failed or refused, each one durable transaction."""

from collections.abc import Callable

import anyio

from ostiary.classes import DataClass
from ostiary.errors import CallError, CrashedError, DeadlineError
from ostiary.guard.flowing import pace_of_refusal
from ostiary.guard.offer import Kind
from ostiary.guard.trail import Trail
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.values import Amounts, Trace
from ostiary.log.process import ledger_failed


class Recorder:
    """Writes the last record of each call of one server.

    Args:
        server: The server's word.
        ledger: Where to.
        elapsed_s: A clock that only measures spans [s].
    """

    def __init__(self, server: str, ledger: Ledger, elapsed_s: Callable[[], float]) -> None:
        self._server = server
        self._ledger = ledger
        self._elapsed_s = elapsed_s

    async def settle(
        self, trail: Trail, data_class: DataClass, *, untrusted: bool, trace: Trace | None
    ) -> None:
        """Record a result that may leave, and what it shows.

        Raises:
            CrashedError: It could not be recorded: no result leaves without that.
        """
        try:
            await self._record_outcome(trail, None, data_class, untrusted=untrusted, trace=trace)
        except Exception as error:  # noqa: BLE001 - whatever failed, the result is withheld
            ledger_failed(self._server, "settle", error)
            raise CrashedError(detail=type(error).__name__) from None

    async def settle_failure(self, trail: Trail, error: BaseException) -> BaseException:
        """Record a failure of the body; return what the caller reads instead of a result."""
        failure = masked(error)
        trail.released = None
        try:
            await self._record_outcome(trail, failure, DataClass.PUBLIC, untrusted=False)
        except Exception as failed:  # noqa: BLE001 - what the failure says is withheld like a result
            ledger_failed(self._server, "settle", failed)
            masking = CrashedError(detail=type(failed).__name__)
            return masking if isinstance(failure, CallError) else failure
        return failure

    async def _record_outcome(
        self,
        trail: Trail,
        error: BaseException | None,
        data_class: DataClass,
        *,
        untrusted: bool,
        trace: Trace | None = None,
    ) -> None:
        if trail.reserved is None:
            raise CrashedError(detail="nothing was reserved")
        ended_s = self._elapsed_s()
        ms = round((ended_s - trail.started_s) * 1000)
        # Shielded: a client that goes away does not take the record of what it did with it.
        with anyio.CancelScope(shield=True):
            await self._ledger.settle(
                trail.reserved,
                trail.outcome(error, ended_s),
                Amounts(1, trail.rows, trail.result_bytes, ms),
                data_class,
                untrusted=untrusted,
                trace=trace,
            )

    async def refuse(self, trail: Trail, error: BaseException) -> BaseException:
        """Record and charge a refusal; return what the caller reads."""
        refusal = masked(error)
        if trail.is_recorded:
            return refusal
        if trail.reserved is not None:
            return await self.settle_failure(trail, error)
        principal = trail.incoming.principal
        with anyio.CancelScope(shield=True):
            try:
                if principal is None or not principal.name:
                    self._ledger.count_unauthenticated(trail.incoming.channel.transport)
                    return refusal
                await self._ledger.refuse(
                    principal.name,
                    trail.claim,
                    trail.offer.action if trail.offer else "",
                    trail.refusal(refusal, self._elapsed_s()),
                    charged=trail.incoming.kind is not Kind.LIST,
                    pace=pace_of_refusal(trail.rules.bundle.flow),
                )
            except Exception as failed:  # noqa: BLE001 - refused all the same, and nothing has run
                ledger_failed(self._server, "refuse", failed)
                return CrashedError(detail=type(failed).__name__)
        return refusal


def masked(error: BaseException) -> BaseException:
    """Return `error` as a `CallError`; only what ends the task itself (cancellation) stays."""
    if isinstance(error, CallError):
        return error
    if isinstance(error, TimeoutError):
        return DeadlineError("Ask for less, or for a simpler thing.")
    if isinstance(error, Exception):
        return CrashedError(detail=type(error).__name__)
    return error
