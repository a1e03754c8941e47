"""Settings from the environment: one typed class a server, unknown names refused.

A shared setting is `OSTIARY_<FIELD>`, a server's own `OSTIARY_<SERVER>_<FIELD>`. A misspelt name
would otherwise leave a default in force without a word. Names of other servers are theirs.
"""

import getpass
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Self

from platformdirs import user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field

PREFIX = "OSTIARY_"

_SHARED_WORDS = ("AUTH", "TLS")
"""First words of shared settings: no server is called that, so an unknown one is refused."""

_NEAR = 0.8
"""How alike two names are when one is taken for a misspelling of the other, from 0 to 1."""


class SettingsError(ValueError):
    """The environment names a setting that does not exist, or holds a value that does not fit."""


def config_folder() -> Path:
    """Return where policies and keys stand unless told otherwise."""
    return user_config_path("ostiary")


def data_folder() -> Path:
    """Return where state and samples stand unless told otherwise."""
    return user_data_path("ostiary")


def default_state() -> str:
    """Return the URL of the embedded ledger."""
    return f"sqlite:///{data_folder() / 'state.sqlite'}"


class Settings(BaseModel):
    """What every process that opens the guard's state has to know.

    Args:
        policies: Folder of the policy bundle.
        state: SQLAlchemy URL of the ledger.
        keys: Key file; beside the policies unless told otherwise.
        principal: Who stands behind stdio; the operating system's user unless told otherwise.
        roles: The roles he holds, separated by commas.
        anchor: Where checkpoints go outside the store; nowhere unless told.
        checkpoint_s: At least how often one is made while records are written [s].
        checkpoint_records: After at most how many records of a process.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    policies: Path = Field(default_factory=lambda: config_folder() / "policies")
    state: str = Field(default_factory=default_state)
    keys: Path | None = None
    principal: str = Field(default_factory=getpass.getuser, min_length=1, max_length=256)
    roles: str = ""
    anchor: str = ""
    checkpoint_s: float = Field(default=60.0, gt=0)
    checkpoint_records: int = Field(default=1000, gt=0)

    server: ClassVar[str] = ""

    def __init_subclass__(cls, server: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if server:
            cls.server = server

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Return the settings that `environment` (the process's own unless given) holds.

        Raises:
            SettingsError: An unknown name, with the nearest known one.
            ValidationError: A value that does not fit.
        """
        source = os.environ if environment is None else environment
        names = {cls.variable(field): field for field in cls.model_fields}
        values: dict[str, str] = {}
        for variable, value in source.items():
            if variable in names:
                values[names[variable]] = value
            elif variable.startswith(PREFIX) and not cls._is_foreign(variable, names):
                near = get_close_matches(variable, names, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise SettingsError(f"{variable}: no such setting{hint}")
        return cls.model_validate(values)

    @classmethod
    def variable(cls, field: str) -> str:
        """Return the environment variable of `field`."""
        own = cls.server and field not in Settings.model_fields
        return f"{PREFIX}{cls.server.upper() + '_' if own else ''}{field.upper()}"

    @classmethod
    def _is_foreign(cls, variable: str, names: Iterable[str]) -> bool:
        """Whether an unknown name may be another server's: `OSTIARY_<ITS WORD>_<FIELD>`."""
        word, separator, field = variable.removeprefix(PREFIX).partition("_")
        ours = {cls.server.upper(), *_SHARED_WORDS}
        misspelt = get_close_matches(variable, names, n=1, cutoff=_NEAR)
        return bool(separator and field) and word not in ours and not misspelt

    def role_names(self) -> frozenset[str]:
        """Return the roles as a set."""
        return frozenset(role.strip() for role in self.roles.split(",") if role.strip())

    def keys_path(self) -> Path:
        """Return the key file."""
        return self.keys if self.keys is not None else self.policies.parent / "keys.json"

    @staticmethod
    def data_folder() -> Path:
        """Return where a server may keep what it makes itself, such as a sample database."""
        return data_folder()


class ServerSettings(Settings):
    """The base of a server's settings: `class NotesSettings(ServerSettings, server="notes")`."""
