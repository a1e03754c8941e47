"""Changing files so that nothing is lost: first a version, then one step from old to new."""

import os
from dataclasses import dataclass

from ostiary.server import InvalidInputError, NotFoundError, PolicyDeniedError
from ostiary_filesystem.browse import Eye, Walk
from ostiary_filesystem.change import Move, Target
from ostiary_filesystem.confine.beneath import open_beneath
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.deadline import Deadline
from ostiary_filesystem.edit import edited
from ostiary_filesystem.file_tools import version_of
from ostiary_filesystem.found import Kind, open_to_read
from ostiary_filesystem.keep.pending import Pending
from ostiary_filesystem.keep.replace import CHANGED, Old, move, put_new, put_over, take_away
from ostiary_filesystem.keep.versions import MAX_KEPT, Version, Versions, whole
from ostiary_filesystem.origins import Origins
from ostiary_filesystem.text import Encoding, detect

_MAX_MOVED = 20_000
"""How many entries a folder that moves may have, in all folders below it together."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to.

    Args:
        before: What was there; None for nothing.
        after: What is there.
        kept: The version kept of what was there.
    """

    before: bytes | None
    after: bytes
    kept: Version | None


class Writer:
    """Changes files.

    Args:
        versions: Where earlier versions are kept.
        pending: Where changes are noted while they are under way.
    """

    def __init__(self, versions: Versions, pending: Pending) -> None:
        self.versions = versions
        self._pending = pending

    def write(self, target: Target, version: str | None) -> Done:
        """Write a text, over what is there or where nothing is.

        Raises:
            CallError: It cannot be, or is not the version that was meant.
            OSError: The disk fails; the old file is there, whole.
        """
        _require_name(target)
        with target.open_folder() as folder:
            if target.found.status is None:
                if version is not None:
                    raise InvalidInputError(CHANGED, detail="not there any more")
                data = target.text.encode()
                put_new(self._pending, target.spot, folder, data)
                return Done(None, data, None)
            with _open(target) as file:
                old = Old(file, whole(file))
                _require_version(old.data, version)
                return self._put_over(target, folder, old, _encoded(target.text, old.data))

    def edit(self, target: Target, version: str | None, *, is_dry: bool) -> Done:
        """Make the changes of an edit, or only say what they would come to.

        Raises:
            CallError: One does not fit, or it is not the version that was meant.
            OSError: The disk fails; the old file is there, whole.
        """
        _require_name(target)
        if target.found.status is None:
            raise NotFoundError("list_directory gives the names.")
        with target.open_folder() as folder, _open(target) as file:
            old = Old(file, whole(file))
            _require_version(old.data, version)
            data = edited(old.data, target.changes)
            if len(data) > MAX_KEPT:
                raise InvalidInputError("The file would be too large.")
            if is_dry or data == old.data:
                return Done(old.data, data, None)
            return self._put_over(target, folder, old, data, "edit")

    def restore(self, target: Target, version: str) -> Done:
        """Put an earlier version in the place of what is there, or where nothing is.

        Raises:
            CallError: There is no such version.
            OSError: The disk fails.
        """
        _require_name(target)
        kept, data = self.versions.read(target.spot, version)
        with target.open_folder() as folder:
            if target.found.status is None:
                put_new(self._pending, target.spot, folder, data, kept.mode)
                return Done(None, data, None)
            with _open(target) as file:
                return self._put_over(target, folder, Old(file, whole(file)), data, "restore")

    def delete(self, target: Target) -> Version:
        """Remove a file; return the version by which it can be restored.

        Raises:
            CallError: There is none, or it is no regular file.
            OSError: The disk fails; the file is there, or a version of it.
        """
        _require_name(target)
        if target.found.status is None:
            raise NotFoundError("list_directory gives the names.")
        with target.open_folder() as folder, _open(target) as file:
            old = Old(file, whole(file))
            kept = self._keep(target, old, "delete")
            take_away(self._pending, target.spot, folder, old)
        return kept

    def make(self, target: Target) -> bool:
        """Make a folder with all above it that are missing; return whether it was not there.

        Raises:
            InvalidInputError: There is something else of that name.
            OSError: The disk fails.
        """
        if target.found.exists and target.found.kind is Kind.DIRECTORY:
            return False
        spot, made = target.spot, False
        at = open_beneath(spot.root.held, (), os.O_PATH | os.O_DIRECTORY)
        for name in spot.parts:
            try:
                deeper, is_new = _folder(at, name)
            except (NotADirectoryError, FileExistsError):
                raise InvalidInputError("Something else has the name of a folder.") from None
            at.close()
            at, made = deeper, is_new
        at.close()
        return made

    def move(self, ground: Move, eye: Eye) -> None:
        """Give a file or folder another place, where nothing is.

        Raises:
            CallError: There is none, something is there, or its new place is held less closely.
            OSError: The disk fails.
        """
        source, destination = ground.source, ground.destination
        if source.found.held is None:
            raise NotFoundError("list_directory gives the names.")
        if not source.found.exists:
            raise InvalidInputError("Links, and what is neither file nor folder, do not move.")
        if destination.found.status is not None:
            raise InvalidInputError("There is something of that name already.")
        is_folder = source.found.kind is Kind.DIRECTORY
        if not is_folder:
            _require_name(source)
            _require_name(destination)
        _require_no_laundering(ground, source.found.held if is_folder else None, eye)
        with source.open_folder() as here, destination.open_folder() as there:
            if not is_folder:
                with _open(source) as file:
                    self._keep(source, Old(file, whole(file)), "move")
            _require_same(here, source)
            move(here, source.spot.name, there, destination.spot.name)

    def _put_over(
        self, target: Target, folder: Held, old: Old, data: bytes, reason: str = "overwrite"
    ) -> Done:
        kept = self._keep(target, old, reason)
        put_over(self._pending, target.spot, folder, data, old)
        return Done(old.data, data, kept)

    def _keep(self, target: Target, old: Old, reason: str) -> Version:
        mode = old.file.stat().st_mode & 0o777
        return self.versions.keep(target.spot, old.data, mode, reason)


def _open(target: Target) -> Held:
    if target.found.held is None or target.found.kind is not Kind.FILE:
        raise InvalidInputError("It is no regular file.")
    return open_to_read(target.found.held)


def _require_name(target: Target) -> None:
    if target.spot.is_folder:
        raise InvalidInputError("Name a file, without a slash at the end.")


def _require_version(data: bytes, version: str | None) -> None:
    if version is not None and version != version_of(data):
        raise InvalidInputError(CHANGED, detail="another version")


def _require_same(folder: Held, source: Target) -> None:
    """See that what is about to move is what was examined."""
    with open_beneath(folder, [source.spot.name], os.O_PATH) as now:
        is_now, was = now.stat(), source.found.status
        if was is None or (is_now.st_dev, is_now.st_ino) != (was.st_dev, was.st_ino):
            raise InvalidInputError(CHANGED, detail="another file by now")


def _encoded(text: str, was: bytes) -> bytes:
    """Return a text as the file that it replaces was written: its encoding and its mark."""
    encoding = detect(was) if was else None
    encoding = encoding or Encoding()
    if encoding.bom:
        text = text.removeprefix("\ufeff")
    elif encoding.name != "utf-8":
        # Without a mark nothing says which it was; UTF-8 is what everybody takes it for.
        encoding = Encoding()
    return encoding.bom + encoding.encode(text)


def _folder(above: Held, name: str) -> tuple[Held, bool]:
    flags = os.O_PATH | os.O_DIRECTORY
    try:
        return open_beneath(above, [name], flags), False
    except FileNotFoundError:
        os.mkdir(os.fsencode(name), dir_fd=above.fd)
        return open_beneath(above, [name], flags), True


def _require_no_laundering(ground: Move, folder: Held | None, eye: Eye) -> None:
    """See that nothing comes to where it is held less closely: a move is no way to read it.

    Raises:
        PolicyDeniedError: Something would.
        InvalidInputError: The folder has too much in it to look at all of it.
    """
    old, new = ground.source.spot.path, ground.destination.spot.path
    _require_as_close(ground.origins, old, new)
    if folder is None:
        return
    walk = Walk(eye)
    for path, _, _ in walk.all(folder):
        _require_as_close(ground.origins, f"{old}/{path}", f"{new}/{path}")
    if walk.is_truncated or walk.closed:
        raise InvalidInputError("Move what is in the folder piece by piece.", detail="too much")


def _require_as_close(origins: Origins, old: str, new: str) -> None:
    if origins.of(new).data_class < origins.of(old).data_class:
        raise PolicyDeniedError("Its new place is held less closely.", detail="laundering")


def moving_eye(deadline: Deadline) -> Eye:
    """Return what looks at everything in a folder that moves, protected names too."""
    return Eye(lambda _name: True, lambda _name: False, _MAX_MOVED, deadline)
