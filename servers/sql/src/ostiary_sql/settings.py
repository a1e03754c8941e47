"""Settings of this server: `OSTIARY_SQL_<FIELD>`."""

from datetime import date
from pathlib import Path
from urllib.parse import unquote

from pydantic import Field

from ostiary.server import ServerSettings
from ostiary_sql.sample.build import ensure_sample

_SQLITE = "sqlite:///"
_SAMPLE = "sample.sqlite"


class SqlSettings(ServerSettings, server="sql"):
    """What the SQL server has to know.

    Args:
        url: The database, as `sqlite:///relative` or `sqlite:////absolute/path`; empty for the
            sample business.
        max_rows: Most rows that a result has.
        max_bytes: About how many bytes a result has at most.
        timeout_s: When a query is stopped [s].
    """

    url: str = ""
    max_rows: int = Field(default=200, ge=1, le=10_000)
    max_bytes: int = Field(default=256 * 1024, ge=1024, le=16 * 1024 * 1024)
    timeout_s: float = Field(default=10, gt=0, le=600)

    def database(self) -> Path:
        """Return the database file; the sample is built first when it is the one.

        Raises:
            ValueError: The URL is not one of a SQLite file, or there is no such file.
        """
        if not self.url:
            today = date.today()  # noqa: DTZ011 - the sample follows the calendar of whoever looks at it
            return ensure_sample(self.data / _SAMPLE, today)
        if not self.url.startswith(_SQLITE) or len(self.url) == len(_SQLITE):
            raise ValueError("OSTIARY_SQL_URL: only sqlite:///path is served by this version")
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
