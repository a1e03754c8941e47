"""An approver's answer: signed with his own key, over the digest of what he was shown.

The signature (Ed25519, RFC 8032) covers `ostiary-consent-answer-1` 0 and the canonical JSON of
`{answer, approver, consent, digest}`. A row that somebody else writes is no answer.
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ostiary.approval.binding import canonical

_TAG = b"ostiary-consent-answer-1\0"


class Word(StrEnum):
    """What was answered; also the word in records."""

    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as it is stored: nothing of it is believed before its signature was checked.

    Args:
        consent: The question's identifier.
        approver: Who is said to have answered.
        word: What.
        signature: Hexadecimal.
    """

    consent: str
    approver: str
    word: str
    signature: str

    def is_of(self, key: bytes, digest: str) -> bool:
        """Whether the holder of this public key [32 bytes] signed it over that digest."""
        try:
            signature = bytes.fromhex(self.signature)
            Ed25519PublicKey.from_public_bytes(key).verify(signature, _message(self, digest))
        except (InvalidSignature, ValueError):
            return False
        return True


def sign(key: bytes, consent: str, digest: str, approver: str, word: Word) -> Answer:
    """Return an answer signed with a private key [32 bytes]."""
    unsigned = Answer(consent, approver, word.value, "")
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_message(unsigned, digest))
    return Answer(consent, approver, word.value, signature.hex())


def _message(answer: Answer, digest: str) -> bytes:
    said = {
        "answer": answer.word,
        "approver": answer.approver,
        "consent": answer.consent,
        "digest": digest,
    }
    return _TAG + canonical(said)
