"""Where checkpoints go outside the store: who can rewrite the one cannot rewrite the other."""

import os
import socket
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Timer
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from ostiary.ledger.checkpoint import Checkpoint
from ostiary.ledger.store import LedgerError

TIMEOUT_S = 5.0
"""How long an anchor may take to accept a checkpoint [s]."""

_SYSLOG = "/dev/log"
_SYSLOG_MAX_BYTES = 2048
"""RFC 5424, section 6.1: what receivers should accept; a longer line goes without its body."""

_AUTHPRIV_NOTICE = 10 * 8 + 5


class Anchor(Protocol):
    """Keeps checkpoints."""

    def send(self, checkpoint: Checkpoint) -> None:
        """Hand a checkpoint over for good.

        Raises:
            OSError: It was not accepted.
        """
        ...


def open_anchor(url: str) -> Anchor | None:
    """Return the anchor at `url`; None for the empty one.

    Args:
        url: `file:///PATH`, `syslog:` (or `syslog:///SOCKET`), `https://...`, or `http://` to this
            machine.

    Raises:
        LedgerError: No such anchor.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return FileAnchor(Path(parts.path))
    if parts.scheme == "syslog" and not parts.netloc:
        return SyslogAnchor(parts.path or _SYSLOG)
    if parts.scheme == "https" and parts.hostname:
        return HttpAnchor(parts)
    if parts.scheme == "http" and _is_loopback(parts.hostname):
        return HttpAnchor(parts)
    raise LedgerError(
        "OSTIARY_ANCHOR: file:///PATH, syslog:, https://..., or http:// to this machine"
    )


class FileAnchor:
    """A file that is only ever appended to, on another volume or another account's.

    Args:
        path: The file; its folder has to exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, checkpoint: Checkpoint) -> None:
        """Append a line and wait until it is durable."""
        # Not waiting: a pipe that nobody reads would keep the ledger from being closed.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        flags |= os.O_NONBLOCK
        descriptor = os.open(self._path, flags, 0o640)
        try:
            line = f"{checkpoint.line()}\n".encode()
            # One write: lines of several processes do not run into each other.
            if os.write(descriptor, line) != len(line):
                raise OSError("the line was cut short")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class SyslogAnchor:
    """This machine's log, from where it may be sent on.

    Args:
        path: The daemon's socket.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def send(self, checkpoint: Checkpoint) -> None:
        """Send one message; a line that is too long for it goes without its body."""
        line = checkpoint.line()
        if len(line.encode()) > _SYSLOG_MAX_BYTES:
            line = checkpoint.line(with_body=False)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.settimeout(TIMEOUT_S)
            log.connect(self._path)
            log.send(f"<{_AUTHPRIV_NOTICE}>ostiary-checkpoint: {line}".encode())


class HttpAnchor:
    """A service that accepts checkpoints: one POST each, answered by 2xx once it is kept.

    No proxy is taken from the environment and no redirect followed.

    Args:
        url: Where to post.
    """

    def __init__(self, url: SplitResult) -> None:
        self._url = url
        self._target = (url.path or "/") + (f"?{url.query}" if url.query else "")

    def send(self, checkpoint: Checkpoint) -> None:
        """Post a line of JSON."""
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        with closing(kind(self._url.hostname or "", self._url.port, timeout=TIMEOUT_S)) as service:
            # The time-out is of each read; a service that drips would be listened to for ever.
            is_late = Event()
            deadline = Timer(TIMEOUT_S, _hang_up, [service, is_late])
            deadline.daemon = True
            deadline.start()
            body = checkpoint.line().encode()
            try:
                service.request("POST", self._target, body, {"Content-Type": "application/json"})
                status = service.getresponse().status
            except HTTPException as error:
                raise OSError(f"no answer of HTTP ({type(error).__name__})") from None
            finally:
                deadline.cancel()
        if is_late.is_set():
            # To the reader an answer that was cut looks like one that ended.
            raise OSError(f"no answer within {TIMEOUT_S} s")
        if status // 100 != 2:
            raise OSError(f"status {status}")


def _hang_up(service: HTTPConnection, is_late: Event) -> None:
    is_late.set()
    with suppress(OSError, AttributeError):  # it is closed already, or was never open
        service.sock.shutdown(socket.SHUT_RDWR)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
