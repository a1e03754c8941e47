"""A small guarded server that deals with people: it finds contacts and writes letters to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ostiary.keys import write_keys
from ostiary.server import (
    INTERNAL,
    Classes,
    DataMap,
    Each,
    Examined,
    Fields,
    GuardedServer,
    InvalidInputError,
    Origin,
    Restoration,
    ServerSettings,
    UpstreamError,
    guarded,
)

PEOPLE = {
    1: ("Ann Example", "Ann@Customer.example", "+49 30 1234567"),
    2: ("Ben Sample", "ben@customer.example", "+49 30 7654321"),
    3: ("Ann Example", "ann@customer.example", "+49 30 1234567"),
}
BUNDLE = """
version: 1
roles:
  analyst: {clearance: internal}
  clerk: {clearance: internal}
  officer: {clearance: confidential}
budgets: {window_s: 3600, conversation: {calls: 1000}, principal: {calls: 1000}}
"""
PRIVACY = """
privacy:
  kinds: {DATE: {treat: generalise}}
  text: {find: nothing, risk: "a test knows every name that it writes into a letter"}
restore:
  - {kind: EMAIL, tool: letters.find_contact, argument: email, roles: [analyst, clerk]}
  - {kind: EMAIL, tool: letters.write_letter, argument: to, roles: [clerk]}
  - {kind: PERSON, tool: letters.write_letter, argument: text, roles: [clerk]}
  - {kind: EMAIL, tool: letters.post_notice, argument: text, roles: [clerk]}
"""
DATA = """
version: 1
default: internal
columns:
  contacts.name: {class: personal, kind: PERSON}
  contacts.email: {class: personal, kind: EMAIL}
  contacts.phone: {class: personal, kind: PHONE}
folders:
  letters: {class: personal, kind: TEXT}
  notices: internal
subjects:
  contacts: [email, name, phone]
"""
POLICY = """
@id("all")
permit (principal in Role::"analyst", action, resource);
@id("clerks")
permit (principal in Role::"clerk", action, resource);
@id("officers")
permit (principal in Role::"officer", action, resource);
"""


class LettersSettings(ServerSettings, server="letters"):
    """Nothing of its own."""


class Contact(BaseModel):
    """A contact."""

    id: int
    name: str
    email: str
    phone: str


class Contacts(BaseModel):
    """Contacts."""

    contacts: list[Contact]


class Letter(BaseModel):
    """A letter or a notice."""

    to: str
    text: str


class Done(BaseModel):
    """What was done."""

    done: str


@dataclass
class Ground:
    """What an examination found.

    Args:
        emails: Spellings to look for; None for everybody.
        letter: To be written.
    """

    emails: tuple[str, ...] | None = None
    letter: Letter | None = None


@dataclass
class Office:
    """A folder with policies, keys, ring and state, and the letters that were written.

    Args:
        folder: Where.
        written: The letters.
    """

    folder: Path
    written: list[Letter] = field(default_factory=list[Letter])

    @property
    def state(self) -> str:
        """URL of the state."""
        return f"sqlite:///{self.folder / 'state.sqlite'}"

    def server(self, roles: str = "analyst", principal: str = "ada") -> GuardedServer:
        """Return a server on this office."""
        settings = LettersSettings(
            policies=self.folder / "policies",
            keys=self.folder / "keys.json",
            state=self.state,
            principal=principal,
            roles=roles,
        )
        return build(settings, self.written)


def make_letters(folder: Path, privacy: str = PRIVACY) -> Office:
    """Make an office in `folder`."""
    policies = folder / "policies" / "letters"
    policies.mkdir(parents=True)
    (policies.parent / "bundle.yaml").write_text(BUNDLE + privacy)
    (policies / "policy.cedar").write_text(POLICY)
    (policies / "data.yaml").write_text(DATA)
    write_keys(folder / "keys.json")
    return Office(folder)


_Text = Annotated[str, Field(description="Text, with pseudonyms for people.", max_length=1000)]

_Email = Annotated[str | None, Field(description="Pseudonym of an e-mail address.")]


def build(settings: LettersSettings, written: list[Letter]) -> GuardedServer:
    """Return the server."""
    server = guarded(settings, instructions="Contacts and letters.")
    _add_contacts(server)
    _add_letters(server, written)
    _add_notices(server, written)
    return server


def _add_contacts(server: GuardedServer) -> None:
    async def find(
        arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[Ground]:
        email = arguments.get("email")
        if email is None:
            return Examined(Ground())
        if email not in restoration.tokens:
            raise InvalidInputError("Name a contact by the pseudonym of his e-mail address.")
        column = data.lookup("columns", "contacts.email")
        return Examined(Ground(restoration.compare(email, ["email"], column)))

    def classify(_result: object, _ground: object, data: DataMap) -> Classes:
        names = {"id": INTERNAL, **{each: data.lookup("columns", f"contacts.{each}") for each in
                                    ("name", "email", "phone")}}  # fmt: skip
        return Fields({"contacts": Each(Fields(names))})

    @server.tool(title="Find contacts", examine=find, classify=classify, read_only=True)
    async def find_contact(email: _Email = None, *, ground: Ground) -> Contacts:
        """Return all contacts, or those with an e-mail address."""
        del email
        return Contacts(
            contacts=[
                Contact(id=number, name=name, email=mail, phone=phone)
                for number, (name, mail, phone) in PEOPLE.items()
                if ground.emails is None or mail in ground.emails
            ]
        )


def _add_letters(server: GuardedServer, written: list[Letter]) -> None:
    async def address(
        arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[Ground]:
        target = data.lookup("folders", "letters")
        to = restoration.write(arguments["to"], ["to"], target)
        text = restoration.write(arguments["text"], ["text"], target)
        return Examined(Ground(letter=Letter(to=to, text=text)))

    def classify_letter(_result: object, _ground: object, data: DataMap) -> Classes:
        return Fields({"done": data.lookup("folders", "letters")})

    @server.tool(title="Write a letter", examine=address, classify=classify_letter)
    async def write_letter(to: _Text, text: _Text, *, ground: Ground) -> Done:
        """Write a letter and say to whom."""
        del to, text
        assert ground.letter is not None
        written.append(ground.letter)
        if "fail" in ground.letter.text:
            raise UpstreamError(detail=f"no mailbox {ground.letter.to}")
        return Done(done=f"written to {ground.letter.to}: {ground.letter.text}")


def _add_notices(server: GuardedServer, written: list[Letter]) -> None:
    async def post(
        arguments: Mapping[str, Any], data: DataMap, restoration: Restoration
    ) -> Examined[Ground]:
        text = restoration.write(arguments["text"], ["text"], data.lookup("folders", "notices"))
        return Examined(Ground(letter=Letter(to="all", text=text)))

    @server.tool(
        title="Post a notice",
        examine=post,
        classify=lambda _result, _ground, _data: Fields({"done": INTERNAL}),
    )
    async def post_notice(text: _Text, *, ground: Ground) -> Done:
        """Post a notice for everybody."""
        del text
        assert ground.letter is not None
        written.append(ground.letter)
        return Done(done=ground.letter.text)

    @server.tool(
        title="Repeat", classify=lambda _result, _ground, data: Fields({"done": _said(data)})
    )
    async def repeat(text: _Text) -> Done:
        """Return a text that the caller brought."""
        return Done(done=text)


def _said(data: DataMap) -> Origin:
    origin = data.lookup("columns", "contacts.email")
    return Origin(origin.data_class, origin.kind, brought=True)
