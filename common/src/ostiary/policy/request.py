"""The question that policy answers, and the context in which Cedar reads it.

An action of the catalogue has a declared context, and what does not conform to it is not decided
but denied. Of other servers' actions nothing is declared: their context is mapped by its values.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ostiary.classes import DataClass
from ostiary.nature import WORST, Nature
from ostiary.policy.actiontype import BUDGET, FLOW, LABEL, MEASURES
from ostiary.policy.cedartype import (
    MAX_DEPTH,
    Decimal,
    JsonText,
    Long,
    Record,
    UnmappableError,
    escaped,
    require_depth,
)

MAX_CONTEXT_BYTES = 64 * 1024

NO_LABEL: Mapping[str, int | bool] = {"class": 0, "untrusted": False}
"""The label of a conversation that has read nothing."""

NOTHING_SPENT: Mapping[str, Mapping[str, int]] = {
    "conversation": dict.fromkeys(MEASURES, 0),
    "principal": dict.fromkeys(MEASURES, 0),
}


@dataclass(frozen=True, slots=True)
class Derived:
    """Where the arguments of a call come from, as far as it is known.

    Args:
        sources: `server.tool` and `server.tool:fact=value` of the calls that showed parts of them.
        data_class: The highest class that those calls showed.
        untrusted: Whether one of them may have shown text that somebody outside wrote.
    """

    sources: frozenset[str] = frozenset()
    data_class: DataClass = DataClass.PUBLIC
    untrusted: bool = False


def flow_of(nature: Nature, derived: Derived = Derived()) -> Mapping[str, Any]:
    """Return what a context says of flow."""
    return {
        "sink": nature.sink.value,
        "reversible": nature.is_reversible,
        "yields": int(nature.yields),
        "untrusted": nature.untrusted,
        "derived_from": derived.sources,
        "derived_class": int(derived.data_class),
        "derived_untrusted": derived.untrusted,
    }


UNDECLARED: Mapping[str, Any] = flow_of(WORST)
"""Of what nobody has declared, called with arguments of no known origin."""

Paths = frozenset[tuple[str, ...]]
"""Parts of a context: a member, or a member of a member; the empty path is all of it."""

EVERYTHING: Paths = frozenset({()})

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Request:
    """One action that somebody wants to take.

    Args:
        principal: The caller's name.
        roles: The caller's roles.
        action: `server.tool`, or `server.read`, `server.prompt`, `server.complete`, `server.list`.
        resource: Cedar type and name of what is acted on, such as `("Tool", "sql.run_query")`.
        server: The server that offers it: the resource is `in Server::"..."`.
        args: The final arguments.
        facts: What the server's examination found.
        label: What the conversation has read: `class` (an integer) and `untrusted`.
        transport: `stdio`, `http`, `sse` or `memory`.
        budget: What the conversation and the principal have spent: `calls`, `rows`, `bytes` and
            `seconds` of each.
        flow: What the action is, and where its arguments come from, as `flow_of` gives it.
    """

    principal: str
    roles: frozenset[str]
    action: str
    resource: tuple[str, str]
    server: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    label: Mapping[str, int | bool] = field(default_factory=lambda: NO_LABEL)
    transport: str = "memory"
    budget: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: NOTHING_SPENT)
    flow: Mapping[str, Any] = field(default_factory=lambda: UNDECLARED)


def context_json(request: Request, declared: Record | None, asked: Paths = EVERYTHING) -> str:
    """Return the context of `request` as Cedar's JSON.

    All of it has to conform and is bounded. Only what the rules ask for is given to Cedar, since
    its reading of the context is most of the cost of a decision.

    Args:
        request: The request.
        declared: The type of its action's context; None where nobody has catalogued it.
        asked: The paths that the rules read, as `expression.asked` gives them.

    Raises:
        UnmappableError: It does not conform, nests deeper than 32 or exceeds 64 KiB.
    """
    given = {
        "args": request.args,
        "facts": request.facts,
        "label": request.label,
        "budget": request.budget,
        "flow": request.flow,
        "transport": request.transport,
    }
    require_depth(request.args, MAX_DEPTH - 1)
    held = _loose_context(given) if declared is None else declared.of(given)
    whole = _ENCODE(held)
    try:
        size = len(whole.encode())
    except UnicodeEncodeError:
        raise UnmappableError("text that is not Unicode") from None
    if size > MAX_CONTEXT_BYTES:
        raise UnmappableError(f"context larger than {MAX_CONTEXT_BYTES} bytes")
    return whole if () in asked else _ENCODE(_only(held, asked))


def _only(held: Mapping[str, Any], asked: Paths) -> dict[str, Any]:
    """Return the parts of a context that `asked` names, or is about the presence of."""
    kept: dict[str, Any] = {}
    for name, *rest in asked:
        part = held.get(name)
        if part is None or kept.get(name) is part:
            continue
        if not rest or not isinstance(part, dict):
            kept[name] = part
        else:
            # Made even if the member is absent: `has` asks the record that it is not in.
            members = kept.setdefault(name, {})
            if rest[0] in part:
                members[rest[0]] = part[rest[0]]
    return kept


def _loose_context(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "args": loose_value(given["args"]),
        "facts": loose_value(given["facts"]),
        "label": LABEL.of(given["label"]),
        "budget": BUDGET.of(given["budget"]),
        "flow": FLOW.of(given["flow"]),
        "transport": given["transport"],
    }


def loose_value(value: object) -> Any:
    """Return `value` as Cedar's JSON where no schema says what it is.

    As `cedartype` maps it, directed by the value itself: objects are records, lists whose elements
    are all texts, all integers or all Booleans are sets, other lists their canonical JSON text.

    Raises:
        UnmappableError: An integer beyond 64 bits, a number that is not finite, or not JSON.
    """
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return Long().of(value)
    if isinstance(value, float):
        return Decimal().of(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {escaped(key): loose_value(each) for key, each in items if each is not None}
    if isinstance(value, frozenset | list | tuple):
        elements = [each for each in cast("list[object]", value) if each is not None]
        if {type(each) for each in elements} in ({str}, {int}, {bool}, set[type]()):
            return [loose_value(each) for each in elements]
        return JsonText().of(cast("object", value))
    raise UnmappableError(f"cannot hold a {type(value).__name__}")
