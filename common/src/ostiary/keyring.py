"""The key ring: the vault's master keys, in a file of their own that is rewritten when one changes.

It stands beside the key file and never beside the state. A master key that was destroyed cannot be
derived again from anything, which is what makes an erasure final in every backup of the state; so
the ring is not to be kept in the same backup, nor longer than the state's own backups matter.
"""

import base64
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

KEY_BYTES = 32


class KeyRingError(ValueError):
    """The key ring cannot be used; the text says why and what to do."""


class KeyRing:
    """The master keys in one file, by number.

    Args:
        path: The file; only its owner may read it.
        random: Returns so many random bytes.
    """

    def __init__(self, path: Path, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.path = path
        self._random = random

    def read(self) -> dict[int, bytes]:
        """Return the keys by number.

        Raises:
            KeyRingError: The file is not there, others can read it, or it is none.
        """
        with os.fdopen(_open(self.path), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077:
                raise KeyRingError(
                    f"key ring {self.path} can be read by others; run: chmod 600 {self.path}"
                )
            if found.st_uid != os.geteuid():
                raise KeyRingError(f"key ring {self.path} is another account's; make it your own")
            return _parsed(self.path, file.read(64 * 1024))

    def make(self) -> None:
        """Write a ring with one key.

        Raises:
            FileExistsError: There is one.
        """
        fresh = self._written({1: self._random(KEY_BYTES)})
        try:
            # A link, so that the file is whole as soon as it has its name, and none is replaced.
            os.link(fresh, self.path)
        finally:
            fresh.unlink()
        _settle(self.path)

    def add(self) -> int:
        """Add a key; return its number, the highest.

        Raises:
            KeyRingError: As for `read`.
        """
        with _alone(self.path.parent):
            held = self.read()
            number = max(held) + 1
            self._replace({**held, number: self._random(KEY_BYTES)})
        return number

    def destroy(self, number: int) -> None:
        """Take a key away for ever; the bytes of the old file are overwritten.

        Raises:
            KeyRingError: As for `read`.
        """
        with _alone(self.path.parent):
            held = self.read()
            if held.pop(number, None) is None:
                return
            # Opened before its name goes: what is overwritten is what was read.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_NOFOLLOW)
            try:
                self._replace(held)
                os.pwrite(descriptor, b"\0" * os.fstat(descriptor).st_size, 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _replace(self, held: Mapping[int, bytes]) -> None:
        self._written(held).replace(self.path)
        _settle(self.path)

    def _written(self, held: Mapping[int, bytes]) -> Path:
        fresh = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        _write(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), held)
        return fresh

    def __repr__(self) -> str:
        return "KeyRing(...)"


def _open(path: Path) -> int:
    try:
        # Opened first, judged by descriptor: what is checked is what is read.
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        reason = (
            "is not there"
            if isinstance(error, FileNotFoundError)
            else f"cannot be opened ({type(error).__name__}); it has to be a plain file of yours"
        )
        raise KeyRingError(f"key ring {path} {reason}") from None


def _write(descriptor: int, held: Mapping[int, bytes]) -> None:
    told = {str(number): base64.b64encode(key).decode() for number, key in held.items()}
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"version": 1, "keys": told}, file)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Keep other operators from changing the ring meanwhile; readers are not kept waiting."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _settle(path: Path) -> None:
    """Make the folder's entry of `path` durable."""
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parsed(path: Path, raw: bytes) -> dict[int, bytes]:
    try:
        body = cast("dict[str, Any]", json.loads(raw))
        told = cast("dict[str, str]", body["keys"])
        held = {int(number): base64.b64decode(key, validate=True) for number, key in told.items()}
        version = body["version"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyRingError(f"key ring {path} is not one that `ostiary init` made") from None
    if version != 1 or not held or any(len(key) != KEY_BYTES for key in held.values()):
        raise KeyRingError(f"key ring {path} is of another version")
    return held
