"""Cedar text cut into its statements, each with the line where it begins.

cedarpy's errors carry no position, even for a text that does not parse. Parsing each statement
alone lets an error name its file and line. A small lexer is enough: a statement ends at a semicolon
outside strings and comments (Cedar grammar, "Lexical structure").
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|;|\s+|[^\s";/]+|/|"', re.DOTALL)


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
