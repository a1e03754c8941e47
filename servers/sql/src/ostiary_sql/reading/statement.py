"""A whole statement, read: what it touches and where each of its result columns comes from."""

from dataclasses import dataclass

from ostiary_sql.catalog import Catalog
from ostiary_sql.reading.grammar import check_grammar
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.query import Reader
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scan import parameters
from ostiary_sql.reading.scope import Named
from ostiary_sql.reading.value import Base, Trace


@dataclass(frozen=True, slots=True)
class Statement:
    """What reading a statement found.

    Args:
        sql: Its text.
        parameters: Names of its `:name` parameters.
        columns: Its result columns.
        trace: What it reads, tests and calls.
    """

    sql: str
    parameters: frozenset[str]
    columns: tuple[Named, ...]
    trace: Trace

    def engine_reads(self) -> frozenset[Base]:
        """Return every read that the engine may report for it."""
        rows = {(table, "") for table in self.trace.tables}
        return frozenset(self.trace.reads | self.trace.implied | rows)


def read_statement(sql: str, catalog: Catalog) -> Statement:
    """Return what `sql` does, read completely.

    Raises:
        UnreadableError: Anything in it cannot be placed: it is refused, never guessed.
    """
    try:
        tree, words = parse(sql)
        check_grammar(tree)
        trace = Trace()
        columns = Reader(catalog, trace).read_whole(tree)
    except RecursionError as error:
        raise UnreadableError("too_deep") from error
    return Statement(sql, parameters(words), columns, trace)
