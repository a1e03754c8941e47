"""How psycopg connects, and how it stops what a connection is doing."""

from contextlib import suppress
from typing import Any

from psycopg import Connection, Error

from ostiary_sql.address import Address
from ostiary_sql.engines.pool import CONNECT_TIMEOUT_S, Pool

GRACE_S = 0.5
"""How long a server may take to stop by itself before it is stopped from outside."""

_CANCEL_TIMEOUT_S = 1.0
_TCP_TIMEOUT_MS = 5000


def new_pool(address: Address) -> Pool:
    """Return connections to `address`, none of which is open yet."""
    url = address.url.set(drivername="postgresql+psycopg")
    return Pool(url, arguments_of(address), stop, Error, use_native_hstore=False)


def arguments_of(address: Address) -> dict[str, Any]:
    """Return the arguments of psycopg's `connect` that say how; where is in the URL."""
    # libpq's own default takes the clear where the server, or whoever poses as it, offers no TLS.
    secured = {} if address.is_local else {"sslmode": "require"}
    return {
        **secured,
        **address.options,
        "autocommit": True,
        "prepare_threshold": None,
        "connect_timeout": CONNECT_TIMEOUT_S,
        "application_name": "ostiary-sql",
        "client_encoding": "utf8",
        # A network that has gone away without a word is noticed, not waited for.
        "tcp_user_timeout": _TCP_TIMEOUT_MS,
        "keepalives_idle": 30,
    }


def stop(connection: Connection[Any]) -> None:
    """End what `connection` is doing, from outside."""
    with suppress(Error, OSError):
        connection.cancel_safe(timeout=_CANCEL_TIMEOUT_S)
