"""Narrowing: the text that runs does not name what the caller may not see.

So a database account without rights on those columns suffices, and no error, length or plan can
depend on what they hold. The text is edited where columns stand and nowhere else: making it again
from the tree could change what it means.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from ostiary_sql.catalog import Column, Index, Table
from ostiary_sql.dialects.base import Writing
from ostiary_sql.reading.alike import Sought
from ostiary_sql.reading.mark import Opened, Reference, Row, Star, span
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scatter import Frame, Scatter
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.settling import order_of
from ostiary_sql.reading.value import Base, Trace, Value
from ostiary_sql.reading.words import Kind, Word

_MAX_LABEL = 255
"""Longer texts make no names."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What runs.

    Args:
        sql: The text, with parameters as the engine's driver wants them.
        places: The names of its parameters, one for each place or number, where the driver counts.
        columns: The result columns that remain, in order.
    """

    sql: str
    places: tuple[str, ...]
    columns: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A pseudonym in the statement that turns back where it stands.

    Args:
        sought: Where that is.
        names: Of the parameters that hold the spellings of its value.
    """

    sought: Sought
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Takes columns out of a statement.

    Args:
        writing: How the engine's text is written.
        trace: Where the statement names columns.
        held: The columns to take out.
        veiled: Columns that leave in another form alone: copies of them stay, and what is computed
            of them goes, since nothing of it would leave.
        top: Where stars stand among the result columns of the statement itself.
        folded: Returns what spellings of a column's name have in common.
        settles: Whether rows come through a view on what is not to tell by its order.
        restored: What stands in place of pseudonyms, by the number of their word.
        frame: Where the statement is cut, for its rows to come in an order that tells nothing; None
            where they come as the engine has them.
        key: The name of the parameter that is the key of that order.
    """

    writing: Writing
    trace: Trace
    held: frozenset[Base]
    veiled: frozenset[Base]
    top: frozenset[int]
    folded: Callable[[str], str]
    settles: bool = False
    restored: Mapping[int, Restored] = field(default_factory=dict[int, Restored])
    frame: Frame | None = None
    key: str = ""

    def write(self, sql: str, words: Sequence[Word], columns: tuple[Named, ...]) -> Narrowed:
        """Return what runs in place of `sql`."""
        edits, names, left_out = self._edits(words)
        remaining = tuple(
            column
            for column in columns
            if column.star not in left_out or not self._is_gone(column.value)
        )
        if self.settles and self.writing.shun(("",)):
            unseen = self.held | self.veiled
            places = enumerate(remaining, 1)
            shown = [at for at, column in places if not unseen & column.value.origins]
            at, text = order_of(words, shown)
            edits.append(_Edit(at, at, text))
        text = self._scattered(sql, words, edits, names, remaining)
        return Narrowed(text, names, remaining)

    def _scattered(
        self,
        sql: str,
        words: Sequence[Word],
        edits: list[_Edit],
        names: tuple[str, ...],
        columns: tuple[Named, ...],
    ) -> str:
        shown = self.frame
        if shown is None:
            return _edited(sql, edits)
        end = words[shown.order].start if shown.order < len(words) else len(sql)
        inner = _edited(sql[:end], [edit for edit in edits if edit.start < end])
        limit = ""
        if shown.limit < len(words):
            start, stop = words[shown.limit].start, words[-1].end
            limit = _edited(sql[:stop], [each for each in edits if each.start >= start], start)
        place = self.writing.place(self.key, names.index(self.key) + 1)
        return Scatter(sql, self.writing, shown, self.folded, columns).text(inner, place, limit)

    def write_parts(
        self, sql: str, words: Sequence[Word], spans: Iterable[tuple[int, int]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what runs in place of some parts of `sql`, and the names of all its parameters.

        Args:
            sql: The whole text.
            words: Its words.
            spans: Where each part begins, and where behind it the text goes on.
        """
        edits, names, _ = self._edits(words)
        parts = tuple(
            _edited(sql[:end], [edit for edit in edits if start <= edit.start < end], start)
            for start, end in spans
        )
        return parts, names

    def _edits(self, words: Sequence[Word]) -> tuple[list[_Edit], tuple[str, ...], set[int]]:
        """Return what changes, the names of parameters, and the stars that leave columns out."""
        edits = [
            self._null(place) for place in self.trace.references.values() if self._is_gone(place)
        ]
        left_out: set[int] = set()
        for star in self.trace.stars.values():
            edit = self._star(star, left_out)
            if edit is not None:
                edits.append(edit)
        edits += [
            self._row(row)
            for row in self.trace.rows.values()
            if any(column.stored and self._is_gone(column.value) for column in row.columns)
        ]
        edits += [edit for place in self.trace.opened.values() if (edit := self._shun(place))]
        names: list[str] = []
        before, behind = self.writing.bound
        for start, end in self.writing.bounded(words):
            edits += [_Edit(start, start, before), _Edit(end, end, behind)]
        for at, word in enumerate(words):
            if self.frame is not None and at == self.frame.limit:
                names.append(self.key)
            if at in self.restored:
                edits += self._sought(self.restored[at], words, names)
            elif word.kind is Kind.PARAMETER:
                edits.append(_Edit(word.start, word.end, self._place(word.text[1:], names)))
        if self.frame is not None and self.key not in names:
            names.append(self.key)
        edits += [
            _Edit(end, end, f" AS {self.writing.quote(label)}")
            for start, end, label in self.trace.labels
            if len(label) <= _MAX_LABEL and any(start <= edit.start < end for edit in edits)
        ]
        return edits, tuple(names), left_out

    def _is_gone(self, value: Value | Reference) -> bool:
        """Whether nothing of a value would leave, so that nothing reads it."""
        taken = self.held if value.base is not None else self.held | self.veiled
        return bool(taken & value.origins)

    def _shun(self, place: Opened) -> _Edit | None:
        """Return what keeps a table from being read in the order of what is held."""
        if self.frame is not None:
            return None
        names = [index.name for index in telling_indexes(place.table, self.held | self.veiled)]
        text = self.writing.shun(names) if names else ""
        if text and place.has_hint:
            raise UnreadableError("index")
        return _Edit(place.end, place.end, text) if text and not place.is_plain else None

    def _null(self, place: Reference) -> _Edit:
        null = self.writing.null(place.declared_type, place.name)
        if place.is_result and not self.writing.nulls_are_named:
            null += f" AS {self.writing.quote(place.name)}"
        return _Edit(place.start, place.end, null)

    def _star(self, star: Star, left_out: set[int]) -> _Edit | None:
        """Return what a star becomes; None where it stays, as it names nothing held."""
        held = [self._is_gone(column.value) for column, _ in star.columns]
        if self._leaves_out(star, held):
            left_out.add(star.start)
            kept = [text for (_, text), gone in zip(star.columns, held, strict=True) if not gone]
            return self._written(star, kept)
        texts = [
            self._nulled(column.stored, column.name) if gone and column.stored else text
            for gone, (column, text) in zip(held, star.columns, strict=True)
        ]
        if texts == [text for _, text in star.columns]:
            return None
        if not all(texts):
            if self.writing.stars_may_stay:
                return None
            raise UnreadableError("ambiguous", "star")
        return self._written(star, texts)

    def _written(self, star: Star, texts: list[str]) -> _Edit:
        text = ", ".join(texts)
        # `TABLE name` is a star too, and a whole SELECT.
        return _Edit(star.start, star.end, f"SELECT {text} FROM" if star.is_table else text)

    def _leaves_out(self, star: Star, held: list[bool]) -> bool:
        return (
            star.start in self.top
            and any(held)
            and not all(held)
            # Positions count result columns, all of which have to stay then.
            and not self.trace.has_positions
            and all(text for _, text in star.columns)
        )

    def _nulled(self, column: Column, name: str) -> str:
        null = self.writing.null(column.declared_type, name)
        return null if self.writing.nulls_are_named else f"{null} AS {self.writing.quote(name)}"

    def _row(self, row: Row) -> _Edit:
        """Return the same row with NULL in place of what is held, under the same names."""
        quote = self.writing.quote
        name = quote(row.name)
        cells = [
            self._nulled(column.stored, column.name)
            if column.stored and self._is_gone(column.value)
            else f"{name}.{quote(column.name)}"
            for column in row.columns
        ]
        if row.row_type:
            row_text = f"ROW({', '.join(cells)})::{row.row_type}"
            return _Edit(row.start, row.end, f"(SELECT {row_text} AS {name})")
        # Names of the schema, in quotes: nothing of the caller's.
        query = f"(SELECT {name} FROM (SELECT {', '.join(cells)}) AS {name})"  # noqa: S608
        return _Edit(row.start, row.end, query)

    def _sought(self, restored: Restored, words: Sequence[Word], names: list[str]) -> list[_Edit]:
        """Return what stands in place of a pseudonym: all spellings of its value, as parameters."""
        sought = restored.sought
        word = words[sought.at]
        text = ", ".join(self._place(name, names) for name in restored.names)
        if sought.operator is None or len(restored.names) == 1:
            return [_Edit(word.start, word.end, text)]
        operator = words[sought.operator]
        among = "NOT IN" if sought.is_negated else "IN"
        return [
            _Edit(operator.start, operator.end, among),
            _Edit(word.start, word.end, f"({text})"),
        ]

    def _place(self, name: str, names: list[str]) -> str:
        if self.writing.repeats_places or name not in names:
            names.append(name)
        number = len(names) if self.writing.repeats_places else names.index(name) + 1
        return self.writing.place(name, number)


def telling_indexes(table: Table, held: Collection[Base]) -> list[Index]:
    """Return the indexes of `table` whose order tells of columns in `held`, or of unseen ones."""
    seen = {column.name for column in table.columns if (table.name, column.name) not in held}
    return [index for index in table.indexes if not index.columns <= seen]


def top_stars(tree: exp.Expr) -> frozenset[int]:
    """Return where stars stand among the result columns of a statement that is one SELECT."""
    while isinstance(tree, exp.Subquery):
        tree = tree.this
    if not isinstance(tree, exp.Select):
        return frozenset()
    return frozenset(
        span(part)[0]
        for part in tree.expressions
        if isinstance(part, exp.Star)
        or (isinstance(part, exp.Column) and isinstance(part.this, exp.Star))
    )


def _edited(sql: str, edits: Iterable[_Edit], at: int = 0) -> str:
    parts: list[str] = []
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        # What was two words stays two: `AND:flag`.
        before, behind = sql[edit.start - 1 : edit.start], sql[edit.end : edit.end + 1]
        gap = " " if _is_letter(before) and _is_letter(edit.text[:1]) else ""
        rest = " " if _is_letter(edit.text[-1:]) and _is_letter(behind) else ""
        parts += [sql[at : edit.start], gap, edit.text, rest]
        at = edit.end
    return "".join([*parts, sql[at:]])


def _is_letter(character: str) -> bool:
    return character.isalnum() or character in ("_", "$") or character > "\x7f"
