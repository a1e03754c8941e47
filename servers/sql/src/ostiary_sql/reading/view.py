"""Views as sources: read through to the tables below, so that a view hides no column's class."""

from typing import TYPE_CHECKING, Any

from ostiary_sql.catalog import Table
from ostiary_sql.reading.grammar import check_grammar
from ostiary_sql.reading.parse import parse
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.scope import Named, Source
from ostiary_sql.reading.value import Trace, tainted

if TYPE_CHECKING:
    from ostiary_sql.reading.query import Reader

_MAX_VIEWS_DEEP = 8


def view_source(reader: "Reader[Any]", view: Table, shown: str) -> Source:
    """Return `view` as a source that the statement calls `shown`.

    What decides which rows the view has counts as tested where the engine reads what is withheld
    from the caller; what is compared within a column is among that column's origins. Where the
    engine is blind to it, nothing depends on it. Its columns carry the view's own name among their
    origins, so that a line of the data map about the view can raise a class.

    Raises:
        UnreadableError: The view's text cannot be read completely.
    """
    if reader.depth >= _MAX_VIEWS_DEEP:
        raise UnreadableError("view", "too deep")
    try:
        tree, words = parse(reader.dialect.syntax, reader.dialect.view_query(view))
        alike = reader.trace.alike
        trace = Trace(alike=alike and alike.inside(words))
        check_grammar(tree, reader.dialect.parts)
        columns = reader.inside(trace).read_whole(tree)
    except UnreadableError as refusal:
        raise UnreadableError("view", refusal.reason) from None
    if len(columns) != len(view.columns):
        raise UnreadableError("view", "columns")
    reader.trace.reads |= trace.reads
    reader.trace.implied |= trace.implied
    reader.trace.tables |= trace.tables
    if reader.dialect.is_blind:
        reader.trace.inward |= trace.tested
    else:
        reader.trace.tested |= trace.tested
        reader.trace.probed |= trace.probed
    reader.trace.inward |= trace.inward
    return Source(
        shown,
        tuple(
            Named(
                known.name,
                tainted(column.value, frozenset({(view.name, known.name)})),
                stored=known,
            )
            for known, column in zip(view.columns, columns, strict=True)
        ),
        schema=view.schema,
        stored=view,
        ordering=frozenset() if reader.dialect.is_blind else frozenset(trace.ordering),
    )
