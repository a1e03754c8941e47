"""What is known of one call so far: each stage adds its part, and records are made of it.

Free text that the caller sent never enters a record (`telling.py`), and names only once they have
resolved to something that a server offers.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ostiary.errors import CallError
from ostiary.flow.origins import NOWHERE, Origins
from ostiary.guard.consulted import Consulted
from ostiary.guard.examined import Fact
from ostiary.guard.incoming import Incoming
from ostiary.guard.offer import Kind, Offer
from ostiary.guard.rules import Rules
from ostiary.guard.telling import tell_arguments
from ostiary.guard.treating import told_tokens
from ostiary.ledger.values import Claim, Reserved, Standing
from ostiary.policy.verdict import Allow, Deny, NeedsConsent, Verdict
from ostiary.privacy.echo import Echo
from ostiary.privacy.release import Released
from ostiary.privacy.restore import NOTHING, Restoration

_MAX_CLIENT_CHARS = 64
_MAX_PSEUDONYMS = 50
"""How many pseudonyms one record names of those that were released."""

_PROCESS = secrets.token_hex(6)
_NUMBERS = count()


def _next_call() -> str:
    """Return an identifier that no other call has: this process's own, and a number."""
    return f"{_PROCESS}{next(_NUMBERS):06x}"


@dataclass(slots=True)
class Trail:
    """One call on its way.

    Args:
        server: The server that is asked.
        rules: What decides.
        incoming: The request.
        started_s: When it came, by a clock that only measures spans [s].
    """

    server: str
    rules: Rules
    incoming: Incoming
    started_s: float
    call: str = field(default_factory=_next_call)
    offer: Offer | None = None
    arguments: Mapping[str, Any] | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    claim: Claim | None = None
    standing: Standing | None = None
    verdict: Verdict | None = None
    consulted: Consulted | None = None
    reserved: Reserved | None = None
    is_recorded: bool = False
    restoration: Restoration = NOTHING
    origins: Origins = NOWHERE
    noticed: dict[str, Any] = field(default_factory=dict[str, Any])
    released: Released | None = None
    untrusted: bool = True
    rows: int = 0
    result_bytes: int = 0

    def intent(self) -> dict[str, Any]:
        """Return the record that is durable before the body runs."""
        return {"v": 1, "kind": "intent", "call": self.call, **self._who(), **self._what()}

    def outcome(
        self, error: BaseException | None, ended_s: float, calls: int = 1
    ) -> dict[str, Any]:
        """Return the record that is durable before the result leaves."""
        return {
            "v": 1,
            "kind": "outcome",
            "call": self.call,
            "outcome": outcome_word(error),
            **self._detail(error),
            "cost": {
                "calls": calls,
                "rows": self.rows,
                "bytes": self.result_bytes,
                "duration_us": round((ended_s - self.started_s) * 1e6),
            },
            **self._released(),
            **({"noticed": self.noticed} if self.noticed else {}),
        }

    def refusal(self, error: BaseException, ended_s: float) -> dict[str, Any]:
        """Return the one record of a call that never got as far as its body."""
        calls = 0 if self.incoming.kind is Kind.LIST else 1
        return {**self.intent(), **self.outcome(error, ended_s, calls), "kind": "refusal"}

    def listing(self, shown: int, ended_s: float) -> dict[str, Any]:
        """Return the record of a list: what it showed, at no charge."""
        return {
            **self.intent(),
            "kind": "list",
            "outcome": "ok",
            "shown": shown,
            "cost": {"calls": 0, "duration_us": round((ended_s - self.started_s) * 1e6)},
        }

    @property
    def agreed(self) -> str:
        """Digest of the preview that a human agreed to; empty where none had to."""
        return self.consulted.preview if self.consulted is not None else ""

    def told_facts(self) -> dict[str, Any]:
        """Return the facts as JSON."""
        return {
            name: sorted(fact) if isinstance(fact, frozenset) else fact
            for name, fact in self.facts.items()
        }

    def _who(self) -> dict[str, Any]:
        incoming = self.incoming
        principal = incoming.principal
        return {
            "who": {
                "principal": principal.name if principal else "",
                "roles": sorted(principal.roles) if principal else [],
                "client": claimed_name(incoming.channel.client),
            },
            "transport": incoming.channel.transport,
            "era": incoming.channel.era,
        }

    def _what(self) -> dict[str, Any]:
        offer = self.offer
        return {
            "server": self.server,
            "asked": self.incoming.kind.value,
            "action": offer.action if offer else "",
            "resource": offer.resource[1] if offer else "",
            "arguments": tell_arguments(
                self.arguments, offer.schema if offer else {}, self.restoration.tokens
            ),
            "facts": self.told_facts(),
            "decision": _decision(self.verdict),
            "policy": self.rules.bundle.version,
            **({"consent": self.consulted.told()} if self.consulted else {}),
            **self._flow(),
            **self._restored(),
        }

    def _flow(self) -> dict[str, Any]:
        """Return where the conversation stood, what the action is, and what it was given."""
        told: dict[str, Any] = {}
        if self.standing is not None:
            told["label"] = {
                "class": self.standing.data_class.label,
                "untrusted": self.standing.untrusted,
            }
        if self.offer is not None:
            nature = self.offer.nature
            derived = sorted(self.origins.sources)
            told["flow"] = {
                "sink": nature.sink.value,
                "reversible": nature.is_reversible,
                **({"derived_from": derived} if derived else {}),
            }
        return told

    def _restored(self) -> dict[str, list[str]]:
        placed = sorted(self.restoration.placed)
        return {"restored": placed} if placed else {}

    def _detail(self, error: BaseException | None) -> dict[str, str]:
        if not isinstance(error, CallError) or not error.detail:
            return {}
        return {"detail": Echo(self.restoration.placed).silence(error.detail)}

    def _released(self) -> dict[str, Any]:
        if self.released is None:
            return {}
        told: dict[str, Any] = {
            "class": self.released.data_class.label,
            "shown": self.released.shown,
            "withheld": self.released.withheld,
        }
        if self.released.treated:
            told["treated"] = self.released.treated
            told["pseudonyms"] = told_tokens(self.released.tokens, _MAX_PSEUDONYMS)
        return {"released": told}


def outcome_word(error: BaseException | None) -> str:
    """Return `ok`, a refusal's code, or `cancelled` for what ended from outside."""
    if error is None:
        return "ok"
    return error.code if isinstance(error, CallError) else "cancelled"


def claimed_name(text: str) -> str:
    """Return what a client calls itself, cut and reduced to plain characters."""
    kept = (char for char in text if char.isascii() and (char.isalnum() or char in " ._-/"))
    return "".join(kept)[:_MAX_CLIENT_CHARS]


def _decision(verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return {"effect": "none"}
    effect = {"Allow": "allow", "Deny": "deny"}.get(type(verdict).__name__, "consent")
    told: dict[str, Any] = {"effect": effect, "rules": list(verdict.rules)}
    if isinstance(verdict, Allow | NeedsConsent):
        told["clearance"] = verdict.clearance.label
    if isinstance(verdict, Deny):
        told["reason"] = verdict.reason
    return told
