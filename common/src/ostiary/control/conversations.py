"""Conversations: opening, ending and looking at them."""

from collections.abc import Generator
from contextlib import closing, contextmanager

from ostiary.classes import DataClass
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Claim, Standing
from ostiary.settings import (
    Settings,
)


async def open_conversation(
    settings: Settings, principal: str, lifetime_s: float, clearance: DataClass | None = None
) -> Claim:
    """Open a conversation for a principal; return what its handle is to say.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        return await ledger.open_conversation(principal, lifetime_s=lifetime_s, clearance=clearance)


async def revoke_conversation(settings: Settings, conversation: str) -> bool:
    """End a conversation's handles now; return whether there is such a conversation.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        return await ledger.revoke(conversation, settings.principal)


async def reset_conversation(settings: Settings, conversation: str) -> bool:
    """Forget what a conversation has read and begin its counters anew; its principal's stay.

    Returns whether there is such a conversation.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        return await ledger.reset(conversation, settings.principal)


@contextmanager
def operators_ledger(settings: Settings) -> Generator[Ledger]:
    """Yield the ledger, opened to be written to as a stream of the operator's own.

    Raises:
        LedgerError: It cannot be used.
    """
    with closing(Ledger(settings.state, None, {"server": "", "by": settings.principal})) as ledger:
        yield ledger


def standing_of(settings: Settings) -> Standing | None:
    """Return where the principal's latest conversation stands; None before its first call.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        return reader.conversation(settings.principal)


def label_of(standing: Standing) -> str:
    """Return a conversation's label in words."""
    return f"{DataClass(standing.data_class).label}{', untrusted' if standing.untrusted else ''}"
