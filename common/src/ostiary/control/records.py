"""What operators ask of the ledger: what happened, whether it is whole, checkpoints of it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ostiary.control.conversations import operators_ledger
from ostiary.keys import KeyFileError, load_keys
from ostiary.ledger.checkpoint import Checkpoint
from ostiary.ledger.export import FORMATS
from ostiary.ledger.finding import parse_body
from ostiary.ledger.operate import (
    make_checkpoint_now,
    open_replay,
    places_of,
    public_key_text,
    read_anchored,
    read_public_key,
)
from ostiary.ledger.read import Reader
from ostiary.ledger.values import Entry
from ostiary.ledger.verify import Report
from ostiary.settings import (
    Settings,
)

CHECKPOINT, REPLAY = "ledger.checkpoint", "ledger.replay"
"""Purposes of the ledger's keys."""


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
            if identifier in (told.get("call"), told.get("conversation"))
        ]
    return sorted(found, key=lambda told: told["at_us"])


def exported_records(settings: Settings, form: str) -> Iterator[str]:
    """Yield every record as a line of `jsonl`, `ocsf` or `cef`, by stream and position.

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(settings.state)) as reader, closing(reader.entries()) as entries:
        yield from map(FORMATS[form], entries)


def state_folder(settings: Settings) -> Path | None:
    """Return the folder of an embedded ledger, None for one that a database server keeps."""
    path = settings.state.removeprefix("sqlite:///")
    return None if path == settings.state else Path(path).absolute().parent


def _known_public_key(settings: Settings) -> bytes | None:
    """Return the public key by the key file; None where there is none that we may read."""
    try:
        return load_keys(settings.keys_path()).public_key(CHECKPOINT)
    except KeyFileError:
        return None


def _told(entry: Entry) -> dict[str, Any]:
    # What is outside the record comes last: no body says where, or when, it stands.
    place = {"stream": entry.stream, "position": entry.position, "at_us": entry.at_us}
    return {**parse_body(entry.body), **place}
