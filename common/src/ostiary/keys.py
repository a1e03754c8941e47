"""The key file: one random master key, from which each purpose gets its own.

The file is refused if anybody but its owner can read it. Subkeys are derived (RFC 5869), so that a
server holds only those of its purposes and a new purpose needs no new file.
"""

import base64
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MASTER_BYTES = 32


class KeyFileError(ValueError):
    """The key file cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Derives keys from the master key.

    Args:
        master: 32 random bytes.
    """

    master: bytes

    def derive(self, purpose: str) -> bytes:
        """Return the key [32 bytes] for `purpose`, such as `ledger.checkpoint`.

        Source: RFC 5869, with the purpose as `info`.
        """
        return HKDF(SHA256(), 32, salt=None, info=f"ostiary/1/{purpose}".encode()).derive(
            self.master
        )

    def __repr__(self) -> str:
        return "Keys(...)"


def write_keys(path: Path) -> None:
    """Write a fresh key file that only its owner can read; an existing one is left alone.

    Raises:
        FileExistsError: There is one already.
    """
    body = {"version": 1, "master": base64.b64encode(secrets.token_bytes(_MASTER_BYTES)).decode()}
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
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        reason = (
            "is not there; `ostiary init` makes one"
            if isinstance(error, FileNotFoundError)
            else (f"cannot be opened ({type(error).__name__}); it has to be a plain file of yours")
        )
        raise KeyFileError(f"key file {path} {reason}") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode) or mode & 0o077:
            raise KeyFileError(f"key file {path} can be read by others; run: chmod 600 {path}")
        raw = file.read(64 * 1024)
    return Keys(_master(path, raw))


def _master(path: Path, raw: bytes) -> bytes:
    try:
        body = cast("dict[str, Any]", json.loads(raw))
        master = base64.b64decode(body["master"], validate=True)
        version = body["version"]
    except (ValueError, KeyError, TypeError):
        raise KeyFileError(f"key file {path} is not one that `ostiary init` made") from None
    if version != 1 or len(master) != _MASTER_BYTES:
        raise KeyFileError(f"key file {path} is of another version")
    return master
