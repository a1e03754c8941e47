"""What a scripted model says: the turns of a script, as values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Say:
    """Answer with text."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """Call one tool.

    Args:
        name: The function's name as it was offered.
        arguments: Its arguments; a string is sent as it is, valid or not.
    """

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Calls:
    """Call several tools in one reply, with `text` before them."""

    calls: tuple[Call, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """Answer with these very bytes: for what a broken engine or a proxy sends."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Deltas:
    """Stream these deltas, well formed as events but not necessarily as a reply.

    Args:
        deltas: The `delta` of each chunk.
        finish: The reason for ending, in a chunk of its own.
        is_done: Whether `[DONE]` follows.
    """

    deltas: tuple[Mapping[str, Any], ...]
    finish: str = "stop"
    is_done: bool = True


Turn: TypeAlias = Say | Call | Calls | Raw | Deltas
Message: TypeAlias = Mapping[str, Any]
ScriptedTurn: TypeAlias = Turn | Callable[[Sequence[Message]], Turn]
"""A turn, or a function of the messages so far: its answer can rest on the tools' real results."""
