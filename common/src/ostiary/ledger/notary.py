"""When checkpoints are made, and how they reach the anchor: never in the way of a call."""

import threading
from collections import deque
from contextlib import suppress

from ostiary.ledger.anchor import Anchor
from ostiary.ledger.batch import Batch
from ostiary.ledger.checkpoint import Checkpoint, Signer
from ostiary.ledger.checkpoints import make_checkpoint
from ostiary.ledger.commit import Committer

_MAX_PENDING = 256
"""How many checkpoints wait for an anchor that fails; the newest are kept, and stand for all."""


class Notary:
    """Makes one process's checkpoints and sends them.

    Args:
        committer: Writes.
        signer: Signs; None makes none, and leaves that to whoever holds the key.
        anchor: Where they go; None nowhere.
        every_s: At least how often, while records are written [s].
        every_records: After at most how many records of this process's stream.
    """

    def __init__(
        self,
        committer: Committer[Batch],
        signer: Signer | None,
        anchor: Anchor | None,
        *,
        every_s: float,
        every_records: int,
    ) -> None:
        self._committer = committer
        self._signer = signer
        self._anchor = anchor
        self._every_s = every_s
        self._every_records = every_records
        self._covered = -1
        self._made_s = 0.0
        self._is_failing = False
        self._pending: deque[Checkpoint] = deque(maxlen=_MAX_PENDING)
        self._sending = threading.Lock()

    def make(self, batch: Batch) -> Checkpoint | None:
        """Make a checkpoint in a transaction, if there is something to cover and a key."""
        if self._signer is None:
            return None
        return make_checkpoint(batch, self._signer, self._covered)

    def made(self, checkpoint: Checkpoint | None, position: int, now_s: float) -> None:
        """Take note that a checkpoint is durable and covers this process's stream up to there."""
        self._made_s = now_s
        self._covered = max(self._covered, position)
        if checkpoint is not None and self._anchor is not None:
            self._pending.append(checkpoint)

    def is_due(self, position: int) -> bool:
        """Whether so many records were written that a checkpoint should not wait for its time."""
        return self._signer is not None and position - self._covered >= self._every_records

    def tick(self, now_s: float, position: int) -> None:
        """Make a checkpoint if one is due, and send what waits.

        Args:
            now_s: The time, by a clock that only measures spans [s].
            position: Of the last record of this process's stream.
        """
        late = now_s - self._made_s >= self._every_s and position > self._covered
        if self._signer is not None and (late or self.is_due(position)):
            made, position = self._committer.run(self._make_at_head)
            self.made(made, position, now_s)
        self.send()

    def send(self) -> None:
        """Send what waits, oldest first, until the anchor refuses."""
        with self._sending:
            while self._pending and self._anchor is not None:
                try:
                    self._anchor.send(self._pending[0])
                except Exception as error:  # noqa: BLE001 - it is told of, and tried again
                    self._tell(is_failing=True, error=type(error).__name__)
                    return
                self._pending.popleft()
                self._tell(is_failing=False)

    def _make_at_head(self, batch: Batch) -> tuple[Checkpoint | None, int]:
        made = self.make(batch)
        return made, batch.head.position - 1 if batch.head is not None else -1

    def _tell(self, *, is_failing: bool, error: str = "") -> None:
        """Record that the anchor fails, or accepts again: once each time that it changes."""
        if is_failing == self._is_failing:
            return
        self._is_failing = is_failing
        body = {"kind": "anchor", "state": "failing" if is_failing else "restored"}
        with suppress(RuntimeError):  # the ledger is being closed
            self._committer.post(
                lambda batch: batch.append({**body, **({"error": error} if error else {})})
            )
