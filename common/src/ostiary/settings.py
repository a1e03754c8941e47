"""Settings from the environment: one typed class a server, unknown names refused.

A shared setting is `OSTIARY_<FIELD>`, a server's own `OSTIARY_<SERVER>_<FIELD>`. A misspelt name
would otherwise leave a default in force without a word. Names of other servers are theirs.
"""

import getpass
import os
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from platformdirs import user_config_path, user_data_path
from pydantic import AfterValidator, Field, SecretStr

from ostiary.remote import RemoteSettings

PREFIX = "OSTIARY_"

_SHARED_WORDS = ("AUTH", "TLS", "ALLOWED", "HTTP", "BEARER", "VAULT")
"""First words of shared settings: no server is called that, so an unknown one is refused."""

_SQLITE = "sqlite:///"

_LOOKED_UP = ("policies", "data", "state", "principal", "roles")
"""Shared settings whose defaults depend on who runs the process, and where."""

_NEAR = 0.8
"""How alike two names are when one is taken for a misspelling of the other, from 0 to 1."""

_NEAR_WORD = 0.5
"""The same of their first words: `CRM` is no misspelling of `SQL`, though `_URL` follows both."""


def misspelling_of(variable: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that `variable` most likely is meant to be, None for none."""

    def word(name: str) -> str:
        return name.removeprefix(PREFIX).partition("_")[0]

    alike = [
        name
        for name in names
        if SequenceMatcher(a=word(variable), b=word(name)).ratio() > _NEAR_WORD
    ]
    return next(iter(get_close_matches(variable, alike, n=1, cutoff=_NEAR)), None)


class SettingsError(ValueError):
    """The environment names a setting that does not exist, or holds a value that does not fit."""


def config_folder() -> Path:
    """Return where policies and keys stand unless told otherwise."""
    return user_config_path("ostiary")


def data_folder() -> Path:
    """Return where state and samples stand unless told otherwise."""
    return user_data_path("ostiary")


def state_in(folder: Path) -> str:
    """Return the URL of the embedded ledger in `folder`."""
    return f"{_SQLITE}{folder / 'state.sqlite'}"


def _visible(name: str) -> str:
    """Return `name`, if it is the same however it is shown: records and rules go by it."""
    if not name.isprintable() or name != name.strip():
        raise ValueError("a name without control characters, or spaces around it, is wanted")
    return name


class Settings(RemoteSettings):
    """What every process that opens the guard's state has to know.

    Args:
        policies: Folder of the policy bundle.
        data: Folder of what servers make themselves, such as a sample database.
        state: SQLAlchemy URL of the ledger; a file in `data` unless told otherwise.
        keys: Key file; beside the policies unless told otherwise.
        vault_keys: Key ring of the vault; beside the key file unless told otherwise.
        principal: Who stands behind stdio and the bearer secret; the operating system's user
            unless told otherwise.
        roles: The roles he holds, separated by commas.
        conversation: The handle of the conversation that a client on stdio has; empty for the
            principal's current one.
        anchor: Where checkpoints go outside the store; nowhere unless told.
        checkpoint_s: At least how often one is made while records are written [s].
        checkpoint_records: After at most how many records of a process.
    """

    policies: Path = Field(default_factory=lambda: config_folder() / "policies")
    data: Path = Field(default_factory=data_folder)
    state: str = Field(default_factory=lambda told: state_in(told["data"]))
    keys: Path | None = None
    vault_keys: Path | None = None
    principal: Annotated[str, AfterValidator(_visible)] = Field(
        default_factory=getpass.getuser, min_length=1, max_length=256
    )
    roles: str = ""
    conversation: str = Field(default="", repr=False)
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
            SettingsError: An unknown name, with the nearest known one; or one that says nothing
                without another.
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
        settings = cls.model_validate(values)
        if missing := settings.missing_companion():
            present, lacking = map(cls.variable, missing)
            raise SettingsError(f"{lacking}: not set, and {present} says nothing without it")
        return settings

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
        misspelt = misspelling_of(variable, names) is not None
        return bool(separator and field) and word not in ours and not misspelt

    def role_names(self) -> frozenset[str]:
        """Return the roles as a set."""
        return frozenset(role.strip() for role in self.roles.split(",") if role.strip())

    def keys_path(self) -> Path:
        """Return the key file."""
        return self.keys if self.keys is not None else self.policies.parent / "keys.json"

    def ring_path(self) -> Path:
        """Return the file of the vault's key ring."""
        beside = self.keys_path().with_name("vault-keys.json")
        return self.vault_keys if self.vault_keys is not None else beside

    def bearer_path(self) -> Path:
        """Return the file of the bearer secret."""
        return self.bearer if self.bearer is not None else self.keys_path().with_name("bearer")

    def lacking(self) -> str:
        """Return the variable without which this server cannot start and which is not set.

        Empty where there is none: most servers have a default for everything.
        """
        return ""

    def spelled_out(self) -> dict[str, str]:
        """Return these settings as variables that mean the same in any folder and for any home.

        What a process of its own would look up in its home, its folder or its user is in it, and
        whatever was set; other defaults are left to the server.
        """
        told: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        told |= {name: getattr(self, name) for name in _LOOKED_UP}
        told["keys"] = self.keys_path()
        return {
            self.variable(name): _spelled(told[name])
            for name in type(self).model_fields
            if name in told
        }


def _spelled(value: Any) -> str:
    """Return a setting as text; a path, also one in a SQLite URL, absolute."""
    if isinstance(value, Path):
        return str(value.expanduser().absolute())
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, str) and value.startswith(_SQLITE) and len(value) > len(_SQLITE):
        path, mark, query = value.removeprefix(_SQLITE).partition("?")
        return f"{_SQLITE}{Path(path).absolute()}{mark}{query}"
    return str(value)


class ServerSettings(Settings):
    """The base of a server's settings: `class NotesSettings(ServerSettings, server="notes")`."""
