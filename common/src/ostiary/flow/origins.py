"""Where the arguments of a call come from: the results that showed spans of them."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from ostiary.flow.fingerprint import MARK_BYTES
from ostiary.flow.label import NOTHING_READ, Label

MAX_SOURCES = 32
"""By how many names one result is told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one result showed.

    Args:
        sources: How policies name the call.
        label: What it added to the conversation's.
        marks: The fingerprints of its spans, one after the other.
    """

    sources: tuple[str, ...]
    label: Label
    marks: bytes


@dataclass(frozen=True, slots=True)
class Origins:
    """The results that arguments come from, taken together.

    Args:
        sources: How policies name the calls.
        label: The join of their labels.
    """

    sources: frozenset[str] = frozenset()
    label: Label = NOTHING_READ


NOWHERE = Origins()
"""Of arguments that come from no result that is known."""


def sources_of(action: str, facts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return how policies name a call: `server.tool`, and `server.tool:fact=value` for each fact.

    Args:
        action: The action.
        facts: Names and values of what the server found, as far as they are texts.
    """
    named = sorted({f"{action}:{name}={value}" for name, value in facts})
    return (action, *named[: MAX_SOURCES - 1])


def joined(marks: Iterable[bytes]) -> bytes:
    """Return fingerprints as they are stored."""
    return b"".join(sorted(marks))


def origins_of(sent: Set[bytes] | None, shown: Iterable[Shown]) -> Origins:
    """Return which results the arguments come from.

    Args:
        sent: The fingerprints of the arguments' spans; None for too many to tell, which come from
            everywhere.
        shown: What results of the conversation showed.
    """
    sources: set[str] = set()
    label = NOTHING_READ
    for each in shown:
        if sent is None or not sent.isdisjoint(_split(each.marks)):
            sources.update(each.sources)
            label |= each.label
    return Origins(frozenset(sources), label)


def _split(marks: bytes) -> set[bytes]:
    return {marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)}
