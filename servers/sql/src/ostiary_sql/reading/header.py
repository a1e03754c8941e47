"""The frame of a statement that writes: what it changes, and which parts of its text are queries.

A frame is a handful of words in a fixed order. Whatever stands between them is not read here: each
part is balanced in its parentheses, and the reader of queries reads it completely.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import Kind, Word

_NOWHERE = frozenset({"RETURNING", "DEFAULT"})
"""Reserved words that no statement of this form holds."""

_SOURCES = frozenset({"SELECT", "VALUES", "WITH", "("})
_OPENING, _CLOSING = frozenset({"(", "["}), frozenset({")", "]"})


@dataclass(frozen=True, slots=True)
class Header:
    """What the frame says, in parts of the text as it was written.

    Args:
        verb: `insert`, `update` or `delete`.
        target: The table.
        alias: What the statement calls it; empty where it keeps its name.
        columns: The columns that are written, in order; none for a DELETE, and for an INSERT that
            names none.
        values: Of an UPDATE what each of them is set to.
        source: Of an INSERT the query whose rows are added.
        condition: What follows WHERE; empty where there is none.
    """

    verb: str
    target: str
    alias: str = ""
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    source: str = ""
    condition: str = ""


def read_header(sql: str, words: Sequence[Word]) -> Header:
    """Return the frame of the statement `sql`, whose words are `words`.

    Raises:
        UnreadableError: It is none of the three statements, or has more parts than they have here.
    """
    if any(word.kind is Kind.NAME and word.text.upper() in _NOWHERE for word in words):
        raise UnreadableError("write", "reserved word")
    at = _At(sql, words)
    if at.takes("INSERT", "INTO"):
        return _insert(at)
    if at.takes("UPDATE"):
        return _update(at)
    if at.takes("DELETE", "FROM"):
        target, alias = at.name(), _alias(at, "WHERE")
        return Header("delete", target, alias, condition=_condition(at))
    raise UnreadableError("write", "verb")


@dataclass(slots=True)
class _At:
    """A place in the statement.

    Args:
        sql: The text.
        words: Its words.
        next: The number of the word that comes next.
    """

    sql: str
    words: Sequence[Word]
    next: int = field(default=0)

    def sees(self, ahead: int = 0) -> str:
        """Return a word that comes, in capitals unless it is a quoted one; empty at the end."""
        at = self.next + ahead
        if at >= len(self.words):
            return ""
        word = self.words[at]
        return word.text.upper() if word.kind in (Kind.NAME, Kind.SIGN) else "quoted or value"

    def takes(self, *texts: str) -> bool:
        """Go past these words if they come next; return whether they did."""
        if all(self.sees(ahead) == text for ahead, text in enumerate(texts)):
            self.next += len(texts)
            return True
        return False

    def needs(self, text: str) -> None:
        """Go past this word, which has to come next."""
        if not self.takes(text):
            raise UnreadableError("write", text)

    def name(self) -> str:
        """Go past a name, with another one before a dot if there is one, and return both."""
        start = self.next
        self._plain_name()
        if self.takes("."):
            self._plain_name()
        return self._text(start)

    def part(self, *ends: str) -> str:
        """Go on to one of `ends` outside parentheses, or to the end; return what lies between."""
        start, depth = self.next, 0
        while self.next < len(self.words):
            sees = self.sees()
            if depth == 0 and sees in ends:
                break
            depth += (sees in _OPENING) - (sees in _CLOSING)
            if depth < 0:
                break
            self.next += 1
        if depth or self.next == start:
            raise UnreadableError("write", "part")
        return self._text(start)

    def _plain_name(self) -> None:
        if self.next >= len(self.words):
            raise UnreadableError("write", "name")
        if self.words[self.next].kind not in (Kind.NAME, Kind.QUOTED):
            raise UnreadableError("write", "name")
        self.next += 1

    def _text(self, start: int) -> str:
        return self.sql[self.words[start].start : self.words[self.next - 1].end]


def _insert(at: _At) -> Header:
    target = at.name()
    columns: list[str] = []
    if at.sees() == "(" and at.sees(1) not in _SOURCES:
        at.needs("(")
        columns.append(at.name())
        while at.takes(","):
            columns.append(at.name())
        at.needs(")")
    if at.sees() not in _SOURCES:
        raise UnreadableError("write", "source")
    return Header("insert", target, columns=tuple(columns), source=_rest(at))


def _update(at: _At) -> Header:
    target = at.name()
    alias = _alias(at, "SET")
    at.needs("SET")
    columns: list[str] = []
    values: list[str] = []
    while True:
        columns.append(at.name())
        at.needs("=")
        values.append(at.part(",", "WHERE"))
        if not at.takes(","):
            break
    return Header("update", target, alias, tuple(columns), tuple(values), condition=_condition(at))


def _alias(at: _At, following: str) -> str:
    if at.takes("AS"):
        return _unqualified(at)
    return _unqualified(at) if at.sees() not in ("", following) else ""


def _unqualified(at: _At) -> str:
    name = at.name()
    if at.words[at.next - 2].text == ".":
        raise UnreadableError("write", "alias")
    return name


def _condition(at: _At) -> str:
    if not at.sees():
        return ""
    at.needs("WHERE")
    return _rest(at)


def _rest(at: _At) -> str:
    text = at.part()
    if at.sees():
        raise UnreadableError("write", "parentheses")
    return text
