"""Tokens in the making: what has been read of a statement's words, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot.dialects.postgres import Postgres
from sqlglot.tokenizer_core import Token, TokenType

from ostiary_sql.reading.parse import FUNCTION_MARK
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.words import MAX_PREFIXES, Kind, Word

NAME_MARK = "n "
"""Stands before every name that is one."""

ROW_MARK = "row "
"""Stands before the name of a table, or a column, whose field is taken: `(name).field`."""

WATCHED_MARK = "watched "
"""Stands before names of sources whose columns all count as tested."""

KEYWORDS: dict[str, TokenType] = Postgres.Tokenizer.KEYWORDS
_PAIRS = {")": "(", "]": "["}


@dataclass(slots=True)
class Open:
    """A parenthesis or bracket that is open.

    Args:
        closes: The tokens that it is closed with.
        is_window: Whether it holds the definition of a window.
        in_frame: Whether the frame of that window has begun.
        clause: The clause that has begun in it last.
        intervals: How many intervals wait for their unit.
        is_joins: Whether it holds joined tables, where a comma joins too.
        cases: How many CASEs wait for their END.
        is_call: Whether it holds the arguments of a call.
        item: Where the result column begins that is being read.
        has_alias: Whether that has a name.
    """

    closes: str = ")"
    is_window: bool = False
    in_frame: bool = False
    clause: str = ""
    intervals: int = 0
    is_joins: bool = False
    cases: int = 0
    is_call: bool = False
    item: int | None = None
    has_alias: bool = False


class Stream:
    """Words on one side, tokens on the other.

    Args:
        words: The words of one statement.
        spelled: Returns the name that a word spells.

    Attributes:
        at: Which word comes next.
        is_operand: Whether an operand is complete, so that an operator or alias would follow.
        divided: Words that divide arguments, by place: what they become.
        casts: Places of the AS in CAST, and where its parenthesis closes.
        skipped: Places from which to go on elsewhere.
        statement: Its text, where that is of interest.
        conditionless: Places of joins without a condition.
        listed: Names of columns that are known for the alias at a place.
        lists: Places where lists of VALUES end, and names of their columns where these are known.
        last_call: The function that has been called last.
    """

    def __init__(self, words: Sequence[Word], spelled: Callable[[Word], str]) -> None:
        self.words = words
        self.spelled = spelled
        self.texts = [
            word.text.upper() if word.kind in (Kind.NAME, Kind.SIGN) else "" for word in words
        ]
        self.closing = self._pairs()
        self.out: list[Token] = []
        self.open = [Open()]
        self.at = 0
        self.is_operand = False
        self.divided: dict[int, str] = {}
        self.casts: dict[int, int] = {}
        self.skipped: dict[int, int] = {}
        self.statement = ""
        self.conditionless: set[int] = set()
        self.listed: dict[int, list[str]] = {}
        self.lists: dict[int, list[str]] = {}
        self.last_call = ""
        self._prefixes = 0

    @property
    def word(self) -> Word:
        """The word that comes next."""
        return self.words[self.at]

    def text(self, ahead: int = 0) -> str:
        """Return the word so many places ahead in capitals; empty for literals and beyond."""
        at = self.at + ahead
        return self.texts[at] if 0 <= at < len(self.texts) else ""

    def is_next(self, *texts: str) -> bool:
        """Whether these words stand behind the one that comes next."""
        return all(self.text(ahead) == text for ahead, text in enumerate(texts, 1))

    def is_name(self, ahead: int) -> bool:
        """Whether the word so many places ahead can be a name."""
        at = self.at + ahead
        return 0 <= at < len(self.words) and self.words[at].kind in (Kind.NAME, Kind.QUOTED)

    def put(self, kind: TokenType, text: str, *, operand: bool, word: Word | None = None) -> None:
        """Add a token, which lies where `word` does."""
        place = self.word if word is None else word
        self.out.append(Token(kind, text, 1, 1, place.start, place.end - 1))
        self.is_operand = operand
        self._prefixes = 0

    def keyword(self, text: str, *, operand: bool = False, words: int = 1) -> None:
        """Add a keyword that is written as the next `words` words."""
        self.put(KEYWORDS.get(text, TokenType.VAR), text, operand=operand)
        self.at += words

    def name(self, mark: str = NAME_MARK) -> None:
        """Add the next word as a name; behind an operand it is an alias."""
        if self.is_operand:
            self.open[-1].has_alias = True
        self.put(TokenType.IDENTIFIER, mark + self.spelled(self.word), operand=True)
        self.at += 1

    def watch(self) -> None:
        """Mark the name that was added last, of a source, as one whose columns are all tested."""
        last = self.out[-1]
        if last.token_type != TokenType.IDENTIFIER or not last.text.startswith(NAME_MARK):
            raise UnreadableError("syntax", "source")
        name = WATCHED_MARK + last.text.removeprefix(NAME_MARK)
        self.out[-1] = Token(last.token_type, name, 1, 1, last.start, last.end)

    def operator(self, kind: TokenType, text: str) -> None:
        """Add the next word as an operator; before an operand it is a sign."""
        prefixes = 0 if self.is_operand else self._prefixes + 1
        if prefixes > MAX_PREFIXES:
            raise UnreadableError("too_deep")
        self.put(kind, text, operand=False)
        self._prefixes = prefixes
        self.at += 1

    def call(self, name: str, *, opens: bool, words: int = 1) -> None:
        """Add a call, written as the next `words` words; with or without its parenthesis."""
        self.last_call = name
        self.put(TokenType.VAR, FUNCTION_MARK + name, operand=False)
        if opens:
            self.put(TokenType.L_PAREN, "(", operand=False)
        self.at += words

    def value(self, text: str = "NULL", kind: TokenType = TokenType.NULL) -> None:
        """Add a value of which nothing but its presence is of interest."""
        self.put(kind, text, operand=True)

    def push(self, state: Open) -> None:
        """Note that a parenthesis or bracket has been opened."""
        self.open.append(state)
        self.is_operand = False

    def pop(self) -> Open:
        """Return what closes now."""
        if len(self.open) == 1:
            raise UnreadableError("syntax", "parenthesis")
        return self.open.pop()

    def clause(self, name: str) -> None:
        """Note that a clause begins."""
        self.open[-1].clause = name

    def inside(self, opening: int) -> list[int]:
        """Return the places of the words directly inside the parenthesis at `opening`."""
        places: list[int] = []
        at = opening + 1
        end = self.closing.get(opening, len(self.words))
        while at < end:
            places.append(at)
            at = self.closing.get(at, at) + 1 if self.texts[at] in ("(", "[") else at + 1
        return places

    def _pairs(self) -> dict[int, int]:
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for at, text in enumerate(self.texts):
            if text in ("(", "["):
                opened.append(at)
            elif text in _PAIRS:
                if not opened or self.texts[opened[-1]] != _PAIRS[text]:
                    raise UnreadableError("syntax", "parenthesis")
                pairs[opened.pop()] = at
        if opened:
            raise UnreadableError("syntax", "parenthesis")
        return pairs
