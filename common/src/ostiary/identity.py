"""Who calls: the principal, its roles, and how the call reached us.

Pure values. Where they come from is the guard's business: a verified token on HTTP, the operator's
settings on stdio; never what a client says about itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody or something that may be granted rights.

    Args:
        name: Stable identifier, as policies name it.
        roles: The roles it holds, as the bundle names them.
    """

    name: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Channel:
    """How a request reached the server.

    Args:
        transport: `stdio`, `http`, `sse`, or `memory` for a client in the same process.
        era: The protocol version that the connection speaks, such as `2026-07-28`.
        client: What the client calls itself: recorded, never decided on.
    """

    transport: str
    era: str
    client: str = ""


NETWORK = frozenset({"http", "sse"})
"""Transports on which nobody is known unless verified."""
