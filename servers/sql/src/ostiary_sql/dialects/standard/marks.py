"""Marks on names: they keep names from being taken for keywords, and come off the tree."""

from sqlglot import exp

from ostiary_sql.dialects.standard.stream import NAME_MARK, ROW_MARK, WATCHED_MARK
from ostiary_sql.reading.parse import ADDED_MARK, LABEL_MARK
from ostiary_sql.reading.refusal import UnreadableError

_MARKS = (NAME_MARK, WATCHED_MARK, ROW_MARK, ADDED_MARK, LABEL_MARK)


def unmark(tree: exp.Expr) -> int:
    """Take the marks off the names of `tree`, and return how many SELECTs it holds.

    Raises:
        UnreadableError: It holds a name that was not there.
    """
    selects = 0
    for node in tree.walk():
        if isinstance(node, exp.Identifier):
            _unmark(node)
        elif isinstance(node, exp.Select):
            selects += 1
    return selects


def _unmark(node: exp.Identifier) -> None:
    text = str(node.this)
    for mark in _MARKS:
        if text.startswith(mark):
            node.set("this", text[len(mark) :])
            node.meta["mark"] = mark
            return
    raise UnreadableError("syntax", "name")
