"""Cedar text cut into its statements, each with the line where it begins.

cedarpy's errors carry no position, even for a text that does not parse. Parsing each statement
alone lets an error name its file and line. A small lexer is enough: a statement ends at a semicolon
outside strings and comments (Cedar grammar, "Lexical structure").
"""

import re
from dataclasses import dataclass

MAX_CHARS = 32 * 1024
MAX_DEPTH = 64
MAX_PATH = 32

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|;|\s+|[^\s";/]+|/|"', re.DOTALL)

_LONG_PATH = re.compile(rf"(?: ?\. ?\w+){{{MAX_PATH + 1}}}")


@dataclass(frozen=True, slots=True)
class Statement:
    """One policy as it stands in its file.

    Args:
        text: The statement, semicolon included.
        line: Line on which its first word stands, from 1.
    """

    text: str
    line: int


def split_statements(text: str) -> list[Statement]:
    """Return the statements of `text` in order; what follows the last semicolon counts as one."""
    statements: list[Statement] = []
    start: int | None = None
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word.isspace() or word.startswith("//"):
            continue
        if start is None:
            start = token.start()
        if word == ";":
            statements.append(Statement(text[start : token.end()], text.count("\n", 0, start) + 1))
            start = None
    if start is not None:
        statements.append(Statement(text[start:].rstrip(), text.count("\n", 0, start) + 1))
    return statements


def extent_fault(text: str) -> str:
    """Return what is too large in a statement; empty when nothing is.

    Cedar's parser descends for each bracket until its stack ends, and the process with it; and what
    it makes of a `has` grows with the square of the path's length.
    """
    if len(text) > MAX_CHARS:
        return f"a statement of more than {MAX_CHARS} characters"
    depth = deepest = 0
    words: list[str] = []
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word.isspace() or word.startswith("//"):
            words += [" "] if words[-1:] != [" "] else []
            continue
        words.append(word)
        if word[0] == '"':
            continue
        for char in word:
            depth += (char in "([{") - (char in ")]}")
            deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        return f"brackets nested deeper than {MAX_DEPTH}"
    if _LONG_PATH.search("".join(words)):
        return f"a path of more than {MAX_PATH} attributes"
    return ""
