"""Where a database server is: a URL in SQLAlchemy's form, its password in it or in a file.

No message of this module holds any part of the URL: a password may stand anywhere in a misspelt
one.
"""

import os
import stat
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_OPTIONS = {
    "postgres": frozenset({
        "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl",
        "channel_binding", "gssencmode", "krbsrvname", "target_session_attrs",
    }),
    "mariadb": frozenset({
        "unix_socket", "ssl_ca", "ssl_cert", "ssl_key", "ssl_disabled", "ssl_verify_cert",
        "ssl_verify_identity",
    }),
}  # fmt: skip
"""What a URL may say after `?`: where the server is and how TLS is done. All else is fixed here."""

_PORTS = {"postgres": 5432, "mariadb": 3306}

_MAX_PASSWORD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Address:
    """A database server, and who we are there.

    Args:
        dialect: `postgres` or `mariadb`.
        url: With the password, which its `repr` leaves out; without options.
        options: What the URL says after `?`.
    """

    dialect: str
    url: URL
    options: dict[str, str]

    @property
    def place(self) -> tuple[str, ...]:
        """Where the database is, whoever asks for it."""
        host = self.options.get("host") or self.url.host or ""
        port = self.options.get("port") or str(self.url.port or _PORTS[self.dialect])
        socket = self.options.get("unix_socket", "")
        return self.dialect, host.lower(), port, socket, self.url.database or ""

    @property
    def is_local(self) -> bool:
        """Whether the way to it does not leave this machine."""
        host = self.options.get("host") or self.url.host or ""
        if "unix_socket" in self.options or not host or host.startswith("/"):
            return True
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False


def has_password(url: str) -> bool:
    """Return whether a password stands in `url`."""
    try:
        return make_url(url).password is not None
    except (ArgumentError, ValueError):
        return True


def read_address(
    text: str, dialect: str, password_file: Path | None, prefix: str = "OSTIARY_SQL_"
) -> Address:
    """Return the server that `text` names.

    Args:
        text: `postgresql://user@host:5432/database`, `mariadb://...` or `mysql://...`.
        dialect: `postgres` or `mariadb`.
        password_file: Where the password stands, if not in `text`.
        prefix: What the settings that hold these begin with.

    Raises:
        ValueError: It names none, or the file cannot be used; the text says what to do.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(
            f"{prefix}URL: this is no URL; in user and password, @ : / ? % are written as"
            " %40 %3A %2F %3F %25"
        ) from None
    if not url.database or not url.username:
        raise ValueError(f"{prefix}URL: it names no user, or no database")
    options = _options(url, dialect, prefix)
    if password_file is not None:
        if url.password is not None:
            raise ValueError(
                f"{prefix}PASSWORD_FILE: there is a password in {prefix}URL too: take it out"
            )
        url = url.set(password=read_password(password_file, f"{prefix}PASSWORD_FILE"))
    return Address(dialect, url.set(query={}), options)


def read_password(path: Path, name: str = "OSTIARY_SQL_PASSWORD_FILE") -> str:
    """Return the password in `path`: its first line.

    Args:
        path: Where it stands.
        name: The setting that says so.

    Raises:
        ValueError: Not there, readable by others, or without a password.
    """
    try:
        # Opened first, judged by descriptor: what is checked is what is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise ValueError(f"{name}: {path} cannot be opened ({type(error).__name__})") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode) or mode & 0o077:
            raise ValueError(f"{name}: {path} can be read by others; run: chmod 600 {path}")
        line = os.read(descriptor, _MAX_PASSWORD_BYTES).partition(b"\n")[0].removesuffix(b"\r")
    finally:
        os.close(descriptor)
    try:
        password = line.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{name}: {path} is not UTF-8") from None
    if not password:
        raise ValueError(f"{name}: the first line of {path} is empty")
    return password


def _options(url: URL, dialect: str, prefix: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for name, value in url.query.items():
        if name not in _OPTIONS[dialect]:
            known = ", ".join(sorted(_OPTIONS[dialect]))
            raise ValueError(f"{prefix}URL: after ? may stand {known}, and nothing else")
        # One that stands there twice is a tuple: the last one counts, as in most programs.
        options[name] = value if isinstance(value, str) else value[-1]
    return options
