"""What was decided and reserved for one call: leave to run one body, once, on exactly this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.classes import DataClass
from ostiary.errors import CrashedError
from ostiary.guard.body import (
    AGREED,
    CALLER,
    CLEARANCE,
    GRANT,
    GROUND,
    LEAVES,
    PROGRESS,
    Leaves,
    Progress,
)
from ostiary.guard.grant import Grant
from ostiary.guard.offer import Offer
from ostiary.guard.preview import Preview


@dataclass(frozen=True, slots=True)
class Warrant:
    """What stages 1 to 7 came to.

    Args:
        offer: What may run.
        arguments: On what, in the types that the body names.
        ground: What the examination found.
        clearance: The highest class that will leave in the clear.
        leaves: Whether anything of a value of some origin will leave.
        grant: What it may cost.
        caller: The name of the principal.
        agreed: Digest of the preview that a human agreed to; empty where none had to.
    """

    offer: Offer
    arguments: Mapping[str, Any]
    ground: Any
    clearance: DataClass
    leaves: Leaves
    grant: Grant
    caller: str
    agreed: str = ""

    def beside(self, progress: Progress) -> dict[str, Any]:
        """Return the values of all parameters that are injected, with where progress is told."""
        return {
            GROUND: self.ground,
            CLEARANCE: self.clearance,
            LEAVES: self.leaves,
            GRANT: self.grant,
            CALLER: self.caller,
            AGREED: self.agreed,
            PROGRESS: progress,
        }


async def preview(warrant: Warrant) -> Preview:
    """Return what the call would change, if it ran: nothing that this does is kept.

    Raises:
        CrashedError: The server does not say.
    """
    offer = warrant.offer
    if offer.preview is None:
        raise CrashedError(detail="an offer without a preview")
    found = await offer.preview.run({}, warrant.beside(_nothing_told))
    if not isinstance(found, Preview) or not found.digest:
        raise CrashedError(detail="a preview is none")
    return found


async def _nothing_told(_done: float, _total: float | None = None) -> None:
    """Where nobody waits for progress."""
