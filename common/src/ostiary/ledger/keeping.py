"""How a process keeps its part of the ledger: keys, checkpoints, anchor, low-water mark."""

from collections.abc import Callable
from dataclasses import dataclass

MIN_FREE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a ledger is opened with beside its store. Without keys it signs and seals nothing.

    Args:
        checkpoint_key: Ed25519 private key [32 bytes]; None leaves checkpoints to another account.
        replay_key: X25519 public key that requests are sealed to [32 bytes]; None keeps none.
        anchor: URL of where checkpoints go; empty for nowhere.
        checkpoint_s: At least how often one is made while records are written [s].
        checkpoint_records: After at most how many records.
        min_free_bytes: Below this much of the disk, no new call begins [bytes].
        free_bytes: What is left of the disk [bytes]; asked of the file system unless given.
    """

    checkpoint_key: bytes | None = None
    replay_key: bytes | None = None
    anchor: str = ""
    checkpoint_s: float = 60.0
    checkpoint_records: int = 1000
    min_free_bytes: int = MIN_FREE_BYTES
    free_bytes: Callable[[], int] | None = None

    def __repr__(self) -> str:
        return "Keeping(...)"
