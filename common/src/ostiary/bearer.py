"""The file of the secret that callers over HTTP on this machine present.

Any account on a machine can connect to its loopback addresses; only the owner of this file, and
whom he gives the secret to, can say what stands in it.
"""

import os
import re
import secrets
import stat
from pathlib import Path

_SECRET_BYTES = 32
_MAX_FILE_BYTES = 4096
_FORM = re.compile(rb"[A-Za-z0-9._~+/=-]{32,512}")
"""What a header can carry (RFC 6750, section 2.1), and no less than chance can defend."""


class BearerFileError(ValueError):
    """The file cannot be used; the text says why and what to do."""


def write_bearer(path: Path) -> None:
    """Write a fresh secret that only its owner can read.

    Raises:
        FileExistsError: There is one already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_SECRET_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())


def load_bearer(path: Path) -> bytes:
    """Return the secret in `path`, 32 to 512 bytes.

    Raises:
        BearerFileError: Not there, readable by others, or no such secret.
    """
    try:
        # Opened first, judged by descriptor: what is checked is what is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise BearerFileError(
            f"bearer file {path} is not there; `ostiary init` makes one,"
            " and OSTIARY_BEARER names another"
        ) from None
    except OSError as error:
        raise BearerFileError(
            f"bearer file {path} cannot be opened ({type(error).__name__});"
            " it has to be a plain file of yours"
        ) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise BearerFileError(f"bearer file {path} has to be a plain file of yours")
        if found.st_mode & 0o077:
            raise BearerFileError(
                f"bearer file {path} can be read by others; run: chmod 600 {path}"
            )
        if found.st_uid != os.geteuid():
            raise BearerFileError(f"bearer file {path} is another account's; make it your own")
        secret = os.read(descriptor, _MAX_FILE_BYTES).strip()
    finally:
        os.close(descriptor)
    if not _FORM.fullmatch(secret):
        raise BearerFileError(
            f"bearer file {path}: 32 to 512 letters, digits or -._~+/= on one line are wanted"
        )
    return secret
