"""PostgreSQL's words, as its own scanner cuts them (src/backend/parser/scan.l, version 15).

`standard_conforming_strings` is on, which the session sees to: a backslash is an ordinary character
except in E''. Refused are positional parameters, and strings with escapes that go on behind a
newline. A name in U&"" comes as the three words U, & and a quoted name, a string in N'' as two,
which is how sqlglot sees them.
"""

import re

from ostiary_sql.names import fold
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word, bounded, check_characters

MAX_NAME_BYTES = 63
"""Longer names are cut by PostgreSQL, so that two spellings could be one name."""

_LETTER = r"[A-Za-z_\x80-\U0010ffff]"
_LEXICON = re.compile(
    rf"""
    (?P<SPACE>[ \t\n\r\f]+ | --[^\n\r]*)
    |(?P<ESCAPED>[eE]'(?:[^'\\]|\\.|'')*')
    |(?P<BLOB>[xX]'[0-9a-fA-F]*' | [bB]'[01]*')
    |(?P<STRING>(?:[uU]&)?'(?:[^']|'')*'
        | \$(?P<TAG>(?:{_LETTER}(?:{_LETTER}|[0-9])*)?)\$.*?\$(?P=TAG)\$)
    |(?P<QUOTED>"(?:[^"]|"")+")
    |(?P<NUMBER>(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<NAME>{_LETTER}(?:{_LETTER}|[0-9$])*)
    |(?P<PARAMETER>:{_LETTER}(?:{_LETTER}|[0-9])*)
    |(?P<SIGN>::|:=|[,()\[\].;:])
    |(?P<OPERATOR>[~!@\#^&|?+\-*/%<>=]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*|\*/")
_ODD = frozenset("~!@#^&|?%")


def scan(statement: str) -> list[Word]:
    """Return the words of `statement`, without comments and without a final semicolon.

    Raises:
        UnreadableError: It is empty, too long or too deep, holds several statements, or a character
            or parameter that has no place in one.
    """
    check_characters(statement)
    words: list[Word] = []
    brackets = 0
    position = 0
    while position < len(statement):
        if statement.startswith("/*", position):
            position = _behind_comment(statement, position)
            continue
        kind, end = _word(statement, position, brackets)
        text = statement[position:end]
        if kind is not None:
            word = Word(kind, position, end, text)
            _check(word, words[-1] if words else None)
            words.append(word)
            brackets += (text == "[") - (text == "]")
        position = end
    return bounded(words)


def _word(statement: str, position: int, brackets: int) -> tuple[Kind | None, int]:
    found = _LEXICON.match(statement, position)
    if found is None:
        raise UnreadableError(_complaint(statement[position]))
    text = found.group()
    group = found.lastgroup if found.lastgroup != "TAG" else "STRING"
    if group == "SPACE":
        return None, found.end()
    if group == "OPERATOR":
        return Kind.SIGN, position + len(_operator(text))
    if group == "PARAMETER" and brackets and re.match(r"[\w)\]\"']", statement[position - 1]):
        # `a[low:high]`: the colon of a slice. Written `a[low :high]`, it is a parameter.
        return Kind.SIGN, position + 1
    return Kind["STRING" if group == "ESCAPED" else str(group)], found.end()


def _operator(text: str) -> str:
    """Return the operator at the start of a run of its characters."""
    for opening in ("/*", "--"):
        at = text.find(opening)
        if at == 0:
            raise UnreadableError("unfinished")
        text = text if at < 0 else text[:at]
    # A sign at the end belongs to what follows, unless the operator has a character that SQL's own
    # operators have not.
    while len(text) > 1 and text[-1] in "+-" and not _ODD & set(text[:-1]):
        text = text[:-1]
    return text


def _behind_comment(statement: str, position: int) -> int:
    depth = 0
    for found in _COMMENT.finditer(statement, position):
        depth += 1 if found.group() == "/*" else -1
        if depth == 0:
            return found.end()
    raise UnreadableError("unfinished")


def _check(word: Word, before: Word | None) -> None:
    if word.kind in (Kind.NAME, Kind.QUOTED) and len(word.text.encode()) > MAX_NAME_BYTES:
        raise UnreadableError("characters", "long name")
    is_escaped = before and before.kind is Kind.STRING and before.text[0] in "eE"
    if is_escaped and word.kind is Kind.STRING:
        # Behind a newline it would go on as a string with escapes.
        raise UnreadableError("characters", "string goes on")


def _complaint(character: str) -> str:
    if character == "$":
        return "parameters"
    return "unfinished" if character in "'\"/" else "characters"


def spelled(word: Word) -> str:
    """Return the name that `word` spells: in lower case, unless it is quoted."""
    if word.kind is Kind.QUOTED:
        return word.text[1:-1].replace('""', '"')
    return fold(word.text)
