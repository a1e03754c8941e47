"""Facts as a person states them, in a test or a command, held against what is declared."""

from collections.abc import Mapping
from typing import Any, cast

from ostiary.documents import did_you_mean
from ostiary.policy.actiontype import FACTS
from ostiary.policy.catalogue import Action
from ostiary.policy.cedartype import UnmappableError


def stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as a server would yield them: lists are sets."""
    return {name: _set(value) for name, value in facts.items()}


def fact_fault(
    action: Action, facts: Mapping[str, Any], known: Mapping[str, frozenset[str]]
) -> str:
    """Return what is wrong with `facts` for a call of `action`; nothing if nothing is.

    Args:
        action: What is called.
        facts: As stated.
        known: The values that facts can have, where somebody can list them.
    """
    for name, value in facts.items():
        if name not in action.facts:
            return f"{name}: {action.name} has no such fact{did_you_mean(name, action.facts)}"
        try:
            FACTS[action.facts[name]].of(_set(value))
        except UnmappableError as error:
            return f"{name}: {error.reason}; it is declared as a {action.facts[name]}"
        if name in known and isinstance(value, list):
            for each in cast("list[str]", value):
                if each not in known[name]:
                    return f"{name}: there is no {each}{did_you_mean(each, known[name])}"
    missing = [f"{name} ({kind})" for name, kind in action.facts.items() if name not in facts]
    return f"state what the server would find: {', '.join(missing)}" if missing else ""


def _set(value: object) -> object:
    if not isinstance(value, list):
        return value
    elements = cast("list[object]", value)
    return frozenset(elements) if all(isinstance(each, str) for each in elements) else elements
