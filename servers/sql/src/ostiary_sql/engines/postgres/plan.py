"""PostgreSQL's plans, as steps: what is done to what, at which cost, and no expression.

Conditions are left out: a view's and a row policy's own stand there as well as the caller's.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ostiary_sql.engines.base import Step


def explain(sql: str) -> str:
    """Return the statement that asks for the plan of `sql`."""
    return f"EXPLAIN (FORMAT JSON)\n{sql}"


def steps_of(document: bytes) -> tuple[Step, ...]:
    """Return the steps of a plan in JSON, each after the one that it is part of."""
    (plan,) = json.loads(document)
    return tuple(_steps(plan["Plan"], 0, 1))


def _steps(node: Mapping[str, Any], parent: int, number: int) -> Iterator[Step]:
    yield Step(number, parent, _detail(node))
    following = number + 1
    for part in node.get("Plans", ()):
        for step in _steps(part, number, following):
            yield step
            following = step.number + 1


def _detail(node: Mapping[str, Any]) -> str:
    words = [str(node["Node Type"])]
    if "Relation Name" in node:
        words.append(f"on {node['Relation Name']}")
    if "Index Name" in node:
        words.append(f"using {node['Index Name']}")
    costs = f"cost={node['Startup Cost']}..{node['Total Cost']} rows={node['Plan Rows']}"
    return f"{' '.join(words)} ({costs})"
