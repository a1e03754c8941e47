"""What an operator does with conversations: open one with handles, revoke it, reset it.

Functions of a batch whose locked principal the conversation belongs to; each leaves a record.
"""

from ostiary.classes import DataClass
from ostiary.ledger.batch import Batch, Conversation
from ostiary.ledger.values import Claim


def open_conversation(
    batch: Batch, principal: str, lifetime_s: float, clearance: DataClass | None
) -> Claim:
    """Open a conversation; return what its handles are to say."""
    expires_at_us = batch.locked(principal).now_us + round(lifetime_s * 1_000_000)
    fresh = batch.open_conversation(principal, expires_at_us, clearance)
    batch.append(
        {
            "kind": "conversation",
            "conversation": fresh.conversation,
            "principal": principal,
            "expires_at_us": expires_at_us,
            **({"clearance": clearance.label} if clearance is not None else {}),
        },
        principal,
    )
    return Claim(fresh.conversation, principal, expires_at_us, clearance)


def revoke(batch: Batch, conversation: Conversation, by: str) -> None:
    """End a conversation's handles."""
    batch.revoke(conversation)
    _note(batch, "revoked", conversation, by)


def reset(batch: Batch, conversation: Conversation, by: str) -> None:
    """Forget what it and its principal have read, begin its counters and his pace anew."""
    batch.reset(conversation)
    batch.reset_floor(conversation.principal)
    _note(batch, "reset", conversation, by)


def _note(batch: Batch, kind: str, conversation: Conversation, by: str) -> None:
    body = {
        "kind": kind,
        "conversation": conversation.conversation,
        "principal": conversation.principal,
        "by": by,
    }
    batch.append(body, conversation.principal)
