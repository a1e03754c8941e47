"""A whole statement, read: what it touches and where each of its result columns comes from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from ostiary_sql.catalog import Catalog
from ostiary_sql.dialects.base import Dialect
from ostiary_sql.dialects.choose import dialect_named
from ostiary_sql.reading.grammar import check_grammar
from ostiary_sql.reading.narrow import Narrowed, Narrowing, top_stars
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError
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
    """

    sql: str
    parameters: frozenset[str]
    columns: tuple[Named, ...]
    trace: Trace
    dialect: Dialect
    words: tuple[Word, ...]
    top: frozenset[int]

    def engine_reads(self) -> frozenset[Base]:
        """Return every read that the engine may report for it."""
        rows = {(table, "") for table in self.trace.tables}
        return frozenset(self.trace.reads | self.trace.implied | rows)

    def narrowed(
        self, held: Collection[Base], veiled: Collection[Base] = (), *, settles: bool = False
    ) -> Narrowed:
        """Return the statement without the columns in `held`, none of which it tests.

        It does not read what is computed of columns in `veiled`, either, nor brings rows in their
        order: of these, copies leave in another form. Each place that names what is not read holds
        NULL of its type instead. A star of the statement itself leaves it out; other stars are
        written out and keep their places. Everything else is the text as it was written.

        With `settles`, its rows are put in the order of what is shown of them, where the engine
        could bring them in that of an index below a view.

        Raises:
            UnreadableError: A column cannot be named by itself, so that a star cannot be written
                out; or there is no such order.
        """
        narrowing = replace(self._narrowing(held, veiled), settles=settles)
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
            self.dialect.writing, self.trace, frozenset(held), frozenset(veiled), self.top
        )


def read_statement(sql: str, catalog: Catalog) -> Statement:
    """Return what `sql` does, read completely.

    Raises:
        UnreadableError: Anything in it cannot be placed: it is refused, never guessed.
    """
    dialect = dialect_named(catalog.dialect)
    try:
        tree, words = parse(dialect.syntax, sql)
        check_grammar(tree, dialect.parts)
        trace = Trace()
        columns = dialect.reader(dialect, catalog, trace).read_whole(tree)
        signs = {word.text for word in words if word.kind is Kind.SIGN}
        if catalog.own_functions & (trace.functions | signs):
            # One of the database's own could be picked in place of the engine's.
            raise UnreadableError("function", "own")
        if dialect.is_blind:
            trace.tested |= trace.computed
        top = top_stars(tree)
    except RecursionError as error:
        raise UnreadableError("too_deep") from error
    return Statement(sql, parameters(words), columns, trace, dialect, tuple(words), top)
