"""Settings of this server: `OSTIARY_SQL_<FIELD>`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pydantic import Field

from ostiary.server import ServerSettings
from ostiary_sql.sample.build import ensure_sample

if TYPE_CHECKING:
    from ostiary_sql.address import Address

_SQLITE = "sqlite:///"
_SERVERS = {"postgresql": "postgres", "mariadb": "mariadb", "mysql": "mariadb"}
_SAMPLE = "sample.sqlite"


class SqlSettings(ServerSettings, server="sql"):
    """What the SQL server has to know.

    Args:
        url: The database: `sqlite:///relative` or `sqlite:////absolute/path`, or
            `postgresql://`, `mariadb://`, `mysql://` with `user@host/database`; empty for the
            sample business.
        password_file: A file whose first line is the password, readable by its owner alone.
        schemas: Which schemas are visible, separated by commas, the default one first; empty for
            the account's own default.
        write_url: The same database, with an account that may write; empty where nothing may be
            written, whatever policies say.
        write_password_file: As `password_file`, of that account.
        max_rows: Most rows that a result has.
        max_changes: Most rows that one statement may change.
        max_bytes: About how many bytes a result has at most.
        timeout_s: When a query is stopped [s].
    """

    url: str = Field(default="", repr=False)
    password_file: Path | None = None
    schemas: str = ""
    write_url: str = Field(default="", repr=False)
    write_password_file: Path | None = None
    max_rows: int = Field(default=200, ge=1, le=10_000)
    max_changes: int = Field(default=1000, ge=1, le=10_000)
    max_bytes: int = Field(default=256 * 1024, ge=1024, le=16 * 1024 * 1024)
    timeout_s: float = Field(default=10, gt=0, le=600)

    @property
    def dialect(self) -> str:
        """Which engine the URL names: `sqlite`, `postgres` or `mariadb`."""
        return _dialect_of(self.url)

    def database(self) -> Path:
        """Return the database file; the sample is built first when it is the one.

        Raises:
            ValueError: The URL is not one of a SQLite file, or there is no such file.
        """
        if not self.url:
            today = date.today()  # noqa: DTZ011 - the sample follows the calendar of whoever looks at it
            return ensure_sample(self.data / _SAMPLE, today)
        if not self.url.startswith(_SQLITE) or len(self.url) == len(_SQLITE):
            known = ", ".join((_SQLITE, *(f"{name}://" for name in _SERVERS)))
            raise ValueError(f"OSTIARY_SQL_URL: it has to begin as one of {known}")
        path = Path(unquote(self.url.removeprefix(_SQLITE))).absolute()
        if not path.is_file():
            raise ValueError("OSTIARY_SQL_URL: there is no such file")
        return path

    def present_database(self) -> Path | None:
        """Return the database file if it is there already; nothing is built for it."""
        if not self.url:
            sample = self.data / _SAMPLE
            return sample if sample.is_file() else None
        return self.database()

    def address(self) -> "Address":
        """Return the database server.

        Raises:
            ValueError: The URL names none, or the password cannot be read.
        """
        from ostiary_sql.address import read_address  # noqa: PLC0415 - only what is used is paid for

        return read_address(self.url, self.dialect, self.password_file)

    def schema_names(self) -> tuple[str, ...]:
        """Return the names of the visible schemas; none where the account's default is meant."""
        return tuple(name.strip() for name in self.schemas.split(",") if name.strip())

    def require_database(self) -> None:
        """Find the database file, or see that a server is named properly; it may answer later.

        Raises:
            ValueError: There is no such file, or the settings name no server.
        """
        if self.dialect == "sqlite":
            self.database()
        else:
            self.address()
        if self.write_url:
            self.require_same_database()

    def write_address(self) -> "Address":
        """Return the database server, and who writes there.

        Raises:
            ValueError: The URL names none, or the password cannot be read.
        """
        from ostiary_sql.address import read_address  # noqa: PLC0415 - as above

        return read_address(
            self.write_url, self.dialect, self.write_password_file, "OSTIARY_SQL_WRITE_"
        )

    def require_same_database(self) -> None:
        """See that what is written is what is read.

        Raises:
            ValueError: The two settings name different databases, or the second one none.
        """
        is_same = _dialect_of(self.write_url) == self.dialect
        if is_same and self.dialect == "sqlite":
            written = Path(unquote(self.write_url.removeprefix(_SQLITE)))
            is_file = self.write_url.startswith(_SQLITE) and written.is_file()
            is_same = is_file and written.samefile(self.database())
        elif is_same:
            is_same = self.write_address().place == self.address().place
        if not is_same:
            raise ValueError("OSTIARY_SQL_WRITE_URL: not the database that OSTIARY_SQL_URL names")

    def spelled_out(self) -> dict[str, str]:
        """Return these settings as variables; see `Settings.spelled_out`.

        Raises:
            ValueError: There is a password among them: it would be pasted into files that others
                read.
        """
        if self.dialect != "sqlite":
            from ostiary_sql.address import has_password  # noqa: PLC0415 - as above

            for prefix, url in (("OSTIARY_SQL_", self.url), ("OSTIARY_SQL_WRITE_", self.write_url)):
                if url and has_password(url):
                    raise ValueError(
                        f"{prefix}URL: there is a password in it, which does not belong into a"
                        " client's configuration: put it into a file that only you can read, and"
                        f" name that in {prefix}PASSWORD_FILE"
                    )
        return super().spelled_out()


def _dialect_of(url: str) -> str:
    return _SERVERS.get(url.partition("://")[0], "sqlite")
