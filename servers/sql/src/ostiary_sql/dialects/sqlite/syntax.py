"""SQLite's text as a tree: which words call functions, and what the tree may not add."""

from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite
from sqlglot.tokenizer_core import Token, TokenType

from ostiary_sql.dialects.sqlite.lexer import scan
from ostiary_sql.names import fold
from ostiary_sql.reading.parse import FUNCTION_MARK, Syntax, closing
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

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


def _prepare(_statement: str, _words: list[Word], tokens: list[Token]) -> list[Token]:
    pairs = closing(tokens)
    marked = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        if tokens[at + 1].token_type != TokenType.L_PAREN or not _is_call(tokens, at, pairs):
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


def _is_call(tokens: list[Token], at: int, pairs: dict[int, int]) -> bool:
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
    after = pairs.get(at + 1, len(tokens)) + 1
    following = [entry.text.upper() for entry in tokens[after : after + 2]]
    return not (
        len(following) == 2
        and following[0] == "AS"
        and following[1] in ("(", "MATERIALIZED", "NOT", "NOT MATERIALIZED")
    )


def _finish(tree: exp.Expr, words: list[Word]) -> None:
    # `DATE '2026-01-01'` is a cast to sqlglot, and to SQLite a column with an alias.
    if _count(words, "CAST") != sum(1 for _ in tree.find_all(exp.Cast)):
        raise UnreadableError("syntax", "cast")
    # `FROM t` alone is a query to sqlglot; it also wraps VALUES in a SELECT of its own.
    selects = sum(1 for _ in tree.find_all(exp.Select))
    if selects > _count(words, "SELECT") + _count(words, "VALUES"):
        raise UnreadableError("syntax", "select")


def _count(words: list[Word], keyword: str) -> int:
    return sum(1 for word in words if word.kind is Kind.NAME and word.text.upper() == keyword)


SYNTAX = Syntax(SQLite(), SQLite(), scan, _prepare, _finish)
