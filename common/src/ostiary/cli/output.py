"""How commands speak: tables with colour on a terminal, plain lines in a pipe."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from ostiary.printable import printable


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print one JSON value, on a line of its own unless it is to be indented."""
    print(printable(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent), "\n"))


def print_line(text: str) -> None:
    """Print one line."""
    print(printable(text))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their columns: drawn on a terminal, separated by tabs in a pipe."""
    shown = [[printable(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        print("\t".join(columns))
        for row in shown:
            print("\t".join(row))
        return
    # Imported only where something is drawn: rich costs more to load than most commands to run.
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in shown:
        table.add_row(*(escape(cell) for cell in row))
    Console().print(table)


def time_text(at_us: int) -> str:
    """Return a time of a record [µs since 1970] as people read it; `?` for one of no calendar."""
    try:
        return datetime.fromtimestamp(at_us / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return "?"


def say(text: str) -> None:
    """Print speech, which goes to stderr."""
    print(printable(text, "\n"), file=sys.stderr)
