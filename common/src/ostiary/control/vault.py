"""What a privacy officer does with the vault: reveal, export, erase, rotate. Each is on record.

Who may is decided by files: the key ring and the keys `vault.wrap` and `vault.lookup`. An auditor's
key file holds neither, and the ledger that he reads holds pseudonyms.
"""

import time
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ostiary.classes import DataClass
from ostiary.control.approvals import close_consents
from ostiary.control.conversations import operators_ledger
from ostiary.guard.vaulting import open_vault, read_masters
from ostiary.keyring import KeyRing
from ostiary.keys import KeyFileError, load_keys
from ostiary.ledger.finding import parse_body
from ostiary.ledger.read import Reader
from ostiary.ledger.seal import SealError, unseal
from ostiary.policy.load import load_bundle
from ostiary.privacy.normalise import normalise
from ostiary.privacy.pseudonym import is_whole, tokens_in
from ostiary.privacy.vault.keeping import (
    Person,
    count_entries,
    erase,
    expire,
    find_person,
    find_value,
    read_all,
    rotate,
)
from ostiary.privacy.vault.vault import Held, Vault
from ostiary.settings import Settings

MIN_REASON_CHARS, MAX_REASON_CHARS = 5, 200
_MAX_RECORDED = 1000
_REPLAY = "ledger.replay"


@dataclass(frozen=True, slots=True)
class Revealed:
    """What stands behind one pseudonym.

    Args:
        token: The pseudonym.
        value: Its value, as it was first spelled.
        kind: What it is.
        data_class: Its class.
        scope: Within what it stands for that value: `c:` a conversation, `p:` a principal, `o:` the
            organisation; with a `b` before it where the caller brought it, with an `a` where a
            human asked about it.
        since: When it was first seen, ISO 8601.
    """

    token: str
    value: str = field(repr=False)
    kind: str
    data_class: str
    scope: str
    since: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did.

    Args:
        tokens: The pseudonyms that stand for nobody any more.
        key: Number of the new master key.
        replays: How many sealed requests were forgotten; None where they could not be looked
            through, since the key file does not hold the replay key.
    """

    tokens: tuple[str, ...]
    key: int
    replays: int | None


class SubjectError(ValueError):
    """Nobody, or more than one, is meant; the text says what to do and holds no value."""


def person_of(settings: Settings, subject: str) -> Person:
    """Return the pseudonyms of the person whose value or pseudonym `subject` is.

    Raises:
        SubjectError: Nobody is known by it, or several people share it.
        ValueError: The keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed.
    """
    with opened_vault(settings) as vault:
        given = (
            frozenset(vault.find([subject])) if is_whole(subject) else find_value(vault, subject)
        )
        if not given:
            raise SubjectError("the vault knows nobody by that")
        roots = read_all(vault, find_person(vault, given).roots)
        _require_one(roots)
        # What names him best, in every other scope too.
        everywhere = [find_value(vault, each.open()) for each in roots]
        return find_person(vault, given.union(*everywhere))


async def reveal(settings: Settings, tokens: Iterable[str], reason: str) -> list[Revealed]:
    """Return what stands behind pseudonyms, once it is on record who asked and why.

    Those that stand for nothing (any more) are left out.

    Raises:
        ValueError: The reason is none; the keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed.
    """
    asked = sorted(set(tokens))
    if not all(map(is_whole, asked)):
        # Whatever else it is, it must not stand on record.
        raise ValueError("that is no pseudonym: it is mistyped, cut or made up")
    _require_reason(reason)
    with opened_vault(settings) as vault:
        held = read_all(vault, asked)
        values = [each.open() for each in held]
        _require_reason(reason, values)
        await note_people(settings, "revealed", reason, asked)
    return [_revealed(each, value) for each, value in zip(held, values, strict=True)]


async def reveal_within(
    settings: Settings, tokens: Iterable[str], scopes: frozenset[str], reason: str
) -> dict[str, str]:
    """Return the values of those pseudonyms that were issued to these scopes, once on record.

    Args:
        settings: Where everything is.
        tokens: Any; those of other scopes, and those that stand for nothing, are left out.
        scopes: Whose they have to be.
        reason: A purpose of ours, for the record.

    Raises:
        ValueError: The keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed.
    """
    with opened_vault(settings) as vault:
        held = [each for each in read_all(vault, tokens) if each.place.scope in scopes]
        values = {each.place.token: each.open() for each in held}
        if values:
            await note_people(settings, "revealed", reason, sorted(values))
    return values


async def export_person(settings: Settings, subject: str, reason: str) -> dict[str, Any]:
    """Return everything that is held or was done about a person, and put the export on record.

    Args:
        settings: Where everything is.
        subject: A value of his, or a pseudonym.
        reason: Why.

    Raises:
        SubjectError: Nobody or several are meant.
        ValueError: As for `reveal`.
        SQLAlchemyError: The store failed.
    """
    _require_reason(reason)
    person = person_of(settings, subject)
    with opened_vault(settings) as vault:
        held = read_all(vault, person.tokens)
        values = [each.open() for each in held]
        _require_reason(reason, values)
        await note_people(settings, "exported", reason, sorted(person.tokens))
    return {
        "held": [told_of(_revealed(each, value)) for each, value in zip(held, values, strict=True)],
        "records": list(_records_with(settings, person.tokens)),
    }


async def erase_person(settings: Settings, subject: str, reason: str) -> Erased:
    """Erase a person: his entries go, all others are sealed anew, the old master key is destroyed.

    Records keep his pseudonyms, which stand for nobody any more; the chain stays whole. Sealed
    requests that hold one of his values are forgotten too, where the replay key is at hand; so is
    what calls show that wait for consent, which then have to be repeated.

    Raises:
        SubjectError: Nobody or several are meant.
        ValueError: As for `reveal`.
        SQLAlchemyError: The store failed; begin again.
    """
    _require_reason(reason)
    person = person_of(settings, subject)
    tokens = tuple(sorted(person.tokens))
    with opened_vault(settings) as vault:
        values = [text for each in read_all(vault, tokens) for text in each.open_all()]
        _require_reason(reason, values)
        await note_people(settings, "erased person", reason, tokens)
        replays = await _erase_replays(settings, values)
        await close_consents(settings)
        erase(vault, tokens)
        key = rotate(vault, KeyRing(settings.ring_path()))
    return Erased(tokens, key, replays)


async def rotate_vault(settings: Settings) -> int:
    """Seal everything under a new master key and destroy the old one; return its number.

    Raises:
        ValueError: The keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed; begin again.
    """
    with opened_vault(settings) as vault:
        number = rotate(vault, KeyRing(settings.ring_path()))
    await note_people(settings, "vault rotated", "", (), key=number)
    return number


async def expire_vault(settings: Settings) -> int:
    """Erase what is older than the bundle's `privacy.retention_days`; return how many entries.

    Nothing is erased where the bundle does not say. The master key is changed only where something
    was.

    Raises:
        ValueError: The bundle, the keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed; begin again.
    """
    privacy = load_bundle(settings.policies).privacy
    if privacy is None or privacy.retention_days is None:
        return 0
    before_us = time.time_ns() // 1000 - privacy.retention_days * 86400 * 1_000_000
    with opened_vault(settings) as vault:
        erased = expire(vault, before_us)
        if erased:
            await note_people(settings, "vault expired", "", (), number=erased)
            rotate(vault, KeyRing(settings.ring_path()))
    return erased


def vault_counts(settings: Settings) -> list[tuple[str, str, int]]:
    """Return how many entries there are by kind and level; no value is opened for it.

    Raises:
        ValueError: The keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed.
    """
    with opened_vault(settings) as vault:
        return count_entries(vault)


def check_ring(settings: Settings) -> bool:
    """Read the key ring and what it needs of the key file; return whether there is one.

    Raises:
        ValueError: It cannot be used.
    """
    path = settings.ring_path()
    masters = read_masters(KeyRing(path), load_keys(settings.keys_path()))
    if not path.exists():
        return False
    masters()
    return True


@contextmanager
def opened_vault(settings: Settings) -> Generator[Vault]:
    """Yield the vault.

    Raises:
        ValueError: The keys, the ring or the vault cannot be used.
        SQLAlchemyError: The store failed.
    """
    keys = load_keys(settings.keys_path())
    with closing(open_vault(settings.state, settings.ring_path(), keys)) as vault:
        yield vault


def _require_one(roots: Iterable[Held]) -> None:
    """Check that these are one value of each kind, in however many scopes.

    Raises:
        SubjectError: They are several people's.
    """
    by_value = {
        (each.place.kind, normalise(each.place.kind, each.open())): each.place.token
        for each in roots
    }
    if len({kind for kind, _ in by_value}) < len(by_value):
        named = ", ".join(sorted(by_value.values())[:10])
        raise SubjectError(f"several people share it; name one of them by a pseudonym: {named}")


def _require_reason(reason: str, values: Iterable[str] = ()) -> None:
    """Check that a reason is one, and holds none of `values`.

    Raises:
        ValueError: It is too short or too long, or names the person.
    """
    if not MIN_REASON_CHARS <= len(reason.strip()) <= MAX_REASON_CHARS or not reason.isprintable():
        raise ValueError(f"--reason: {MIN_REASON_CHARS} to {MAX_REASON_CHARS} printable characters")
    if any(len(value) > 2 and value.casefold() in reason.casefold() for value in values):
        raise ValueError("--reason: it stays on record, so it must not name the person")


async def note_people(
    settings: Settings, kind: str, reason: str, tokens: Iterable[str], **more: int
) -> None:
    """Put on record what the operator did with pseudonyms, and which."""
    named = list(tokens)
    body: dict[str, Any] = {"kind": kind, "by": settings.principal, **more}
    if reason:
        body["reason"] = reason
    if named:
        body |= {"number": len(named), "pseudonyms": named[:_MAX_RECORDED]}
    with operators_ledger(settings) as ledger:
        await ledger.note(body)


async def _erase_replays(settings: Settings, values: Iterable[str]) -> int | None:
    """Forget the sealed requests in which one of `values` stands; None without the replay key."""
    try:
        key = load_keys(settings.keys_path()).derive(_REPLAY)
    except KeyFileError:
        return None
    wanted = [value.casefold() for value in values if len(value) > 2]
    places: list[tuple[str, int]] = []
    with closing(Reader(settings.state)) as reader:
        for entry, sealed in reader.sealed():
            if sealed is None:
                continue
            try:
                request = unseal(key, sealed, entry.stream, entry.position).decode()
            except SealError:
                continue  # sealed to another key, or altered: verification tells
            if any(value in request.casefold() for value in wanted):
                places.append((entry.stream, entry.position))
    if places:
        with operators_ledger(settings) as ledger:
            await ledger.erase_replays(places, settings.principal)
    return len(places)


def _records_with(settings: Settings, tokens: frozenset[str]) -> Generator[dict[str, Any]]:
    with closing(Reader(settings.state)) as reader, closing(reader.entries()) as entries:
        for entry in entries:
            body = parse_body(entry.body)
            if tokens & tokens_in(body):
                yield {"stream": entry.stream, "position": entry.position, **body}


def _revealed(held: Held, value: str) -> Revealed:
    since = datetime.fromtimestamp(held.at_us / 1e6, UTC).isoformat(timespec="seconds")
    place = held.place
    label = DataClass(place.data_class).label
    return Revealed(place.token, value, place.kind, label, place.scope, since)


def told_of(revealed: Revealed) -> dict[str, str]:
    """Return it as JSON."""
    return {
        "pseudonym": revealed.token,
        "value": revealed.value,
        "kind": revealed.kind,
        "class": revealed.data_class,
        "scope": revealed.scope,
        "since": revealed.since,
    }
