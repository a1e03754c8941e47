"""Secrets that name the channel they leak by, and the search for them in every form.

A mark is worked out from its name, so that server and test agree without a table, and no source
file, hence no line of a traceback, holds one.
"""

import base64
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b


def mark(name: str) -> str:
    """Return the secret of the emission `name`: letters and digits, which pass every escaping."""
    return f"zq{blake2b(name.encode(), digest_size=8).hexdigest()}qz"


@cache
def forms(secret: str) -> tuple[bytes, ...]:
    """Return what to look for, in lower case where case means nothing.

    As it is, backwards, as hexadecimal, with every character escaped as JSON or a URL may, in
    UTF-16, and in base64 (both alphabets agree on letters and digits) at each of its alignments.
    """
    plain = secret.encode()
    return (
        plain,
        plain[::-1],
        plain.hex().encode(),
        "".join(f"\\u{ord(char):04x}" for char in secret).encode(),
        "".join(f"%{ord(char):02x}" for char in secret).encode(),
        secret.encode("utf-16-le"),
    )


@cache
def base64_forms(secret: str) -> tuple[bytes, ...]:
    """Return the base64 of `secret` wherever it may begin in what was encoded.

    Of each alignment only the characters that depend on nothing but the secret.
    """
    plain = secret.encode()
    found: list[bytes] = []
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + plain)
        first = -(-before * 8 // 6)  # characters touched by what comes before
        last = (before + len(plain)) * 8 // 6  # characters that are complete
        found.append(whole[first:last])
    return tuple(found)


def leaked(names: Iterable[str], data: bytes) -> set[str]:
    """Return the names whose marks stand in `data`, in any form."""
    folded = data.lower()
    return {
        name
        for name in names
        if any(form in folded for form in forms(mark(name)))
        or any(form in data for form in base64_forms(mark(name)))
    }
