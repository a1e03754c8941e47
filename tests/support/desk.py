"""A desk with notes and mail: what it does, bare, and the same tools behind the guard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ostiary.server import (
    Classes,
    DataClass,
    DataMap,
    Each,
    Examined,
    FactType,
    Fields,
    GuardedServer,
    NotFoundError,
    ServerSettings,
    Sink,
    guarded,
)

RULES = {"returns": "Goods come back within thirty days. The house pays the postage."}
"""What the house itself wrote."""


@dataclass
class Mail:
    """One message."""

    sender: str
    subject: str
    body: str


@dataclass
class Desk:
    """Everything on the desk. `broken` is what the fault of a note says that cannot be read."""

    notes: dict[str, str] = field(default_factory=dict[str, str])
    staff: dict[str, str] = field(default_factory=dict[str, str])
    inbox: list[Mail] = field(default_factory=list[Mail])
    outbox: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    broken: str = "input/output error"

    def list_notes(self) -> list[str]:
        """Return the names of all notes."""
        return sorted(self.notes)

    def read_note(self, name: str) -> str:
        """Return one note; `broken` fails."""
        if name == "broken":
            raise RuntimeError(self.broken)
        return self.notes[name]

    def read_staff(self, name: str) -> str:
        """Return what is noted of an employee."""
        return self.staff[name]

    def read_rules(self, name: str) -> str:
        """Return a rule of the house."""
        return RULES[name]

    def read_mail(self) -> list[Mail]:
        """Return what has come."""
        return list(self.inbox)

    def write_note(self, name: str, text: str) -> str:
        """Write a note, over the old one if there is one."""
        self.notes[name] = text
        return name

    def delete_note(self, name: str) -> str:
        """Take a note away."""
        del self.notes[name]
        return name

    def send_mail(self, to: str, body: str) -> str:
        """Send a message."""
        self.outbox.append((to, body))
        return to


POLICY = """
@id("read") permit (
  principal in Role::"clerk",
  action in [Action::"desk.list", Action::"desk.list_notes", Action::"desk.read_note",
    Action::"desk.read_staff", Action::"desk.read_rules", Action::"desk.read_mail"],
  resource
);
@id("work") permit (
  principal in Role::"clerk",
  action in [Action::"desk.write_note", Action::"desk.delete_note", Action::"desk.send_mail"],
  resource
);
// Who has read what outsiders wrote takes nothing away and writes over nothing.
@id("final") forbid (
  principal, action in [Action::"desk.write_note", Action::"desk.delete_note"], resource
)
when { context.label.untrusted && context.facts.replaces };
// Nor does he write to anybody.
@id("strangers") forbid (principal, action == Action::"desk.send_mail", resource)
when { context.label.untrusted };
// What is noted of employees leaves in no mail, and is kept in no note.
@id("staff") forbid (
  principal,
  action in [Action::"desk.send_mail", Action::"desk.write_note"],
  resource
)
when { context.flow.derived_from.contains("desk.read_staff") };
"""

DATA = """
version: 1
default: internal
tools: {list_notes: internal, read_rules: public, write_note: public, delete_note: public, send_mail: public}
folders: {"*": internal, staff: personal}
"""

Name = Annotated[str, Field(description="A name.", pattern="^[a-z0-9-]{1,40}$")]
Words = Annotated[str, Field(description="Any text.", max_length=20_000)]


class DeskSettings(ServerSettings, server="desk"):
    """No setting of its own."""


class Names(BaseModel):
    """Names of notes."""

    names: list[str]


class Page(BaseModel):
    """One text."""

    text: str


class Message(BaseModel):
    """One message."""

    sender: str
    subject: str
    body: str


class Messages(BaseModel):
    """What has come."""

    messages: list[Message]


class Done(BaseModel):
    """What was done to."""

    done: str


def _inside(_result: object, _ground: object, data: DataMap) -> Classes:
    return Fields({"text": data.lookup("folders", "notes")})


def _of_staff(_result: object, _ground: object, data: DataMap) -> Classes:
    return Fields({"text": data.lookup("folders", "staff")})


def _of_mail(_result: object, _ground: object, data: DataMap) -> Classes:
    inside = data.lookup("folders", "mail")
    each = Fields(dict.fromkeys(("sender", "subject", "body"), inside))
    return Fields({"messages": Each(each)})


def guarded_desk(desk: Desk, settings: DeskSettings) -> GuardedServer:
    """Return `desk` behind the guard."""
    server = guarded(settings, instructions="Notes and mail of an office.")
    _add_reading(server, desk)
    _add_working(server, desk)
    return server


def _add_reading(server: GuardedServer, desk: Desk) -> None:
    @server.tool(title="List notes", untrusted=False, sink=Sink.NOWHERE)
    async def list_notes() -> Names:  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        """Names of all notes."""
        return Names(names=desk.list_notes())

    @server.tool(title="Read a note", classify=_inside, sink=Sink.NOWHERE)
    async def read_note(name: Name) -> Page:  # pyright: ignore[reportUnusedFunction] - as above
        """Text of a note."""
        if name not in desk.notes and name != "broken":
            raise NotFoundError("list_notes gives the names.")
        return Page(text=desk.read_note(name))

    @server.tool(title="Read about an employee", classify=_of_staff, sink=Sink.NOWHERE)
    async def read_staff(name: Name) -> Page:  # pyright: ignore[reportUnusedFunction] - as above
        """What is noted of an employee."""
        return Page(text=desk.read_staff(name))

    @server.tool(title="Read a rule", untrusted=False, yields=DataClass.PUBLIC, sink=Sink.NOWHERE)
    async def read_rules(name: Name) -> Page:  # pyright: ignore[reportUnusedFunction] - as above
        """A rule of the house."""
        return Page(text=desk.read_rules(name))

    @server.tool(title="Read mail", classify=_of_mail, sink=Sink.NOWHERE)
    async def read_mail() -> Messages:  # pyright: ignore[reportUnusedFunction] - as above
        """What has come."""
        return Messages(
            messages=[
                Message(sender=each.sender, subject=each.subject, body=each.body)
                for each in desk.read_mail()
            ]
        )


def _add_working(server: GuardedServer, desk: Desk) -> None:
    async def replaced(arguments: Mapping[str, Any], _data: DataMap) -> Examined[None]:
        return Examined(None, {"replaces": arguments["name"] in desk.notes})

    facts = {"replaces": FactType.FLAG}

    @server.tool(
        title="Write a note", examine=replaced, facts=facts, untrusted=False, sink=Sink.STORAGE
    )
    async def write_note(name: Name, text: Words) -> Done:  # pyright: ignore[reportUnusedFunction] - as above
        """Write a note, over the old one if there is one."""
        return Done(done=desk.write_note(name, text))

    @server.tool(
        title="Delete a note", examine=replaced, facts=facts, untrusted=False, sink=Sink.STORAGE
    )
    async def delete_note(name: Name) -> Done:  # pyright: ignore[reportUnusedFunction] - as above
        """Take a note away."""
        return Done(done=desk.delete_note(name))

    @server.tool(title="Send a message", untrusted=False, sink=Sink.OUTSIDE)
    async def send_mail(to: Words, body: Words) -> Done:  # pyright: ignore[reportUnusedFunction] - as above
        """Send a message."""
        return Done(done=desk.send_mail(to, body))
