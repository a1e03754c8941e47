"""What is under way: a note for each change, so that one that was killed leaves nothing behind.

A change puts a temporary name beside the file. Whoever finds a note that nobody holds (its lock is
free: the process is gone) takes that name away. Is what it holds neither the file that was to be
replaced nor what was to replace it, then somebody else wrote it meanwhile: it is kept as a version.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ostiary_filesystem.confine.beneath import open_beneath
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.roots import Root, Roots, Spot
from ostiary_filesystem.found import open_to_read
from ostiary_filesystem.keep.disk import sync_folder, write_all
from ostiary_filesystem.keep.versions import Versions, whole


def unfinished(temporary: str) -> str:
    """Return the name under which a file is written, until it is whole and has a temporary one."""
    return f"{temporary}.new"


@dataclass(frozen=True, slots=True)
class Pending:
    """Where notes are.

    Args:
        folder: One file a note; made when the first one is.
        versions: Where what somebody else wrote is kept.
    """

    folder: Path
    versions: Versions

    @contextmanager
    def noted(self, spot: Spot, temporary: str, known: Sequence[bytes]) -> Generator[None]:
        """Note a change for as long as it is under way.

        Args:
            spot: The file.
            temporary: The name beside it.
            known: What may be thrown away with that name.

        Raises:
            OSError: It cannot be noted: then nothing may be changed.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / temporary
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with Held(fd):
            fcntl.flock(fd, fcntl.LOCK_EX)
            digests = [hashlib.sha256(data).hexdigest() for data in known]
            note = {"root": spot.root.name, "parts": spot.parts, "known": digests}
            write_all(fd, json.dumps(note).encode())
            os.fsync(fd)
            sync_folder(self.folder)
            try:
                yield
            finally:
                # Also after an error: whatever could not be undone is looked after here.
                self._settle(spot.root, path, note)

    def recover(self, roots: Roots) -> None:
        """Look after the changes whose processes are gone."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError), Held(os.open(path, os.O_RDWR | os.O_CLOEXEC)) as held:
                try:
                    fcntl.flock(held.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # under way
                self._recovered(roots, path)

    def _recovered(self, roots: Roots, path: Path) -> None:
        try:
            note: dict[str, Any] = json.loads(path.read_bytes())
            root = roots[note["root"]]
        except ValueError:
            path.unlink(missing_ok=True)  # cut while it was written: nothing had begun
            return
        except KeyError:
            return  # of a root that is not served now
        self._settle(root, path, note)

    def _settle(self, root: Root, path: Path, note: dict[str, Any]) -> None:
        """Take the temporary name of a note away, and then the note."""
        spot = Spot(root, tuple(note["parts"]))
        with suppress(FileNotFoundError), spot.open_folder() as folder:
            with suppress(FileNotFoundError):
                os.unlink(os.fsencode(unfinished(path.name)), dir_fd=folder.fd)
            self._take_away(spot, folder, path.name, note["known"])
        path.unlink(missing_ok=True)

    def _take_away(self, spot: Spot, folder: Held, temporary: str, known: Sequence[str]) -> None:
        with open_beneath(folder, [temporary], os.O_PATH) as held, open_to_read(held) as file:
            data = whole(file)
            if hashlib.sha256(data).hexdigest() not in known:
                self.versions.keep(spot, data, file.stat().st_mode & 0o777, "recovered")
        os.unlink(os.fsencode(temporary), dir_fd=folder.fd)
