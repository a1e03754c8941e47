"""The front door for hosts and operators: setting up, reading the ledger, checking what is there.

Servers do not import it, and it serves no calls.
"""

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ostiary.classes import DataClass
from ostiary.keys import KeyFileError, load_keys, write_keys
from ostiary.ledger.checkpoint import Checkpoint
from ostiary.ledger.export import FORMATS
from ostiary.ledger.finding import parse_body
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.operate import (
    make_checkpoint_now,
    open_replay,
    places_of,
    public_key_text,
    read_anchored,
    read_public_key,
)
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Claim, Entry, Standing
from ostiary.ledger.verify import Report
from ostiary.policy.bundle import Bundle
from ostiary.policy.load import load_bundle
from ostiary.privacy.load import load_datamap
from ostiary.settings import Settings, config_folder, data_folder

_GROUP = "ostiary.servers"
CHECKPOINT, REPLAY = "ledger.checkpoint", "ledger.replay"
"""Purposes of the ledger's keys."""


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
    points = sorted(entry_points(group=_GROUP), key=lambda point: point.name)
    return {point.name: files(point.module.partition(".")[0]) / "starter" for point in points}


def initialise(place: Place) -> Iterator[Written]:
    """Write a starter bundle and keys; yield each file as it is done. Nothing is overwritten.

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
    made = not place.keys.exists()
    if made:
        write_keys(place.keys)
    yield Written(place.keys, made)


def verify_ledger(
    settings: Settings, key: Path | None = None, anchor: Path | None = None
) -> Report:
    """Return what a verification of the ledger finds.

    Args:
        settings: Where it is.
        key: PEM file of the public key; else it is that of the key file, where there is one.
        anchor: File of checkpoints that an anchor kept.

    Raises:
        LedgerError: There is no ledger, or one of the files holds not what it should.
        OSError: One of the files cannot be read.
    """
    public_key = read_public_key(key) if key is not None else _known_public_key(settings)
    anchored = read_anchored(anchor) if anchor is not None else []
    with closing(Reader(settings.state)) as reader:
        return reader.verify(public_key, anchored)


def checkpoint_key(settings: Settings) -> str:
    """Return the public key that checkpoints are verified with, as PEM.

    Raises:
        KeyFileError: There is no key file, or it does not know the key.
    """
    public_key = load_keys(settings.keys_path()).public_key(CHECKPOINT)
    if public_key is None:
        raise KeyFileError(f"the key file holds no key for {CHECKPOINT}")
    return public_key_text(public_key)


def make_checkpoint(settings: Settings) -> Checkpoint | None:
    """Make and anchor one checkpoint; None when nothing was written since the last one.

    Raises:
        KeyFileError: The key file is missing, or does not hold the key.
        LedgerError: There is no ledger, or an earlier checkpoint does not hold.
        OSError: The anchor did not accept it.
    """
    keys = load_keys(settings.keys_path())
    private_key, public_key = keys.derive(CHECKPOINT), keys.public_key(CHECKPOINT)
    if public_key is None:
        raise KeyFileError(f"the key file holds no key for {CHECKPOINT}")
    return make_checkpoint_now(settings.state, private_key, public_key, settings.anchor)


def replayed_request(settings: Settings, call: str) -> dict[str, Any]:
    """Return the request that the policy saw of a call. It holds personal values.

    Raises:
        KeyFileError: The key file is missing, or does not hold the replay key.
        LedgerError: There is no such call, or its request was not kept, erased or altered.
    """
    key = load_keys(settings.keys_path()).derive(REPLAY)
    return json.loads(open_replay(settings.state, key, call))


async def erase_replays(settings: Settings, calls: Iterable[str]) -> int:
    """Forget the sealed requests of these calls; return how many places that were.

    Raises:
        LedgerError: There is no ledger.
    """
    places = places_of(settings.state, calls)
    with operators_ledger(settings) as ledger:
        await ledger.erase_replays(places, settings.principal)
    return len(places)


async def open_conversation(
    settings: Settings, principal: str, lifetime_s: float, clearance: DataClass | None = None
) -> Claim:
    """Open a conversation for a principal; return what its handle is to say.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    with operators_ledger(settings) as ledger:
        return await ledger.open_conversation(principal, lifetime_s=lifetime_s, clearance=clearance)


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


def export_keys(settings: Settings, path: Path, purposes: Iterable[str]) -> None:
    """Write a key file that holds only the keys for these purposes.

    Raises:
        KeyFileError: There is no key file, or it does not hold one of them.
        FileExistsError: There is a file already.
    """
    write_keys(path, load_keys(settings.keys_path()).only(purposes))


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


def exported_records(settings: Settings, form: str) -> Iterator[str]:
    """Yield every record as a line of `jsonl`, `ocsf` or `cef`, by stream and position.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader, closing(reader.entries()) as entries:
        yield from map(FORMATS[form], entries)


def standing_of(settings: Settings) -> Standing | None:
    """Return where the principal's latest conversation stands; None before its first call.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader:
        return reader.conversation(settings.principal)


def check_bundle(folder: Path) -> Bundle:
    """Return the bundle in `folder` after reading every file of it.

    Raises:
        PolicyFileError: A file is missing or wrong.
    """
    bundle = load_bundle(folder)
    for data in sorted(folder.glob("*/data.yaml")):
        load_datamap(data)
    return bundle


def check_keys(settings: Settings) -> None:
    """Read the key file.

    Raises:
        KeyFileError: It is missing, readable by others, or no key file.
    """
    load_keys(settings.keys_path())


def label_of(standing: Standing) -> str:
    """Return a conversation's label in words."""
    return f"{DataClass(standing.data_class).label}{', untrusted' if standing.untrusted else ''}"


def _known_public_key(settings: Settings) -> bytes | None:
    """Return the public key by the key file; None where there is none that we may read."""
    try:
        return load_keys(settings.keys_path()).public_key(CHECKPOINT)
    except KeyFileError:
        return None


def _unfold(source: Traversable, target: Path) -> Written:
    if target.exists():
        return Written(target, made=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return Written(target, made=True)


def _told(entry: Entry) -> dict[str, Any]:
    return {"stream": entry.stream, "position": entry.position, **parse_body(entry.body)}
