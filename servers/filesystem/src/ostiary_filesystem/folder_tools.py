"""The tools that look at folders: listings, trees, what is known of one file, the roots."""

import random
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ostiary.server import (
    INTERNAL,
    Classes,
    Classify,
    DataClass,
    DataMap,
    Each,
    Fields,
    GuardedServer,
    NotFoundError,
    Origin,
    Sink,
)
from ostiary_filesystem.browse import Items, items_of, size_in
from ostiary_filesystem.confine.roots import Roots
from ostiary_filesystem.deadline import beside
from ostiary_filesystem.facts import FACTS
from ostiary_filesystem.file_tools import Path
from ostiary_filesystem.found import Found, Kind
from ostiary_filesystem.read import require_folder
from ostiary_filesystem.results import (
    Allowed,
    AllowedDirectories,
    Entry,
    FileInfo,
    Listing,
    SizedEntry,
    SizedListing,
)
from ostiary_filesystem.served import Served, meta, require_spot

SortBy: TypeAlias = Annotated[
    Literal["name", "size"], Field(description="Order of the entries: name, or largest first.")
]


def add_folders(server: GuardedServer, served: Served) -> None:
    """Offer the tools on `server`."""
    _add_list(server, served)
    _add_sizes(server, served)
    _add_info(server, served)
    _add_roots(server, served)


def _classify_listing(served: Served) -> Classify[Any]:
    def classify(result: Listing | SizedListing, ground: Found, data: DataMap) -> Classes:
        about = meta(ground.origin)
        fields: dict[str, Classes] = dict.fromkeys(type(result).model_fields, about)
        fields["path"] = served.names(require_spot(ground.spot).path, data)
        entry = {"name": ground.origin, "type": about, "size": about}
        return Fields({**fields, "entries": Each(Fields(entry))})

    return classify


def _shuffled(found: Items, origin: Origin, clearance: DataClass) -> Items:
    """Return entries in an order that tells nothing of names that are not shown as they are."""
    if origin.data_class > clearance:
        random.SystemRandom().shuffle(found.items)
    return found


def _add_list(server: GuardedServer, served: Served) -> None:
    @server.tool(
        title="List a folder",
        examine=served.examiner.one,
        facts=FACTS,
        classify=_classify_listing(served),
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def list_directory(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        path: Path, *, ground: Found, clearance: DataClass
    ) -> Listing:
        """Return the entries of a folder: names and what they are. Protected names are left out."""
        del path
        found = await beside(lambda: items_of(require_folder(ground), served.eye()))
        found = _shuffled(found, ground.origin, clearance)
        return Listing(
            path=require_spot(ground.spot).path,
            entries=[Entry(name=item.name, type=item.kind.value) for item in found.items],
            truncated=found.is_truncated,
            unnamed=found.untold,
        )


def _add_sizes(server: GuardedServer, served: Served) -> None:
    @server.tool(
        title="List a folder with sizes",
        examine=served.examiner.one,
        facts=FACTS,
        classify=_classify_listing(served),
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def list_directory_with_sizes(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path,
        sortBy: SortBy = "name",  # noqa: N803 - the reference server's name
        *,
        ground: Found,
        clearance: DataClass,
    ) -> SizedListing:
        """Return the entries of a folder with their sizes, and their sum."""
        del path

        def work() -> tuple[Items, list[SizedEntry]]:
            folder = require_folder(ground)
            found = _shuffled(items_of(folder, served.eye()), ground.origin, clearance)
            entries = [
                SizedEntry(
                    name=item.name,
                    type=item.kind.value,
                    size=size_in(folder, item.name) if item.kind is Kind.FILE else 0,
                )
                for item in found.items
            ]
            return found, entries

        found, entries = await beside(work)
        if sortBy == "size":
            entries.sort(key=lambda entry: -entry.size)
        return SizedListing(
            path=require_spot(ground.spot).path,
            entries=entries,
            total_files=sum(entry.type == "file" for entry in entries),
            total_directories=sum(entry.type == "directory" for entry in entries),
            total_bytes=sum(entry.size for entry in entries),
            truncated=found.is_truncated,
            unnamed=found.untold,
        )


def _add_info(server: GuardedServer, served: Served) -> None:
    def classify(result: FileInfo, ground: Found, data: DataMap) -> Classes:
        del result
        about = meta(ground.origin)
        names = [info.serialization_alias or name for name, info in FileInfo.model_fields.items()]
        path = require_spot(ground.spot).path
        return Fields({**dict.fromkeys(names, about), "path": served.names(path, data)})

    @server.tool(
        title="What is known of a file",
        examine=served.examiner.one,
        facts=FACTS,
        classify=classify,
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def get_file_info(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path, *, ground: Found
    ) -> FileInfo:
        """Return kind, size, times, permissions of a file or folder, and the class of its data."""
        del path
        status, kind = ground.status, ground.kind
        if status is None or kind is None or ground.spot is None:
            raise NotFoundError("list_directory gives the names.")
        return FileInfo(
            path=ground.spot.path,
            type=kind.value,
            size=ground.size,
            created=None,
            modified=_time(status.st_mtime),
            accessed=_time(status.st_atime),
            permissions=f"{status.st_mode & 0o777:03o}",
            links=status.st_nlink,
            data_class=ground.origin.data_class.label,
        )


def _time(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError):
        return "unknown"


def _add_roots(server: GuardedServer, served: Served) -> None:
    @server.tool(
        title="List the roots",
        examine=served.examiner.roots,
        facts=FACTS,
        classify=lambda _result, _ground, _data: INTERNAL,
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
        untrusted=False,
    )
    async def list_allowed_directories(  # pyright: ignore[reportUnusedFunction] - as above
        *, ground: Roots
    ) -> AllowedDirectories:
        """Return the names of the folders that paths begin with."""
        names = sorted(root.name for root in ground)
        writable = served.settings.writable
        return AllowedDirectories(
            directories=[Allowed(name=name, writable=writable) for name in names]
        )
