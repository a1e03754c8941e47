"""Where flow meets the call: origins of arguments, marks of results, the pace of callers."""

from collections.abc import Mapping
from typing import Any

from ostiary.errors import PolicyDeniedError
from ostiary.flow.fingerprint import Fingerprints
from ostiary.flow.injection import orders_in
from ostiary.flow.label import Label
from ostiary.flow.loops import Step, parse, refuse, take
from ostiary.flow.marking import neutral
from ostiary.flow.origins import NOWHERE, Origins, Shown, joined, origins_of, sources_of
from ostiary.flow.spans import sent_spans, shown_spans
from ostiary.guard.examined import Fact
from ostiary.guard.offer import Offer
from ostiary.guard.text import json_text
from ostiary.guard.trail import Trail
from ostiary.identity import Principal
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.values import Pace, Trace
from ostiary.nature import FlowLimits
from ostiary.policy.request import Derived, flow_of
from ostiary.privacy.release import Released

PURPOSE = "flow"
"""Of the key that fingerprints and marks are made with."""


class Flowing:
    """Follows the calls of one server.

    Args:
        ledger: Keeps what results showed.
        key: Secret, the same in all servers [32 bytes].
    """

    def __init__(self, ledger: Ledger, key: bytes) -> None:
        self._ledger = ledger
        self._prints = Fingerprints(key)

    async def origins(
        self, trail: Trail, principal: Principal, arguments: Mapping[str, Any]
    ) -> Origins:
        """Return which results of the conversation the arguments come from, if a rule asks for it.

        What a caller can have read was settled before he called, so nothing that is kept later
        could matter.

        Raises:
            PolicyDeniedError: The handle does not hold.
        """
        offer = trail.offer
        if offer is None or not trail.rules.bundle.asks_origins(offer.action):
            return NOWHERE
        found = await self._ledger.traced(principal.name, trail.claim)
        if found is None:
            raise PolicyDeniedError(detail="the conversation's handle does not hold")
        if not found.traces:
            return NOWHERE
        spans = sent_spans(arguments)
        sent = None if spans is None else self._prints.spans(found.conversation, spans)
        shown = [
            Shown(each.sources, Label(each.data_class, each.untrusted), each.marks)
            for each in found.traces
        ]
        return origins_of(sent, shown)

    def step(self, offer: Offer, arguments: Mapping[str, Any]) -> Step:
        """Return how the call is told from others."""
        return self._prints.step(offer.action, arguments)

    def cleared(self, trail: Trail, released: Released) -> str:
        """Make what may leave of a result safe to read; return it as JSON.

        Hidden characters become visible and the conversation's mark is taken out, wherever others
        may have written the text. What looks like an order to a model is counted for the record.
        """
        text = json_text(released.value)
        if not trail.untrusted:
            return text
        released.value, changed = neutral(released.value, text, self.mark(trail))
        if changed:
            trail.noticed["neutralised"] = changed
            text = json_text(released.value)
        orders = orders_in(released.value)
        if orders:
            trail.noticed["orders"] = orders
        return text

    def mark(self, trail: Trail) -> str:
        """Return what delimits the result for the model; nothing where nothing does."""
        limits = trail.rules.bundle.flow
        is_marked = limits is not None and limits.marks and trail.untrusted
        if not is_marked or trail.reserved is None:
            return ""
        return self._prints.mark(trail.reserved.standing.conversation)

    def trace(self, trail: Trail, offer: Offer, released: Released) -> Trace | None:
        """Return what is to be kept of what a result shows; None where no rule ever asks for it."""
        if not trail.rules.bundle.traces or trail.reserved is None:
            return None
        spans = shown_spans(released.value)
        if not spans:
            return None
        marks = self._prints.spans(trail.reserved.standing.conversation, spans)
        sources = sources_of(offer.action, _named(trail.facts))
        return Trace(sources, released.data_class, trail.untrusted, joined(marks))


def told_flow(trail: Trail, offer: Offer) -> Mapping[str, Any]:
    """Return what rules see of the flow of a call."""
    label = trail.origins.label
    derived = Derived(trail.origins.sources, label.data_class, label.untrusted)
    return flow_of(offer.nature, derived)


def paced(
    limits: FlowLimits | None, step: Step, kept: str, now_us: int, *, refused: bool
) -> tuple[str, str]:
    """Return a caller's pace with one more call in it, and why he has to wait, if he has to."""
    if limits is None or limits.loops is None:
        return kept, ""
    pace, reason = take(parse(kept), step, now_us, limits.loops, refused=refused)
    return pace.text(), f"loop:{reason}" if reason else ""


def pace_of_refusal(limits: FlowLimits | None) -> Pace | None:
    """Return what becomes of a caller's pace when a call is refused before it is decided on."""
    loops = limits.loops if limits is not None else None
    if loops is None:
        return None
    return lambda kept, now_us: refuse(parse(kept), now_us, loops).text()


def _named(facts: Mapping[str, Fact]) -> list[tuple[str, str]]:
    named: list[tuple[str, str]] = []
    for name, fact in facts.items():
        if isinstance(fact, str):
            named.append((name, fact))
        elif isinstance(fact, frozenset):
            named.extend((name, each) for each in fact)
    return named
