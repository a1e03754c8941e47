"""What an approver is shown of a call: whole, with real values, and sealed until he opens it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ostiary.approval.binding import Asking, Binding, binding_of, canonical
from ostiary.consent import Terms
from ostiary.sealedbox import SealedBox, SealError, unseal

SHOW = "consent.show"
"""Purpose of the key that opens what is shown."""

_TAG = "ostiary-consent-view-1"
MAX_VIEW_BYTES = 1024 * 1024
"""How large what is shown may be: what does not fit, nobody can agree to [bytes]."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that an approver agrees to, and why he is asked.

    Args:
        asking: The question.
        binding: The call.
        terms: What is asked of whom.
        roles: The caller's.
        rules: The rules that ask, as records name them.
        facts: What the server found in the arguments.
        values: What stands behind pseudonyms that the call turns back.
        preview: What the server says that the call would change; None where it does not say.
    """

    asking: Asking
    binding: Binding
    terms: Terms
    roles: tuple[str, ...]
    rules: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    values: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    preview: Any = field(default=None, repr=False)

    @property
    def digest(self) -> str:
        """What an answer to it signs: worked out from what is shown, never read from a row."""
        return self.asking.digest(self.binding)

    def seal(self, box: SealedBox) -> bytes:
        """Return it sealed for its place."""
        return box.seal(canonical(_told(self)), self.asking.id)


def view_box(recipient: bytes) -> SealedBox:
    """Return what seals views to a public key [32 bytes]."""
    return SealedBox(recipient, _TAG)


def open_view(private_key: bytes, sealed: bytes, identifier: str) -> View:
    """Return what was sealed for the question of that identifier.

    Raises:
        SealError: It was altered, or is another question's.
    """
    text = unseal(private_key, _TAG, sealed, identifier)
    try:
        view = _read(json.loads(text))
    except (ValueError, TypeError, KeyError):
        raise SealError("not what this version seals") from None
    if view.asking.id != identifier:
        raise SealError("what is shown is about another question")
    return view


def _told(view: View) -> dict[str, Any]:
    return {
        "v": 1,
        "asking": [view.asking.id, view.asking.nonce, view.asking.expires_at_us],
        "binding": view.binding.told(),
        "terms": {
            "needed": view.terms.needed,
            "ttl_s": view.terms.ttl_s,
            "by_requester": view.terms.by_requester,
        },
        "roles": view.roles,
        "rules": view.rules,
        "facts": dict(view.facts),
        "values": dict(view.values),
        "preview": view.preview,
    }


def _read(told: Mapping[str, Any]) -> View:
    terms = told["terms"]
    needed = tuple((str(role), int(count)) for role, count in terms["needed"])
    return View(
        Asking(*told["asking"]),
        binding_of(told["binding"]),
        Terms(needed, terms["ttl_s"], terms["by_requester"]),
        tuple(told["roles"]),
        tuple(told["rules"]),
        told["facts"],
        told["values"],
        told["preview"],
    )
