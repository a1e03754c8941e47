"""Opening the vault: the state's store, the key file's keys and the key ring, held together."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ostiary.keyring import KeyRing
from ostiary.keys import Keys

if TYPE_CHECKING:
    # Loaded when the vault is opened: a server whose results need none does not pay for it.
    from ostiary.privacy.vault.masters import ReadMasters
    from ostiary.privacy.vault.seal import Master
    from ostiary.privacy.vault.vault import Vault

WRAP, LOOKUP = "vault.wrap", "vault.lookup"
"""Purposes of the key file's keys without which the vault opens for nobody."""

HASH = "privacy.hash"
"""Purpose of the key by which values are hashed where a bundle says so."""


def read_masters(ring: KeyRing, keys: Keys) -> "ReadMasters":
    """Return what reads the vault's master keys.

    Raises:
        KeyFileError: The key file does not hold the vault's keys.
    """
    from ostiary.privacy.vault.seal import master_of  # noqa: PLC0415 - as above

    wrap_key, lookup_key = keys.derive(WRAP), keys.derive(LOOKUP)

    def read() -> "Mapping[int, Master]":
        return {
            number: master_of(number, key, wrap_key, lookup_key)
            for number, key in ring.read().items()
        }

    return read


def open_vault(state: str, ring_path: Path, keys: Keys) -> "Vault":
    """Return the vault, with a key ring made where neither it nor an entry is there yet.

    Args:
        state: SQLAlchemy URL of the state.
        ring_path: File of the key ring.
        keys: The key file's.

    Raises:
        KeyFileError: The key file does not hold the vault's keys.
        KeyRingError: The ring is missing though there are entries, or cannot be used.
        VaultError: The vault cannot be used.
        SQLAlchemyError: The store failed.
    """
    from ostiary.privacy.vault.vault import Vault  # noqa: PLC0415 - as above

    ring = KeyRing(ring_path)
    vault = Vault(state, read_masters(ring, keys))
    if not ring_path.exists() and vault.is_new():
        with suppress(FileExistsError):  # another process was first
            ring.make()
    return vault


class LazyVault:
    """A vault that is opened when it is first needed, and again when that failed.

    Args:
        open_vault: Opens it. It reads files and makes tables: not for the event loop's thread.
    """

    def __init__(self, open_vault: "Callable[[], Vault]") -> None:
        self._open = open_vault
        self._vault: Vault | None = None

    @property
    def opened(self) -> "Vault | None":
        """The vault, if it is open."""
        return self._vault

    def vault(self) -> "Vault":
        """Return the vault, opened.

        Raises:
            ValueError: It cannot be used; the text says why.
            SQLAlchemyError: The store failed.
        """
        if self._vault is None:
            self._vault = self._open()
        return self._vault

    def close(self) -> None:
        """Release it."""
        vault, self._vault = self._vault, None
        if vault is not None:
            vault.close()
