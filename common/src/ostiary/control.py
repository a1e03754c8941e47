"""The front door for hosts and operators: setting up, reading the ledger, checking what is there.

Servers do not import it, and it serves no calls.
"""

import json
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from ostiary.bearer import load_bearer, write_bearer
from ostiary.classes import DataClass
from ostiary.conversation.handle import MAX_TEXT_CHARS, PURPOSE, Handle, sign
from ostiary.documents import PolicyFileError, did_you_mean
from ostiary.entry import ServerEntry
from ostiary.guard.catalogue import catalogue_of as catalogue_of_offers
from ostiary.guard.offer import Offer
from ostiary.keys import load_keys, write_keys
from ostiary.launch import Launch, script_of, server_points
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Claim, Entry, Standing
from ostiary.ledger.verify import Report, parse_body
from ostiary.policy.bundle import Bundle
from ostiary.policy.bundlefile import BundleFile
from ostiary.policy.casefile import CasesFile
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.draft import read_draft
from ostiary.policy.files import read_files
from ostiary.policy.load import load_bundle
from ostiary.policy.question import Question, answer
from ostiary.policy.suites import Tested, run_suites
from ostiary.privacy.load import DataFile, load_datamap
from ostiary.settings import (
    ServerSettings,
    Settings,
    SettingsError,
    config_folder,
    data_folder,
)

_SCHEMAS: Mapping[str, tuple[type[BaseModel], str]] = {
    "bundle.yaml": (BundleFile, "The main file of an Ostiary policy bundle"),
    "data.yaml": (DataFile, "Where a server's data stands, and its classes"),
    "policy_test.yaml": (CasesFile, "Tests of a server's rules"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an installation keeps its things.

    Args:
        policies: Folder of the bundle.
        keys: Key file.
        state: File of the embedded ledger.
    """

    policies: Path
    keys: Path
    state: Path


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that `initialise` looked at.

    Args:
        path: Where it stands.
        made: Whether it was written now; False when it was there already and left alone.
    """

    path: Path
    made: bool


def place_in(folder: Path | None) -> Place:
    """Return where things stand: all in `folder`, or in the user's config and data folders."""
    if folder is not None:
        whole = folder.resolve()
        return Place(whole / "policies", whole / "keys.json", whole / "state.sqlite")
    return Place(
        config_folder() / "policies", config_folder() / "keys.json", data_folder() / "state.sqlite"
    )


def installed_servers() -> dict[str, Traversable]:
    """Return the servers installed beside this package: by name, their part of a starter bundle.

    Not one of them is imported for it: a server's package holds a folder `starter`.
    """
    return {
        name: files(point.module.partition(".")[0]) / "starter"
        for name, point in server_points().items()
    }


def server_settings(name: str) -> type[ServerSettings]:
    """Return the class of the settings of the installed server `name`.

    Raises:
        ValueError: No such server is installed.
    """
    points = server_points()
    if name not in points:
        hint = did_you_mean(name, points)
        raise ValueError(f"{name}: no such server is installed{hint}")
    entry = cast("ServerEntry", points[name].load())
    return entry.settings


def script_path(name: str) -> Path:
    """Return the absolute path of the script of the installed server `name`.

    Raises:
        ValueError: It is not installed.
    """
    return script_of(server_points()[name])


def launch_of(name: str, environment: Mapping[str, str]) -> Launch:
    """Return how a client starts the installed server `name` with the settings in `environment`.

    Raises:
        SettingsError: `environment` has a setting that does not exist.
        ValidationError: A setting does not fit.
        ValueError: No such server is installed.
    """
    settings = server_settings(name).from_environment(environment)
    return Launch(name, str(script_path(name)), settings.spelled_out())


def read_bearer(settings: Settings) -> str | None:
    """Return the secret that HTTP on loopback wants, None where callers show an issuer's tokens.

    Raises:
        BearerFileError: There is no such file, or others can read it.
    """
    if settings.auth_issuer is not None:
        return None
    return load_bearer(settings.bearer_path()).decode("ascii")


def initialise(place: Place) -> Iterator[Written]:
    """Write a starter bundle, keys and a bearer secret; yield each file as it is done.

    Nothing is overwritten.

    Raises:
        OSError: A file cannot be written.
    """
    for folder in (place.policies, place.keys.parent, place.state.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    starter = files("ostiary") / "starter" / "bundle.yaml"
    yield _unfold(starter, place.policies / "bundle.yaml")
    for server, folder in installed_servers().items():
        for source in sorted(folder.iterdir(), key=lambda each: each.name):
            if source.is_file() and source.name.endswith((".cedar", ".yaml")):
                yield _unfold(source, place.policies / server / source.name)
    yield _make(place.keys, write_keys)
    yield _make(place.keys.with_name("bearer"), write_bearer)


@dataclass(frozen=True, slots=True)
class Offered:
    """What servers offer, as far as they could be asked.

    Args:
        catalogue: Their tools, resources, prompts and lists.
        unread: The servers that could not be asked, with the reason.
    """

    catalogue: Catalogue
    unread: Mapping[str, str]


def installed_catalogue() -> Offered:
    """Return what the servers installed beside this package offer. Nothing is opened for it."""
    entries: list[ServerEntry] = []
    unread: dict[str, str] = {}
    for point in server_points().values():
        try:
            entries.append(point.load())
        except Exception as error:  # noqa: BLE001 - another's package: whatever it is, it is told
            unread[point.name] = type(error).__name__
    offered = catalogue_of(entries)
    return Offered(offered.catalogue, {**unread, **offered.unread})


def catalogue_of(servers: Iterable[ServerEntry]) -> Offered:
    """Return what `servers` offer. Each is built from the environment, and none is opened."""
    offers: list[Offer] = []
    unread: dict[str, str] = {}
    for entry in servers:
        try:
            offers += entry.build(entry.settings.from_environment()).offers
        except SettingsError as error:
            unread[entry.name] = str(error)
        except Exception as error:  # noqa: BLE001 - as above
            unread[entry.name] = type(error).__name__
    return Offered(catalogue_of_offers(offers), unread)


def policy_faults(folder: Path, catalogue: Catalogue) -> list[PolicyFileError]:
    """Return everything that is wrong with the bundle in `folder`, its data maps included."""
    try:
        files = read_files(folder)
        faults = list(read_draft(files, catalogue).faults)
    except PolicyFileError as fault:
        return [fault]
    for data in sorted(folder.glob("*/data.yaml")):
        try:
            load_datamap(data)
        except PolicyFileError as fault:
            faults.append(fault)
    return faults


def policy_report(folder: Path, catalogue: Catalogue) -> Tested:
    """Return what the tests beside the policies in `folder` find.

    Raises:
        PolicyFileError: The bundle or a test is wrong.
    """
    return run_suites(folder, load_bundle(folder, catalogue), catalogue)


def explain_call(folder: Path, tool: str, **asked: Any) -> dict[str, Any]:
    """Return what the bundle in `folder` decides on a call of `tool`, and why.

    Args:
        folder: The bundle.
        tool: `server.tool`.
        asked: The other members of a `Question`: roles, arguments, facts, label.

    Raises:
        PolicyFileError: The bundle is wrong.
        ValueError: The question names what there is not, or lacks facts.
    """
    catalogue = installed_catalogue().catalogue
    question = Question(tool=tool, **asked)
    return answer(load_bundle(folder, catalogue), catalogue, question).told()


def schema_names() -> tuple[str, ...]:
    """Return the files of a bundle that have a JSON Schema."""
    return tuple(_SCHEMAS)


def schema_text(name: str) -> str:
    """Return the JSON Schema of that file of a bundle, made from the model that reads it."""
    model, title = _SCHEMAS[name]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps({**model.model_json_schema(), **schema}, indent=2, sort_keys=True) + "\n"


def verify_ledger(settings: Settings) -> Report:
    """Return what a verification of the ledger finds.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        return reader.verify()


def newest_records(settings: Settings, count: int) -> list[dict[str, Any]]:
    """Return the `count` latest records, oldest first, each with its place in the chain.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        return [_told(entry) for entry in reader.entries(count)]


def records_about(settings: Settings, identifier: str) -> list[dict[str, Any]]:
    """Return all records of the call or the conversation `identifier`, in the order of their time.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        found = [
            told
            for told in map(_told, reader.entries())
            if identifier in {told.get("call"), told.get("conversation")}
        ]
    return sorted(found, key=lambda told: told["at_us"])


def standing_of(settings: Settings, conversation: str | None = None) -> Standing | None:
    """Return where a conversation stands, None where there is none.

    Args:
        settings: Where the ledger is.
        conversation: Which; the principal's current one unless it is named.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        return reader.conversation(settings.principal, conversation)


@dataclass(frozen=True, slots=True)
class Issued:
    """A conversation that was opened, and the handle of it.

    Args:
        claim: What the handle says.
        handle: Its text. Whoever has it and is the principal speaks in that conversation.
    """

    claim: Claim
    handle: str

    def __repr__(self) -> str:
        return f"Issued({self.claim!r}, ...)"


async def issue_conversation(
    settings: Settings, principal: str, lifetime_s: float, clearance: DataClass | None = None
) -> Issued:
    """Open a conversation for a principal and sign a handle of it.

    Args:
        settings: Where the ledger and the keys are.
        principal: Whose it is.
        lifetime_s: How long the handle holds [s].
        clearance: The highest class that the model endpoint behind it may see; None: no bound.

    Raises:
        KeyFileError: The key file is missing, or does not hold the key.
        LedgerError: The ledger cannot be used.
        ValueError: The principal's name, or the time, is beyond what a handle can say.
    """
    if not 0 < len(principal) <= MAX_TEXT_CHARS:
        raise ValueError(f"a principal has a name of 1 to {MAX_TEXT_CHARS} characters")
    key = load_keys(settings.keys_path()).derive(PURPOSE)
    claim = await open_conversation(settings, principal, lifetime_s, clearance)
    said = Handle(claim.conversation, claim.principal, claim.expires_at_us, claim.clearance)
    return Issued(claim, sign(key, said))


async def open_conversation(
    settings: Settings, principal: str, lifetime_s: float, clearance: DataClass | None = None
) -> Claim:
    """Open a conversation for a principal; return what its handle is to say.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        expires_at_us = time.time_ns() // 1000 + round(lifetime_s * 1e6)
        return await ledger.open_conversation(
            principal, expires_at_us=expires_at_us, clearance=clearance
        )


async def revoke_conversation(settings: Settings, conversation: str) -> bool:
    """End a conversation's handles now; return whether there is such a conversation.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        return await ledger.revoke(conversation, settings.principal)


async def reset_conversation(settings: Settings, conversation: str) -> bool:
    """Forget what a conversation has read and begin its counters anew; its principal's stay.

    Returns whether there is such a conversation.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        return await ledger.reset(conversation, settings.principal)


@contextmanager
def operators_ledger(settings: Settings) -> Generator[Ledger]:
    """Yield the ledger, opened to be written to as a stream of the operator's own.

    Raises:
        LedgerError: It cannot be used.
    """
    with closing(Ledger(settings.state, None, {"server": "", "by": settings.principal})) as ledger:
        yield ledger


def state_folder(settings: Settings) -> Path | None:
    """Return the folder of an embedded ledger, None for one that a database server keeps."""
    path = settings.state.removeprefix("sqlite:///")
    return None if path == settings.state else Path(path).absolute().parent


def check_bundle(folder: Path) -> Bundle:
    """Return the bundle in `folder` after reading every file of it.

    Raises:
        PolicyFileError: A file is missing or wrong.
    """
    bundle = load_bundle(folder)
    for data in sorted(folder.glob("*/data.yaml")):
        load_datamap(data)
    return bundle


def calls_limit(settings: Settings) -> int | None:
    """Return how many calls a conversation of the settings' principal may make.

    Raises:
        PolicyFileError: The bundle is missing or wrong.
    """
    return load_bundle(settings.policies).allowance(settings.role_names(), "").conversation.calls


def check_keys(settings: Settings) -> None:
    """Read the key file.

    Raises:
        KeyFileError: It is missing, readable by others, or no key file.
    """
    load_keys(settings.keys_path())


def label_of(standing: Standing) -> str:
    """Return a conversation's label in words."""
    return f"{DataClass(standing.data_class).label}{', untrusted' if standing.untrusted else ''}"


def _make(target: Path, write: Callable[[Path], None]) -> Written:
    made = not target.exists()
    if made:
        write(target)
    return Written(target, made)


def _unfold(source: Traversable, target: Path) -> Written:
    if target.exists():
        return Written(target, made=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return Written(target, made=True)


def _told(entry: Entry) -> dict[str, Any]:
    return {"stream": entry.stream, "position": entry.position, **parse_body(entry.body)}
