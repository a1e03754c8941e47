"""An approver's private key: in a file that only he can read, sealed under his passphrase.

JSON: `{version, name, public, kdf, salt, nonce, sealed}`. The key [32 bytes] is sealed by
AES-256-GCM under Scrypt(passphrase, salt) (RFC 7914), with name and public half as associated
data. Whoever gets the file still has to guess the passphrase, at 128 MiB of memory a guess.
"""

import base64
import json
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ostiary.approval.binding import canonical

MIN_PASSPHRASE_CHARS = 12
_COST, _BLOCK, _LANES = 2**17, 8, 1
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
_MAX_FILE_BYTES = 16 * 1024


class ApproverKeyError(ValueError):
    """The key cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ApproverKey:
    """An approver's key, opened.

    Args:
        name: Who he is.
        private: Ed25519 private key [32 bytes].
    """

    name: str
    private: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The public half [32 bytes]."""
        return _public(self.private)


def make_key(
    path: Path, name: str, passphrase: str, random: Callable[[int], bytes] = os.urandom
) -> ApproverKey:
    """Write a fresh key for an approver and return it.

    Raises:
        ApproverKeyError: The passphrase is too short.
        FileExistsError: There is a file already.
    """
    if len(passphrase) < MIN_PASSPHRASE_CHARS:
        raise ApproverKeyError(f"a passphrase has at least {MIN_PASSPHRASE_CHARS} characters")
    made = ApproverKey(name, random(_KEY_BYTES))
    salt, nonce = random(_SALT_BYTES), random(_NONCE_BYTES)
    cipher = AESGCM(_stretched(passphrase, salt))
    sealed = cipher.encrypt(nonce, made.private, _beside(name, made.public))
    body = {
        "version": 1,
        "name": name,
        "kdf": "scrypt-17-8-1",
        **{
            key: base64.b64encode(value).decode()
            for key, value in (
                ("public", made.public),
                ("salt", salt),
                ("nonce", nonce),
                ("sealed", sealed),
            )
        },
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(body, file)
        file.flush()
        os.fsync(file.fileno())
    return made


def load_key(path: Path, passphrase: str) -> ApproverKey:
    """Return the key in `path`.

    Raises:
        ApproverKeyError: Not there, readable by others, no such file, or another passphrase.
    """
    body = _read(path)
    try:
        name = body["name"]
        parts = {
            key: base64.b64decode(body[key], validate=True)
            for key in ("public", "salt", "nonce", "sealed")
        }
        if body["version"] != 1 or body["kdf"] != "scrypt-17-8-1" or not isinstance(name, str):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise ApproverKeyError(f"{path} is no key that `ostiary approve enroll` made") from None
    try:
        cipher = AESGCM(_stretched(passphrase, parts["salt"]))
        private = cipher.decrypt(parts["nonce"], parts["sealed"], _beside(name, parts["public"]))
    except (InvalidTag, ValueError):
        raise ApproverKeyError("the passphrase is another, or the file was altered") from None
    return ApproverKey(name, private)


def name_in(path: Path) -> str:
    """Return whose key stands in `path`, as the file itself says: nothing was opened for it.

    Raises:
        ApproverKeyError: Not there, readable by others, or no such file.
    """
    return str(_read(path).get("name", ""))


def _read(path: Path) -> dict[str, Any]:
    try:
        # Opened first, judged by descriptor: what is checked is what is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise ApproverKeyError(f"{path} is not there; `ostiary approve enroll` makes one") from None
    except OSError as error:
        raise ApproverKeyError(f"{path} cannot be opened ({type(error).__name__})") from None
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise ApproverKeyError(f"{path} has to be a plain file of yours")
        if found.st_mode & 0o077:
            raise ApproverKeyError(f"{path} can be read by others; run: chmod 600 {path}")
        raw = file.read(_MAX_FILE_BYTES)
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApproverKeyError(f"{path} is no key that `ostiary approve enroll` made")
    return cast("dict[str, Any]", body)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    stretch = Scrypt(salt=salt, length=_KEY_BYTES, n=_COST, r=_BLOCK, p=_LANES)
    return stretch.derive(passphrase.encode("utf-8", "surrogatepass"))


def _beside(name: str, public: bytes) -> bytes:
    return canonical({"name": name, "public": public.hex()})


def _public(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
