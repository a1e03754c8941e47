"""A whole statement, read: what it touches and where each of its result columns comes from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ostiary_sql.catalog import Catalog
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.dialects.choose import dialect_named
from ostiary_sql.reading import unordered
from ostiary_sql.reading.alike import Alike
from ostiary_sql.reading.grammar import check_grammar
from ostiary_sql.reading.narrow import Narrowed, Narrowing, Restored, top_stars
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scatter import Frame, frame
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.value import Base, Trace
from ostiary_sql.reading.words import Kind, Word, parameters


@dataclass(frozen=True, slots=True)
class Statement:
    """What reading a statement found.

    Args:
        sql: Its text.
        parameters: Names of its `:name` parameters.
        columns: Its result columns.
        trace: What it reads, tests and calls.
        dialect: How it was read.
        words: Its words.
        top: Where stars stand among the result columns of the statement itself.
        frame: Where it is cut, where it compares columns that may leave as pseudonyms.
        whim: What of it depends on the order in which rows are met, if it does that.
    """

    sql: str
    parameters: frozenset[str]
    columns: tuple[Named, ...]
    trace: Trace
    dialect: Dialect
    words: tuple[Word, ...]
    top: frozenset[int]
    frame: Frame | None = None
    whim: str = ""

    def engine_reads(self) -> frozenset[Base]:
        """Return every read that the engine may report for it."""
        rows = {(table, "") for table in self.trace.tables}
        return frozenset(self.trace.reads | self.trace.implied | rows)

    def narrowed(
        self,
        held: Collection[Base],
        veiled: Collection[Base] = (),
        *,
        settles: bool = False,
        restored: Mapping[int, Restored] | None = None,
        key: str = "",
    ) -> Narrowed:
        """Return the statement without the columns in `held`, none of which it tests.

        It does not read what is computed of columns in `veiled`, either, nor brings rows in their
        order: of these, copies leave in another form. Each place that names what is not read holds
        NULL of its type instead. A star of the statement itself leaves it out; other stars are
        written out and keep their places. Everything else is the text as it was written.

        With `settles`, its rows are put in the order of what is shown of them, where the engine
        could bring them in that of an index below a view. With `key`, the name of a parameter, they
        come in an order that tells nothing but what the statement sorts by. `restored` stands in
        place of pseudonyms.

        Raises:
            UnreadableError: A column cannot be named by itself, so that a star cannot be written
                out; or there is no such order.
        """
        narrowing = replace(
            self._narrowing(held, veiled),
            settles=settles,
            restored=restored or {},
            frame=self.frame if key else None,
            key=key,
        )
        return narrowing.write(self.sql, self.words, self.columns)

    def narrowed_parts(
        self, held: Collection[Base], spans: Iterable[tuple[int, int]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return parts of the statement as `narrowed` does, and the names of its parameters.

        Raises:
            UnreadableError: As for `narrowed`.
        """
        return self._narrowing(held, ()).write_parts(self.sql, self.words, spans)

    def _narrowing(self, held: Collection[Base], veiled: Collection[Base]) -> Narrowing:
        return Narrowing(
            self.dialect.writing,
            self.trace,
            frozenset(held),
            frozenset(veiled),
            self.top,
            self.dialect.naming.column,
        )


def read_statement(sql: str, catalog: Catalog, alike: Alike | None = None) -> Statement:
    """Return what `sql` does, read completely.

    Args:
        sql: The statement.
        catalog: What there is.
        alike: Which columns may be compared as pseudonyms may; None: none is.

    Raises:
        UnreadableError: Anything in it cannot be placed: it is refused, never guessed.
    """
    dialect = dialect_named(catalog.dialect)
    try:
        tree, words = parse(dialect.syntax, sql)
        check_grammar(tree, dialect.parts)
        trace = Trace(alike=alike and alike.reading(words))
        columns = dialect.reader(dialect, catalog, trace).read_whole(tree)
        signs = {word.text for word in words if word.kind is Kind.SIGN}
        if catalog.own_functions & (trace.functions | signs):
            # One of the database's own could be picked in place of the engine's.
            raise UnreadableError("function", "own")
        if dialect.is_blind:
            trace.tested |= trace.computed
            trace.probed |= trace.computed
        shape, whim = None, ""
        if trace.compared:
            whim = unordered.whim(tree, words, trace, dialect)
            shape = None if whim else frame(words, tree, len(columns))
        top = top_stars(tree)
    except RecursionError as error:
        raise UnreadableError("too_deep") from error
    return Statement(
        sql, parameters(words), columns, trace, dialect, tuple(words), top, shape, whim
    )
