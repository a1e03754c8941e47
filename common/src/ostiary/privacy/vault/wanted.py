"""Values on their way to their pseudonyms: which spellings are one value, and which are found."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from ostiary.privacy.normalise import normalise
from ostiary.privacy.vault import tables
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.seal import Master, Place
from ostiary.privacy.vault.store import VaultStore


class Spelled(NamedTuple):
    """Another spelling of a value that has its pseudonym.

    Args:
        place: Of the entry.
        text: The spelling.
    """

    place: Place
    text: str


Key = tuple[str, str, str]
"""Scope, kind and normalised value."""


class Wanted:
    """Values on their way to their pseudonyms.

    Args:
        asked: Which.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.keys: list[Key] = [
            (each.scope, each.kind, normalise(each.kind, each.text)) for each in asked
        ]
        self.first: dict[Key, Asked] = {}
        for key, each in zip(self.keys, asked, strict=True):
            self.first.setdefault(key, each)
        self.found: dict[Key, str] = {}
        self.spelled: list[Spelled] = []
        self._spellings: dict[Key, set[str]] = {}
        for key, each in zip(self.keys, asked, strict=True):
            self._spellings.setdefault(key, set()).add(each.text)
        self.looked_by: Sequence[Master] = ()
        self._digests: dict[int, dict[Key, bytes]] = {}

    def missing(self) -> list[Key]:
        """Return what was not found."""
        return [key for key in self.first if key not in self.found]

    def tokens(self) -> list[str]:
        """Return the pseudonyms of what was asked for, once all are found."""
        return [self.found[key] for key in self.keys]

    def digests(self, master: Master) -> dict[Key, bytes]:
        """Return by what each is found under a key."""
        if master.key_id not in self._digests:
            self._digests[master.key_id] = {key: master.digest(*key) for key in self.first}
        return self._digests[master.key_id]

    def find(self, store: VaultStore, connection: Connection, masters: Sequence[Master]) -> None:
        """Look for what is missing, under each of the keys."""
        self.looked_by = masters
        for master in masters:
            digests = self.digests(master)
            by_digest = {digests[key]: key for key in self.missing()}
            for row in store.rows_with(connection, tables.entries, "lookup", list(by_digest)):
                key = by_digest[bytes(row.lookup)]
                self.found[key] = row.token
                self._compare(key, row.token, row.data_class, bytes(row.spelling), master)

    def issued(self, key: Key, token: str, master: Master) -> None:
        """Note that `key` has a pseudonym now, first spelled as it was asked for first."""
        self.found[key] = token
        if len(self._spellings[key]) == 1:
            return
        first = self.first[key]
        spelling = master.spelling(first.scope, first.kind, first.text)
        self._compare(key, token, int(first.data_class), spelling, master)

    def _compare(self, key: Key, token: str, data_class: int, known: bytes, master: Master) -> None:
        """Note every spelling that is not the one by which the entry is known."""
        scope, kind, _ = key
        for text in self._spellings[key]:
            digest = master.spelling(scope, kind, text)
            if digest != known:
                place = Place(token, kind, scope, data_class)
                self.spelled.append(Spelled(place, text))
