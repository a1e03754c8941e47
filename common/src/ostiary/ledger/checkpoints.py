"""Making a checkpoint in a transaction: over all heads, bound to the checkpoint before."""

from collections.abc import Mapping

from ostiary.ledger.batch import Batch
from ostiary.ledger.checkpoint import FIRST, Checkpoint, Signer, make
from ostiary.ledger.store import LedgerError


def make_checkpoint(
    batch: Batch,
    signer: Signer,
    own_covered: int = -1,
    covered: Mapping[str, int] | None = None,
) -> Checkpoint | None:
    """Append a checkpoint over every head that moved since the one before.

    Processes take turns, so that checkpoints form one chain. A process's own head is taken from
    its memory; which of the other heads moved, the store's bookkeeping says unless told otherwise.

    Args:
        batch: The transaction.
        signer: Signs it.
        own_covered: Up to which position this process knows its own stream to be covered.
        covered: The last position of each stream that earlier checkpoints cover, worked out from
            these themselves; None goes by the store's bookkeeping.

    Returns:
        What is to be anchored; None when nothing moved.
    """
    batch.store.lock_chains(batch.connection)
    heads = batch.moved_heads() if covered is None else _moved(batch.all_heads(), covered)
    own = batch.head
    if own is not None and own.position - 1 > own_covered:
        heads[own.stream] = (own.position - 1, own.hash)
    if not heads:
        return None
    store, chain = batch.store_identifier(), batch.end_of_chain()
    if chain is None:
        raise LedgerError("OSTIARY_STATE: the ledger has records and no streams; verify it")
    at_us = batch.store.now_us(batch.connection)
    said = {
        "chain": f"{chain[0]}:{chain[1]}",
        "heads": {stream: f"{position}:{digest}" for stream, (position, digest) in heads.items()},
    }
    made = make(signer, store, batch.last_checkpoint() or FIRST, at_us, said)
    batch.add_checkpoint(made, {stream: position for stream, (position, _) in heads.items()})
    return made


def _moved(
    heads: Mapping[str, tuple[int, str]], covered: Mapping[str, int]
) -> dict[str, tuple[int, str]]:
    return {stream: head for stream, head in heads.items() if head[0] > covered.get(stream, -1)}
