"""Where a database server is: what a URL may say, and that its password is never repeated."""

from pathlib import Path

import pytest

from ostiary_sql.address import read_address
from ostiary_sql.settings import SqlSettings

SECRET = "hunter2"


def settings(url: str, **more: object) -> SqlSettings:
    return SqlSettings.model_validate({"url": url, "principal": "ada", **more})


@pytest.mark.parametrize(
    ("url", "dialect"),
    [
        ("", "sqlite"),
        ("sqlite:////tmp/x", "sqlite"),
        ("postgresql://u@h/d", "postgres"),
        ("mariadb://u@h/d", "mariadb"),
        ("mysql://u@h/d", "mariadb"),
    ],
)
def test_the_url_says_which_engine_it_is(url: str, dialect: str) -> None:
    assert settings(url).dialect == dialect


def test_a_url_is_read_as_sqlalchemy_reads_it() -> None:
    address = settings("postgresql://us%40er:p%2Fw@host:6543/some%20where?sslmode=verify-full")
    read = address.address()
    assert (read.url.username, read.url.password) == ("us@er", "p/w")
    assert (read.url.host, read.url.port, read.url.database) == ("host", 6543, "some where")
    assert read.options == {"sslmode": "verify-full"}


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("postgresql://u@localhost/d", True),
        ("postgresql://u@127.0.0.1/d", True),
        ("postgresql://u@[::1]/d", True),
        ("postgresql://u@/d?host=/run/postgresql", True),
        ("postgresql://u@/d", True),
        ("postgresql://u@/d?host=db.example", False),
        ("postgresql://u@localhost/d?host=db.example", False),
        ("postgresql://u@10.0.0.1/d", False),
        ("mariadb://u@db.example/d?unix_socket=/run/mysqld/s", True),
        ("mariadb://u@db.example/d", False),
    ],
)
def test_what_leaves_this_machine_is_told_apart(url: str, is_local: bool) -> None:
    assert settings(url).address().is_local is is_local


def test_what_leaves_this_machine_is_encrypted_unless_told_otherwise() -> None:
    from ostiary_sql.engines.mariadb import connecting as mariadb
    from ostiary_sql.engines.postgres import connecting as postgres

    def options(url: str) -> dict[str, object]:
        address = settings(url).address()
        return (postgres if address.dialect == "postgres" else mariadb).arguments_of(address)

    assert options("postgresql://u@db.example/d")["sslmode"] == "require"
    assert options("postgresql://u@db.example/d?sslmode=verify-full")["sslmode"] == "verify-full"
    assert "sslmode" not in options("postgresql://u@localhost/d")
    assert options("mariadb://u@db.example/d")["ssl"]
    assert "ssl" not in options("mariadb://u@db.example/d?ssl_ca=/etc/ca.pem")
    assert options("mariadb://u@db.example/d?ssl_disabled=true")["ssl_disabled"] is True
    assert options("mariadb://u@localhost/d")["local_infile"] is False


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}@h:port/d",
        f"postgresql://u:{SECRET}@h",
        f"postgresql://:{SECRET}@h/d",
        f"postgresql://u:{SECRET}@h/d?options=-csearch_path%3Dx",
        f"postgresql://u@h/d?password={SECRET}",
        f"postgresql://u:{SECRET}@h/d?passfile=/x",
        f"mariadb://u:{SECRET}@h/d?local_infile=1",
        f"mariadb://u:{SECRET}@h/d?init_command=DROP",
        f"postgres://u:{SECRET}@h/d",
        f"postgresql+asyncpg://u:{SECRET}@h/d",
        f"{SECRET}",
    ],
)
def test_a_url_that_does_not_fit_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"^OSTIARY_SQL_URL: ") as caught:
        settings(url).require_database()
    assert SECRET not in str(caught.value)


def test_settings_and_addresses_do_not_show_the_password() -> None:
    known = settings(f"postgresql://u:{SECRET}@h/d")
    assert SECRET not in f"{known!r} {known} {known.address()!r} {known.address()}"


def test_a_password_does_not_go_into_a_clients_configuration(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="OSTIARY_SQL_PASSWORD_FILE") as caught:
        settings(f"postgresql://u:{SECRET}@h/d").spelled_out()
    assert SECRET not in str(caught.value)
    path = tmp_path / "password"
    told = settings("postgresql://u@h/d", password_file=path).spelled_out()
    assert told["OSTIARY_SQL_PASSWORD_FILE"] == str(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\nsecond line\n")
    path.chmod(0o600)
    return path


def test_the_password_is_the_files_first_line(file: Path) -> None:
    assert settings("mariadb://u@h/d", password_file=file).address().url.password == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(ValueError, match="can be read by others; run: chmod 600"):
        settings("postgresql://u@h/d", password_file=file).require_database()


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\n"])
def test_a_file_without_a_password_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"^OSTIARY_SQL_PASSWORD_FILE"):
        read_address("postgresql://u@h/d", "postgres", file)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ValueError, match=r"^OSTIARY_SQL_PASSWORD_FILE"):
            read_address("postgresql://u@h/d", "postgres", path)


def test_two_passwords_are_one_too_many(file: Path) -> None:
    with pytest.raises(ValueError, match="take it out"):
        settings(f"postgresql://u:{SECRET}@h/d", password_file=file).require_database()


def test_schemas_are_separated_by_commas() -> None:
    assert settings("", schemas="a, b ,,c").schema_names() == ("a", "b", "c")


def test_no_driver_is_imported_for_sqlite() -> None:
    import subprocess
    import sys

    program = (
        "import sys, ostiary_sql.server;"
        "print({'psycopg', 'pymysql', 'ostiary_sql.engines.pool'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
