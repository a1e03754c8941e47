"""What the records say that was spent and read, to hold the counters against.

The counters stand in tables of their own, outside the chain. Whoever lowers one gives calls back,
or lets a conversation forget what it has read; the records do not forget.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ostiary.classes import DataClass


@dataclass(frozen=True, slots=True)
class Counters:
    """A conversation's or a principal's counters, as stored.

    Args:
        name: The conversation, or the principal.
        calls: Calls counted.
        data_class: The highest class that the conversation has read; PUBLIC for a principal.
    """

    name: str
    calls: int
    data_class: DataClass = DataClass.PUBLIC


@dataclass(slots=True)
class Tally:
    """Calls and classes, added up from the records."""

    of_conversation: Counter[str] = field(default_factory=Counter[str])
    of_principal: Counter[str] = field(default_factory=Counter[str])
    read: dict[str, DataClass] = field(default_factory=dict[str, DataClass])

    def add(self, body: Mapping[str, Any]) -> None:
        """Add what one record says."""
        conversation = str(body.get("conversation", ""))
        if body.get("kind") in {"intent", "refusal"} and body.get("asked") != "list":
            self.of_conversation[conversation] += 1
            who = body.get("who")
            self.of_principal[str(who.get("principal", "")) if isinstance(who, dict) else ""] += 1  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] # JSON
        released = body.get("released")
        if isinstance(released, dict):
            label = str(released.get("class", ""))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] # JSON
            found = DataClass.__members__.get(label.upper(), DataClass.PUBLIC)
            self.read[conversation] = max(found, self.read.get(conversation, DataClass.PUBLIC))

    def shortfalls(
        self, conversations: Iterable[Counters], principals: Iterable[Counters]
    ) -> list[tuple[str, str]]:
        """Return what is counted lower than the records say: whose counter, and in what respect."""
        found: list[tuple[str, str]] = []
        kept = {each.name: each for each in conversations}
        for name, calls in self.of_conversation.items():
            counters = kept.get(name, Counters(name, 0))
            if counters.calls < calls:
                found.append((f"conversation {name}", "fewer calls counted than recorded"))
            if counters.data_class < self.read.get(name, DataClass.PUBLIC):
                found.append((f"conversation {name}", "its label is lower than what it has read"))
        spent = {each.name: each.calls for each in principals}
        found.extend(
            (f"principal {name}", "fewer calls counted than recorded")
            for name, calls in self.of_principal.items()
            if spent.get(name, 0) < calls
        )
        return found
