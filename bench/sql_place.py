"""A shop on each engine, the same rows in all, and what its analysts ask."""

import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from shutil import copytree, which

from ostiary.keys import write_keys
from ostiary_sql.server import SERVER

SUPPORT = Path(__file__).parents[1] / "tests" / "support"

SALES = 50_000
QUERIES = (
    "SELECT count(*) AS n FROM sales",
    "SELECT region, sum(amount) AS total FROM sales GROUP BY region ORDER BY total DESC",
    (
        "SELECT s.id, c.name FROM sales AS s JOIN customers AS c ON c.id = s.customer_id"
        " WHERE s.amount > 990 ORDER BY s.id LIMIT 100"
    ),
    (
        "WITH monthly AS (SELECT substr(sold_on, 1, 7) AS month, sum(amount) AS total FROM sales"
        " GROUP BY substr(sold_on, 1, 7)) SELECT month, total, sum(total) OVER (ORDER BY month) AS"
        " so_far FROM monthly ORDER BY month"
    ),
    (
        "SELECT c.country, count(DISTINCT s.customer_id) AS buyers, avg(s.amount) AS average"
        " FROM customers AS c JOIN sales AS s ON s.customer_id = c.id"
        " WHERE s.sold_on >= '2025-06-01'"
        " GROUP BY c.country HAVING count(*) > 10 ORDER BY buyers DESC, c.country"
    ),
    (
        "SELECT id, name FROM customers WHERE EXISTS (SELECT 1 FROM sales WHERE sales.customer_id ="
        " customers.id AND sales.amount > 995) ORDER BY id"
    ),
)
WIDE = "SELECT id, customer_id, region, sold_on, amount FROM sales ORDER BY id LIMIT 10000"

_TABLES = (
    (
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL,"
        " country VARCHAR(2) NOT NULL)"
    ),
    (
        "CREATE TABLE sales (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL,"
        " region VARCHAR(10) NOT NULL, sold_on VARCHAR(10) NOT NULL, amount INTEGER NOT NULL)"
    ),
    "CREATE INDEX sales_by_customer ON sales (customer_id)",
)
_BUNDLE = """
version: 1
roles:
  analyst: {clearance: internal}
  auditor: {clearance: internal}
  officer: {clearance: confidential}
  approver: {clearance: internal}
budgets: {window_s: 3600, conversation: {calls: 100000000}, principal: {calls: 100000000}}
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A database of one engine.

    Args:
        engine: `sqlite`, `postgres` or `mariadb`.
        url: As `OSTIARY_SQL_URL` takes it.
        bare_url: As SQLAlchemy takes it, with the driver that ours uses too.
    """

    engine: str
    url: str
    bare_url: str


@contextmanager
def shops() -> Generator[Iterator[Shop]]:
    """Yield the shop of each engine that this machine has; servers are started for the occasion."""
    yield (shop for make in (_sqlite, _postgres, _mariadb) for shop in _made(make))


def _made(make: Callable[[], Generator[Shop]]) -> Iterator[Shop]:
    yield from make()


def _sqlite() -> Generator[Shop]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(";".join(_script()))
        yield Shop("sqlite", f"sqlite:///{path}", f"sqlite:///{path}")


def _postgres() -> Generator[Shop]:
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not which("initdb"):
        print("  no PostgreSQL on this machine", file=sys.stderr)
        return
    sys.path.append(str(SUPPORT))
    from postgres import running_postgres  # noqa: PLC0415 - from the tests' support

    with running_postgres() as server:
        for statement in _script():
            server.query(statement)
        server.query("ANALYZE")
        address = f"tests@/postgres?host={server.folder}"
        yield Shop("postgres", f"postgresql://{address}", f"postgresql+psycopg://{address}")


def _mariadb() -> Generator[Shop]:
    if not which("mariadbd") and not Path("/usr/sbin/mariadbd").exists():
        print("  no MariaDB on this machine", file=sys.stderr)
        return
    sys.path.append(str(SUPPORT))
    from mariadb import running_mariadb  # noqa: PLC0415 - from the tests' support

    with running_mariadb() as server:
        url = server.database()
        server.query(";\n".join(_script()), url.rpartition("/")[2])
        yield Shop("mariadb", url, url.replace("mariadb://", "mariadb+pymysql://"))


def _script() -> list[str]:
    chance = random.Random(4)
    customers = [
        f"({n}, 'Customer {n}', '{chance.choice(['DE', 'FR', 'IT'])}')" for n in range(1, 501)
    ]
    sales = [
        f"({n}, {chance.randint(1, 500)}, '{chance.choice(['north', 'south', 'east'])}',"
        f" '2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}', {chance.randint(1, 1000)})"
        for n in range(1, SALES + 1)
    ]
    filled = [f"INSERT INTO customers VALUES {', '.join(customers)}"]
    filled += [
        f"INSERT INTO sales VALUES {', '.join(sales[at : at + 2000])}"
        for at in range(0, SALES, 2000)
    ]
    return [*_TABLES, *filled]


@contextmanager
def sql_place(shop: Shop, max_rows: int) -> Generator[dict[str, str]]:
    """Yield the environment of a guarded SQL server on `shop`, with its state on tmpfs."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        with as_file(SERVER.starter) as starter:
            copytree(starter, folder / "policies" / "sql")
        (folder / "policies" / "bundle.yaml").write_text(_BUNDLE, encoding="utf-8")
        (folder / "policies" / "sql" / "data.yaml").write_text("version: 1\ndefault: internal\n")
        with suppress(FileExistsError):
            write_keys(folder / "keys.json")
        yield {
            "PATH": os.environ["PATH"],
            "OSTIARY_POLICIES": str(folder / "policies"),
            "OSTIARY_KEYS": str(folder / "keys.json"),
            "OSTIARY_STATE": f"sqlite:///{folder / 'state.sqlite'}",
            "OSTIARY_PRINCIPAL": "bench",
            "OSTIARY_ROLES": "analyst",
            "OSTIARY_SQL_URL": shop.url,
            "OSTIARY_SQL_MAX_ROWS": str(max_rows),
            "OSTIARY_SQL_MAX_BYTES": str(16 * 1024 * 1024),
            "OSTIARY_SQL_TIMEOUT_S": "2",
        }
