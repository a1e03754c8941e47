"""Letting pseudonyms go when they are as old as the bundle allows, without anybody's asking."""

import time
from collections.abc import Callable

import anyio
import anyio.to_thread

from ostiary.guard.rulebook import Rulebook
from ostiary.guard.vaulting import LazyVault
from ostiary.ledger.ledger import Ledger
from ostiary.log.process import ledger_failed

FIRST_S, EVERY_S = 30.0, 3600.0
"""How long after its opening a server looks first, and how often then [s]."""

MOST = 5000
"""How many entries go at once, so that calls do not wait; what is left goes the next time."""

_DAY_US = 86_400_000_000


class Retention:
    """Erases what is too old, for as long as its server is served.

    The master key is not changed by it: backups forget with the next `ostiary vault expire`,
    `rotate` or `erase`, which an operator's timer does.

    Args:
        server: The server's word.
        rulebook: What says how long entries are kept.
        ledger: Where it is recorded how many went.
        vault: Where they are.
        clock_us: The time now [us since 1970].
    """

    def __init__(
        self,
        server: str,
        rulebook: Rulebook,
        ledger: Ledger,
        vault: LazyVault,
        clock_us: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        self._server = server
        self._rulebook = rulebook
        self._ledger = ledger
        self._vault = vault
        self._clock_us = clock_us

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        await anyio.sleep(FIRST_S)
        while True:
            await self.sweep()
            await anyio.sleep(EVERY_S)

    async def sweep(self) -> int:
        """Erase what is too old, at most `MOST` entries; return how many."""
        privacy = self._rulebook.current.bundle.privacy
        if privacy is None or privacy.retention_days is None:
            return 0
        before_us = self._clock_us() - privacy.retention_days * _DAY_US
        try:
            erased = await anyio.to_thread.run_sync(self._expire, before_us)
            if erased:
                record = {"v": 1, "kind": "vault expired", "server": self._server, "number": erased}
                await self._ledger.note(record)
        except Exception as error:  # noqa: BLE001 - another server, or the next time, will do it
            ledger_failed(self._server, "retention", error)
            return 0
        return erased

    def _expire(self, before_us: int) -> int:
        from ostiary.privacy.vault.keeping import expire  # noqa: PLC0415 - only where it is asked for

        return expire(self._vault.vault(), before_us, MOST)
