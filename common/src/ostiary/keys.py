"""The key file: one random master key, from which each purpose gets its own; or only some of these.

The file is refused if anybody but its owner can read it. Subkeys are derived (RFC 5869), so that a
new purpose needs no new file. A file with `subkeys` instead of `master` holds the keys of its
purposes alone, and of the others at most the public halves: a server that has it can neither sign
checkpoints nor read sealed requests.
"""

import base64
import json
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32


class KeyFileError(ValueError):
    """The key file cannot be used; the text says why and what to do."""


PUBLIC_PURPOSES = ("ledger.checkpoint", "ledger.replay", "conversation.sign", "consent.show")
"""Purposes whose key has a public half: Ed25519 for signing, X25519 for sealing."""

_SEALING = frozenset({"ledger.replay", "consent.show"})


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a process holds.

    Args:
        master: 32 random bytes from which every purpose's key is derived; empty without one.
        subkeys: Keys by purpose, where there is no master key.
        public: Public halves by purpose, likewise.
    """

    master: bytes
    subkeys: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    public: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    def holds(self, purpose: str) -> bool:
        """Whether the key for `purpose` is among them."""
        return bool(self.master) or purpose in self.subkeys

    def derive(self, purpose: str) -> bytes:
        """Return the key [32 bytes] for `purpose`, such as `ledger.checkpoint`.

        Raises:
            KeyFileError: It is not among those that the file holds.

        Source: RFC 5869, with the purpose as `info`.
        """
        if self.master:
            info = f"ostiary/1/{purpose}".encode()
            return HKDF(SHA256(), 32, salt=None, info=info).derive(self.master)
        if purpose not in self.subkeys:
            raise KeyFileError(f"the key file holds no key for {purpose}")
        return self.subkeys[purpose]

    def public_key(self, purpose: str) -> bytes | None:
        """Return the public half [32 bytes] of the key for `purpose`, if it can be known."""
        if not self.holds(purpose):
            return self.public.get(purpose)
        private = self.derive(purpose)
        if purpose in _SEALING:
            return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def only(self, purposes: Iterable[str]) -> "Keys":
        """Return the keys of these purposes, with the public halves of all that have one.

        Raises:
            KeyFileError: One is not among those that the file holds.
        """
        public = {each: key for each in PUBLIC_PURPOSES if (key := self.public_key(each))}
        return Keys(b"", {purpose: self.derive(purpose) for purpose in purposes}, public)

    def __repr__(self) -> str:
        return "Keys(...)"


def write_keys(path: Path, keys: Keys | None = None) -> None:
    """Write a key file that only its owner can read; an existing one is left alone.

    Args:
        path: Where.
        keys: What it is to hold; a fresh master key unless given.

    Raises:
        FileExistsError: There is one already.
    """
    held = keys if keys is not None else Keys(secrets.token_bytes(_KEY_BYTES))
    body: dict[str, Any] = {"version": 1}
    if held.master:
        body["master"] = base64.b64encode(held.master).decode()
    else:
        body["subkeys"] = _told(held.subkeys)
        body["public"] = _told(held.public)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(body, file)
        file.flush()
        os.fsync(file.fileno())


def load_keys(path: Path) -> Keys:
    """Return the keys in `path`.

    Raises:
        KeyFileError: Not there, readable by others, or not a key file.
    """
    try:
        # Opened first, judged by descriptor: what is checked is what is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = (
            "is not there; `ostiary init` makes one"
            if isinstance(error, FileNotFoundError)
            else (f"cannot be opened ({type(error).__name__}); it has to be a plain file of yours")
        )
        raise KeyFileError(f"key file {path} {reason}") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise KeyFileError(f"key file {path} has to be a plain file of yours")
        if found.st_mode & 0o077:
            raise KeyFileError(f"key file {path} can be read by others; run: chmod 600 {path}")
        if found.st_uid != os.geteuid():
            raise KeyFileError(f"key file {path} is another account's; make it your own")
        raw = os.read(descriptor, 64 * 1024)
    finally:
        os.close(descriptor)
    return _parsed(path, raw)


def _parsed(path: Path, raw: bytes) -> Keys:
    try:
        body = cast("dict[str, Any]", json.loads(raw))
        version = body["version"]
        keys = (
            Keys(_key(body["master"]))
            if "master" in body
            else Keys(b"", _keys(body["subkeys"]), _keys(body.get("public", {})))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyFileError(f"key file {path} is not one that `ostiary init` made") from None
    if version != 1:
        raise KeyFileError(f"key file {path} is of another version")
    return keys


def _keys(told: Mapping[str, str]) -> dict[str, bytes]:
    return {purpose: _key(text) for purpose, text in told.items()}


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY_BYTES:
        raise ValueError("a key of another length")
    return key


def _told(keys: Mapping[str, bytes]) -> dict[str, str]:
    return {purpose: base64.b64encode(key).decode() for purpose, key in keys.items()}
