"""The master keys of this process, in step with those that the store says entries are sealed by."""

import threading
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, select

from ostiary.privacy.vault import tables
from ostiary.privacy.vault.seal import Master, VaultError
from ostiary.privacy.vault.store import VaultStore

ReadMasters = Callable[[], Mapping[int, Master]]
"""Reads the key ring anew. Raises `ValueError` where it cannot be used."""


class Masters:
    """Master keys by number, read anew when the store names one that is not known.

    Args:
        store: Where entries are.
        read: Reads the key ring.
    """

    def __init__(self, store: VaultStore, read: ReadMasters) -> None:
        self._store = store
        self._read = read
        self._held: Mapping[int, Master] = {}
        self._proved: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def live(self, connection: Connection) -> list[Master]:
        """Return the keys that entries are sealed by, the current one first.

        Raises:
            VaultError: The ring lacks one, or holds another of the same number.
        """
        proofs = _proofs(connection)
        return [self._proven(key_id, proofs[key_id]) for key_id in sorted(proofs, reverse=True)]

    def live_or_first(self, connection: Connection) -> list[Master]:
        """Do what `live` does; in a store without a key, the ring's newest becomes the first one.

        Args:
            connection: In a transaction that writes.

        Raises:
            VaultError: As for `live`.
        """
        if not _proofs(connection):
            first = self._newest()
            self._store.insert_new(connection, tables.keys, [(first.key_id, first.proof())])
        return self.live(connection)

    def known(self) -> list[Master]:
        """Return the keys that were proven before, the newest first; none before the first time."""
        return [self._held[key_id] for key_id in sorted(self._proved, reverse=True)]

    def of(self, key_id: int, connection: Connection) -> Master:
        """Return the key of that number.

        Raises:
            VaultError: As for `live`; or no entry can be sealed by it any more.
        """
        if key_id in self._proved:
            return self._held[key_id]
        found = next((each for each in self.live(connection) if each.key_id == key_id), None)
        if found is None:
            raise VaultError(f"the vault's key {key_id} was destroyed")
        return found

    def in_ring(self, key_id: int) -> Master:
        """Return a key of the ring by which nothing is sealed yet.

        Raises:
            VaultError: The ring lacks it.
        """
        with self._lock:
            self._held = dict(self._read())
        if key_id not in self._held:
            raise VaultError(f"the key ring lacks key {key_id}")
        return self._held[key_id]

    def forget(self) -> None:
        """Read everything anew when it is next needed."""
        with self._lock:
            self._held, self._proved = {}, {}

    def _newest(self) -> Master:
        with self._lock:
            self._held = dict(self._read())
        return self._held[max(self._held)]

    def _proven(self, key_id: int, proof: bytes) -> Master:
        if self._proved.get(key_id) == proof:
            return self._held[key_id]
        with self._lock:
            if key_id not in self._held:
                self._held = dict(self._read())
            master = self._held.get(key_id)
            if master is None:
                raise VaultError(
                    f"the key ring lacks key {key_id}, by which the vault is sealed; restore the"
                    " ring, or erase the vault"
                )
            if master.proof() != proof:
                raise VaultError(
                    f"the key ring's key {key_id} is not the one by which the vault is sealed;"
                    " use the ring and the key file that belong to this state"
                )
            self._proved[key_id] = proof
            return master


def _proofs(connection: Connection) -> dict[int, bytes]:
    rows = connection.execute(select(tables.keys))
    return {row.key_id: bytes(row.proof) for row in rows}
