"""Sealing one value under a key of its own, and that key under a master key.

    lookup   HMAC-SHA256(L, "ostiary-vault-1" 0 scope 0 kind 0 normalised value)
    wrapped  nonce (12), AES-256-GCM(W, data key) with associated data D
    sealed   AES-256-GCM(data key, value) with nonce 0 and associated data D

where D = "ostiary-vault-1" 0 kind 0 scope 0 pseudonym 0 class, so that no sealed value passes for
another's. A data key is random and seals once, which is what lets its nonce be constant. W and L
are derived from the master key (RFC 5869) together with the key file's keys for `vault.wrap` and
`vault.lookup`: who has only one of the two files reads nothing.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_TAG = b"ostiary-vault-1\0"
_ONCE = b"\0" * 12
_NONCE_BYTES = 12
KEY_BYTES = 32


class VaultError(ValueError):
    """The vault cannot be used; the text says why and what to do, and holds no value."""


class Place(NamedTuple):
    """What a sealed value is bound to.

    Args:
        token: Its pseudonym.
        kind: What it is.
        scope: Within what it has that pseudonym.
        data_class: The number of its class.
    """

    token: str
    kind: str
    scope: str
    data_class: int

    def spelling(self) -> "Place":
        """Return the place of another spelling of the same value."""
        return self._replace(token=f"{self.token}~")

    def bound(self) -> bytes:
        """Return the associated data."""
        told = f"{self.kind}\0{self.scope}\0{self.token}\0{self.data_class}"
        return _TAG + told.encode()


def spelled_in(scope: str) -> str:
    """Return the scope beside `scope` in which digests are of spellings, not of values."""
    return f"{scope}\0="


@dataclass(frozen=True, slots=True)
class Master:
    """One master key, ready to use.

    Args:
        key_id: Its number.
        wrap: Seals data keys.
        lookup: Digests normalised values [32 bytes].
    """

    key_id: int
    wrap: AESGCM = field(repr=False)
    lookup: bytes = field(repr=False)

    def digest(self, scope: str, kind: str, normal: str) -> bytes:
        """Return by what a value is found again [32 bytes]."""
        return self.digester()(scope, kind, normal)

    def spelling(self, scope: str, kind: str, text: str) -> bytes:
        """Return by what one spelling of a value is told from others [32 bytes]."""
        return self.digest(spelled_in(scope), kind, text)

    def digester(self) -> Callable[[str, str, str], bytes]:
        """Return what does as `digest` for many values: each scope and kind is hashed once."""
        begun: dict[tuple[str, str], hmac.HMAC] = {}

        def digest(scope: str, kind: str, normal: str) -> bytes:
            first = begun.get((scope, kind))
            if first is None:
                told = _TAG + f"{scope}\0{kind}\0".encode("utf-8", "surrogatepass")
                first = begun[scope, kind] = hmac.new(self.lookup, told, "sha256")
            own = first.copy()
            own.update(normal.encode("utf-8", "surrogatepass"))
            return own.digest()

        return digest

    def proof(self) -> bytes:
        """Return by what this key is told from another of the same number [32 bytes]."""
        return hmac.digest(self.lookup, _TAG + b"proof", "sha256")

    def seal(self, value: str, place: Place, random: Callable[[int], bytes]) -> tuple[bytes, bytes]:
        """Return the wrapped data key and the sealed value."""
        data_key, bound = random(KEY_BYTES), place.bound()
        sealed = AESGCM(data_key).encrypt(_ONCE, value.encode("utf-8", "surrogatepass"), bound)
        return self._wrapped(data_key, bound, random), sealed

    def open(self, wrapped: bytes, sealed: bytes, place: Place) -> str:
        """Return the value.

        Raises:
            VaultError: The entry was altered or moved, or was sealed under another key.
        """
        try:
            value = AESGCM(self._data_key(wrapped, place)).decrypt(_ONCE, sealed, place.bound())
        except (InvalidTag, ValueError):
            raise _altered(place) from None
        return value.decode("utf-8", "surrogatepass")

    def rewrap(
        self, wrapped: bytes, place: Place, under: "Master", random: Callable[[int], bytes]
    ) -> bytes:
        """Return the data key wrapped under another master key.

        Raises:
            VaultError: As for `open`.
        """
        try:
            data_key = self._data_key(wrapped, place)
        except (InvalidTag, ValueError):
            raise _altered(place) from None
        return under._wrapped(data_key, place.bound(), random)

    def _data_key(self, wrapped: bytes, place: Place) -> bytes:
        return self.wrap.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], place.bound())

    def _wrapped(self, data_key: bytes, bound: bytes, random: Callable[[int], bytes]) -> bytes:
        nonce = random(_NONCE_BYTES)
        return nonce + self.wrap.encrypt(nonce, data_key, bound)


def master_of(key_id: int, key: bytes, wrap_key: bytes, lookup_key: bytes) -> Master:
    """Return a master key.

    Args:
        key_id: Its number in the key ring.
        key: Itself [32 bytes].
        wrap_key: The key file's for `vault.wrap` [32 bytes].
        lookup_key: The key file's for `vault.lookup` [32 bytes].
    """
    return Master(
        key_id,
        AESGCM(_derived(key, wrap_key, b"ostiary/1/vault.wrap")),
        _derived(key, lookup_key, b"ostiary/1/vault.lookup"),
    )


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=info).derive(key)


def _altered(place: Place) -> VaultError:
    return VaultError(f"the vault's entry {place.token} was altered, or is sealed by another key")
