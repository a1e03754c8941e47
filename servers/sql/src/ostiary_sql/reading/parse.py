"""From text to a syntax tree that holds exactly what the engine would see.

sqlglot gives many functions classes of its own, and some calls other arguments than were written.
So every function name is marked in the token stream before parsing: all calls come out as one kind
of node that carries the written name and the written arguments, in order.

What runs is the text itself, and not text made from the tree again: regenerating changes meanings
(numbers, date functions, integer division). Running the original is safe for two reasons: here,
both lexers must cut it into the same words; and the engine gives a second opinion before it runs.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as Grammar
from sqlglot.tokenizer_core import Token, TokenType

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

FUNCTION_MARK = "call of "
"""Stands before function names in the tree; the space keeps any written name from having it."""

ADDED_MARK = "added "
"""Stands before names of columns that come beside those that are listed."""

LABEL_MARK = "label "
"""Stands before the names that result columns have from the text that they are written as."""

_WHOLE = frozenset({Kind.STRING, Kind.QUOTED, Kind.BLOB})
_DIVISIBLE = frozenset({Kind.NUMBER, Kind.PARAMETER, Kind.SIGN})

# Its warnings quote the statement, and statements hold what callers know.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How the text of one engine becomes a tree.

    Args:
        lexicon: sqlglot's tokenizer for it.
        grammar: sqlglot's parser for what `prepare` makes of that.
        scan: The engine's own words.
        prepare: Returns what the parser is given for a statement, these words and sqlglot's tokens.
        finish: Checks that the tree holds no more than these words, and takes marks off its names.
    """

    lexicon: Grammar
    grammar: Grammar
    scan: Callable[[str], list[Word]]
    prepare: Callable[[str, list[Word], list[Token]], list[Token]]
    finish: Callable[[exp.Expr, list[Word]], None]


def parse(syntax: Syntax, statement: str) -> tuple[exp.Expr, list[Word]]:
    """Return the tree of the one statement in `statement`, and its words.

    Raises:
        UnreadableError: It is not one bounded statement in the engine's grammar, or the two lexers
            cut it differently.
    """
    words = syntax.scan(statement)
    try:
        tokens = _tokens(syntax, statement)
        _agree(words, tokens)
        trees = syntax.grammar.parser().parse(syntax.prepare(statement, words, tokens), statement)
    except UnreadableError:
        raise
    except RecursionError as error:
        raise UnreadableError("too_deep") from error
    except Exception as error:  # whatever a parser does on hostile text: refused
        raise UnreadableError("syntax", type(error).__name__) from error
    if len(trees) != 1 or trees[0] is None:
        raise UnreadableError("several")
    tree = trees[0]
    syntax.finish(tree, words)
    return tree, words


def closing(tokens: Sequence[Token]) -> dict[int, int]:
    """Return for each opening parenthesis where it is closed."""
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for at, token in enumerate(tokens):
        if token.token_type == TokenType.L_PAREN:
            open_at.append(at)
        elif token.token_type == TokenType.R_PAREN and open_at:
            pairs[open_at.pop()] = at
    return pairs


def _tokens(syntax: Syntax, statement: str) -> list[Token]:
    tokens = syntax.lexicon.tokenize(statement)
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    return tokens


def _agree(words: list[Word], tokens: list[Token]) -> None:
    """Check that sqlglot's tokens are the engine's words: one may join words, not cut or skip any.

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
