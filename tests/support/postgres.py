"""A pytest plugin: a PostgreSQL server of the tests' own, on a socket in a temporary folder.

`postgres_url` is an empty place in it, another for each test; `postgres` is the server itself, for
tests that stop it, kill it or count its connections. Both need the capability `postgres`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

_ACCOUNT = "postgres"
"""Whose account it runs under where the tests run as root, which the server refuses."""


def _program(name: str) -> str:
    # Debian keeps the server's programs outside PATH.
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or str(beside[-1])


@dataclass
class Postgres:
    """A server of our own.

    Args:
        folder: Where its data and its socket lie.
    """

    folder: Path

    def initialise(self) -> None:
        """Make an empty cluster."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, _ACCOUNT, _ACCOUNT)
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "tests", "-N", "-E", "UTF8")

    def start(self) -> None:
        """Start it and wait until it answers."""
        # Durable as in production (fsync stays on); no TCP, so no port that could be taken.
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=50"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends connections, `immediate` is a crash."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def database(self) -> str:
        """Return the URL of an empty schema, which is what a database of its own would be."""
        name = f"t{uuid4().hex}"
        # A database of its own has a copy of all system tables: hundreds of files for each test.
        self.query(f"CREATE SCHEMA {name}")
        return f"postgresql://tests@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    def query(self, sql: str, database: str = "postgres", schema: str = "public") -> str:
        """Return what psql prints for a statement, run in `schema` of `database`."""
        path = f"options=-csearch_path={schema}"
        where = f"host={self.folder} user=tests dbname={database} {path}"
        return self._run("psql", "-d", where, "-XAtqc", sql)

    def script(self, sql: str, database: str = "postgres", **variables: str) -> None:
        """Run a file's worth of psql's own language, with variables of psql's."""
        given = [f"--set={name}={value}" for name, value in variables.items()]
        where = f"host={self.folder} user=tests dbname={database}"
        stop = "--set=ON_ERROR_STOP=1"
        self._run("psql", "-d", where, "-XAtq", stop, *given, "-f", "-", text=sql)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str, text: str = "") -> str:
        command = [_program(program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", _ACCOUNT, "--", *command]
        done = subprocess.run(
            command,
            input=text,
            stdout=subprocess.PIPE,
            cwd="/",
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program}: exit status {done.returncode}")
        return done.stdout.strip()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A server for all tests of this process that do not stop it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A server for one test, which may stop it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> str:
    """The URL of an empty schema."""
    return postgres_server.database()


@contextmanager
def running_postgres() -> Generator[Postgres]:
    """Yield a server that was made for the occasion."""
    # A socket's path is short: pytest's own folders are not. In memory where there is room.
    where = next(path for path in ("/dev/shm", "/tmp") if os.access(path, os.W_OK))
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=where))
    server = Postgres(folder)
    server.initialise()
    server.start()
    try:
        yield server
    finally:
        with suppress(RuntimeError):  # the test may have stopped it
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
