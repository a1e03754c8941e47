"""What operators do with the vault: find a person, erase one, let old entries go, change the key.

Each step is a transaction of its own, so that servers go on meanwhile and a process that dies
leaves nothing half-done: whoever begins again ends what was begun.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from ostiary.privacy.normalise import normalise
from ostiary.privacy.vault import tables
from ostiary.privacy.vault.seal import Master, Place, VaultError
from ostiary.privacy.vault.vault import Held, Vault

_CHUNK = 1000
_entries, _links, _spellings = tables.entries.c, tables.links.c, tables.spellings.c

_Anew = Callable[[Any, Master, Master], dict[str, Any]]
"""Given a row, its key and the new one, returns what changes in it."""


class Ring(Protocol):
    """The master keys, as an operator may change them."""

    def read(self) -> Mapping[int, bytes]:
        """Return the keys by number."""
        ...

    def add(self) -> int:
        """Add a key and return its number, the highest."""
        ...

    def destroy(self, number: int) -> None:
        """Take a key away for ever."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """What the vault knows of one person.

    Args:
        roots: The pseudonyms that name him best; more than one where several people share a value.
        tokens: All that are linked to them by the rows in which they stood.
    """

    roots: frozenset[str]
    tokens: frozenset[str]


def find_value(vault: Vault, value: str) -> frozenset[str]:
    """Return the pseudonyms of `value`, as whatever kind and in every scope.

    Raises:
        VaultError: The key ring does not fit the vault.
        SQLAlchemyError: The store failed.
    """
    found: set[str] = set()
    with vault.store.reading() as connection:
        masters = vault.masters.live(connection)
        places = connection.execute(select(_entries.scope, _entries.kind).distinct()).all()
        normal = {kind: normalise(kind, value) for kind in {place.kind for place in places}}
        digests = (
            master.digest(place.scope, place.kind, normal[place.kind])
            for place in places
            for master in masters
        )
        for part in _parts(digests):
            query = select(_entries.token).where(_entries.lookup.in_(part))
            found.update(connection.scalars(query))
    return frozenset(found)


def find_person(vault: Vault, tokens: Iterable[str]) -> Person:
    """Return whom these pseudonyms are of, and what else is his.

    Raises:
        SQLAlchemyError: The store failed.
    """
    given = frozenset(tokens)
    with vault.store.reading() as connection:
        above = _reached(connection, given, _links.child, _links.parent)
        known = given | above
        linked = _neighbours(connection, known, _links.child, _links.child)
        roots = frozenset(known - linked)
        below = _reached(connection, roots, _links.parent, _links.child)
    return Person(roots, given | roots | below)


def read_all(vault: Vault, tokens: Iterable[str]) -> list[Held]:
    """Return what is held of these pseudonyms, oldest first."""
    return sorted(vault.find(tokens).values(), key=lambda each: (each.at_us, each.place.token))


def erase(vault: Vault, tokens: Iterable[str]) -> int:
    """Delete these entries with their lookup digests, wrapped keys and links; return how many.

    What was sealed is in older copies of the store still, until the master key is changed.

    Raises:
        SQLAlchemyError: The store failed.
    """
    erased = 0
    with vault.store.writing() as connection:
        for part in _parts(sorted(set(tokens))):
            erased += connection.execute(
                delete(tables.entries).where(_entries.token.in_(part))
            ).rowcount
            connection.execute(delete(tables.spellings).where(tables.spellings.c.token.in_(part)))
            connection.execute(
                delete(tables.links).where(_links.parent.in_(part) | _links.child.in_(part))
            )
        _raise_epoch(connection)
    _forget_log(vault)
    return erased


def expire(vault: Vault, before_us: int, most: int | None = None) -> int:
    """Erase what was first seen before `before_us` [µs since 1970]; return how many entries.

    Args:
        vault: Where they are.
        before_us: What is older goes.
        most: At most how many, the oldest first; all by default.

    Raises:
        SQLAlchemyError: The store failed.
    """
    erased = 0
    while most is None or erased < most:
        number = _CHUNK if most is None else min(_CHUNK, most - erased)
        query = select(_entries.token).where(_entries.at_us < before_us)
        with vault.store.reading() as connection:
            tokens = list(connection.scalars(query.order_by(_entries.at_us).limit(number)))
        if not tokens:
            break
        erased += erase(vault, tokens)
    return erased


def rotate(vault: Vault, ring: Ring) -> int:
    """Seal everything under a new master key and destroy the old ones; return the new one's number.

    Pseudonyms stay. Servers read the ring anew when they meet the new key.

    Raises:
        VaultError: An entry cannot be read; the old key is kept.
        SQLAlchemyError: The store failed; begin again.
    """
    number = ring.add()
    vault.masters.forget()
    # Alone: whoever seals by the old key is waited for, and whoever comes next sees the new one.
    with vault.store.writing(alone=True) as connection:
        vault.masters.live(connection)
        proof = vault.masters.in_ring(number).proof()
        vault.store.insert_new(connection, tables.keys, [(number, proof)])
    for rewrap in (_rewrap_entries, _rewrap_spellings):
        while rewrap(vault, number):
            pass  # each a transaction of its own: servers write between them
    _retire(vault, number)
    _forget_log(vault)
    for old in [each for each in ring.read() if each != number]:
        ring.destroy(old)
    vault.forget()
    return number


def count_entries(vault: Vault) -> list[tuple[str, str, int]]:
    """Return how many entries there are by kind and level (`c`, `p`, `o`; `b` before: brought)."""
    level = func.substr(_entries.scope, 1, 2)
    query = select(_entries.kind, level, func.count()).group_by(_entries.kind, level)
    with vault.store.reading() as connection:
        return sorted((row[0], row[1].rstrip(":"), row[2]) for row in connection.execute(query))


def _rewrap_entries(vault: Vault, number: int) -> int:
    """Seal some entries anew; return how many had another key."""

    def anew(row: Any, old: Master, fresh: Master) -> dict[str, Any]:
        place = Place(row.token, row.kind, row.scope, row.data_class)
        text = old.open(bytes(row.wrapped), bytes(row.sealed), place)
        return {
            "of": row.token,
            "digest": fresh.digest(row.scope, row.kind, normalise(row.kind, text)),
            "spelled": fresh.spelling(row.scope, row.kind, text),
            "fresh_wrapped": old.rewrap(bytes(row.wrapped), place, fresh, vault.random),
        }

    change = (
        update(tables.entries)
        .where(_entries.token == bindparam("of"))
        .values(
            key_id=number,
            lookup=bindparam("digest"),
            spelling=bindparam("spelled"),
            wrapped=bindparam("fresh_wrapped"),
        )
    )
    query = select(tables.entries).where(_entries.key_id != number)
    return _rewrap(vault, number, query, change, anew)


def _rewrap_spellings(vault: Vault, number: int) -> int:
    """Seal some other spellings anew; return how many had another key."""

    def anew(row: Any, old: Master, fresh: Master) -> dict[str, Any]:
        place = Place(row.token, row.kind, row.scope, row.data_class).spelling()
        text = old.open(bytes(row.wrapped), bytes(row.sealed), place)
        return {
            "of": bytes(row.lookup),
            "digest": fresh.spelling(row.scope, row.kind, text),
            "fresh_wrapped": old.rewrap(bytes(row.wrapped), place, fresh, vault.random),
        }

    change = (
        update(tables.spellings)
        .where(_spellings.lookup == bindparam("of"))
        .values(key_id=number, lookup=bindparam("digest"), wrapped=bindparam("fresh_wrapped"))
    )
    entry = (_entries.kind, _entries.scope, _entries.data_class)
    query = (
        select(tables.spellings, *entry)
        .join(tables.entries, _entries.token == _spellings.token)
        .where(_spellings.key_id != number)
    )
    return _rewrap(vault, number, query, change, anew)


def _rewrap(vault: Vault, number: int, query: Any, change: Any, anew: _Anew) -> int:
    with vault.store.writing() as connection:
        masters = {each.key_id: each for each in vault.masters.live(connection)}
        rows = connection.execute(query.limit(_CHUNK)).all()
        for row in rows:
            if row.key_id not in masters:
                raise VaultError(f"the vault's entry {row.token} is sealed by a destroyed key")
        told = [anew(row, masters[row.key_id], masters[number]) for row in rows]
        if told:
            connection.execute(change, sorted(told, key=lambda each: each["digest"]))
    return len(rows)


def _retire(vault: Vault, number: int) -> None:
    """Take the other keys out of use: no entry is sealed by one, and none will be."""
    with vault.store.writing(alone=True) as connection:
        connection.execute(delete(tables.keys).where(tables.keys.c.key_id != number))
        _raise_epoch(connection)


def _raise_epoch(connection: Connection) -> None:
    value = tables.state.c.value
    connection.execute(
        update(tables.state).where(tables.state.c.key == "epoch").values(value=value + 1)
    )


def _forget_log(vault: Vault) -> None:
    """Let SQLite's log go, where pages as they were before may stand."""
    if vault.store.is_sqlite:
        with vault.store.reading() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _reached(connection: Connection, start: frozenset[str], by: Any, to: Any) -> frozenset[str]:
    """Return what can be reached from `start` along links, `start` itself only where it is."""
    found: set[str] = set()
    edge: frozenset[str] = start
    while edge:
        edge = _neighbours(connection, edge, by, to) - found
        found |= edge
    return frozenset(found)


def _neighbours(connection: Connection, of: frozenset[str], by: Any, to: Any) -> frozenset[str]:
    found: set[str] = set()
    for part in _parts(sorted(of)):
        found.update(connection.scalars(select(to).where(by.in_(part)).distinct()))
    return frozenset(found)


def _parts(things: Iterable[Any]) -> Iterator[Sequence[Any]]:
    whole = iter(things)
    while part := list(islice(whole, _CHUNK)):
        yield part
