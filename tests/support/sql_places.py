"""Parameters as an engine's own driver wants them: another reading of the text than the server's."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_NAMED = r":(?P<name>[A-Za-z_]\w*)"
_POSTGRES = re.compile(
    rf"""(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag) | [eE]'(?:[^'\\]|''|\\.)*' | '(?:[^']|'')*'
    | "(?:[^"]|"")*" | --[^\n\r]* | /\*.*?\*/ | :: | := | {_NAMED} | .""",
    re.DOTALL | re.VERBOSE,
)
_MARIADB = re.compile(
    rf"""'(?:[^'\\]|''|\\.)*' | "(?:[^"\\]|""|\\.)*" | `(?:[^`]|``)*` | \#[^\n]*
    | --(?=\s)[^\n]* | /\*.*?\*/ | := | {_NAMED} | .""",
    re.DOTALL | re.VERBOSE,
)


def numbered(sql: str, params: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return PostgreSQL's text with `$1` and its values."""
    names: list[str] = []

    def place(name: str) -> str:
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    text = _placed(_POSTGRES, sql, params, place, str)
    return text, [params[name] for name in names]


def formatted(sql: str, params: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return MariaDB's text with `%s` and its values."""
    values: list[Any] = []

    def place(name: str) -> str:
        values.append(params[name])
        return "%s"

    text = _placed(_MARIADB, sql, params, place, lambda part: part.replace("%", "%%"))
    return text, values


def _placed(
    words: re.Pattern[str],
    sql: str,
    params: Mapping[str, Any],
    place: Callable[[str], str],
    other: Callable[[str], str],
) -> str:
    return "".join(
        place(word["name"]) if word["name"] in params else other(word[0])
        for word in words.finditer(sql)
    )
