"""An issuer's published keys, and whether one of them signed a token (RFC 7515, 7517).

Pure. Asymmetric algorithms alone: with a symmetric one, whoever knows the public key could sign.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry, extract_compact, validate_compact

from ostiary.guard.caller.reason import Reason, Unverified

MAX_KEYS = 64
MAX_TOKEN_BYTES = 16 * 1024
MIN_RSA_BITS = 2048

_FAMILIES: dict[str, tuple[str, str | None]] = {
    **{f"{kind}{bits}": ("RSA", None) for kind in ("RS", "PS") for bits in (256, 384, 512)},
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "Ed25519": ("OKP", "Ed25519"),
    "EdDSA": ("OKP", "Ed25519"),  # the older name of the same (RFC 9864)
}
"""The algorithms that are accepted, each with the one type and curve of key that goes with it."""

_TYPES = re.compile(r"(?:application/)?(?:at\+)?jwt", re.IGNORECASE)
"""`typ` of a token for access (RFC 9068) or of one that does not say; not of a logout token."""

Key = RSAKey | ECKey | OKPKey


class KeySetError(ValueError):
    """A document holds no key that could be used."""


class _Registry(JWSRegistry):
    """Only our algorithms; headers that we do not know are the issuer's affair."""

    max_header_length = 4096

    def get_alg(self, name: str) -> Any:
        """Return the algorithm; asked only for those in `_FAMILIES`."""
        return self.algorithms[name]


_REGISTRY = _Registry(strict_check_header=False)


@dataclass(frozen=True, slots=True)
class KeySet:
    """Keys of an issuer, in the order in which it lists them.

    Args:
        keys: Public keys with their identifiers; several may share one, or have none.
    """

    keys: tuple[tuple[str | None, Key], ...]

    def find(self, kid: str | None, algorithm: str) -> Key | None:
        """Return the key that a token names; for one that names none, the only key there is."""
        if kid is None and len(self.keys) != 1:
            return None
        kind, curve = _FAMILIES[algorithm]
        for identifier, key in self.keys:
            if kid in {None, identifier} and _fits(key, kind, curve, algorithm):
                return key
        return None


@dataclass(frozen=True, slots=True)
class Token:
    """A token in its parts, nothing of it believed.

    Args:
        text: As it came.
        algorithm: One that is accepted.
        kid: The key that it names.
    """

    text: bytes
    algorithm: str
    kid: str | None


def read_token(text: bytes) -> Token | Unverified:
    """Return the parts of a compact token that say how to verify it (RFC 7515, section 7.1)."""
    if len(text) > MAX_TOKEN_BYTES or text.count(b".") != 2:
        return Unverified(Reason.MALFORMED)
    try:
        header = cast("Mapping[str, Any]", extract_compact(text, registry=_REGISTRY).headers())
    except (JoseError, ValueError, RecursionError):
        return Unverified(Reason.MALFORMED)
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    # `crit` names extensions that have to be understood: here, none.
    if "crit" in header or not isinstance(kid, str | None) or not isinstance(kind, str):
        return Unverified(Reason.MALFORMED)
    if not isinstance(algorithm, str) or algorithm not in _FAMILIES:
        return Unverified(Reason.ALGORITHM)
    return Token(text, algorithm, kid) if _TYPES.fullmatch(kind) else Unverified(Reason.MALFORMED)


def open_token(token: Token, key: Key) -> Mapping[str, Any] | Unverified:
    """Return the claims of a token that `key` signed."""
    try:
        parts = extract_compact(token.text, registry=_REGISTRY)
        if not validate_compact(parts, key, registry=_REGISTRY):
            return Unverified(Reason.SIGNATURE)
        claims: Any = json.loads(parts.payload)
    except (JoseError, ValueError, RecursionError):
        return Unverified(Reason.SIGNATURE)
    if not isinstance(claims, dict):
        return Unverified(Reason.CLAIMS)
    return cast("dict[str, Any]", claims)


def read_keyset(document: bytes) -> KeySet:
    """Return the keys of a JWK Set that can verify tokens; others in it are passed over.

    Raises:
        KeySetError: There is none, or the document is no JWK Set.
    """
    try:
        listed: Any = json.loads(document)["keys"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeySetError("no JWK Set") from None
    if not isinstance(listed, list):
        raise KeySetError("no JWK Set")
    entries = cast("list[object]", listed)[:MAX_KEYS]
    found = [(entry.get("kid"), _read_key(entry)) for entry in map(_object, entries)]
    keys = tuple((kid, key) for kid, key in found if key and isinstance(kid, str | None))
    if not keys:
        raise KeySetError("no key in it can verify a signature")
    return KeySet(keys)


def _object(entry: object) -> dict[str, Any]:
    return cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}


def _read_key(entry: dict[str, Any]) -> Key | None:
    if entry.get("use", "sig") != "sig" or "d" in entry:
        return None
    try:
        if "verify" not in entry.get("key_ops", ["verify"]) or _is_short(entry):
            return None
        key = import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _is_short(entry: dict[str, Any]) -> bool:
    """Whether it is an RSA key that is too short; asked before the library sees it and warns."""
    if entry.get("kty") != "RSA":
        return False
    modulus = int.from_bytes(urlsafe_b64decode(entry["n"] + "=="))
    return modulus.bit_length() < MIN_RSA_BITS


def _fits(key: Key, kind: str, curve: str | None, algorithm: str) -> bool:
    if key.key_type != kind or (curve is not None and key.get("crv") != curve):
        return False
    return key.alg in {None, algorithm} or (kind == "OKP" and key.alg in _FAMILIES)
