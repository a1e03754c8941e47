"""From paths to facts and ground: what a call is about, before it is decided whether it may.

Whether something exists is a fact like any other. Nothing is refused here for not being there:
else whoever may not read would still learn which names there are.
"""

from collections.abc import Callable, Mapping
from typing import Any

import anyio.to_thread

from ostiary.server import (
    UNKNOWN,
    DataMap,
    Examined,
    PolicyDeniedError,
)
from ostiary_filesystem.confine.roots import Roots, Spot
from ostiary_filesystem.facts import facts_of
from ostiary_filesystem.found import Found, look
from ostiary_filesystem.names import Protected, is_tellable
from ostiary_filesystem.origins import Origins

PROTECTED_HINT = "Names like this one are protected here; no tool touches them."


class Examiner:
    """Examines the calls of this server.

    Args:
        roots: What is served; asked for when there is something to look at.
        protected: What no tool touches, whatever policies say.
    """

    def __init__(self, roots: Callable[[], Roots], protected: Protected) -> None:
        self._roots = roots
        self.protected = protected
        self._origins = Origins(DataMap())

    def origins(self, data: DataMap) -> Origins:
        """Return the classes that a data map gives, with what is remembered of them."""
        if self._origins.data is not data:
            self._origins = Origins(data)
        return self._origins

    async def one(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Found]:
        """Return what stands at `path`.

        Raises:
            PolicyDeniedError: A name on the way is protected.
        """
        found = await anyio.to_thread.run_sync(self.look, str(arguments["path"]), data)
        require_open(found)
        return Examined(found, facts_of([found], self.origins(data)))

    async def many(
        self, arguments: Mapping[str, Any], data: DataMap
    ) -> Examined[tuple[Found, ...]]:
        """Return what stands at each of `paths`; those that are protected are found so.

        Raises:
            TooLargeError: They are too long together.
        """
        paths = [str(path) for path in arguments["paths"]]
        found = await anyio.to_thread.run_sync(
            lambda: tuple(self.look(path, data) for path in paths)
        )
        return Examined(found, facts_of(found, self.origins(data)))

    async def roots(self, _arguments: Mapping[str, Any], data: DataMap) -> Examined[Roots]:
        """Return the roots."""
        roots, origins = self._roots(), self.origins(data)
        spots = [Spot(root, ()) for root in roots]
        found = [look(spot, origins.of(spot.path)) for spot in spots]
        return Examined(roots, facts_of(found, origins))

    def look(self, path: str, data: DataMap, *, follows_last: bool = True) -> Found:
        """Return what stands at a path; nothing is looked at below a name that is protected.

        Args:
            path: As a caller wrote it.
            data: The data map.
            follows_last: Whether a link at the end is followed, or is itself what is meant.
        """
        spot = self._roots().find(path, follows_last=follows_last)
        if spot is None:
            return look(None, UNKNOWN)
        origin = self.origins(data).of(spot.path)
        if any(map(self.is_closed, spot.parts)):
            return Found(spot, None, None, origin, is_protected=True)
        return look(spot, origin)

    def is_closed(self, name: str) -> bool:
        """Whether no tool touches or tells a name: it is protected, or cannot be sent back."""
        return not is_tellable(name) or self.protected.holds(name)


def require_open(found: Found) -> None:
    """Refuse what is protected, whatever policies say.

    Raises:
        PolicyDeniedError: It is.
    """
    if found.is_protected:
        raise PolicyDeniedError(PROTECTED_HINT, detail="a protected name")
