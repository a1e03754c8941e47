"""What the tools of one server share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.server import INTERNAL, DataClass, DataMap, Examined, Origin
from ostiary_filesystem.browse import Eye
from ostiary_filesystem.browsed import Browsed
from ostiary_filesystem.confine.roots import Spot
from ostiary_filesystem.deadline import GRACE_S, Deadline
from ostiary_filesystem.examine import Examiner
from ostiary_filesystem.names import is_tellable
from ostiary_filesystem.settings import FilesystemSettings


@dataclass(frozen=True, slots=True)
class Served:
    """What the tools of one server share.

    Args:
        examiner: Examines their calls.
        settings: Their limits.
    """

    examiner: Examiner
    settings: FilesystemSettings

    @property
    def timeout_s(self) -> float:
        """When a call is ended from outside [s]; work ends by itself before."""
        return self.settings.timeout_s + GRACE_S

    def deadline(self) -> Deadline:
        """Return a deadline that begins now."""
        return Deadline(self.settings.timeout_s)

    def eye(self, max_entries: int | None = None) -> Eye:
        """Return what walks look at."""
        most = self.settings.max_entries if max_entries is None else max_entries
        return Eye(is_tellable, self.examiner.protected.holds, most, self.deadline())

    async def browse(self, arguments: Mapping[str, Any], data: DataMap) -> Examined[Browsed]:
        """Return what stands at `path`, with the classes of everything below it.

        Raises:
            PolicyDeniedError: A name on the way is protected.
        """
        examined = await self.examiner.one(arguments, data)
        browsed = Browsed(examined.ground, self.examiner.origins(data))
        return Examined(browsed, examined.facts)

    def origin(self, path: str, data: DataMap) -> Origin:
        """Return the origin of what stands at a path that begins with a root's name."""
        return self.examiner.origins(data).of(path)

    def names(self, path: str, data: DataMap) -> Origin:
        """Return the origin of the path itself: the class of the folder that its name stands in."""
        above = path.rpartition("/")[0]
        return self.origin(above, data) if above else INTERNAL


def meta(origin: Origin) -> Origin:
    """Return the origin of sizes, times and kinds of what has `origin`: internal at most."""
    return Origin(min(origin.data_class, DataClass.INTERNAL))


def require_spot(spot: Spot | None) -> Spot:
    """Return a place of which it is known by now that it is one."""
    if spot is None:
        raise ValueError("nothing was found")
    return spot
