"""MariaDB's words, as its own scanner cuts them (sql/sql_lex.cc, version 10.11).

The session sees to the SQL mode: a backslash escapes (no NO_BACKSLASH_ESCAPES), double quotes
enclose text (no ANSI_QUOTES), and `||` is OR (no PIPES_AS_CONCAT). Comments whose text is executed
are refused, and so are variables.
"""

import re

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word, bounded, check_characters

_LETTER = r"[A-Za-z_$\x80-\U0010ffff]"
_LEXICON = re.compile(
    rf"""
    (?P<SPACE>[ \t\n\r\f]+ | --(?=[ \t\n\r\f]|$)[^\n]* | \#[^\n]* | /\*(?!M?!)(?:[^*]|\*(?!/))*\*/)
    |(?P<BLOB>[xX]'(?:[0-9a-fA-F]{{2}})*' | [bB]'[01]*')
    |(?P<STRING>'(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*")
    |(?P<QUOTED>`(?:[^`]|``)+`)
    |(?P<NUMBER>0x[0-9a-fA-F]+ | 0b[01]+ | (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<NAME>{_LETTER}(?:{_LETTER}|[0-9])*)
    |(?P<PARAMETER>:[A-Za-z_][A-Za-z0-9_]*)
    |(?P<SIGN><=>|<<|>>|<=|>=|<>|!=|\|\||&&|[-+*/%&|^~!<>=(),.;{{}}])
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPES = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


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
        if found is None or (found.group() == "/" and statement.startswith("/*", position)):
            raise UnreadableError(*_complaint(statement, position))
        if found.lastgroup != "SPACE":
            word = Word(Kind[str(found.lastgroup)], position, found.end(), found.group())
            _check(word, words[-1] if words else None)
            words.append(word)
        position = found.end()
    return bounded(words)


def spelled(word: Word) -> str:
    """Return the name that `word` spells."""
    if word.kind is Kind.QUOTED:
        return word.text[1:-1].replace("``", "`")
    return word.text


def text_of(word: Word) -> str:
    """Return the text that a string spells."""
    quote, inner = word.text[0], word.text[1:-1]
    pattern = rf"\\(.)|{quote}{quote}"
    return re.sub(pattern, lambda found: _escaped(found[1], quote), inner, flags=re.DOTALL)


def _escaped(character: str | None, quote: str) -> str:
    if character is None:
        return quote
    # Before % and _ the backslash stays, for LIKE.
    return _ESCAPES.get(character, "\\" + character if character in "%_" else character)


def _check(word: Word, before: Word | None) -> None:
    if before is None or before.end != word.start:
        return
    if word.kind is Kind.NUMBER and before.kind in (Kind.NAME, Kind.QUOTED):
        # Behind a dot a name may begin with a digit, and be no number.
        raise UnreadableError("characters", "number in a name")
    if word.kind is Kind.NAME and before.text == "." and word.text[0].isdigit():
        raise UnreadableError("characters", "number in a name")


def _complaint(statement: str, position: int) -> tuple[str, str]:
    character = statement[position]
    if statement.startswith(("/*!", "/*M!"), position):
        return "blocked", "executable comment"
    if character in "?@:":
        return "parameters", ""
    return ("unfinished" if character in "'\"`/" else "characters"), ""
