"""The tools that change files, and those that bring back what was there before."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from ostiary.server import (
    Classes,
    Classify,
    DataClass,
    DataMap,
    Fields,
    GuardedServer,
    PolicyDeniedError,
    Rows,
    Sink,
)
from ostiary_filesystem.change import Changing, Move, Target
from ostiary_filesystem.deadline import beside
from ostiary_filesystem.edit import difference
from ostiary_filesystem.facts import FACTS
from ostiary_filesystem.file_tools import Path, version_of
from ostiary_filesystem.results import (
    Deleted,
    Edited,
    KeptVersion,
    KeptVersions,
    Made,
    Moved,
    Written,
)
from ostiary_filesystem.served import Served, meta, require_spot
from ostiary_filesystem.writer import Writer, moving_eye

_ONE = Rows(1, lambda _result: 1)
"""Each change counts as a row, so that budgets can bound how many files a conversation changes."""

Version: TypeAlias = Annotated[
    str | None,
    Field(
        description="version as read_text_file gave it: another file is not changed.",
        max_length=64,
    ),
]
KeptName: TypeAlias = Annotated[
    str, Field(description="A version from list_versions.", max_length=64)
]


class Edit(BaseModel):
    """One replacement."""

    model_config = ConfigDict(extra="forbid")

    oldText: str = Field(  # noqa: N815 - the reference server's name
        description="Text to replace; it stands in the file exactly once.", min_length=1
    )
    newText: str = Field(description="What stands there afterwards.")  # noqa: N815 - as above


@dataclass(frozen=True, slots=True)
class Writing:
    """What these tools share.

    Args:
        served: Limits and classes.
        changing: Examines their calls.
        writer: Changes files.
    """

    served: Served
    changing: Changing
    writer: Writer

    def classify(self, *contents: str) -> Classify[Any]:
        """Return what classifies a result about one path.

        Args:
            contents: Which members hold what the file holds; others say something about it.
        """

        def classify(result: BaseModel, ground: Target, data: DataMap) -> Classes:
            names, origin = type(result).model_fields, ground.found.origin
            fields: dict[str, Classes] = dict.fromkeys(names, meta(origin))
            fields["path"] = self.served.names(require_spot(ground.found.spot).path, data)
            return Fields({**fields, **dict.fromkeys(contents, origin)})

        return classify


def add_writing(server: GuardedServer, writing: Writing) -> None:
    """Offer the tools on `server`."""
    _add_write(server, writing)
    _add_edit(server, writing)
    _add_make(server, writing)
    _add_move(server, writing)
    _add_delete(server, writing)
    _add_versions(server, writing)
    _add_restore(server, writing)


def _require_clear(target: Target, clearance: DataClass) -> None:
    """Refuse what would tell of a file that its reader may not see as it is.

    Raises:
        PolicyDeniedError: He may not.
    """
    if target.found.origin.data_class > clearance:
        raise PolicyDeniedError(
            "What you may not read in the clear is not edited, nor told by its version.",
            detail="above the clearance",
        )


def _add_write(server: GuardedServer, writing: Writing) -> None:
    @server.tool(
        title="Write a file",
        examine=writing.changing.write,
        facts=FACTS,
        classify=writing.classify("version"),
        timeout_s=writing.served.timeout_s,
        rows=_ONE,
        sink=Sink.STORAGE,
        reversible=True,
        untrusted=False,
    )
    async def write_file(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        path: Path,
        content: Annotated[str, Field(description="All that the file will hold.")],
        version: Version = None,
        *,
        ground: Target,
        clearance: DataClass,
    ) -> Written:
        """Write a text file, new or in place of what is there, of which a version is kept."""
        del path, content  # the ground holds both, as they were examined
        if version is not None:
            _require_clear(ground, clearance)
        work = lambda: writing.writer.write(ground, version)  # noqa: E731 - as short as it gets
        done = await beside(work, is_finished=True)
        return Written(
            path=ground.spot.path,
            created=done.before is None,
            bytes=len(done.after),
            kept=done.kept.id if done.kept else None,
            version=_told_version(ground, clearance, done.after),
        )


def _told_version(target: Target, clearance: DataClass, data: bytes) -> str | None:
    return version_of(data) if target.found.origin.data_class <= clearance else None


def _add_edit(server: GuardedServer, writing: Writing) -> None:
    @server.tool(
        title="Edit a file",
        examine=writing.changing.edit,
        facts=FACTS,
        classify=writing.classify("diff", "version"),
        timeout_s=writing.served.timeout_s,
        rows=_ONE,
        sink=Sink.STORAGE,
        reversible=True,
    )
    async def edit_file(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path,
        edits: Annotated[
            list[Edit],
            Field(description="Replacements, one after the other.", min_length=1, max_length=100),
        ],
        dryRun: Annotated[  # noqa: N803 - the reference server's name
            bool, Field(description="Whether only to show what would change.")
        ] = False,
        version: Version = None,
        *,
        ground: Target,
        clearance: DataClass,
    ) -> Edited:
        """Replace texts that each stand in a file exactly once; return the difference.

        All other bytes stay what they are. A version of the file is kept.
        """
        del path, edits  # as above
        _require_clear(ground, clearance)
        done = await beside(
            lambda: writing.writer.edit(ground, version, is_dry=dryRun), is_finished=True
        )
        before = done.before or b""
        return Edited(
            path=ground.spot.path,
            diff=await beside(lambda: difference(ground.spot.path, before, done.after)),
            applied=done.kept is not None,
            kept=done.kept.id if done.kept else None,
            version=version_of(before if dryRun else done.after),
        )


def _add_make(server: GuardedServer, writing: Writing) -> None:
    @server.tool(
        title="Make a folder",
        examine=writing.changing.make,
        facts=FACTS,
        classify=writing.classify(),
        timeout_s=writing.served.timeout_s,
        rows=_ONE,
        sink=Sink.STORAGE,
        untrusted=False,
    )
    async def create_directory(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path, *, ground: Target
    ) -> Made:
        """Make a folder, with those above it that are missing. One that is there already stays."""
        del path
        made = await beside(lambda: writing.writer.make(ground), is_finished=True)
        return Made(path=require_spot(ground.found.spot).path, created=made)


def _add_move(server: GuardedServer, writing: Writing) -> None:
    def classify(result: Moved, ground: Move, data: DataMap) -> Classes:
        del result
        spots = {"source": ground.source.spot, "destination": ground.destination.spot}
        return Fields({key: writing.served.names(spot.path, data) for key, spot in spots.items()})

    @server.tool(
        title="Move a file or folder",
        examine=writing.changing.move,
        facts=FACTS,
        classify=classify,
        timeout_s=writing.served.timeout_s,
        rows=_ONE,
        sink=Sink.STORAGE,
        reversible=True,
        untrusted=False,
    )
    async def move_file(  # pyright: ignore[reportUnusedFunction] - as above
        source: Path,
        destination: Annotated[
            str,
            Field(description="Its new path, where nothing is yet.", min_length=1, max_length=4096),
        ],
        *,
        ground: Move,
    ) -> Moved:
        """Move or rename a file or folder to where nothing is, never to where it is held less."""
        del source, destination
        eye = moving_eye(writing.served.deadline())
        await beside(lambda: writing.writer.move(ground, eye), is_finished=True)
        return Moved(source=ground.source.spot.path, destination=ground.destination.spot.path)


def _add_delete(server: GuardedServer, writing: Writing) -> None:
    @server.tool(
        title="Delete a file",
        examine=writing.changing.destroy,
        facts=FACTS,
        classify=writing.classify(),
        timeout_s=writing.served.timeout_s,
        rows=_ONE,
        sink=Sink.STORAGE,
        reversible=True,
        untrusted=False,
    )
    async def delete_file(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path, *, ground: Target
    ) -> Deleted:
        """Remove a file. A version is kept, by which restore_version brings it back."""
        del path
        kept = await beside(lambda: writing.writer.delete(ground), is_finished=True)
        return Deleted(path=ground.spot.path, kept=kept.id)


def _add_versions(server: GuardedServer, writing: Writing) -> None:
    @server.tool(
        title="List earlier versions",
        examine=writing.changing.look,
        facts=FACTS,
        classify=writing.classify(),
        timeout_s=writing.served.timeout_s,
        read_only=True,
        untrusted=False,
        sink=Sink.NOWHERE,
    )
    async def list_versions(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path, *, ground: Target
    ) -> KeptVersions:
        """Return the earlier versions of a file that is there, or was."""
        del path
        kept = await beside(lambda: writing.writer.versions.of(ground.spot))
        return KeptVersions(
            path=ground.spot.path,
            versions=[
                KeptVersion(
                    version=each.id,
                    at=datetime.fromtimestamp(each.at_us / 1e6, UTC).isoformat(),
                    bytes=each.size,
                    reason=each.reason,
                )
                for each in kept
            ],
        )


def _add_restore(server: GuardedServer, writing: Writing) -> None:
    @server.tool(
        title="Restore an earlier version",
        examine=writing.changing.destroy,
        facts=FACTS,
        classify=writing.classify("version"),
        timeout_s=writing.served.timeout_s,
        rows=_ONE,
        sink=Sink.STORAGE,
        reversible=True,
        untrusted=False,
    )
    async def restore_version(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path, version: KeptName, *, ground: Target, clearance: DataClass
    ) -> Written:
        """Bring back an earlier version of a file. A version of what is there now is kept."""
        del path
        done = await beside(lambda: writing.writer.restore(ground, version), is_finished=True)
        return Written(
            path=ground.spot.path,
            created=done.before is None,
            bytes=len(done.after),
            kept=done.kept.id if done.kept else None,
            version=_told_version(ground, clearance, done.after),
        )
