"""What operators do with a ledger that no server does: checkpoints by hand, replays, erasure."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from ostiary.ledger.anchor import open_anchor
from ostiary.ledger.batch import Batch
from ostiary.ledger.checkpoint import Checkpoint, CheckpointError, Signer, parse_line
from ostiary.ledger.checkpoints import make_checkpoint
from ostiary.ledger.finding import Finding, parse_body
from ostiary.ledger.read import Reader
from ostiary.ledger.seal import SealError, digest, unseal
from ostiary.ledger.store import LedgerError, open_store
from ostiary.ledger.values import Entry

_DECISIONS = ("intent", "refusal")
"""Kinds of the records beside which a request may be kept."""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """Why there is no request to be had; falsy."""

    reason: str

    def __bool__(self) -> bool:
        return False


_MARK = '"signature"'


def make_checkpoint_now(
    url: str, checkpoint_key: bytes, public_key: bytes, anchor: str
) -> Checkpoint | None:
    """Make and anchor one checkpoint over all streams, for servers that do not hold the key.

    What earlier checkpoints cover is worked out from these themselves, after their signatures were
    checked: the store's bookkeeping, which its servers write, is not believed.

    Args:
        url: SQLAlchemy URL of the store.
        checkpoint_key: Ed25519 private key [32 bytes].
        public_key: Its public half [32 bytes].
        anchor: Where it goes; empty for nowhere.

    Returns:
        The checkpoint; None when nothing was written since the last one.

    Raises:
        LedgerError: There is no such store or anchor, or an earlier checkpoint does not hold.
        OSError: The anchor did not accept it; it stands in the store.
    """
    keeper = open_anchor(anchor)
    with closing(Reader(url)) as reader:
        findings: list[Finding] = []
        covered = dict(reader.evidence(public_key, findings).covered)
    if findings:
        raise LedgerError(f"{findings[0].place}: {findings[0].reason}; nothing was signed")
    store = open_store(url)
    connection = store.connect()
    try:
        with store.transaction(connection):
            batch = Batch(store, connection, None, [])
            made = make_checkpoint(batch, Signer(checkpoint_key), covered=covered)
    finally:
        connection.close()
    if made is not None and keeper is not None:
        keeper.send(made)
    return made


def read_anchored(path: Path) -> list[Checkpoint]:
    """Return the checkpoints in a file that an anchor kept; lines without one are passed over.

    Raises:
        LedgerError: It holds none, or one that is damaged.
        OSError: It cannot be read.
    """
    found: list[Checkpoint] = []
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if _MARK not in line:
                continue
            try:
                found.append(parse_line(line))
            except CheckpointError as error:
                raise LedgerError(f"{path.name}:{number}: {error}") from None
    if not found:
        raise LedgerError(f"{path.name}: holds no checkpoint")
    return found


def public_key_text(public_key: bytes) -> str:
    """Return a public key [32 bytes] as PEM (RFC 8410), which other tools read too."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_public_key(path: Path) -> bytes:
    """Return the public key [32 bytes] in a PEM file.

    Raises:
        LedgerError: It holds no Ed25519 public key.
        OSError: It cannot be read.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise LedgerError(f"{path.name}: no Ed25519 public key; `ostiary audit key` prints it")
    return key.public_bytes_raw()


def open_replay(url: str, replay_key: bytes, call: str) -> bytes:
    """Return the request that the policy saw of a call.

    Args:
        url: SQLAlchemy URL of the store.
        replay_key: X25519 private key [32 bytes].
        call: The call's identifier.

    Raises:
        LedgerError: There is no such call, none was kept, it was erased, or it was altered.
    """
    with closing(Reader(url)) as reader, closing(reader.sealed()) as entries:
        for entry, sealed in entries:
            body = parse_body(entry.body)
            if body.get("kind") in _DECISIONS and body.get("call") == call:
                found = _opened(entry, body, sealed, replay_key)
                if isinstance(found, NotOpened):
                    raise LedgerError(f"call {call}: {found.reason}")
                return found
    raise LedgerError(f"call {call}: no such call")


def open_replays(
    url: str, replay_key: bytes
) -> Generator[tuple[int, Mapping[str, Any], "bytes | NotOpened"]]:
    """Yield every record of a decision, with the request that the policy saw or why there is none.

    Each comes with its time [µs since 1970], by stream and position.

    Args:
        url: SQLAlchemy URL of the store.
        replay_key: X25519 private key [32 bytes].

    Raises:
        LedgerError: There is no ledger.
    """
    with closing(Reader(url)) as reader, closing(reader.sealed()) as entries:
        for entry, sealed in entries:
            body = parse_body(entry.body)
            if body.get("kind") in _DECISIONS:
                yield entry.at_us, body, _opened(entry, body, sealed, replay_key)


def _opened(
    entry: Entry, body: Mapping[str, Any], sealed: bytes | None, replay_key: bytes
) -> "bytes | NotOpened":
    if "replay" not in body:
        return NotOpened("no request was kept")
    if sealed is None:
        return NotOpened("its request was erased")
    if digest(sealed) != body["replay"]:
        return NotOpened("its sealed request was altered")
    try:
        return unseal(replay_key, sealed, entry.stream, entry.position)
    except SealError as error:
        return NotOpened(str(error))


def places_of(url: str, calls: Iterable[str]) -> list[tuple[str, int]]:
    """Return where the decisions on these calls stand: stream and position."""
    wanted = set(calls)
    with closing(Reader(url)) as reader:
        return [
            (entry.stream, entry.position)
            for entry in reader.entries()
            if (body := parse_body(entry.body)).get("kind") in _DECISIONS
            and body.get("call") in wanted
        ]
