"""What the ledger does by itself, away from any call: one thread that mostly sleeps."""

import threading
import time
from contextlib import suppress

from ostiary.ledger.aggregates import Aggregates
from ostiary.ledger.batch import Batch
from ostiary.ledger.commit import Committer

_TICK_S = 5.0


class Keeper:
    """Writes aggregates when they are due.

    Args:
        committer: Writes.
        aggregates: What is counted.
    """

    def __init__(self, committer: Committer[Batch], aggregates: Aggregates) -> None:
        self._committer = committer
        self._aggregates = aggregates
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="ostiary-keeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what is left, and end the thread."""
        self._stop.set()
        self._thread.join()
        self._tell(all_of_them=True)

    def _serve(self) -> None:
        while not self._stop.wait(_TICK_S):
            with suppress(Exception):  # a store that fails now is told of by the calls that need it
                self._tell()

    def _tell(self, *, all_of_them: bool = False) -> None:
        due = self._aggregates.take(time.monotonic(), all_of_them=all_of_them)
        for reason, number in due.items():
            body = {"kind": "unauthenticated", "reason": reason, "number": number}
            self._committer.post(lambda batch, body=body: batch.append(body))
