"""What came of asking for a human's consent to one call."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ostiary.errors import ConsentRequiredError


class Consent(StrEnum):
    """How a call stands with consent; also the word in records."""

    GIVEN = "given"
    ASKED = "asked"
    WAITING = "waiting"
    DENIED = "denied"
    NOBODY = "nobody"
    MANY = "many"


_HINTS = {
    Consent.DENIED: "A human has refused exactly this call: do not repeat it.",
    Consent.NOBODY: "Nobody is set up to give it: tell the operator.",
    Consent.MANY: "Too many of your calls wait for consent: have those answered first.",
}


@dataclass(frozen=True, slots=True)
class Consulted:
    """The answer, for now.

    Args:
        consent: How it stands.
        id: By which humans name the question; empty where none was put.
        digest: What answers sign, hexadecimal; likewise.
        by: Who has agreed or refused, as far as it counts.
        preview: Digest of what was agreed to, where the server says; likewise.
    """

    consent: Consent
    id: str = ""
    digest: str = ""
    by: tuple[str, ...] = ()
    preview: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the call may run."""
        return self.consent is Consent.GIVEN

    def told(self) -> dict[str, Any]:
        """Return it as records hold it."""
        told: dict[str, Any] = {"state": self.consent.value}
        if self.id:
            told |= {"id": self.id, "digest": self.digest}
        return {**told, "by": list(self.by)} if self.by else told

    def error(self) -> ConsentRequiredError:
        """Return what the caller reads.

        The identifier is random and of no use to him but to name the question to a human.
        """
        hint = _HINTS.get(self.consent)
        if hint is None:
            hint = (
                f"Its id is {self.id}: a person who may runs `ostiary approve show {self.id}` and"
                " allows it; then repeat exactly this call."
            )
        return ConsentRequiredError(hint, detail=f"consent {self.consent.value} {self.id}".strip())
