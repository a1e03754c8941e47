"""Reading a statement in Cedar's JSON form: what it names, and where.

Source: Cedar documentation, "JSON policy format".
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ostiary.policy.cedartype import CedarType, Record

Node = Mapping[str, Any]

_COMPARISONS = ("==", "!=", "contains", "containsAny", "containsAll")


def nodes(tree: object) -> Iterator[Node]:
    """Yield every object in `tree`, outermost first, in the order of the text."""
    if isinstance(tree, Mapping):
        node = cast("Node", tree)
        yield node
        for each in node.values():
            yield from nodes(each)
    elif isinstance(tree, list):
        for each in cast("list[object]", tree):
            yield from nodes(each)


def entity_literals(body: Node) -> Iterator[tuple[str, str]]:
    """Yield type and identifier of every entity that the statement names, in scope or condition."""
    for node in nodes(body):
        if isinstance(node.get("type"), str) and isinstance(node.get("id"), str):
            yield node["type"], node["id"]


def entity_types(body: Node) -> Iterator[str]:
    """Yield every type that the statement asks for with `is`."""
    for node in nodes(body):
        if isinstance(node.get("entity_type"), str):
            yield node["entity_type"]


def types_of(expression: Any, contexts: list[Record]) -> list[CedarType]:
    """Return what an attribute path that starts at `context` can be; nothing for anything else.

    Args:
        expression: An expression.
        contexts: The contexts of the actions that the rule may be about.
    """
    if not isinstance(expression, Mapping):
        return []
    node = cast("Node", expression)
    if node.get("Var") == "context":
        return list(contexts)
    access = cast("Node | None", node.get("."))
    if access is None:
        return []
    left = types_of(access["left"], contexts)
    records = [each for each in left if isinstance(each, Record)]
    name = access["attr"]
    return [each.attributes[name].type for each in records if name in each.attributes]


def attributes(body: Node, contexts: list[Record]) -> Iterator[tuple[str, list[str]]]:
    """Yield each attribute that is read or asked for below `context`, with those that there are."""
    for node in nodes(body.get("conditions")):
        for operator in (".", "has"):
            access = cast("Node | None", node.get(operator))
            if access is None or "attr" not in access:
                continue
            left = types_of(access["left"], contexts)
            known = [name for each in left if isinstance(each, Record) for name in each.attributes]
            if any(isinstance(each, Record) for each in left):
                yield access["attr"], known


def asked(body: Node) -> frozenset[tuple[str, ...]]:
    """Return the paths below `context` that the statement reads or asks for, two names at most.

    A shorter path stands for everything below it: the empty one, for the whole context.
    """
    return frozenset(_asked(body.get("conditions")))


def _asked(tree: object) -> Iterator[tuple[str, ...]]:
    path = _path(tree)
    if path is not None:
        yield path[:2]
    elif isinstance(tree, Mapping):
        for each in cast("Node", tree).values():
            yield from _asked(each)
    elif isinstance(tree, list):
        for each in cast("list[object]", tree):
            yield from _asked(each)


def _path(expression: object) -> tuple[str, ...] | None:
    """Return the names of an attribute path that starts at `context`; None for anything else."""
    if not isinstance(expression, Mapping):
        return None
    node = cast("Node", expression)
    if node.get("Var") == "context":
        return ()
    access = cast("Node | None", node.get(".") or node.get("has"))
    if access is None or "attr" not in access:
        return None
    inner = _path(access["left"])
    return None if inner is None else (*inner, str(access["attr"]))


def fact_literals(body: Node) -> Iterator[tuple[str, str]]:
    """Yield each fact that is compared with a literal text, with that text."""
    for node in nodes(body.get("conditions")):
        for operator in _COMPARISONS:
            sides = cast("Node | None", node.get(operator))
            if sides is None:
                continue
            for fact, other in ((sides["left"], sides["right"]), (sides["right"], sides["left"])):
                name = _fact(fact)
                if name:
                    yield from ((name, text) for text in _texts(other))


def _fact(expression: object) -> str:
    """Return X where the expression is `context.facts.X`, else nothing."""
    match _path(expression):
        case ("facts", name):
            return name
        case _:
            return ""


def _texts(expression: Any) -> Iterator[str]:
    match expression:
        case {"Value": str(text)}:
            yield text
        case {"Set": elements}:
            for element in cast("list[object]", elements):
                yield from _texts(element)
        case _:
            return
