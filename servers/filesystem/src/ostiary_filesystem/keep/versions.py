"""Earlier versions of files: kept before anything changes, outside every root, by path.

One file a version: a line of JSON about it, then its bytes. It gets its name when it is whole and
on the disk, so that a version that is listed can be restored.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ostiary.server import NotFoundError, TooLargeError
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.roots import Spot
from ostiary_filesystem.keep.disk import sync_folder, write_all
from ostiary_filesystem.read import read_bytes

MAX_KEPT = 64 * 1024 * 1024
"""The largest file of which a version is kept, and so the largest that is changed [bytes]."""

_SUFFIX = ".version"
_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of an earlier version.

    Args:
        id: Its name; later ones sort later.
        at_us: When it was kept, since 1970 [µs].
        size: Of the file [bytes].
        digest: SHA-256 of its bytes.
        mode: Its permissions.
        reason: What was about to happen to the file.
    """

    id: str
    at_us: int
    size: int
    digest: str
    mode: int
    reason: str


class Versions:
    """The versions of all files.

    Args:
        folder: Where they are kept; made when the first one is.
        most: How many of one file.
        now_us: The clock [µs since 1970].
    """

    def __init__(
        self,
        folder: Path,
        most: int,
        now_us: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        self._folder = folder
        self._most = most
        self._now_us = now_us

    def keep(self, spot: Spot, data: bytes, mode: int, reason: str) -> Version:
        """Keep what a file holds; it is on the disk when this returns.

        Raises:
            OSError: The disk is full, or fails: then nothing may be changed.
        """
        folder = self._of(spot)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        at_us = self._now_us()
        name = f"{at_us:016x}-{secrets.token_hex(4)}"
        digest = hashlib.sha256(data).hexdigest()
        version = Version(name, at_us, len(data), digest, mode, reason)
        temporary = folder / f".{name}"
        try:
            fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with Held(fd):
                about = {**asdict(version), "path": spot.path}
                write_all(fd, json.dumps(about).encode() + b"\n" + data)
                os.fsync(fd)
            temporary.rename(folder / f"{name}{_SUFFIX}")
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(folder)
        sync_folder(folder.parent)
        self._prune(folder)
        return version

    def of(self, spot: Spot) -> list[Version]:
        """Return what is kept of the file at a place, the newest first."""
        found = [_about(path) for path in self._files(self._of(spot))]
        return sorted(found, key=lambda version: version.id, reverse=True)

    def read(self, spot: Spot, name: str) -> tuple[Version, bytes]:
        """Return a version and its bytes.

        Raises:
            NotFoundError: None of that name is kept.
        """
        path = self._of(spot) / f"{name}{_SUFFIX}"
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFoundError("list_versions gives the names.")
        line, _, data = path.read_bytes().partition(b"\n")
        return _version(json.loads(line)), data

    def _of(self, spot: Spot) -> Path:
        """Return the folder of a file's versions; names on the disk say nothing of the file's."""
        return (
            self._folder / hashlib.sha256(spot.path.encode("utf-8", "surrogateescape")).hexdigest()
        )

    def _files(self, folder: Path) -> Iterator[Path]:
        return (path for path in folder.glob(f"*{_SUFFIX}") if _NAME.fullmatch(path.stem))

    def _prune(self, folder: Path) -> None:
        for path in sorted(self._files(folder))[: -self._most]:
            path.unlink(missing_ok=True)


def _about(path: Path) -> Version:
    with path.open("rb") as file:
        return _version(json.loads(file.readline()))


def _version(about: dict[str, Any]) -> Version:
    return Version(**{name: about[name] for name in Version.__slots__})


def whole(file: Held) -> bytes:
    """Return all that a file holds.

    Raises:
        TooLargeError: No version of it could be kept.
    """
    data = read_bytes(file, MAX_KEPT + 1)
    if len(data) > MAX_KEPT:
        raise TooLargeError("The file is too large for a version of it to be kept.")
    return data
