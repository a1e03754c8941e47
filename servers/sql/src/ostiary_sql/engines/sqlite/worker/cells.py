"""Values as sqlite3 hands them out, as JSON values."""

from ostiary_sql.engines.cell import Cell, blob_cell, integer_cell, real_cell, text_cell


def to_cell(value: object) -> Cell:
    """Return `value`, as sqlite3 hands it out, as a JSON value."""
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, int):
        return integer_cell(value)
    if isinstance(value, float):
        return real_cell(value)
    if isinstance(value, bytes):
        return blob_cell(len(value))
    return None


def type_name(value: object) -> str:
    """Return SQLite's name of the storage class of `value`; empty for NULL."""
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "real"
    if isinstance(value, bytes):
        return "blob"
    return "" if value is None else "text"
