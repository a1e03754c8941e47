"""SQLite's words, as its own tokenizer cuts them (https://sqlite.org/src/file/src/tokenize.c)."""

import re

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word, bounded, check_characters

_LEXICON = re.compile(
    r"""
    (?P<SPACE>[ \t\n\f\r]+ | --[^\n]* | /\*(?:[^*]|\*(?!/))*\*/)
    |(?P<BLOB>[xX]'[0-9a-fA-F]*')
    |(?P<STRING>'(?:[^']|'')*')
    |(?P<QUOTED>"(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\])
    |(?P<NUMBER>0[xX][0-9a-fA-F]+ | (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<PARAMETER>:[A-Za-z_][A-Za-z0-9_]*)
    |(?P<NAME>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)
    |(?P<SIGN>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[-+*/%&|~<>=().,;])
    """,
    re.VERBOSE,
)


def scan(statement: str) -> list[Word]:
    """Return the words of `statement`, without comments and without a final semicolon.

    Raises:
        UnreadableError: It is empty, too long or too deep, holds several statements, or a character
            or parameter that has no place in one.
    """
    check_characters(statement)
    words: list[Word] = []
    position = 0
    while position < len(statement):
        found = _LEXICON.match(statement, position)
        if found is None:
            raise UnreadableError(_complaint(statement[position]))
        if found.lastgroup != "SPACE":
            words.append(Word(Kind[found.lastgroup or ""], position, found.end(), found.group()))
        position = found.end()
    return bounded(words)


def _complaint(character: str) -> str:
    if character in "?@$:#":
        return "parameters"
    return "unfinished" if character in "'\"`[/" else "characters"
