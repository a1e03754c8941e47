"""MariaDB's plans, as steps: which table is read how, by which key, and no value."""

from collections.abc import Iterable, Sequence

from ostiary_sql.engines.base import Cell, Step


def explain(sql: str) -> str:
    """Return the statement that asks for the plan of `sql`."""
    return f"EXPLAIN {sql}"


def steps_of(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> tuple[Step, ...]:
    """Return the steps of a plan, in the order in which they are done."""
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return tuple(Step(number, 0, _detail(line)) for number, line in enumerate(found, start=1))


def _detail(line: dict[str, Cell]) -> str:
    words = [str(line["select_type"])]
    if line.get("table"):
        words.append(f"{line['type']} on {line['table']}")
    if line.get("key"):
        words.append(f"using {line['key']}")
    if line.get("rows") is not None:
        words.append(f"(rows={line['rows']})")
    if line.get("Extra"):
        words.append(f"[{line['Extra']}]")
    return " ".join(words)
