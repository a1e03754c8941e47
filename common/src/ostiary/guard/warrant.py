"""What was decided and reserved for one call: leave to run one body, once, on exactly this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.classes import DataClass
from ostiary.guard.body import (
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
    """

    offer: Offer
    arguments: Mapping[str, Any]
    ground: Any
    clearance: DataClass
    leaves: Leaves
    grant: Grant
    caller: str

    def beside(self, progress: Progress) -> dict[str, Any]:
        """Return the values of all parameters that are injected, with where progress is told."""
        return {
            GROUND: self.ground,
            CLEARANCE: self.clearance,
            LEAVES: self.leaves,
            GRANT: self.grant,
            CALLER: self.caller,
            PROGRESS: progress,
        }
