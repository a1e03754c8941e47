"""A vault for tests: its key ring, its key file's keys, and the vault itself on a store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ostiary.keyring import KeyRing
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.seal import Master, master_of
from ostiary.privacy.vault.vault import Vault

WRAP_KEY, LOOKUP_KEY = b"w" * 32, b"l" * 32


def read_masters(ring: KeyRing) -> Callable[[], Mapping[int, Master]]:
    """Return what reads the keys of a ring."""

    def read() -> Mapping[int, Master]:
        return {
            number: master_of(number, key, WRAP_KEY, LOOKUP_KEY)
            for number, key in ring.read().items()
        }

    return read


@dataclass
class Elapsed:
    """A clock that only measures spans, moved by hand."""

    at_s: float = 0.0

    def __call__(self) -> float:
        return self.at_s


@dataclass
class VaultPlace:
    """A store and a key ring, from which any number of vaults can be opened.

    Args:
        url: The store.
        folder: Where the ring lies.
    """

    url: str
    folder: Path

    def __post_init__(self) -> None:
        self.ring = KeyRing(self.folder / "vault-keys.json")
        if not self.ring.path.exists():
            self.ring.make()
        self.elapsed = Elapsed()
        self.at_us = 1_764_000_000_000_000
        self._opened: list[Vault] = []

    def open(self) -> Vault:
        """Return a vault as another process would open it."""
        vault = Vault(
            self.url,
            read_masters(self.ring),
            clock_us=lambda: self.at_us,
            elapsed_s=self.elapsed,
        )
        self._opened.append(vault)
        return vault

    def close(self) -> None:
        """Close every vault that was opened here."""
        for vault in self._opened:
            vault.close()


def one(vault: Vault, text: str, kind: str = "PERSON", scope: str = "c:one") -> str:
    """Return the pseudonym of one value."""
    return vault.pseudonyms([Asked(scope, kind, text)])[0]


def value(vault: Vault, token: str) -> str:
    """Return the value of one pseudonym."""
    return vault.find([token])[token].open()
