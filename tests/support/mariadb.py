"""A pytest plugin: a MariaDB server of the tests' own, on a socket and a loopback port.

`mariadb_url` is an empty database in it, another for each test; `mariadb` is the server itself, for
tests that stop it, kill it or count its connections. Both need the capability `mariadb`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

_ACCOUNTS = ("mysql", "nobody")
"""Whose account it runs under where the tests run as root; Debian's full package makes the first."""

_USER, _PASSWORD = "tests", "tests"
_ACCOUNT = """
FLUSH PRIVILEGES;
CREATE USER 'tests'@'localhost' IDENTIFIED BY 'tests';
CREATE USER 'tests'@'127.0.0.1' IDENTIFIED BY 'tests';
GRANT ALL PRIVILEGES ON *.* TO 'tests'@'localhost' WITH GRANT OPTION;
GRANT ALL PRIVILEGES ON *.* TO 'tests'@'127.0.0.1' WITH GRANT OPTION;
"""

_START_WITHIN_S = 30.0
_STOP_WITHIN_S = 30.0
_OPTIONS = (
    "--innodb-log-file-size=8M",
    "--innodb-buffer-pool-size=32M",
    "--performance-schema=off",
    "--skip-name-resolve",
)


def _program(name: str) -> str:
    # Debian keeps the server itself where only root looks.
    return shutil.which(name) or f"/usr/sbin/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MariaDB:
    """A server of our own.

    Args:
        folder: Where its data and its socket lie.
        port: Where on 127.0.0.1 it listens once started.
    """

    folder: Path
    port: int = 0
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def initialise(self) -> None:
        """Make an empty server with one account that may do anything: `tests`, password `tests`."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        accounts = self.folder / "accounts.sql"
        accounts.write_text(_ACCOUNT, encoding="utf-8")
        if self._account:
            shutil.chown(self.folder, self._account)
        command = [_program("mariadb-install-db"), *self._options, f"--extra-file={accounts}"]
        command += ["--auth-root-authentication-method=normal", "--skip-test-db"]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"mariadb-install-db: {done.stdout[-2000:]}")

    def start(self, port: int = 0) -> None:
        """Start it, on another port than before unless told, and wait until it answers."""
        self.port = port or _free_port()
        command = [_program("mariadbd"), *self._options, f"--socket={self.socket}"]
        command += [f"--port={self.port}", "--bind-address=127.0.0.1", "--max-connections=60"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder
            )
        give_up = time.monotonic() + _START_WITHIN_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                self.stop("immediate")
                raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends connections, `immediate` is a crash."""
        if self._process is None:
            return
        if mode == "immediate":
            self._process.kill()
        else:
            self._process.terminate()
        self._process.wait(_STOP_WITHIN_S)
        self._process = None

    def database(self) -> str:
        """Return the URL of an empty database."""
        name = f"t{uuid4().hex}"
        self.query(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return self.url(name)

    def url(self, database: str, user: str = _USER, password: str = _PASSWORD) -> str:
        """Return the URL of a database over the loopback port."""
        return f"mariadb://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def query(self, sql: str, database: str = "") -> str:
        """Return what the client prints for statements: tab-separated, without headings."""
        command = [_program("mariadb"), "--no-defaults", f"--socket={self.socket}"]
        command += ["--user=tests", "--password=tests", "--default-character-set=utf8mb4", "-BN"]
        done = subprocess.run(
            [*command, database],
            input=sql.encode(),
            capture_output=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"mariadb: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode().strip()

    @property
    def socket(self) -> Path:
        """Where it listens for clients on this machine."""
        return self.folder / "socket"

    @property
    def pid(self) -> int:
        """The process, while it runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def _account(self) -> str:
        if os.geteuid() != 0:
            return ""
        known = {entry.pw_name for entry in pwd.getpwall()}
        return next(name for name in _ACCOUNTS if name in known)

    @property
    def _options(self) -> list[str]:
        own = [f"--user={self._account}"] if self._account else []
        return ["--no-defaults", f"--datadir={self.folder / 'data'}", *own, *_OPTIONS]

    def _answers(self) -> bool:
        with suppress(RuntimeError):
            return self.query("SELECT 1") == "1"
        return False


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariaDB]:
    """A server for all tests of this process that do not stop it."""
    with running_mariadb() as server:
        yield server


@pytest.fixture
def mariadb() -> Iterator[MariaDB]:
    """A server for one test, which may stop it."""
    with running_mariadb() as server:
        yield server


@pytest.fixture
def mariadb_url(mariadb_server: MariaDB) -> str:
    """The URL of an empty database."""
    return mariadb_server.database()


@contextmanager
def running_mariadb() -> Generator[MariaDB]:
    """Yield a server that was made for the occasion."""
    # A socket's path is short: pytest's own folders are not. In memory where there is room.
    where = next(path for path in ("/dev/shm", "/tmp") if os.access(path, os.W_OK))
    server = MariaDB(Path(tempfile.mkdtemp(prefix="maria-", dir=where)))
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(server.folder, ignore_errors=True)
