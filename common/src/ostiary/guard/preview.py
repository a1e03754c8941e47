"""What a server says beforehand of a change that a human is to agree to."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Preview:
    """What a call would change, if it ran now.

    Args:
        digest: Of all of it: what the call would touch and how, hexadecimal. The body is given it
            (`agreed`) and refuses where it would touch anything else.
        shown: What the approver is shown, as JSON: whole, and with real values.
    """

    digest: str
    shown: Any = field(repr=False)
