"""From text to a syntax tree that holds exactly what SQLite would see.

sqlglot gives many functions classes of its own, and some calls other arguments than were written.
So every function name is marked in the token stream before parsing: all calls come out as one kind
of node that carries the written name and the written arguments, in order.

What runs is the text itself and not text made from the tree again: regenerating changes meanings
(numbers, date functions, integer division). Running the original is safe for two reasons: here,
both lexers must cut it into the same words; and in the worker the authorizer refuses every read
that examining the tree did not find.
"""

import logging

from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite
from sqlglot.tokenizer_core import Token, TokenType

from ostiary_sql.names import fold
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scan import Kind, Word, scan

FUNCTION_MARK = "call of "
"""Stands before function names in the tree; the space keeps any written name from having it."""

_NO_FUNCTIONS = frozenset({
    "ALL", "AND", "AS", "BETWEEN", "BY", "CASE", "CAST", "COLLATE", "CROSS", "DISTINCT", "ELSE",
    "END", "ESCAPE", "EXCEPT", "EXISTS", "FILTER", "FROM", "FULL", "GROUP", "HAVING", "IN",
    "INNER", "INTERSECT", "IS", "ISNULL", "JOIN", "LEFT", "LIMIT", "MATERIALIZED", "NATURAL",
    "NOT", "NOTNULL", "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "OVER", "PARTITION",
    "RECURSIVE", "RIGHT", "SELECT", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE",
    "WINDOW", "WITH",
})  # fmt: skip
"""Words that may stand before a parenthesis without calling anything."""

_OPERATORS = frozenset({"GLOB", "LIKE", "MATCH", "REGEXP"})
"""Words that call when they begin an operand and compare when they follow one."""

_BEFORE_OPERAND = frozenset({
    "(", ",", "+", "-", "*", "/", "%", "||", "<", ">", "=", "==", "<>", "!=", "<=", ">=", "&",
    "|", "~", "SELECT", "DISTINCT", "ALL", "WHERE", "ON", "AND", "OR", "WHEN", "THEN", "ELSE",
    "CASE", "BY", "HAVING", "BETWEEN", "IN", "IS", "LIMIT", "OFFSET",
})  # fmt: skip

_WHOLE = frozenset({Kind.STRING, Kind.QUOTED, Kind.BLOB})
_DIVISIBLE = frozenset({Kind.NUMBER, Kind.PARAMETER, Kind.SIGN})

_DIALECT = SQLite()

# Its warnings quote the statement, and statements hold what callers know.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)


def parse(statement: str) -> tuple[exp.Expr, list[Word]]:
    """Return the tree of the one statement in `statement`, and its words.

    Raises:
        UnreadableError: It is not one bounded statement in SQLite's grammar, or the two lexers cut
            it differently.
    """
    words = scan(statement)
    try:
        tokens = _tokens(statement)
        _agree(words, tokens)
        trees = _DIALECT.parser().parse(_marked(tokens), statement)
    except UnreadableError:
        raise
    except RecursionError as error:
        raise UnreadableError("too_deep") from error
    except Exception as error:  # whatever a parser does on hostile text: refused
        raise UnreadableError("syntax", type(error).__name__) from error
    if len(trees) != 1 or trees[0] is None:
        raise UnreadableError("several")
    tree = trees[0]
    _check_written(tree, words)
    return tree, words


def _check_written(tree: exp.Expr, words: list[Word]) -> None:
    """Check that the tree holds no more than is written."""
    # `DATE '2026-01-01'` is a cast to sqlglot, and to SQLite a column with an alias.
    if _count(words, "CAST") != sum(1 for _ in tree.find_all(exp.Cast)):
        raise UnreadableError("syntax", "cast")
    # `FROM t` alone is a query to sqlglot; it also wraps VALUES in a SELECT of its own.
    selects = sum(1 for _ in tree.find_all(exp.Select))
    if selects > _count(words, "SELECT") + _count(words, "VALUES"):
        raise UnreadableError("syntax", "select")


def _count(words: list[Word], keyword: str) -> int:
    return sum(1 for word in words if word.kind is Kind.NAME and word.text.upper() == keyword)


def _tokens(statement: str) -> list[Token]:
    tokens = _DIALECT.tokenize(statement)
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    return tokens


def _agree(words: list[Word], tokens: list[Token]) -> None:
    """Check that sqlglot's tokens are SQLite's words: a token may join words, not cut or skip any.

    Numbers, parameters and signs may be cut (`.5`, `:name`, `==`): no boundary of a string, name or
    comment moves by that.
    """
    at = covered = 0
    for token in tokens:
        start, end = token.start, token.end + 1
        if at == len(words) or not _begins(words[at], start, covered):
            raise UnreadableError("syntax", "words differ")
        if words[at].kind in _WHOLE and end != words[at].end:
            raise UnreadableError("syntax", "quotes differ")
        while at < len(words) and words[at].end <= end:
            at += 1
        if at < len(words) and words[at].start < end and words[at].kind not in _DIVISIBLE:
            raise UnreadableError("syntax", "words differ")
        covered = end
    if at != len(words):
        raise UnreadableError("syntax", "words left out")


def _begins(word: Word, start: int, covered: int) -> bool:
    if start == word.start:
        return True
    return word.kind in _DIVISIBLE and word.start < start == covered


def _marked(tokens: list[Token]) -> list[Token]:
    closing = _closing(tokens)
    marked = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        if tokens[at + 1].token_type != TokenType.L_PAREN or not _is_call(tokens, at, closing):
            continue
        if token.token_type == TokenType.IDENTIFIER:
            raise UnreadableError("function", "quoted")
        marked[at] = Token(
            TokenType.VAR,
            FUNCTION_MARK + fold(token.text),
            token.line,
            token.col,
            token.start,
            token.end,
        )
    return marked


def _closing(tokens: list[Token]) -> dict[int, int]:
    """Return for each opening parenthesis where it is closed."""
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for at, token in enumerate(tokens):
        if token.token_type == TokenType.L_PAREN:
            open_at.append(at)
        elif token.token_type == TokenType.R_PAREN and open_at:
            pairs[open_at.pop()] = at
    return pairs


def _is_call(tokens: list[Token], at: int, closing: dict[int, int]) -> bool:
    token = tokens[at]
    word = token.text.upper().split()[-1:]
    if token.token_type != TokenType.IDENTIFIER and (
        not word
        or not (word[0][0].isalpha() or word[0][0] == "_")
        or token.token_type == TokenType.STRING
    ):
        return False
    if token.token_type != TokenType.IDENTIFIER:
        if word[0] in _NO_FUNCTIONS:
            return False
        if word[0] in _OPERATORS and not (at and tokens[at - 1].text.upper() in _BEFORE_OPERAND):
            return False
    # `name (columns) AS (`: a common table expression with its column list.
    after = closing.get(at + 1, len(tokens)) + 1
    following = [entry.text.upper() for entry in tokens[after : after + 2]]
    return not (
        len(following) == 2
        and following[0] == "AS"
        and following[1] in ("(", "MATERIALIZED", "NOT", "NOT MATERIALIZED")
    )
