"""Pseudonyms in a query: compared with a column of its kind, one becomes what it stands for."""

from collections.abc import Callable, Mapping
from typing import Any

from ostiary.server import Origin, Restoration
from ostiary_sql.reading.narrow import Restored
from ostiary_sql.reading.statement import Statement
from ostiary_sql.reading.value import Base
from ostiary_sql.reading.words import Kind, Word


def tokens_of(restoration: Restoration, params: Mapping[str, Any]) -> Callable[[Word], str]:
    """Return what says which pseudonym a word of a statement is, a text or a parameter as a whole.

    Args:
        restoration: The pseudonyms in the arguments.
        params: The values of parameters.
    """

    def token(word: Word) -> str:
        if word.kind is Kind.PARAMETER:
            text = params.get(word.text[1:])
        elif word.kind is Kind.STRING:
            text = word.text[1:-1]
        else:
            return ""
        return text if isinstance(text, str) and text in restoration.tokens else ""

    return token


def restored_in(
    statement: Statement, origins: Mapping[Base, Origin], restoration: Restoration
) -> tuple[dict[int, Restored], dict[str, str]]:
    """Return what stands in place of pseudonyms, by their word, and the values of its parameters.

    Raises:
        InvalidInputError: There are too many.
        PolicyDeniedError: A pseudonym may not turn back there.
    """
    restored: dict[int, Restored] = {}
    values: dict[str, str] = {}
    for at, sought in sorted(statement.trace.sought.items()):
        word = statement.words[at]
        path = ["params", word.text[1:]] if word.kind is Kind.PARAMETER else ["sql"]
        spellings = restoration.compare(sought.token, path, origins[sought.base], is_bound=True)
        names: list[str] = []
        for spelling in spellings:
            name = f"ostiary_{len(values) + 1}"
            while name in statement.parameters or name in values:
                name += "_"
            names.append(name)
            values[name] = spelling
        restored[at] = Restored(sought, tuple(names))
    return restored, values
