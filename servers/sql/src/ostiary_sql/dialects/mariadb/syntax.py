"""MariaDB's text as a tree: what the parser is given, and what it may make of that.

As with PostgreSQL, whether a word is a name is decided here, by MariaDB's rules, and what differs
in spelling alone is spelled in one way; the words that then remain are standard SQL.
"""

from sqlglot import exp
from sqlglot.dialects.mysql import MySQL
from sqlglot.dialects.postgres import Postgres
from sqlglot.tokenizer_core import Token, TokenType

from ostiary_sql.dialects.mariadb.labels import end_item
from ostiary_sql.dialects.mariadb.lexer import scan, spelled, text_of
from ostiary_sql.dialects.mariadb.named import (
    alias_list,
    column_list,
    common_table,
    names_common_table,
    opens_joins,
    read_name,
)
from ostiary_sql.dialects.mariadb.values import end_values
from ostiary_sql.dialects.standard.marks import unmark
from ostiary_sql.dialects.standard.stream import NAME_MARK, Open, Stream
from ostiary_sql.reading.parse import FUNCTION_MARK, Syntax
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

_COMPARING = {
    "=": TokenType.EQ, "<>": TokenType.NEQ, "!=": TokenType.NEQ, "<": TokenType.LT,
    ">": TokenType.GT, "<=": TokenType.LTE, ">=": TokenType.GTE, "<=>": TokenType.EQ,
}  # fmt: skip
_LOGICAL = {"||": TokenType.OR, "&&": TokenType.AND}
_ENDS_JOINS = frozenset({
    ",", "EXCEPT", "FETCH", "FROM", "GROUP", "HAVING", "INTERSECT", "LIMIT", "ORDER", "SELECT",
    "UNION", "WHERE", "WINDOW",
})  # fmt: skip


def _prepare(statement: str, words: list[Word], _tokens: list[Token]) -> list[Token]:
    stream = Stream(words, spelled)
    stream.conditionless = _conditionless(stream.texts)
    stream.statement = statement
    while stream.at < len(words):
        end_item(stream, statement)
        if stream.at in stream.skipped:
            stream.at = stream.skipped[stream.at]
        elif stream.at in stream.divided:
            _divide(stream, stream.divided[stream.at])
        elif alias_list(stream):
            continue
        elif stream.word.kind is Kind.NAME:
            read_name(stream)
        elif stream.word.kind is Kind.SIGN:
            _sign(stream)
        else:
            _literal(stream)
    end_item(stream, statement)
    return stream.out


def _divide(stream: Stream, becomes: str) -> None:
    if becomes == ",":
        stream.put(TokenType.COMMA, ",", operand=False)
    elif becomes:
        stream.put(TokenType.STRING, becomes, operand=True)
    stream.at += 1


def _literal(stream: Stream) -> None:
    word = stream.word
    if word.kind is Kind.QUOTED:
        if stream.is_operand and stream.text(1) == "(" and stream.open[-1].clause == "FROM":
            stream.name()
            column_list(stream)
            return
        if names_common_table(stream):
            common_table(stream)
            return
        if stream.text(1) == "(" and stream.text(-1) != "AS":
            raise UnreadableError("function", "quoted")
        stream.name()
        if stream.text() == "(":
            column_list(stream)
        return
    if word.kind is Kind.STRING and (stream.text(-1) == "AS" or stream.is_operand):
        # Text names a result column too.
        stream.open[-1].has_alias = True
        stream.put(TokenType.IDENTIFIER, NAME_MARK + text_of(word), operand=True)
        stream.at += 1
        return
    if word.kind in (Kind.STRING, Kind.BLOB):
        stream.put(TokenType.STRING, word.text, operand=True)
        # Strings beside each other are one.
        while stream.at + 1 < len(stream.words) and stream.words[stream.at + 1].kind is Kind.STRING:
            stream.at += 1
    elif word.kind is Kind.NUMBER:
        stream.put(TokenType.NUMBER, word.text, operand=True)
    else:
        stream.put(TokenType.PLACEHOLDER, "?", operand=True)
    stream.at += 1


def _sign(stream: Stream) -> None:
    text = stream.word.text
    if text == "(":
        _open(stream)
    elif text == ")":
        _close(stream)
    elif text in _COMPARING:
        stream.operator(_COMPARING[text], text)
    elif text in _LOGICAL:
        stream.operator(_LOGICAL[text], text)
    elif text == "!":
        stream.operator(TokenType.NOT, "NOT")
    elif text == "*":
        stream.put(TokenType.STAR, "*", operand=not stream.is_operand)
        stream.at += 1
    elif text == ",":
        _comma(stream)
    elif text == ".":
        stream.put(TokenType.DOT, ".", operand=False)
        stream.at += 1
    elif text in "{}":
        _escape(stream)
    else:
        stream.operator(TokenType.DASH, "-")


def _close(stream: Stream) -> None:
    stream.pop()
    stream.put(TokenType.R_PAREN, ")", operand=True)
    if stream.at in stream.lists:
        end_values(stream)
    stream.at += 1


def _escape(stream: Stream) -> None:
    """Read `{d 'text'}`, a date as ODBC writes it."""
    is_literal = stream.text(1) in ("D", "T", "TS") and stream.text(3) == "}"
    if not is_literal or stream.words[stream.at + 2].kind is not Kind.STRING:
        raise UnreadableError("characters", "braces")
    stream.put(TokenType.STRING, "'", operand=True)
    stream.at += 4


def _comma(stream: Stream) -> None:
    state = stream.open[-1]
    if state.is_joins:
        stream.put(TokenType.CROSS, "CROSS", operand=False)
        stream.put(TokenType.JOIN, "JOIN", operand=False)
    elif state.clause == "LIMIT":
        # LIMIT offset, count
        stream.put(TokenType.OFFSET, "OFFSET", operand=False)
    else:
        stream.put(TokenType.COMMA, ",", operand=False)
        if state.clause == "SELECT":
            state.item, state.has_alias = stream.at + 1, False
    stream.at += 1


def _open(stream: Stream) -> None:
    last = stream.out[-1] if stream.out else None
    if last and stream.is_operand and last.token_type == TokenType.IDENTIFIER:
        column_list(stream)
        return
    state = opens_joins(stream) or Open()
    state.is_call = last is not None and last.text.startswith(FUNCTION_MARK)
    state.is_window = last is not None and (
        last.text == "OVER" or (stream.open[-1].clause == "WINDOW" and last.text == "AS")
    )
    stream.put(TokenType.L_PAREN, "(", operand=False)
    stream.at += 1
    stream.push(state)


def _conditionless(texts: list[str]) -> set[int]:
    """Return where JOIN stands without ON or USING: the last one that waits gets each of these."""
    found: set[int] = set()
    waiting: list[list[int]] = [[]]
    for at, text in enumerate(texts):
        if text == "(":
            waiting.append([])
        elif text == ")":
            found.update(waiting.pop() if len(waiting) > 1 else ())
        elif text in ("JOIN", "STRAIGHT_JOIN") and "NATURAL" not in texts[max(0, at - 3) : at]:
            waiting[-1].append(at)
        elif text in ("ON", "USING") and waiting[-1]:
            waiting[-1].pop()
        elif text in _ENDS_JOINS:
            found.update(waiting[-1])
            waiting[-1] = []
    return found.union(*waiting)


def _finish(tree: exp.Expr, words: list[Word]) -> None:
    """Take the marks off, and check that the tree holds no more queries than are written."""
    written = sum(
        word.kind is Kind.NAME and word.text.upper() in ("SELECT", "VALUES") for word in words
    )
    if unmark(tree) > written:
        raise UnreadableError("syntax", "select")


SYNTAX = Syntax(MySQL(), Postgres(), scan, _prepare, _finish)
