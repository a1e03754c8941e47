"""What happens while a question is answered, as values, for people and for `--json`."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ostiary_host.limits import Stop
from ostiary_host.message import FaultKind


@dataclass(frozen=True, slots=True)
class ModelChosen:
    """An endpoint answered. `owner` is what it says about who made the model."""

    url: str
    model: str
    owner: str


@dataclass(frozen=True, slots=True)
class ServerReady:
    """A server started and listed its tools (names as the model sees them)."""

    server: str
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServerFailed:
    """A server did not start, or a tool of it cannot be offered; the rest goes on."""

    server: str
    reason: str


@dataclass(frozen=True, slots=True)
class TextArrived:
    """A piece of text of the model."""

    text: str


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call is about to be sent, `number` counting from 1."""

    number: int
    server: str
    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call ended: `code` is `ok` or what refused it, `text` what the model is given."""

    number: int
    server: str
    tool: str
    code: str
    text: str
    withheld: tuple[str, ...]
    duration_s: float


@dataclass(frozen=True, slots=True)
class CallRefused:
    """A malformed call that the host did not send."""

    tool: str
    fault: FaultKind
    advice: str


@dataclass(frozen=True, slots=True)
class ReplyFaulty:
    """A reply of which nothing was used: sent back for repair, or read again without streaming."""

    faults: tuple[FaultKind, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class LimitReached:
    """The loop ends early: one last turn without tools follows."""

    stop: Stop
    sentence: str


@dataclass(frozen=True, slots=True)
class LastTurnFailed:
    """The endpoint failed in the last turn: the calls stand, what they came to is not told."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the answer, why it is the last word, and what it took."""

    text: str
    stop: Stop
    turns: int
    calls: int
    prompt_tokens: int
    completion_tokens: int

    @property
    def is_complete(self) -> bool:
        """Whether the model ended by itself, rather than at a limit."""
        return self.stop is Stop.ANSWERED


Event: TypeAlias = (
    ModelChosen
    | ServerReady
    | ServerFailed
    | TextArrived
    | CallStarted
    | CallEnded
    | CallRefused
    | ReplyFaulty
    | LimitReached
    | LastTurnFailed
    | Answered
)
Observe: TypeAlias = Callable[[Event], None]


def as_json(event: Event) -> dict[str, Any]:
    """Return `event` as a JSON object whose `event` is its type in snake case."""
    name = re.sub(r"(?<!^)([A-Z])", r"_\1", type(event).__name__).lower()
    return {"event": name} | dataclasses.asdict(event)
