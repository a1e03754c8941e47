"""A key that signs checkpoints, and a ledger that has it: what tests of checkpoints share."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ostiary.ledger.checkpoint import Checkpoint, parse_line
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.ledger import Ledger

SEED = bytes(range(32))
PUBLIC_KEY = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()


def signing_ledger(url: str, anchor: str = "", every_records: int = 1000) -> Ledger:
    """Return a ledger that makes checkpoints."""
    keeping = Keeping(SEED, anchor=anchor, checkpoint_records=every_records)
    return Ledger(url, None, {"server": "test"}, keeping=keeping)


def anchored_in(path: Path) -> list[Checkpoint]:
    """Return the checkpoints that a file anchor kept."""
    if not path.exists():
        return []
    return [parse_line(line) for line in path.read_text().splitlines()]
