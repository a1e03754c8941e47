"""What the records say that was spent and read, to hold the counters against.

The counters and the conversations stand in tables of their own, outside the chain. Whoever lowers
a counter gives calls back, or lets a conversation forget what it has read, or has its revoked
handles hold again; the records do not forget. Whoever cuts off the newest records leaves counters
that hold more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ostiary.classes import DataClass
from ostiary.ledger.values import MEASURES, Amounts

Key = tuple[str, str, int]
"""A counter: its scope, its tool (empty: all) and the end of its bucket."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How a conversation began.

    Args:
        principal: Whose it is.
        expires_at_us: When its handles end [µs since 1970]; 0 for one without handles.
        clearance: Name of the highest class that the endpoint behind it may read; empty: not said.
    """

    principal: str
    expires_at_us: int
    clearance: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation, as stored.

    Args:
        conversation: Its name.
        data_class: Of its label.
        untrusted: Of its label.
        opened: How it began.
        is_revoked: Whether its handles were ended.
        resets: How often its counters were begun anew.
    """

    conversation: str
    data_class: DataClass
    untrusted: bool
    opened: Opened
    is_revoked: bool
    resets: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The label that no conversation of a principal's is below, as stored."""

    principal: str
    data_class: DataClass = DataClass.PUBLIC
    untrusted: bool = False


@dataclass(frozen=True, slots=True)
class _Charge:
    """A charge whose true cost is not known yet."""

    call: str
    principal: str
    keys: tuple[Key, ...]
    granted: Amounts


@dataclass(slots=True)
class Tally:
    """Charges and classes, added up from the records; all of it in one pass.

    It holds as much as there are counters and running calls, however many records there are.
    """

    spent: dict[Key, Amounts] = field(default_factory=dict[Key, Amounts])
    running: dict[tuple[str, int], _Charge] = field(default_factory=dict[tuple[str, int], _Charge])
    read: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    reset: dict[str, int] = field(default_factory=dict[str, int])
    resets: Counter[str] = field(default_factory=Counter[str])
    opened: dict[str, Opened] = field(default_factory=dict[str, Opened])
    revoked: set[str] = field(default_factory=set[str])
    read_by: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    reset_of: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, stream: str, position: int, body: Mapping[str, Any]) -> None:
        """Add what the record at that place says."""
        match body.get("kind"):
            case "intent":
                told = _mapping(body.get("charge"))
                call = str(body.get("call", ""))
                self.running[stream, position] = _Charge(
                    call, _payer(told), _keys(told), _amounts(told)
                )
            case "outcome":
                # Its own intent, in the same stream: two calls may bear one name.
                intent = body.get("intent")
                begun = self.running.pop((stream, intent if isinstance(intent, int) else -1), None)
                if begun is not None:
                    self._charge(begun.keys, _amounts(_mapping(body.get("charge"))))
                    _note_label(self.read_by, begun.principal, body)
                _note_label(self.read, _name(body), body)
            case "refusal":
                told = _mapping(body.get("charge"))
                self._charge(_keys(told), _amounts(told))
            case "conversation":
                told, until_us = body.get("clearance", ""), body.get("expires_at_us")
                ends_us = until_us if isinstance(until_us, int) else 0
                opened = Opened(str(body.get("principal", "")), ends_us, str(told))
                self.opened[_name(body)] = opened
            case "revoked":
                self.revoked.add(_name(body))
            case "reset":
                name = _name(body)
                self.resets[name] += 1
                self.reset[name] = max(self.reset.get(name, 0), _time(body))
                who = str(body.get("principal", ""))
                self.reset_of[who] = max(self.reset_of.get(who, 0), _time(body))
            case _:
                pass

    @property
    def unknown(self) -> tuple[str, ...]:
        """Calls whose intent has no outcome: running, or lost in a crash."""
        return tuple(charge.call for charge in self.running.values())

    def differences(
        self,
        conversations: Iterable[Stored],
        counters: Iterable[tuple[Key, Amounts]],
        floors: Iterable[Floor],
    ) -> Iterator[tuple[str, str]]:
        """Yield where the store and the records disagree: about what, and in what respect.

        Both are written in one transaction, so they agree at any time.

        Args:
            conversations: All of them, as stored.
            counters: All of them, as stored.
            floors: Of all principals, as stored.
        """
        lost = {**dict.fromkeys(self.opened), **dict.fromkeys(self.read)}
        for kept in conversations:
            lost.pop(kept.conversation, None)
            for reason in self._faults(kept):
                yield f"conversation {kept.conversation}", reason
        for name in lost:
            yield f"conversation {name}", "missing, though there are records of it"
        gone = dict.fromkeys(self.read_by)
        for floor in floors:
            gone.pop(floor.principal, None)
            read = _since(self.read_by, floor.principal, self.reset_of)
            if _is_below(floor, read):
                yield f"principal {floor.principal}", "his label is lower than what he has read"
        for name in gone:
            yield f"principal {name}", "missing, though there are records of him"
        missing = self._recorded()
        for key, counted in counters:
            recorded = missing.pop(key, Amounts())
            yield from _differs(key, counted, recorded)
        for key, recorded in missing.items():
            yield from _differs(key, Amounts(), recorded)

    def _recorded(self) -> dict[Key, Amounts]:
        """Return what every counter should hold: running calls keep what was granted."""
        sums = dict(self.spent)
        for charge in self.running.values():
            for key in charge.keys:
                sums[key] = sums.get(key, Amounts()) + charge.granted
        for (scope, tool, until_us), amounts in list(sums.items()):
            if tool:
                whole = (scope, "", until_us)
                sums[whole] = sums.get(whole, Amounts()) + amounts
        return sums

    def _charge(self, keys: Iterable[Key], amounts: Amounts) -> None:
        for key in keys:
            self.spent[key] = self.spent.get(key, Amounts()) + amounts

    def _faults(self, kept: Stored) -> Iterator[str]:
        name = kept.conversation
        if _is_below(kept, _since(self.read, name, self.reset)):
            yield "its label is lower than what it has read"
        # One without handles leaves no record when it begins: nobody is let in by it.
        opened = self.opened.get(name)
        if kept.opened != (opened or Opened(kept.opened.principal, 0, "")):
            yield "its principal, end or clearance is not the one that it was opened with"
        if kept.is_revoked != (name in self.revoked):
            yield f"its handles were {'not ' if kept.is_revoked else ''}revoked, by the records"
        if kept.resets != self.resets[name]:
            yield "its counters were begun anew, and no record says so"


_NAMES = frozenset(DataClass.__members__)


def _note_label(read: dict[str, dict[str, int]], name: str, body: Mapping[str, Any]) -> None:
    released = _mapping(body.get("label"))
    if released:
        times = read.setdefault(name, {})
        for word in (str(released.get("class", "")), _trust(released)):
            times[word] = max(times.get(word, 0), _time(body))


def _since(
    read: Mapping[str, Mapping[str, int]], name: str, reset: Mapping[str, int]
) -> frozenset[str]:
    """Return what was read since the last reset, as words of records."""
    since_us = reset.get(name, -1)
    return frozenset(word for word, at_us in read.get(name, {}).items() if at_us > since_us)


def _is_below(label: Stored | Floor, read: frozenset[str]) -> bool:
    classes = [DataClass[word.upper()] for word in read if word.upper() in _NAMES]
    return label.data_class < max(classes, default=DataClass.PUBLIC) or (
        "untrusted" in read and not label.untrusted
    )


def _differs(key: Key, counted: Amounts, recorded: Amounts) -> Iterator[tuple[str, str]]:
    kind, _, name = key[0].partition(":")
    who = f"principal {name}" if kind == "p" else f"conversation {name.partition(':')[0]}"
    for measure in MEASURES:
        difference = getattr(counted, measure) - getattr(recorded, measure)
        if difference:
            lost = "counts were lowered" if difference < 0 else "records are missing"
            word = "fewer" if difference < 0 else "more"
            yield who, f"{word} {measure} counted than recorded: {lost}"
            return


def _payer(charge: Mapping[str, Any]) -> str:
    return str(charge.get("principal", ""))


def _keys(charge: Mapping[str, Any]) -> tuple[Key, ...]:
    tool, principal = str(charge.get("tool", "")), str(charge.get("principal", ""))
    until_us, scope = charge.get("until_us"), str(charge.get("scope", ""))
    keys: list[Key] = []
    if principal and isinstance(until_us, int):
        keys.append((f"p:{principal}", tool, until_us))
    if scope:
        keys.append((scope, tool, 0))
    return tuple(keys)


def _amounts(charge: Mapping[str, Any]) -> Amounts:
    found = {name: charge[name] for name in MEASURES if isinstance(charge.get(name), int)}
    return Amounts(**found)


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _name(body: Mapping[str, Any]) -> str:
    return str(body.get("conversation", ""))


def _time(body: Mapping[str, Any]) -> int:
    at_us = body.get("at_us")
    return at_us if isinstance(at_us, int) else 0


def _trust(label: Mapping[str, Any]) -> str:
    return "untrusted" if label.get("untrusted") else "trusted"
