"""What the reading tools return: shapes that clients hold on to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, Field, PrivateAttr, WithJsonSchema

from ostiary.server import Classes

KindWord = Literal["file", "directory", "link", "other"]


class TextFile(BaseModel):
    """Text of a file."""

    path: str = Field(description="where it stands")
    content: str = Field(description="its text, or the part of it that was asked for")
    encoding: str = Field(description="how it is written")
    bytes: int = Field(description="size of the whole file")
    truncated: bool = Field(description="whether there is more of the file than was returned")
    version: str | None = Field(
        default=None, description="what edit_file and write_file take to change just this version"
    )


class ManyFile(BaseModel):
    """One of several files: its text, or why there is none."""

    path: str = Field(description="as it was asked for")
    content: str | None = Field(description="its text; null if it could not be read")
    error: str | None = Field(default=None, description="why not")


class ManyFiles(BaseModel):
    """Texts of several files."""

    files: list[ManyFile] = Field(description="in the order in which they were asked for")


class MediaBlock(BaseModel):
    """An image, a sound or another file as base64."""

    type: Literal["image", "audio", "blob"] = Field(description="what it is")
    data: str = Field(description="base64")
    mimeType: str = Field(description="its type")  # noqa: N815 - the protocol's name


class MediaFile(BaseModel):
    """A file that is no text."""

    path: str = Field(description="where it stands")
    content: list[MediaBlock] = Field(description="one block")


class Entry(BaseModel):
    """An entry of a folder."""

    name: str = Field(description="name")
    type: KindWord = Field(description="file, directory, link or other")


class Listing(BaseModel):
    """The entries of a folder."""

    path: str = Field(description="the folder")
    entries: list[Entry] = Field(description="by name")
    truncated: bool = Field(description="whether there are more than were returned")
    unnamed: int = Field(description="entries whose names cannot be told, such as no UTF-8")


class SizedEntry(BaseModel):
    """An entry of a folder with its size."""

    name: str = Field(description="name")
    type: KindWord = Field(description="file, directory, link or other")
    size: int = Field(description="of a file, in bytes; else 0")


class SizedListing(BaseModel):
    """The entries of a folder with their sizes."""

    path: str = Field(description="the folder")
    entries: list[SizedEntry] = Field(description="by name or size")
    total_files: int = Field(description="files among the entries")
    total_directories: int = Field(description="directories among them")
    total_bytes: int = Field(description="size of those files")
    truncated: bool = Field(description="whether there are more than were returned")
    unnamed: int = Field(description="entries whose names cannot be told, such as no UTF-8")


# Clients hold a result against its schema by recursion, which a deep tree would exhaust.
Nodes: TypeAlias = Annotated[
    "list[Node]", WithJsonSchema({"type": "array", "items": {}}, mode="serialization")
]


class Node(BaseModel):
    """A file or folder in a tree."""

    name: str = Field(description="name")
    type: KindWord = Field(description="file, directory, link or other")
    children: Nodes | None = Field(default=None, description="of a directory: more of these")


class Tree(BaseModel):
    """A folder with everything below it."""

    path: str = Field(description="the folder")
    children: list[Node] = Field(description="its entries")
    truncated: bool = Field(description="whether there are more than were returned")
    _classes: Sequence[Classes] = PrivateAttr(default=())

    def of(self, classes: Sequence[Classes]) -> Self:
        """Return this tree, whose entries have these classes."""
        self._classes = classes
        return self

    @property
    def classes(self) -> Sequence[Classes]:
        """The classes of its entries; what is missing counts as unknown."""
        return self._classes


class Matches(BaseModel):
    """Paths that match."""

    paths: list[str] = Field(description="paths of files and folders")
    truncated: bool = Field(description="whether there may be more than were returned")
    skipped: int = Field(description="folders that were not searched: you may not read their names")


class FileInfo(BaseModel):
    """What is known of a file or folder."""

    path: str = Field(description="where it stands")
    type: KindWord = Field(description="file or directory")
    size: int = Field(description="of a file, in bytes")
    created: str | None = Field(description="when, where the disk says it (ISO 8601, UTC)")
    modified: str = Field(description="when (ISO 8601, UTC)")
    accessed: str = Field(description="when (ISO 8601, UTC)")
    permissions: str = Field(description="octal")
    links: int = Field(description="how many names it has on its disk")
    data_class: str = Field(
        serialization_alias="class", description="class of what it holds; above yours: not clear"
    )


class Allowed(BaseModel):
    """A root."""

    name: str = Field(description="paths in it begin with this and a slash")
    writable: bool = Field(description="whether this server changes files at all")


class AllowedDirectories(BaseModel):
    """All roots."""

    directories: list[Allowed] = Field(description="by name")


class Line(BaseModel):
    """A line that matches."""

    path: str = Field(description="file")
    line: int = Field(description="its number, from 1")
    text: str = Field(description="the line, cut if it is long")


class Lines(BaseModel):
    """Lines that match."""

    matches: list[Line] = Field(description="by path and line")
    files_searched: int = Field(description="files that were looked through")
    files_skipped: int = Field(
        description="files that were not: too large, no text, or not yours to read in the clear"
    )
    truncated: bool = Field(description="whether there may be more than were returned")


class Written(BaseModel):
    """What was written."""

    path: str = Field(description="where it stands")
    created: bool = Field(description="whether there was nothing before")
    bytes: int = Field(description="its size now")
    kept: str | None = Field(description="the version kept of what was there before")
    version: str | None = Field(description="what names what it holds now")


class Edited(BaseModel):
    """What an edit changes."""

    path: str = Field(description="the file")
    diff: str = Field(description="unified difference; empty if nothing changes")
    applied: bool = Field(description="whether it was written; false: a dry run")
    kept: str | None = Field(description="the version kept of what was there before")
    version: str | None = Field(description="what names what it holds now")


class Made(BaseModel):
    """A folder."""

    path: str = Field(description="the folder")
    created: bool = Field(description="whether it was made; false: it was there")


class Moved(BaseModel):
    """What has another place now."""

    source: str = Field(description="where it was")
    destination: str = Field(description="where it is")


class Deleted(BaseModel):
    """What was removed."""

    path: str = Field(description="where it was")
    kept: str = Field(description="the version by which it can be restored")


class KeptVersion(BaseModel):
    """An earlier version of a file."""

    version: str = Field(description="its name, for restore_version")
    at: str = Field(description="when it was kept (ISO 8601, UTC)")
    bytes: int = Field(description="its size")
    reason: str = Field(description="what happened to the file then")


class KeptVersions(BaseModel):
    """The earlier versions of a file."""

    path: str = Field(description="the file")
    versions: list[KeptVersion] = Field(description="the newest first")
