"""A business on each engine, twice: the twins differ in nothing but the values that are withheld.

Whatever a caller sees of one of them and not of the other depends on what he may not see.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from ostiary_sql.sample.build import build_sample

FOLDER = Path(__file__).parents[1] / "sql" / "business"
SALTS = ("first", "second")
"""Of twins that differ in every respect of what is withheld."""

ALIKE = ("first", "alike")
"""Of twins that differ in nothing that pseudonyms tell: which are NULL, which are the same."""

ESCAPES = "ostiary-corpus-escape*"
"""What the files are called that attacks try to write below /tmp."""

Table: TypeAlias = tuple[list[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Business:
    """One of the twins.

    Args:
        engine: `sqlite`, `postgres` or `mariadb`.
        url: The database, as an account that may read everything.
        narrow_url: The same as an account that may read only what an analyst sees.
        direct: Returns the names of the columns and the rows of a statement, in the engine's own
            words, past the guard.
        fingerprint: Returns what has to stay the same: rows, schema, accounts, settings, locks.
        running: Returns how many statements of the guard's account run.
    """

    engine: str
    url: str
    narrow_url: str
    direct: Callable[[str, Mapping[str, Any]], Table]
    fingerprint: Callable[[], dict[str, str]]
    running: Callable[[], int]

    @property
    def narrow(self) -> "Business":
        """The same, seen through the account that may read only what an analyst sees."""
        return replace(self, url=self.narrow_url)

    @property
    def data(self) -> Path:
        """What its columns hold: a `data.yaml`."""
        return FOLDER / f"{self.engine}.yaml"


def twins(
    engine: str, folder: Path, salts: tuple[str, str] = SALTS
) -> AbstractContextManager[tuple[Business, Business]]:
    """Yield both businesses on an engine; files of theirs go below `folder`."""
    if engine == "sqlite":
        return _sqlite_twins(folder, salts)
    # The drivers are only there where these engines are tested.
    made = import_module(f"business_{engine}")

    @contextmanager
    def both() -> Generator[tuple[Business, Business]]:
        today = datetime.now(UTC).date()
        with ExitStack() as stack:
            first, second = (stack.enter_context(made.business(salt, today)) for salt in salts)
            yield first, second

    return both()


def digest(rows: object) -> str:
    """Return a short name for `rows`."""
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


@contextmanager
def _sqlite_twins(folder: Path, salts: tuple[str, str]) -> Generator[tuple[Business, Business]]:
    today = date.today()  # noqa: DTZ011 - queries say date('now'), as the sample does
    first, second = (_sqlite_business(folder / salt, salt, today) for salt in salts)
    yield first, second


def _sqlite_business(folder: Path, salt: str, today: date) -> Business:
    folder.mkdir(parents=True)
    path = folder / "business.sqlite"
    build_sample(path, today)
    with closing(sqlite3.connect(path)) as connection:
        for name, arity, function in _secrets(salt):
            connection.create_function(name, arity, function, deterministic=True)
        connection.executescript((FOLDER / "sqlite.sql").read_text(encoding="utf-8"))

    url = f"sqlite:///{path}"

    def direct(sql: str, params: Mapping[str, Any]) -> Table:
        with closing(sqlite3.connect(path)) as connection:
            cursor = connection.execute(sql, dict(params))
            return [column[0] for column in cursor.description], cursor.fetchall()

    def fingerprint() -> dict[str, str]:
        names = sorted(entry.name for entry in folder.iterdir())
        return {"file": hashlib.sha256(path.read_bytes()).hexdigest(), "files": repr(names)}

    return Business("sqlite", url, url, direct, fingerprint, lambda: 0)


def _secrets(salt: str) -> list[tuple[str, int, Callable[..., Any]]]:
    """Return functions that make withheld values: as those in `postgres.sql` and `mariadb.sql`."""
    is_first, is_alike = salt == "first", salt in {"first", "alike"}

    def place(n: int) -> int:
        return n if is_first else 1000 - n

    def payer(n: int) -> int:
        return n if is_alike else place(n)

    def draw(what: str, n: int, below: int) -> int:
        return int(hashlib.md5(f"{salt}{what}{n}".encode()).hexdigest()[:7], 16) % below

    def secret(what: str, n: int) -> str:
        start = chr(97 + place(n) % 23)
        word = hashlib.md5(f"{salt}{what}{n}".encode()).hexdigest()[:9]
        return f"{start}zqx{word}" + "w" * (place(n) % (7 if is_first else 6))

    def secret_date(what: str, n: int) -> str:
        start = date(1913 if is_alike else 1917, 1, 1)
        return (start + timedelta(draw(what, n, 300))).isoformat()

    def secret_number(what: str, n: int) -> int:
        return 739_100_000 + draw(what, n, 99_999)

    def is_absent(n: int) -> bool:
        return n % (5 if is_alike else 4) == 1

    return [
        ("place", 1, place),
        ("payer", 1, payer),
        ("secret", 2, secret),
        ("secret_number", 2, secret_number),
        ("secret_date", 2, secret_date),
        ("is_absent", 1, is_absent),
    ]
