"""Conversations: opening, ending and looking at them."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from ostiary.classes import DataClass
from ostiary.conversation.handle import MAX_TEXT_CHARS, PURPOSE, Handle, sign
from ostiary.keys import load_keys
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Claim, Standing
from ostiary.settings import (
    Settings,
)


@dataclass(frozen=True, slots=True)
class Issued:
    """A conversation that was opened, and the handle of it.

    Args:
        claim: What the handle says.
        handle: Its text. Whoever has it and is the principal speaks in that conversation.
    """

    claim: Claim
    handle: str

    def __repr__(self) -> str:
        return f"Issued({self.claim!r}, ...)"


async def issue_conversation(
    settings: Settings, principal: str, lifetime_s: float, clearance: DataClass | None = None
) -> Issued:
    """Open a conversation for a principal and sign a handle of it.

    Args:
        settings: Where the ledger and the keys are.
        principal: Whose it is.
        lifetime_s: How long the handle holds [s].
        clearance: The highest class that the model endpoint behind it may see; None: what the
            bundle says of unknown ones.

    Raises:
        KeyFileError: The key file is missing, or does not hold the key.
        LedgerError: The ledger cannot be used.
        ValueError: The principal's name, or the time, is beyond what a handle can say.
    """
    if not 0 < len(principal) <= MAX_TEXT_CHARS:
        raise ValueError(f"a principal has a name of 1 to {MAX_TEXT_CHARS} characters")
    key = load_keys(settings.keys_path()).derive(PURPOSE)
    claim = await open_conversation(settings, principal, lifetime_s, clearance)
    said = Handle(claim.conversation, claim.principal, claim.expires_at_us, claim.clearance)
    return Issued(claim, sign(key, said))


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
    """Forget what a conversation and its principal have read, and begin its counters anew.

    The principal's counters stay. It takes the key that handles are signed with: an account that
    only serves lowers no label. Returns whether there is such a conversation.

    Raises:
        KeyFileError: The key file is missing, or does not hold the key.
        LedgerError: The ledger cannot be used.
    """
    load_keys(settings.keys_path()).derive(PURPOSE)
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


def standing_of(settings: Settings, conversation: str | None = None) -> Standing | None:
    """Return where a conversation stands, None where there is none.

    Args:
        settings: Where the ledger is.
        conversation: Which; the principal's current one unless it is named.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        return reader.conversation(settings.principal, conversation)


def label_of(standing: Standing) -> str:
    """Return a conversation's label in words."""
    return f"{DataClass(standing.data_class).label}{', untrusted' if standing.untrusted else ''}"
