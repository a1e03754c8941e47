"""A small guarded server as a program: notes about people, kept in one file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ostiary.server import (
    Classes,
    DataMap,
    Each,
    Examined,
    Fields,
    GuardedServer,
    InvalidInputError,
    Restoration,
    ServerSettings,
    guarded,
    run,
)

DATA = """
version: 1
default: internal
columns:
  notes.about: {class: personal, kind: PERSON}
folders:
  notes: {class: personal, kind: TEXT}
"""
POLICY = """
@id("notes")
@clearance("internal")
permit (principal in Role::"analyst", action, resource);
"""


class NotesSettings(ServerSettings, server="notes"):
    """Settings.

    Args:
        file: Where the notes are kept.
    """

    file: Path


class Note(BaseModel):
    """A note."""

    about: str
    text: str


class Notes(BaseModel):
    """Notes."""

    notes: list[Note]


About = Annotated[str, Field(description="Pseudonym of a person.")]
Text = Annotated[str, Field(description="What to remember.")]


def build(settings: NotesSettings) -> GuardedServer:
    """Return the server."""
    server = guarded(settings, instructions="Notes about people.")

    def kept() -> list[Note]:
        if not settings.file.exists():
            return []
        return [Note(**each) for each in json.loads(settings.file.read_text())]

    def classify(_result: object, _ground: object, data: DataMap) -> Classes:
        about, text = data.lookup("columns", "notes.about"), data.lookup("folders", "notes")
        return Fields({"notes": Each(Fields({"about": about, "text": text}))})

    async def place(
        arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[Note]:
        about = restoration.write(
            arguments["about"], ["about"], data.lookup("columns", "notes.about")
        )
        text = restoration.write(arguments["text"], ["text"], data.lookup("folders", "notes"))
        return Examined(Note(about=about, text=text))

    async def compare(
        arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[tuple[str, ...]]:
        about = arguments["about"]
        if about not in restoration.tokens:
            raise InvalidInputError("Name a person by his pseudonym.")
        column = data.lookup("columns", "notes.about")
        return Examined(restoration.compare(about, ["about"], column))

    @server.tool(title="Write a note", examine=place, classify=classify)
    async def write_note(about: About, text: Text, *, ground: Note) -> Notes:
        """Keep a note about a person, and return it."""
        del about, text
        notes = [*kept(), ground]
        settings.file.write_text(json.dumps([each.model_dump() for each in notes]))
        return Notes(notes=[ground])

    @server.tool(title="Find notes", examine=compare, classify=classify, read_only=True)
    async def find_notes(about: About, *, ground: tuple[str, ...]) -> Notes:
        """Return the notes about a person."""
        del about
        return Notes(notes=[each for each in kept() if each.about in ground])

    return server


if __name__ == "__main__":
    run(build, NotesSettings)
