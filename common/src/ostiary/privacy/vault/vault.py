"""Values for pseudonyms and pseudonyms for values: what the guard asks of the vault.

Synchronous and for any number of threads. Several processes agree: what is new is inserted, or
found because another was first, within one transaction.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, select

from ostiary.privacy.pseudonym import draw
from ostiary.privacy.vault import tables
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.masters import Masters, ReadMasters
from ostiary.privacy.vault.remembered import Remembered
from ostiary.privacy.vault.seal import Master, Place, VaultError, spelled_in
from ostiary.privacy.vault.stock import Stock
from ostiary.privacy.vault.store import Row, VaultStore
from ostiary.privacy.vault.wanted import Key, Wanted

_DRAWS = 8
_ENTRY_BYTES = 52
"""About how many random bytes an entry takes: a pseudonym, a key and a nonce."""

_EPOCH_S = 1.0
"""How long what another process erased may be remembered by this one [s]."""

_EPOCH = select(tables.state.c.value).where(tables.state.c.key == "epoch")


@dataclass(frozen=True, slots=True)
class Held:
    """An entry, still sealed.

    Args:
        place: Its pseudonym, kind, scope and class.
        at_us: When it was first seen [µs since 1970].
        open: Returns its value as it was first spelled; raises `VaultError` where it was altered.
        open_all: Returns that and every other spelling that was met.
    """

    place: Place
    at_us: int
    open: Callable[[], str] = field(repr=False)
    open_all: Callable[[], tuple[str, ...]] = field(repr=False)


class Vault:
    """The vault in one store.

    Args:
        url: SQLAlchemy URL of the state.
        masters: Reads the key ring.
        random: Returns so many random bytes.
        clock_us: The time now [µs since 1970].
        elapsed_s: A clock that only measures spans [s].

    Raises:
        VaultError: The store is of another format or is not served.
        SQLAlchemyError: The store failed.
    """

    def __init__(
        self,
        url: str,
        masters: ReadMasters,
        *,
        random: Callable[[int], bytes] = os.urandom,
        clock_us: Callable[[], int] = lambda: time.time_ns() // 1000,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = VaultStore(url)
        self.masters = Masters(self.store, masters)
        self.random = random
        self._clock_us = clock_us
        self._elapsed_s = elapsed_s
        self._remembered = Remembered()
        self._epoch = -1
        self._looked_s = float("-inf")

    def recall(
        self, asked: Sequence[Asked], links: Iterable[tuple[int, int]] = ()
    ) -> list[str] | None:
        """Return the pseudonyms if this process remembers all of them, and the links; never waits.

        Otherwise as `pseudonyms`.
        """
        if self._elapsed_s() - self._looked_s > _EPOCH_S:
            return None
        remembered = self._remembered
        found = remembered.tokens(remembered.digests(asked))
        if None in found:
            return None
        whole = cast("list[str]", found)
        return whole if remembered.are_linked(_pairs(whole, links)) else None

    def pseudonyms(
        self, asked: Sequence[Asked], links: Iterable[tuple[int, int]] = ()
    ) -> list[str]:
        """Return the pseudonym of each value, issuing those that it does not have yet.

        Args:
            asked: The values.
            links: Pairs of positions in `asked` whose values are about one person, the one that
                names him better first.

        Raises:
            VaultError: The key ring does not fit the vault.
            SQLAlchemyError: The store failed.
        """
        self._look_at_epoch()
        remembered = self._remembered
        digests = remembered.digests(asked)
        tokens = remembered.tokens(digests)
        missing = [position for position, token in enumerate(tokens) if token is None]
        wanted = Wanted([asked[position] for position in missing])
        if missing:
            self._find(wanted)
        if wanted.missing() or wanted.spelled:
            with self.store.writing() as connection:
                self._insert(connection, wanted)
                _fill(tokens, missing, wanted)
                self._link(connection, _pairs(tokens, links))
        else:
            _fill(tokens, missing, wanted)
            self._link_if_new(_pairs(tokens, links))
        whole = cast("list[str]", tokens)
        if missing:
            remembered.keep(
                [digests[position] for position in missing],
                [whole[position] for position in missing],
            )
        return whole

    def find(self, tokens: Iterable[str]) -> dict[str, Held]:
        """Return what is held of each pseudonym; those that were never issued are left out.

        Raises:
            VaultError: The key ring does not fit the vault.
            SQLAlchemyError: The store failed.
        """
        wanted = sorted(set(tokens))
        found: dict[str, Held] = {}
        with self.store.reading() as connection:
            spelled: dict[str, list[Any]] = {}
            for row in self.store.rows_with(connection, tables.spellings, "token", wanted):
                spelled.setdefault(row.token, []).append(row)
            for row in list(self.store.rows_with(connection, tables.entries, "token", wanted)):
                others = spelled.get(row.token, [])
                found[row.token] = _held(row, others, self.masters, connection)
        return found

    def since(self, scope: str, at_us: int) -> Iterator[Held]:
        """Yield what was first seen in `scope` at this time or later [µs since 1970], oldest first.

        Raises:
            VaultError: The key ring does not fit the vault.
            SQLAlchemyError: The store failed.
        """
        entries = tables.entries.c
        query = (
            select(tables.entries)
            .where(entries.scope == scope, entries.at_us >= at_us)
            .order_by(entries.at_us)
        )
        with self.store.reading() as connection:
            rows = connection.execute(query).all()
            for row in rows:
                yield _held(row, (), self.masters, connection)

    def epoch(self) -> int:
        """Return a number that rises with every erasure, at most a second old."""
        self._look_at_epoch()
        return self._epoch

    def is_new(self) -> bool:
        """Whether no key was ever used: there is no entry, and never was one.

        Raises:
            SQLAlchemyError: The store failed.
        """
        with self.store.reading() as connection:
            return connection.execute(select(tables.keys.c.key_id).limit(1)).first() is None

    def forget(self) -> None:
        """Forget what is remembered, keys included."""
        self._remembered.forget()
        self.masters.forget()

    def close(self) -> None:
        """Release the store."""
        self.store.close()

    def _look_at_epoch(self) -> None:
        """Forget what an erasure by any process made untrue."""
        now_s = self._elapsed_s()
        if now_s - self._looked_s <= _EPOCH_S:
            return
        with self.store.reading() as connection:
            epoch: int = connection.scalar(_EPOCH) or 0
        if epoch != self._epoch:
            self.forget()
        self._epoch, self._looked_s = epoch, now_s

    def _find(self, wanted: Wanted) -> None:
        """Find what is there already, by the keys that are known so far; none before the first."""
        masters = self.masters.known()
        if masters:
            with self.store.reading() as connection:
                wanted.find(self.store, connection, masters)

    def _insert(self, connection: Connection, wanted: Wanted) -> None:
        # Within the transaction: which keys are live may have changed. A change of the key waits
        # for this transaction, or is seen here.
        masters = self.masters.live_or_first(connection)
        if masters != wanted.looked_by:
            wanted.find(self.store, connection, masters)
        for _ in range(_DRAWS):
            missing = wanted.missing()
            if not missing:
                break
            rows = self._rows(wanted, missing, masters[0])
            inserted = self.store.insert_new(connection, tables.entries, list(rows.values()))
            if inserted == len(rows):
                wanted.issued({key: str(row[0]) for key, row in rows.items()}, masters[0])
            else:  # another process was first, or a pseudonym was drawn twice
                wanted.find(self.store, connection, masters)
        if wanted.missing():
            raise VaultError("pseudonyms collide: is the source of randomness broken?")
        self._insert_spellings(connection, wanted, masters[0])

    def _insert_spellings(self, connection: Connection, wanted: Wanted, master: Master) -> None:
        rows: list[Row] = []
        for place, text in wanted.spelled:
            digest = master.spelling(place.scope, place.kind, text)
            sealed = master.seal(text, place.spelling(), self.random)
            rows.append((digest, place.token, master.key_id, *sealed))
        if rows:
            self.store.insert_new(
                connection, tables.spellings, sorted(rows, key=lambda row: row[0])
            )

    def _rows(self, wanted: Wanted, missing: Sequence[Key], master: Master) -> dict[Key, Row]:
        """Return new entries, in one order for all processes: none waits for another in a ring."""
        now_us = self._clock_us()
        rows: dict[Key, Row] = {}
        digests = wanted.digests(master)
        digest = master.digester()
        random = Stock(self.random, len(missing) * _ENTRY_BYTES)
        for key in sorted(missing, key=digests.__getitem__):
            scope, kind, text, data_class = wanted.first[key]
            place = Place(draw(kind, random), kind, scope, int(data_class))
            wrapped, sealed = master.seal(text, place, random)
            spelling = digest(spelled_in(scope), kind, text)
            rows[key] = (*place, master.key_id, digests[key], wrapped, sealed, now_us, spelling)
        return rows

    def _link_if_new(self, pairs: Sequence[tuple[str, str]]) -> None:
        if not self._remembered.are_linked(pairs):
            with self.store.writing() as connection:
                self._link(connection, pairs)

    def _link(self, connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
        new = sorted(each for each in set(pairs) if not self._remembered.are_linked([each]))
        if new:
            self.store.insert_new(connection, tables.links, new)
            # Before it is durable: were it lost, the pseudonyms would be too, or be linked again
            # when this process has forgotten.
            self._remembered.keep_links(new)


def _fill(tokens: list[str | None], missing: Sequence[int], wanted: Wanted) -> None:
    for position, token in zip(missing, wanted.tokens(), strict=True):
        tokens[position] = token


def _pairs(tokens: Sequence[str | None], links: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """Return pairs of positions as pairs of pseudonyms; nobody is linked to himself."""
    whole = cast("Sequence[str]", tokens)
    pairs = ((whole[parent], whole[child]) for parent, child in links)
    return [each for each in pairs if each[0] != each[1]]


def _held(row: Any, others: Sequence[Any], masters: Masters, connection: Connection) -> Held:
    """Return one row of the entries as a value, with its other spellings.

    Raises:
        VaultError: The key ring does not fit the vault.
    """
    place = Place(row.token, row.kind, row.scope, row.data_class)
    open_first = _opener(row, place, masters, connection)
    open_others = [_opener(each, place.spelling(), masters, connection) for each in others]
    return Held(
        place,
        row.at_us,
        open_first,
        lambda: (open_first(), *(open_other() for open_other in open_others)),
    )


def _opener(row: Any, place: Place, masters: Masters, connection: Connection) -> Callable[[], str]:
    master = masters.of(row.key_id, connection)
    wrapped, sealed = bytes(row.wrapped), bytes(row.sealed)
    return lambda: master.open(wrapped, sealed, place)
