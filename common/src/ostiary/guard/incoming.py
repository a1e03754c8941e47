"""One request as the adapter hands it to the pipeline, and the door through which it came."""

from dataclasses import dataclass
from typing import Protocol

from ostiary.guard.offer import Kind, Offer
from ostiary.identity import Channel, Principal


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request, nothing of it checked.

    Args:
        kind: What is asked for.
        principal: Who asks, where the channel could say; None refuses.
        channel: How the request came.
        pinned: Whether the caller picks a version or a background task, which we do not offer.
        handle: The conversation that it says it belongs to, as it came; empty for none.
    """

    kind: Kind
    principal: Principal | None
    channel: Channel
    pinned: bool = False
    handle: str = ""


class Door(Protocol):
    """The framework's side of one request. The pipeline alone opens it."""

    async def resolve(self) -> Offer | None:
        """Return exactly what the request addresses, or None."""
        ...

    def arguments(self) -> object:
        """Return the arguments as sent; anything at all."""
        ...

    async def progress(self, done: float, total: float | None = None) -> None:
        """Tell the caller how far the body has come, if he asked to be told."""
        ...
