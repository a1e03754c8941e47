"""What one consent is bound to: everything about a call that may not change once it was shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_TAG = b"ostiary-consent-1\0"


@dataclass(frozen=True, slots=True)
class Binding:
    """One call.

    Args:
        tool: Digest of the tool's definition, hexadecimal.
        action: What is asked for, as policies name it.
        resource: What it acts on.
        arguments: The final arguments as canonical JSON, with pseudonyms where they have them.
        principal: Who calls.
        conversation: In which conversation.
        data_class: The highest class that it has read, as a number.
        untrusted: Whether it has read untrusted text.
        policy: Version of the bundle.
        preview: Digest of what the server says that the call would change, hexadecimal; empty
            where it does not say.
    """

    tool: str
    action: str
    resource: str
    arguments: str
    principal: str
    conversation: str
    data_class: int
    untrusted: bool
    policy: str
    preview: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def binding_of(told: Mapping[str, Any]) -> Binding:
    """Return what `Binding.told` made.

    Raises:
        TypeError: It is not that.
    """
    return Binding(**told)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to humans.

    Args:
        id: By which they name it.
        nonce: Random, so that the digest confirms no guess at the arguments; hexadecimal.
        expires_at_us: Until when it may be answered and used [µs since 1970].
    """

    id: str
    nonce: str
    expires_at_us: int

    def digest(self, binding: Binding) -> str:
        """Return the digest of this question about that call, which answers sign; hexadecimal."""
        whole = {**binding.told(), "id": self.id, "expires_at_us": self.expires_at_us}
        return hashlib.sha256(_TAG + bytes.fromhex(self.nonce) + canonical(whole)).hexdigest()


def canonical(value: Any) -> bytes:
    """Return JSON with sorted keys and no spaces, in ASCII: the same bytes for the same value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")
