"""The databases that tests start: their own, complete when they answer, gone when they are stopped."""

import socket
from pathlib import Path

import pytest
from mariadb import MariaDB

pytestmark = pytest.mark.needs("mariadb")


def test_mariadb_answers_on_socket_and_port(mariadb_server: MariaDB) -> None:
    assert mariadb_server.query("SELECT CURRENT_USER(), 'é'") == "tests@localhost\té"
    with socket.create_connection(("127.0.0.1", mariadb_server.port), 5) as connection:
        assert b"MariaDB" in connection.recv(200)


def test_every_test_has_a_database_of_its_own(mariadb_server: MariaDB, mariadb_url: str) -> None:
    name = mariadb_url.rpartition("/")[2]
    assert mariadb_server.query("SHOW TABLES", name) == ""
    assert mariadb_server.database() != mariadb_url


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_stopped_mariadb_is_gone_and_starts_again_with_what_it_held(
    mariadb: MariaDB, mode: str
) -> None:
    mariadb.query("CREATE DATABASE kept; CREATE TABLE kept.t (a INT) ENGINE=InnoDB")
    pid = mariadb.pid
    mariadb.stop(mode)
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(RuntimeError):
        mariadb.query("SELECT 1")
    mariadb.start()
    assert mariadb.query("SHOW TABLES", "kept") == "t"


def test_mariadb_does_not_run_as_root(mariadb_server: MariaDB) -> None:
    assert Path(f"/proc/{mariadb_server.pid}").stat().st_uid != 0
