"""Keeping the rules in force in step with their files, and saying so on record."""

import anyio
import anyio.to_thread

from ostiary.guard.rulebook import LOOK_EVERY_S, Rulebook
from ostiary.guard.rules import Rules
from ostiary.ledger.ledger import Ledger
from ostiary.log.event import POLICY_CHARACTERS, Event
from ostiary.log.process import emit, ledger_failed
from ostiary.policy.reload import Fresh, Refused


class RulesWatch:
    """Looks at the bundle's files for as long as its server is served.

    Args:
        server: The server's word.
        rulebook: The rules in force.
        ledger: Where it is recorded what became of them.
    """

    def __init__(self, server: str, rulebook: Rulebook, ledger: Ledger) -> None:
        self._server = server
        self._rulebook = rulebook
        self._ledger = ledger

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await anyio.sleep(LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """Look once."""
        found = await anyio.to_thread.run_sync(self._rulebook.look)
        if found is not None:
            await self._tell(found)

    async def _tell(self, found: Fresh[Rules] | Refused) -> None:
        loaded = isinstance(found, Fresh)
        record = {
            "v": 1,
            "kind": "policy",
            "server": self._server,
            "outcome": "loaded" if loaded else "refused",
            "policy": found.version,
        }
        if isinstance(found, Refused):
            # A place in the bundle and what is wrong there: the operator's own words.
            record["detail"] = str(found.fault)
        event = Event.POLICY_RELOADED if loaded else Event.POLICY_REFUSED
        emit(event, server=self._server, policy=found.version[:POLICY_CHARACTERS])
        try:
            await self._ledger.note(record)
        except Exception as error:  # noqa: BLE001 - calls are refused by themselves meanwhile
            ledger_failed(self._server, "policy", error)
