"""Recognising withheld values of the business in what was sent, as they are and derived."""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import cast

import yaml
from sql_business import Business

_PLAIN = re.compile(
    rb"zqx|xqz"  # text, and backwards
    rb"|7a7178|78717a"  # the same in hexadecimal digits
    rb"|7391[0-9]{3}\.?[0-9]{2}|191[37]-[0-9]{2}"  # numbers, dates
    rb"|root:x:0:0",  # a file of this machine that attacks try to read
    re.IGNORECASE,
)
_DIGEST = re.compile(rb"[0-9a-f]{32,128}", re.IGNORECASE)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{12,}")
_ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


class Marks:
    """The withheld values of a business.

    Args:
        business: Which.
    """

    def __init__(self, business: Business) -> None:
        values = [value.encode() for value in _values(business)]
        self._digests = {
            hashlib.new(algorithm, value).hexdigest().encode()
            for value in values
            for algorithm in _ALGORITHMS
        }
        self._base64 = {base64.b64encode(value)[:12] for value in values if len(value) > 8}

    def found(self, sent: bytes) -> str:
        """Return the first mark in `sent`; empty where there is none."""
        if plain := _PLAIN.search(sent):
            return plain[0].decode()
        for token in _DIGEST.findall(sent):
            if token.lower() in self._digests:
                return token.decode()
        for token in _BASE64.findall(sent):
            if token[:12] in self._base64:
                return token.decode()
        return ""


def _values(business: Business) -> Iterator[str]:
    columns = cast("dict[str, object]", yaml.safe_load(business.data.read_text())["columns"])
    for name in columns:
        if "*" in name:
            continue
        table, _, column = name.rpartition(".")
        _, rows = business.direct(f"SELECT {column} FROM {table}", {})
        yield from (_text(row[0]) for row in rows if row[0] is not None)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
