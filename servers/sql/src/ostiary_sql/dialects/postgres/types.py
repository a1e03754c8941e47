"""Names of types: what PostgreSQL calls them, and which a statement may cast to."""

import re
from collections.abc import Sequence

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

_INNER = {
    "bigint": "int8", "boolean": "bool", "char": "bpchar", "character": "bpchar", "dec": "numeric",
    "decimal": "numeric", "float": "float8", "int": "int4", "integer": "int4", "nchar": "bpchar",
    "real": "float4", "smallint": "int2",
}  # fmt: skip
"""Types that the grammar itself knows, under their names in the catalog."""

BUILTIN = frozenset({
    "bit", "bool", "box", "bpchar", "bytea", "char", "cidr", "circle", "date", "datemultirange",
    "daterange", "float4", "float8", "inet", "int2", "int4", "int4multirange", "int4range", "int8",
    "int8multirange", "int8range", "interval", "json", "jsonb", "jsonpath", "line", "lseg",
    "macaddr", "macaddr8", "money", "name", "numeric", "nummultirange", "numrange", "path", "point",
    "polygon", "record", "text", "time", "timestamp", "timestamptz", "timetz", "tsmultirange",
    "tsquery", "tsrange", "tstzmultirange", "tstzrange", "tsvector", "uuid", "varbit", "varchar",
})  # fmt: skip
"""Types of values. Those that look names up in the catalog (regclass) are not among them."""

TEXTS = frozenset({"bpchar", "char", "name", "text", "varchar"})
"""Whatever has a value has one as text: casting to these never fails."""

_FIELDS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})

OWN_TYPE = "own type "
"""Stands before the name of a type that is not PostgreSQL's."""


class TypeName:
    """Reads one type in the words of a statement.

    Args:
        words: All of them.
        at: Where the type begins.

    Attributes:
        name: As the catalog calls it.
        at: Behind the type.
    """

    def __init__(self, words: Sequence[Word], at: int) -> None:
        self._words = words
        self.at = at
        self.name = self._base()
        self._modifier()
        if self.name in ("time", "timestamp"):
            self._zone()
        self._dimensions()

    def interval_fields(self) -> None:
        """Go behind the fields of an interval: `DAY TO SECOND (3)`."""
        if self._upper() in _FIELDS:
            self.at += 1
            if self._upper() == "TO":
                self.at += 2
            self._modifier()

    def _upper(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self._words[at].text.upper() if at < len(self._words) else ""

    def _skip(self, *texts: str) -> bool:
        if all(self._upper(ahead) == text for ahead, text in enumerate(texts)):
            self.at += len(texts)
            return True
        return False

    def _base(self) -> str:
        if self.at >= len(self._words):
            raise UnreadableError("syntax", "type")
        word = self._words[self.at]
        if word.kind is Kind.QUOTED:
            self.at += 1
            name = word.text[1:-1].replace('""', '"')
            return self._qualified(name) if name != "char" else name
        if word.kind is not Kind.NAME:
            raise UnreadableError("syntax", "type")
        if self._skip("DOUBLE", "PRECISION"):
            return "float8"
        if self._skip("NATIONAL"):
            pass
        for plain, varying in (
            ("CHARACTER", "varchar"),
            ("CHAR", "varchar"),
            ("NCHAR", "varchar"),
            ("BIT", "varbit"),
        ):
            if self._skip(plain, "VARYING"):
                return varying
        name = self._words[self.at].text.lower()
        self.at += 1
        if self._upper() == ".":
            return self._qualified(name)
        name = _INNER.get(name, name)
        if name == "interval":
            self.interval_fields()
        return name if name in BUILTIN else OWN_TYPE + name

    def _qualified(self, name: str) -> str:
        parts = [name]
        while self._skip("."):
            parts.append(self._plain())
        if len(parts) == 2 and parts[0] == "pg_catalog" and parts[1] in BUILTIN:
            return parts[1]
        return OWN_TYPE + ".".join(parts)

    def _plain(self) -> str:
        if self.at >= len(self._words):
            raise UnreadableError("syntax", "type")
        word = self._words[self.at]
        self.at += 1
        if word.kind is Kind.QUOTED:
            return word.text[1:-1].replace('""', '"')
        if word.kind is not Kind.NAME:
            raise UnreadableError("syntax", "type")
        return word.text.lower()

    def _modifier(self) -> None:
        if self._upper() != "(":
            return
        at = self.at + 1
        while at < len(self._words) and self._words[at].text != ")":
            if not re.fullmatch(r"[0-9]+|,|-", self._words[at].text):
                return
            at += 1
        self.at = at + 1

    def _zone(self) -> None:
        if self._skip("WITH", "TIME", "ZONE"):
            self.name += "tz"
        else:
            self._skip("WITHOUT", "TIME", "ZONE")

    def _dimensions(self) -> None:
        if self._skip("ARRAY") and self._upper() != "[":
            self.name += "[]"
        while self._upper() == "[" and (
            self._upper(1) == "]" or (self._upper(1).isdecimal() and self._upper(2) == "]")
        ):
            self.at += 2 if self._upper(1) == "]" else 3
            self.name += "" if self.name.endswith("[]") else "[]"


COLLATED = "collated"
"""The type that a collation is written as: it changes no value, but makes an expression."""

NORMALIZED = "is_normalized"
"""The type that IS NORMALIZED is written as: a comparison with the name of a function."""
