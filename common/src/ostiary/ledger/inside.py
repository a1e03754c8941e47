"""A transaction of the ledger's as other parts of the guard see it that keep tables of their own.

What such a part decides, and what it writes, then stands or falls with what the ledger records.
"""

from typing import Any, Protocol

from ostiary.ledger.batch import Batch
from ostiary.ledger.values import Allowance, Body, Standing

ADJOURNED = "adjourned"
"""The reason of a `Refused` of which nothing is recorded or charged: the guard comes back."""


class Inside:
    """One open transaction.

    Args:
        batch: The ledger's.
        principal: Whose row is locked; empty for nobody's.
    """

    def __init__(self, batch: Batch, principal: str) -> None:
        self._batch = batch
        self._principal = principal
        self.connection: Any = batch.connection

    def now_us(self) -> int:
        """Return the store's time [µs since 1970]."""
        if self._principal:
            return self._batch.locked(self._principal).now_us
        return self._batch.store.now_us(self.connection)

    def append(self, body: Body) -> None:
        """Record something."""
        self._batch.append(body, self._principal)


class Appeal(Protocol):
    """What may still let a call through that the judge would not: heard only of such calls.

    It is called inside the transaction, on a thread of the ledger's, and possibly more than once.
    """

    @property
    def is_adjourned(self) -> bool:
        """Whether it has to know more, so that nothing is to be recorded or charged yet."""
        ...

    def hear(self, inside: Inside, standing: Standing) -> Allowance | None:
        """Return what may be spent after all, or None."""
        ...

    def use(self, inside: Inside) -> None:
        """Use up what let the call through: its intent is recorded in the same transaction.

        Raises:
            Exception: It is gone; then nothing of the call becomes durable.
        """
        ...
