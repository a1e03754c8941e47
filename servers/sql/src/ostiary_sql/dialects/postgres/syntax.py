"""PostgreSQL's text as a tree: what sqlglot's parser is given, and what it may make of that.

The parser knows many engines' grammars at once and takes words for keywords that are names to
PostgreSQL, and the other way round. So it gets tokens of our own making: whether a word is a name
is decided here, by PostgreSQL's rules; names are marked, so that none can pass for a keyword; and
what differs in spelling alone is spelled in one way. Operators all become one of a few, since what
an operator does to its operands is the same for the reader: it looks at them.
"""

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.tokenizer_core import Token, TokenType

from ostiary_sql.dialects.postgres.lexer import scan, spelled
from ostiary_sql.dialects.postgres.named import (
    cast,
    column_list,
    names_common_table,
    read_name,
)
from ostiary_sql.dialects.standard.marks import unmark
from ostiary_sql.dialects.standard.stream import NAME_MARK, ROW_MARK, Open, Stream
from ostiary_sql.reading.parse import Syntax
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

_COMPARING = {
    "=": TokenType.EQ, "<>": TokenType.NEQ, "!=": TokenType.NEQ, "<": TokenType.LT,
    ">": TokenType.GT, "<=": TokenType.LTE, ">=": TokenType.GTE,
}  # fmt: skip
_COMPUTING = frozenset({
    "+", "-", "/", "%", "^", "|/", "||/", "@", "&", "|", "#", "<<", ">>", "~", "->", "->>", "#>",
    "#>>", "#-", "||",
})  # fmt: skip
_STRINGS = frozenset({Kind.STRING, Kind.BLOB})


def _prepare(_statement: str, words: list[Word], _tokens: list[Token]) -> list[Token]:
    stream = Stream(words, spelled)
    while stream.at < len(words):
        if stream.at in stream.skipped:
            stream.at = stream.skipped[stream.at]
        elif stream.at in stream.divided:
            _divide(stream, stream.divided[stream.at])
        elif stream.at in stream.casts:
            _end_cast(stream, stream.casts[stream.at])
        elif stream.word.kind is Kind.NAME:
            read_name(stream)
        elif stream.word.kind is Kind.SIGN:
            _sign(stream)
        else:
            _literal(stream)
    return stream.out


def _divide(stream: Stream, becomes: str) -> None:
    if becomes == ",":
        stream.put(TokenType.COMMA, ",", operand=False)
    elif becomes:
        stream.put(TokenType.STRING, becomes, operand=True)
    stream.at += 1


def _end_cast(stream: Stream, closes: int) -> None:
    """Write `x AS type)` as `x)::type`."""
    stream.put(TokenType.R_PAREN, ")", operand=True)
    stream.pop()
    stream.at += 1
    cast(stream)
    if stream.at != closes:
        raise UnreadableError("syntax", "type")
    stream.at += 1


def _literal(stream: Stream) -> None:
    word = stream.word
    if word.kind is Kind.QUOTED:
        is_source = stream.text(-1) == "AS" or stream.is_operand or names_common_table(stream)
        if stream.text(1) == "(" and not is_source:
            raise UnreadableError("function", "quoted")
        stream.name()
        return
    if word.kind in _STRINGS:
        stream.put(TokenType.STRING, word.text, operand=True)
        # Strings with nothing but a newline between them are one.
        while stream.at + 1 < len(stream.words) and stream.words[stream.at + 1].kind in _STRINGS:
            stream.at += 1
    elif word.kind is Kind.NUMBER:
        stream.put(TokenType.NUMBER, word.text, operand=True)
    else:
        stream.put(TokenType.PLACEHOLDER, "?", operand=True)
    stream.at += 1


def _sign(stream: Stream) -> None:
    text = stream.word.text
    if text in "([":
        _open(stream, text)
    elif text in ")]":
        _close(stream)
    elif text == "::":
        stream.at += 1
        cast(stream)
    elif text in _COMPARING:
        stream.operator(_COMPARING[text], text)
    elif text == "*":
        _star(stream)
    elif text == "||" and stream.is_operand:
        stream.operator(TokenType.DPIPE, text)
    elif text == ":":
        _slice(stream)
    elif text in (",", "."):
        kind = TokenType.COMMA if text == "," else TokenType.DOT
        stream.put(kind, text, operand=False)
        stream.at += 1
    elif text in ("=>", ":=", ";"):
        raise UnreadableError("syntax", text)
    elif text in _COMPUTING and not (text == "~" and stream.is_operand):
        stream.operator(TokenType.DASH, "-")
    else:
        # Matches, contains, overlaps: whatever it is, it compares.
        stream.operator(TokenType.GT if stream.is_operand else TokenType.DASH, text)


def _open(stream: Stream, text: str) -> None:
    if text == "[":
        # Behind an operand a subscript, which becomes a call so that nothing is computed of it.
        closes = ")]" if stream.is_operand else ")"
        if stream.is_operand:
            stream.put(TokenType.L_BRACKET, "[", operand=False)
        stream.call("subscript" if closes == ")]" else "array[]", opens=True)
        stream.push(Open(closes))
        return
    if stream.out and stream.is_operand and stream.out[-1].token_type == TokenType.IDENTIFIER:
        column_list(stream)
        return
    if stream.out and stream.out[-1].text == "AS" and stream.open[-1].clause == "FROM":
        # `f(x) AS (columns)`: the function gives the alias its name.
        stream.put(TokenType.IDENTIFIER, NAME_MARK + stream.last_call, operand=True)
        column_list(stream)
        return
    if _is_row(stream):
        return
    is_window = stream.out[-1:] != [] and (
        stream.out[-1].text == "OVER"
        or (stream.open[-1].clause == "WINDOW" and stream.out[-1].text == "AS")
    )
    stream.put(TokenType.L_PAREN, "(", operand=False)
    stream.at += 1
    stream.push(Open(is_window=is_window))


def _is_row(stream: Stream) -> bool:
    """Write `(name).field` as `name.field`, with a mark, and return whether that stands there."""
    if (
        stream.is_operand
        or not stream.is_name(1)
        or not (stream.text(2) == ")" and stream.text(3) == ".")
    ):
        return False
    if stream.out and stream.out[-1].token_type == TokenType.VAR:
        return False
    inner = stream.words[stream.at + 1]
    whole = Word(inner.kind, stream.word.start, stream.words[stream.at + 2].end, inner.text)
    stream.at += 1
    stream.name(ROW_MARK)
    last = stream.out.pop()
    stream.out.append(Token(last.token_type, last.text, 1, 1, whole.start, whole.end - 1))
    stream.at += 1
    return True


def _close(stream: Stream) -> None:
    state = stream.pop()
    stream.put(TokenType.R_PAREN, ")", operand=True)
    if state.closes == ")]":
        stream.put(TokenType.R_BRACKET, "]", operand=True)
    if stream.at in stream.lists:
        stream.put(TokenType.R_PAREN, ")", operand=True)
        stream.put(TokenType.IDENTIFIER, NAME_MARK + "*VALUES*", operand=True)
    stream.at += 1


def _star(stream: Stream) -> None:
    # Behind an operand it multiplies; else it stands for all columns, and is one itself.
    stream.put(TokenType.STAR, "*", operand=not stream.is_operand)
    stream.at += 1


def _slice(stream: Stream) -> None:
    """Write the two ends of a slice as two arguments."""
    if stream.is_operand and stream.text(1) != "]":
        stream.put(TokenType.COMMA, ",", operand=False)
    stream.at += 1


def _finish(tree: exp.Expr, words: list[Word]) -> None:
    """Take the marks off, and check that the tree holds no more queries than are written."""
    written = sum(
        word.kind is Kind.NAME and word.text.upper() in ("SELECT", "VALUES", "TABLE")
        for word in words
    )
    if unmark(tree) > written:
        raise UnreadableError("syntax", "select")


SYNTAX = Syntax(Postgres(), Postgres(), scan, _prepare, _finish)
