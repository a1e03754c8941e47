"""Settings of this server: `OSTIARY_FILESYSTEM_<FIELD>`."""

import re
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

from pydantic import Field

from ostiary.server import ServerSettings
from ostiary_filesystem.names import PROTECTED, Protected

_ROOT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ROOTS = "OSTIARY_FILESYSTEM_ROOTS"
_SQLITE = "sqlite:///"


class FilesystemSettings(ServerSettings, server="filesystem"):
    """What the filesystem server has to know.

    Args:
        roots: The folders that it serves: `name=/absolute/path;name=/absolute/path`.
        protected: Names that no tool touches, separated by commas, `*` for any run of characters;
            empty for the usual ones.
        writable: Whether there are tools that change files; policies decide who may use them.
        max_bytes: Most bytes of text that one result has.
        max_entries: Most entries that one listing, tree or search returns.
        versions: How many earlier versions of a file are kept.
        timeout_s: When a call that looks through folders is stopped [s].
    """

    roots: str = ""
    protected: str = ""
    writable: bool = False
    max_bytes: int = Field(default=512 * 1024, ge=1024, le=1024 * 1024)
    max_entries: int = Field(default=1000, ge=1, le=10_000)
    versions: int = Field(default=20, ge=1, le=1000)
    timeout_s: float = Field(default=20, gt=0, le=600)

    def folders(self) -> Mapping[str, Path]:
        """Return the roots' absolute paths by name.

        Raises:
            ValueError: There are none, one is no folder or named badly, or one lies in another.
        """
        found: dict[str, Path] = {}
        for part in filter(None, (part.strip() for part in self.roots.split(";"))):
            name, separator, place = part.partition("=")
            name = name.strip()
            if not separator or not _ROOT_NAME.fullmatch(name):
                raise ValueError(
                    f"{_ROOTS}: write name=/path;name=/path, names of letters, digits, - _ and ."
                )
            if name in found:
                raise ValueError(f"{_ROOTS}: {name} is there twice")
            path = Path(place.strip()).expanduser()
            if not path.is_absolute():
                raise ValueError(f"{_ROOTS}: {name}: write its path from / on")
            if not path.is_dir():
                raise ValueError(f"{_ROOTS}: {name}: there is no such folder")
            found[name] = path
        if not found:
            raise ValueError(f"{_ROOTS}: not set; say which folders are served: docs=/path/to/docs")
        for (inner, path), (outer, above) in permutations(found.items(), 2):
            if path.resolve().is_relative_to(above.resolve()):
                raise ValueError(
                    f"{_ROOTS}: {inner} lies in {outer}: one file would have two places"
                )
        return found

    def require_folders(self) -> None:
        """See that there are roots, and that nothing of the server's own lies in one.

        Raises:
            ValueError: See `folders`; or policies, keys or state would be among what is served.
        """
        own = {
            "the policies": self.policies,
            "the key file": self.keys_path(),
            "the key ring": self.ring_path(),
            "the bearer secret": self.bearer_path(),
            "the data folder": self.data,
            "the state": self._state_path(),
        }
        for name, path in self.folders().items():
            root = path.resolve()
            for what, place in own.items():
                if place is not None and place.absolute().resolve().is_relative_to(root):
                    raise ValueError(f"{_ROOTS}: {what} would lie in {name}")
            for what, place in (("the policies", self.policies), ("earlier versions", self.kept)):
                if root.is_relative_to(place.absolute().resolve()):
                    raise ValueError(f"{_ROOTS}: {name} lies where {what} are")

    def _state_path(self) -> Path | None:
        """Return the file of an embedded state; None where it is on a server."""
        if not self.state.startswith(_SQLITE):
            return None
        return Path(self.state.removeprefix(_SQLITE).partition("?")[0])

    def protected_names(self) -> Protected:
        """Return the names that no tool touches."""
        given = [name.strip() for name in self.protected.split(",") if name.strip()]
        return Protected(given or PROTECTED)

    @property
    def kept(self) -> Path:
        """Where earlier versions are kept."""
        return self.data / "filesystem"

    def lacking(self) -> str:
        """Return the variable that names the roots, if they are not set."""
        return "" if self.roots.strip(" ;") else _ROOTS

    def spelled_out(self) -> dict[str, str]:
        """Return these settings as variables; see `Settings.spelled_out`.

        Raises:
            ValueError: The roots are written badly.
        """
        told = super().spelled_out()
        if self.roots:
            places = (f"{name}={path}" for name, path in self.folders().items())
            told[_ROOTS] = ";".join(places)
        return told
