"""Why a statement cannot be read: a word for the record, and a hint for whoever wrote it."""

from ostiary.server import InvalidInputError

HINTS = {
    "ambiguous": "A column name fits several tables: put the table's name or alias before it.",
    "blocked": "The statement uses something that this server does not run: one SELECT, with or"
    " without WITH, over tables that list_tables names.",
    "characters": "The statement holds a character that has no place in SQL outside quotes.",
    "columns": "A column list, a USING or the two sides of a set operation do not match in number.",
    "empty": "Send one SELECT statement.",
    "function": "A function is not available: use the engine's own scalar, aggregate, window,"
    " date, text and JSON functions.",
    "index": "The order of that index would tell of withheld values: leave INDEXED BY out.",
    "order": "The order of this view's rows would tell of withheld values: show a column that is"
    " not withheld, without LIMIT, windows or lists inside, or query the tables below it.",
    "pattern": "Put the pattern of REGEXP in parentheses.",
    "parameters": "Parameters are written :name, and `params` gives a value for each and no more.",
    "settled": "What is compared here leaves as pseudonyms, and the order of rows must not tell of"
    " it: sort by result columns alone, without LIMIT, OVER or lists inside, group by plain"
    " columns, show only those and aggregates, and compute in the outer SELECT alone.",
    "several": "Send one statement at a time.",
    "syntax": "The statement could not be read as SQL of this engine: check its syntax.",
    "too_deep": "The statement is nested too deeply: split it into simpler queries.",
    "too_long": "The statement is too long: at most 16 KiB.",
    "target": "Only tables can be written, and of this one not this column: list_tables and"
    " describe_table say what there is.",
    "type": "A type is not available: use the engine's own types, or one that a column has.",
    "unfinished": "A string, quoted name or comment is not closed.",
    "unknown_column": "Unknown column: describe_table lists them. Strings take single quotes.",
    "unknown_table": "Unknown table: list_tables gives the names.",
    "unsteady": "The condition has to find the same rows twice: leave random functions out of it.",
    "view": "This view cannot be read by this server: query the tables below it.",
    "write": "Send one INSERT (of VALUES or a SELECT), UPDATE or DELETE of one table, with nothing"
    " before it, and without RETURNING, ON CONFLICT, DEFAULT, JOIN, ORDER BY or LIMIT: what else"
    " decides belongs into subqueries of WHERE.",
}


class UnreadableError(InvalidInputError):
    """A statement that is refused because it cannot be placed completely.

    Args:
        reason: A key of `HINTS`.
        detail: More for the operator's record: names of our own lists, never text of the caller's.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(HINTS[reason], detail=f"{reason}: {detail}" if detail else reason)
        self.reason = reason
