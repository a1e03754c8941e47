"""Values on their way to their pseudonyms: which spellings are one value, and which are found."""

from collections.abc import Mapping, Sequence
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
            (scope, kind, normalise(kind, text)) for scope, kind, text, _ in asked
        ]
        self.first: dict[Key, Asked] = {}
        self.found: dict[Key, str] = {}
        self.spelled: list[Spelled] = []
        self._others: dict[Key, set[str]] = {}
        for key, each in zip(self.keys, asked, strict=True):
            first = self.first.setdefault(key, each)
            if first.text != each.text:
                self._others.setdefault(key, set()).add(each.text)
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
            digest = master.digester()
            self._digests[master.key_id] = {key: digest(*key) for key in self.first}
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

    def issued(self, tokens: Mapping[Key, str], master: Master) -> None:
        """Note pseudonyms that are there now, each value spelled as it came first."""
        self.found.update(tokens)
        for key in self._others.keys() & tokens.keys():
            scope, kind, text, data_class = self.first[key]
            known = master.spelling(scope, kind, text)
            self._compare(key, tokens[key], int(data_class), known, master)

    def _compare(self, key: Key, token: str, data_class: int, known: bytes, master: Master) -> None:
        """Note every spelling that is not the one by which the entry is known."""
        scope, kind, _ = key
        for text in {self.first[key].text, *self._others.get(key, ())}:
            digest = master.spelling(scope, kind, text)
            if digest != known:
                place = Place(token, kind, scope, data_class)
                self.spelled.append(Spelled(place, text))
