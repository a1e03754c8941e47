"""The part of `bundle.yaml` that says who may consent. Format: `docs/approval.md`."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AfterValidator, Field

from ostiary.consent import Approver
from ostiary.documents import Document, did_you_mean

_MAX_NAME_CHARS = 256
_FORM = re.compile(r"ed25519:([A-Za-z0-9+/]{43}=)")


def key_text(key: bytes) -> str:
    """Return a public key [32 bytes] as `bundle.yaml` holds it."""
    return f"ed25519:{base64.b64encode(key).decode()}"


def _require_key(text: str) -> str:
    found = _FORM.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        Ed25519PublicKey.from_public_bytes(base64.b64decode(found[1], validate=True))
    except ValueError:
        raise ValueError("not a key that `ostiary approve enroll` prints") from None
    return text


class ApproverFile(Document):
    """Somebody who may consent."""

    key: Annotated[str, AfterValidator(_require_key)] = Field(
        description="Public key, as `ostiary approve enroll` prints it."
    )
    roles: list[str] = Field(min_length=1, description="The roles as whose holder he consents.")
    calls_as: list[str] = Field(
        default=[], description="Other names under which he calls: such calls are his own."
    )

    def approver(self, name: str) -> Approver:
        """Return the value."""
        key = base64.b64decode(self.key.removeprefix("ed25519:"))
        return Approver(name, key, frozenset(self.roles), frozenset(self.calls_as))


def approver_faults(
    approvers: Mapping[str, ApproverFile], roles: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield where something is wrong that only the whole file shows, and what."""
    seen: dict[str, str] = {}
    for name, each in approvers.items():
        if not (0 < len(name) <= _MAX_NAME_CHARS and name.isprintable() and name == name.strip()):
            yield (name,), "a name of 1 to 256 printable characters is wanted"
        for role in sorted(set(each.roles) - roles):
            hint = did_you_mean(role, roles)
            yield (name, "roles"), f"role {role}: not among the roles{hint}"
        if each.key in seen:
            yield (name, "key"), f"the key of {seen[each.key]}: one person would count as two"
        seen.setdefault(each.key, name)
