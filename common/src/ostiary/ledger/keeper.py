"""What the ledger does by itself, away from any call: one thread that mostly sleeps."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ostiary.ledger.aggregates import Aggregates
from ostiary.ledger.batch import Batch
from ostiary.ledger.commit import Committer
from ostiary.ledger.notary import Notary

TICK_S = 5.0
"""How often it looks whether something is due [s]."""


class Keeper:
    """Writes aggregates and checkpoints when they are due.

    Args:
        committer: Writes.
        aggregates: What is counted.
        notary: Makes and sends checkpoints.
        position: Gives the position of the last record of this process's stream.
    """

    def __init__(
        self,
        committer: Committer[Batch],
        aggregates: Aggregates,
        notary: Notary,
        position: Callable[[], int],
    ) -> None:
        self._committer = committer
        self._aggregates = aggregates
        self._notary = notary
        self._position = position
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._serve, name="ostiary-keeper", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have it look now."""
        self._wake.set()

    def close(self) -> None:
        """Write the counts that are left, and end the thread."""
        self._is_stopping = True
        self._wake.set()
        self._thread.join()
        self._tell(all_of_them=True)

    def _serve(self) -> None:
        while not self._is_stopping:
            # A store that fails now is told of by the calls that need it.
            with suppress(Exception):
                self._tell()
                self._notary.tick(time.monotonic(), self._position())
            self._wake.wait(TICK_S)
            self._wake.clear()

    def _tell(self, *, all_of_them: bool = False) -> None:
        due = self._aggregates.take(time.monotonic(), all_of_them=all_of_them)
        for (kind, reason, principal), number in due.items():
            body: dict[str, Any] = {"kind": kind, "reason": reason, "number": number}
            if principal:
                body["principal"] = principal
            self._committer.post(lambda batch, body=body: batch.append(body))
