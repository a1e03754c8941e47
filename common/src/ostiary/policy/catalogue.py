"""What the servers offer, as far as rules can speak of it. The guard makes it from its offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ostiary.classes import DataClass
from ostiary.nature import WORST, Nature


class FactType(StrEnum):
    """What a fact holds, as policies see it.

    A set is one of texts; `CLASSES` is one whose elements are names of data classes, so that a rule
    or a test that misspells one is found.
    """

    SET = "set"
    CLASSES = "classes"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that callers may ask for.

    Args:
        name: How policies name it, such as `sql.run_query`.
        resource: Cedar type and identifier of what it acts on.
        server: The server's word.
        arguments: JSON Schema of its arguments.
        facts: What the server's examination always tells of it.
        nature: What it is, as it was declared.
    """

    name: str
    resource: tuple[str, str]
    server: str
    arguments: Mapping[str, Any]
    facts: Mapping[str, FactType] = field(default_factory=dict[str, FactType])
    nature: Nature = WORST


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is offered.

    Args:
        actions: One for each offer.
        known: The values that facts can have, where the server can list them.
    """

    actions: tuple[Action, ...]
    known: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def values(self) -> dict[str, frozenset[str]]:
        """Return the values of each fact that anybody can list: given ones, and data classes."""
        kinds: dict[str, set[FactType]] = {}
        for action in self.actions:
            for name, kind in action.facts.items():
                kinds.setdefault(name, set()).add(kind)
        labels = frozenset(each.label for each in DataClass)
        # A name that another server gives to something else says nothing about its values.
        classes = {name for name, found in kinds.items() if found == {FactType.CLASSES}}
        return {**dict.fromkeys(classes, labels), **self.known}
