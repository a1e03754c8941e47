"""The examination of calls that change files, and what such a call works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anyio.to_thread

from ostiary.server import (
    DataMap,
    Examined,
    InvalidInputError,
    NotFoundError,
    PolicyDeniedError,
    Restoration,
)
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.roots import Spot
from ostiary_filesystem.edit import Change
from ostiary_filesystem.examine import Examiner, require_open
from ostiary_filesystem.facts import facts_of
from ostiary_filesystem.found import Found
from ostiary_filesystem.keep.replace import CHANGED
from ostiary_filesystem.origins import Origins


@dataclass(frozen=True, slots=True)
class Target:
    """A place that is changed.

    Args:
        found: What is there.
        folder: What it stands in, as it was examined; None where there is no such folder.
        text: What is written, with what may be restored in it.
        changes: What is edited, likewise.
    """

    found: Found
    folder: Held | None
    text: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def spot(self) -> Spot:
        """The place.

        Raises:
            NotFoundError: The path names none.
            InvalidInputError: It is a root.
        """
        if self.found.spot is None:
            raise NotFoundError("Begin the path with a root: list_allowed_directories names them.")
        if not self.found.spot.parts:
            raise InvalidInputError("A root itself is not changed.")
        return self.found.spot

    def open_folder(self) -> Held:
        """Return the folder that it stands in, which is still where it was examined.

        Raises:
            NotFoundError: There is none.
            InvalidInputError: It is another one by now.
        """
        if self.folder is None:
            raise NotFoundError("Its folder does not exist; create_directory makes it.")
        now = self.spot.open_folder()
        if not _is_same(now, self.folder):
            raise InvalidInputError(CHANGED, detail="another folder by now")
        return now


@dataclass(frozen=True, slots=True)
class Move:
    """What gets another place.

    Args:
        source: What it is, and where.
        destination: Where it will be.
        origins: The classes, as they were when the call was examined.
    """

    source: Target
    destination: Target
    origins: Origins


class Changing:
    """Examines the calls that change files.

    Args:
        examiner: Looks at paths.
        is_writable: Whether this server changes files at all.
    """

    def __init__(self, examiner: Examiner, *, is_writable: bool) -> None:
        self._examiner = examiner
        self._is_writable = is_writable

    async def write(
        self, arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[Target]:
        """Return where a text is written.

        Raises:
            PolicyDeniedError: A name is protected, the server reads only, or what would be restored
                is of a higher class than the place.
        """
        target = await self._target(str(arguments["path"]), data)
        origin = target.found.origin
        text = restoration.write(str(arguments["content"]), ["content"], origin)
        written = Target(target.found, target.folder, text)
        facts = facts_of(
            [target.found],
            self._examiner.origins(data),
            size=len(text.encode("utf-8", "surrogatepass")),
            changes=True,
            destroys=target.found.exists,
        )
        return Examined(written, facts)

    async def edit(
        self, arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[Target]:
        """Return what is edited.

        Raises:
            PolicyDeniedError: As `write`.
        """
        target = await self._target(str(arguments["path"]), data)
        origin = target.found.origin
        changes = tuple(
            Change(
                str(each["oldText"]),
                restoration.write(str(each["newText"]), ["edits", at, "newText"], origin),
            )
            for at, each in enumerate(arguments["edits"])
        )
        changed = not arguments.get("dryRun")
        facts = facts_of([target.found], self._examiner.origins(data), changes=changed)
        return Examined(Target(target.found, target.folder, changes=changes), facts)

    async def make(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Target]:
        """Return where a folder is made.

        Raises:
            PolicyDeniedError: A name is protected, or the server reads only.
        """
        target = await self._target(str(arguments["path"]), data)
        facts = facts_of([target.found], self._examiner.origins(data), size=0, changes=True)
        return Examined(target, facts)

    async def destroy(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Target]:
        """Return what is removed, or replaced by an earlier version.

        Raises:
            PolicyDeniedError: As `make`.
        """
        # A link is nothing that is removed: not itself, and not what it leads to by its name.
        target = await self._target(str(arguments["path"]), data, follows_last=False)
        facts = facts_of(
            [target.found],
            self._examiner.origins(data),
            changes=True,
            destroys=target.found.exists,
        )
        return Examined(target, facts)

    async def look(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Target]:
        """Return the place whose earlier versions are listed.

        Raises:
            PolicyDeniedError: As `make`.
        """
        target = await self._target(str(arguments["path"]), data)
        return Examined(target, facts_of([target.found], self._examiner.origins(data)))

    async def move(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Move]:
        """Return what gets which place.

        Raises:
            PolicyDeniedError: As `make`, of either place.
        """
        source = await self._target(str(arguments["source"]), data, follows_last=False)
        destination = await self._target(str(arguments["destination"]), data, follows_last=False)
        origins = self._examiner.origins(data)
        facts = facts_of([source.found, destination.found], origins, changes=True)
        facts["exists"] = source.found.exists
        return Examined(Move(source, destination, origins), facts)

    async def _target(self, path: str, data: DataMap, *, follows_last: bool = True) -> Target:
        if not self._is_writable:
            raise PolicyDeniedError("This server only reads.", detail="OSTIARY_FILESYSTEM_WRITABLE")

        def work() -> Target:
            found = self._examiner.look(path, data, follows_last=follows_last)
            require_open(found)
            return Target(found, _folder_of(found))

        return await anyio.to_thread.run_sync(work)


def _folder_of(found: Found) -> Held | None:
    if found.spot is None or not found.spot.parts:
        return None
    try:
        return found.spot.open_folder()
    except OSError:
        return None


def _is_same(one: Held, other: Held) -> bool:
    a, b = one.stat(), other.stat()
    return (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
