"""MariaDB as a dialect."""

import unicodedata
from collections.abc import Iterable, Sequence

from sqlglot import exp

from ostiary_sql.catalog import Column, Table
from ostiary_sql.dialects.base import Dialect, Naming, Writing
from ostiary_sql.dialects.mariadb.functions import FUNCTIONS
from ostiary_sql.dialects.mariadb.patterns import BEFORE, BEHIND, patterns
from ostiary_sql.dialects.mariadb.query import MariadbReader
from ostiary_sql.dialects.mariadb.syntax import SYNTAX
from ostiary_sql.dialects.standard.grammar import PARTS
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError

_TYPES = {
    "bigint": "SIGNED", "bit": "UNSIGNED", "date": "DATE", "datetime": "DATETIME",
    "decimal": "DECIMAL(65, 30)", "double": "DOUBLE", "float": "DOUBLE", "int": "SIGNED",
    "mediumint": "SIGNED", "smallint": "SIGNED", "time": "TIME", "timestamp": "DATETIME",
    "tinyint": "SIGNED", "year": "SIGNED",
}  # fmt: skip
"""What NULL is cast to for columns of a type; CHAR for all others."""

_OTHER_LETTERS = str.maketrans({"\u00df": "s", "\u0131": "i"})
"""What MariaDB takes for other letters, and Unicode's decomposition does not."""


def _folded(name: str) -> str:
    """Return what spellings of one column's name have in common: no case, and no accents."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name.translate(_OTHER_LETTERS).upper().lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _view_query(view: Table) -> str:
    return view.sql


def _used_names(table: Table, column: Column) -> frozenset[str]:
    """Return the names in the expression of a generated column.

    Raises:
        UnreadableError: It cannot be read.
    """
    del table
    if not column.expression:
        raise UnreadableError("view", "generated column")
    tree, _ = parse(SYNTAX, f"SELECT {column.expression}")
    return frozenset(_folded(part.name) for part in tree.find_all(exp.Identifier))


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _null(declared_type: str, _name: str) -> str:
    words = declared_type.lower().replace("(", " ").replace(")", " ").split() or [""]
    if words[0] in ("char", "varchar") and len(words) > 1 and words[1].isdecimal():
        return f"CAST(NULL AS CHAR({words[1]}))"
    # A length, since recursive queries hold to that of their first part.
    return f"CAST(NULL AS {_TYPES.get(words[0], 'CHAR(16383)')})"


def _place(_name: str, _number: int) -> str:
    return "?"


def _as_written(name: str) -> str:
    return name


def _shun(names: Iterable[str]) -> str:
    return f" IGNORE INDEX ({', '.join(map(_quote, names))})"


def _scattered(place: str, columns: Sequence[str]) -> str:
    # Quoted, NULL and texts keep apart whatever they hold.
    return f"MD5(CONCAT_WS(',', {place}, {', '.join(f'QUOTE({name})' for name in columns)}))"


MARIADB = Dialect(
    name="mariadb",
    syntax=SYNTAX,
    parts=PARTS,
    functions=FUNCTIONS,
    naming=Naming(_folded, _as_written, _folded),
    writing=Writing(
        _quote,
        _null,
        _place,
        repeats_places=True,
        shun=_shun,
        # The form for one table knows no alias before MariaDB 11.6.
        delete_names_alias=True,
        bounded=patterns,
        bound=(BEFORE, BEHIND),
        scattered=_scattered,
    ),
    reader=MariadbReader,
    view_query=_view_query,
    used_names=_used_names,
)
