"""What the demonstration prints: plain lines in a pipe, colour and tables on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ostiary.control import mentions
from ostiary_host.event import CallEnded, CallStarted
from ostiary_host.jsonvalue import as_list, as_object, as_text, compact
from ostiary_host.outcome import OK
from ostiary_host.transcript import one_line, printable

MAX_ROWS = 5


class Stage:
    """Prints the demonstration.

    Args:
        console: Where it is printed; rich finds out whether that is a terminal.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def heading(self, text: str) -> None:
        """Print a heading."""
        self.line("")
        self.line(text, "bold")

    def line(self, text: str, style: str = "") -> None:
        """Print one line, or several; nothing in it is taken for markup."""
        self._console.print(Text(printable(text), style=style), soft_wrap=True)

    def block(self, text: str, style: str = "dim") -> None:
        """Print lines that a program printed, indented."""
        for line in text.splitlines() or ["(nothing)"]:
            self.line(f"    {line}", style)

    def table(self, text: str) -> None:
        """Print a table that a program printed: a line of heads, then rows, separated by tabs."""
        rows = [line.split("\t") for line in printable(text).splitlines()]
        if not rows or len(rows[0]) < 2:
            self.block(text)
        elif self._console.is_terminal:
            self._console.print(_drawn(rows[0], rows[1:]))
        else:
            widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
            for row in rows:
                cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
                self.line("    " + "  ".join(cells).rstrip())

    def call(self, started: CallStarted, ended: CallEnded, value: object, budget: str) -> None:
        """Print one call: what was asked, what was decided, what did not leave as it is."""
        self.line("")
        self.line(f"[{ended.number}] {ended.server}.{ended.tool}", "bold")
        is_allowed = ended.code == OK
        decision = "allowed" if is_allowed else f"refused: {ended.code}"
        self._field("arguments", _arguments(started.arguments))
        self._field("decision", decision, "green" if is_allowed else "red")
        self._field(
            "withheld", ", ".join(ended.withheld) or "nothing", "yellow" * bool(ended.withheld)
        )
        tokens = {each.token for each in mentions(ended.text) if each.token}
        if tokens:
            self._field("people", f"as {len(tokens)} pseudonym{'s' * (len(tokens) > 1)}", "yellow")
        self._field("budget", budget)
        rows = as_list((as_object(value) or {}).get("rows"))
        if is_allowed and rows is not None:
            self._rows(as_object(value) or {}, rows)
        else:
            self._field("result", one_line(ended.text, 200))

    def _field(self, name: str, text: str, style: str = "") -> None:
        label, indent = f"    {name:<10}", " " * 14
        lines = printable(text).splitlines() or [""]
        shown = f"\n{indent}".join(lines)
        self._console.print(Text.assemble((label, "dim"), (shown, style)), soft_wrap=True)

    def _rows(self, result: dict[str, Any], rows: Sequence[Any]) -> None:
        columns = [as_object(column) or {} for column in as_list(result.get("columns")) or []]
        heads = [
            f"{as_text(column.get('name'))} ({as_text(column.get('class'))})" for column in columns
        ]
        shown = [[_cell(value) for value in as_list(row) or []] for row in rows[:MAX_ROWS]]
        self._field("result", f"{len(rows)} rows, the first {len(shown)}:")
        if self._console.is_terminal:
            self._console.print(_drawn(heads, shown))
        else:
            for row in [heads, *shown]:
                self.line("        " + " | ".join(row))

    def verdicts(self, claims: Sequence[tuple[str, bool]]) -> None:
        """Print what the demonstration claims, and whether it was seen."""
        for claim, is_seen in claims:
            self.line(
                f"  {'seen    ' if is_seen else 'NOT SEEN'}  {claim}", "green" if is_seen else "red"
            )


def _arguments(arguments: Mapping[str, Any]) -> str:
    """Return arguments a line each; text as it is, so that SQL reads like SQL."""
    lines = [
        f"{name}: {value if isinstance(value, str) else compact(value)}"
        for name, value in arguments.items()
    ]
    return "\n".join(lines) or "none"


def _drawn(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Padding:
    table = Table(*map(escape, heads), box=None, header_style="bold", padding=(0, 1, 0, 0))
    for row in rows:
        table.add_row(*map(_styled, row))
    return Padding(table, (0, 0, 0, 4))


def _cell(value: object) -> str:
    return one_line(value if isinstance(value, str) else compact(value), 40)


def _styled(text: str) -> Text:
    return Text(text, style="yellow" if text == "[withheld]" else "")
