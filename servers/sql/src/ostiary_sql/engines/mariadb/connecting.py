"""How PyMySQL connects, and how it stops what another connection is doing."""

from contextlib import suppress
from typing import Any

import pymysql

from ostiary_sql.address import Address
from ostiary_sql.engines.pool import CONNECT_TIMEOUT_S

_TRUE = frozenset({"1", "true", "yes", "on"})
_FLAGS = frozenset({"ssl_disabled", "ssl_verify_cert", "ssl_verify_identity"})
_KILL_TIMEOUT_S = 2


def arguments_of(address: Address) -> dict[str, Any]:
    """Return the arguments of PyMySQL's `connect` that say how; where is in the URL."""
    options: dict[str, Any] = {
        name: value.lower() in _TRUE if name in _FLAGS else value
        for name, value in address.options.items()
    }
    if not address.is_local and not any(name.startswith("ssl_") for name in options):
        # PyMySQL's own default takes the clear where the server, or whoever poses as it, offers
        # no TLS.
        options["ssl"] = {"check_hostname": False, "verify_mode": False}
    return {
        **options,
        "charset": "utf8mb4",
        "connect_timeout": CONNECT_TIMEOUT_S,
        "read_timeout": CONNECT_TIMEOUT_S,
        "write_timeout": CONNECT_TIMEOUT_S,
        "local_infile": False,
        "autocommit": True,
        "program_name": "ostiary-sql",
    }


class Stopper:
    """Ends connections of the same account, from outside.

    Args:
        address: Where, and who we are.
    """

    def __init__(self, address: Address) -> None:
        self._arguments: dict[str, Any] = arguments_of(address) | {
            "host": address.url.host,
            "port": address.url.port or 3306,
            "user": address.url.username,
            "password": address.url.password or "",
            "connect_timeout": _KILL_TIMEOUT_S,
        }

    def __call__(self, connection: Any) -> None:
        """End `connection`, and whatever it is doing."""
        with (
            suppress(pymysql.Error, OSError),
            pymysql.connect(**self._arguments) as other,
            other.cursor() as cursor,
        ):
            cursor.execute(f"KILL {int(connection.thread_id())}")
