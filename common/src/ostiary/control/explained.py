"""Why a recorded call came out as it did: the label it met, the sink it was for, the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from ostiary.control.records import records_about
from ostiary.policy.replay import mapping
from ostiary.policy.sinks import PLACE
from ostiary.settings import Settings


@dataclass(frozen=True, slots=True)
class Explained:
    """A call as its records tell it.

    Args:
        call: Its identifier.
        action: What was asked for.
        principal: Who asked.
        decision: `allow`, `consent`, `deny`, or `none` where it was refused before.
        reason: Why it was denied, or the code that it was refused with.
        label: What the conversation had read before it.
        sink: Where its arguments can go.
        reversible: Whether another call can undo it.
        derived_from: The calls that its arguments come from, as far as a rule asked for it.
        rules: The rules that decided, `file:id`.
        flow: The keys of the bundle's `flow` that decided, if any did.
        outcome: `ok`, or the code that it ended with; empty for one of which nothing more is known.
        raised: What its result added to the conversation's label.
    """

    call: str
    action: str
    principal: str
    decision: str
    reason: str
    label: str
    sink: str
    reversible: bool
    derived_from: tuple[str, ...]
    rules: tuple[str, ...]
    flow: tuple[str, ...]
    outcome: str
    raised: str


def explain_recorded(settings: Settings, call: str) -> Explained | None:
    """Return why the recorded call came out as it did; None where no record names it.

    Raises:
        LedgerError: There is no ledger.
    """
    records = [each for each in records_about(settings, call) if each.get("call") == call]
    decided = next((each for each in records if each.get("kind") in {"intent", "refusal"}), None)
    if decided is None:
        return None
    ended = next((each for each in records if each.get("kind") == "outcome"), decided)
    decision, flow = mapping(decided.get("decision")), mapping(decided.get("flow"))
    rules = _texts(decision.get("rules"))
    outcome = str(ended.get("outcome", ""))
    detail = str(ended.get("detail", ""))
    refused = f"{outcome} {detail}".strip() if outcome not in {"", "ok"} else ""
    return Explained(
        call=call,
        action=str(decided.get("action", "")),
        principal=str(mapping(decided.get("who")).get("principal", "")),
        decision=str(decision.get("effect", "")),
        reason=str(decision.get("reason", "")) or refused,
        label=_label(mapping(decided.get("label"))),
        sink=str(flow.get("sink", "")),
        reversible=flow.get("reversible") is True,
        derived_from=_texts(flow.get("derived_from")),
        rules=tuple(each for each in rules if not each.startswith(PLACE)),
        flow=tuple(each for each in rules if each.startswith(PLACE)),
        outcome=outcome,
        raised=_label(mapping(ended.get("label"))) if ended is not decided else "",
    )


def _label(told: Mapping[str, Any]) -> str:
    if not told:
        return ""
    return f"{told.get('class', '')}{', untrusted' if told.get('untrusted') is True else ''}"


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, cast("list[object]", value))) if isinstance(value, list) else ()
