"""What the scripted model plays in the demonstration. Its calls are fixed; its answer is not.

The answer is put together from what the tools really returned, so a wrong result shows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ostiary.testing.scripted_model import Call, Say, ScriptedTurn
from ostiary_host.jsonvalue import as_list, as_object, as_text, parsed
from ostiary_host.outcome import PSEUDONYM, WITHHELD, failure

QUESTION = (
    "Which customers have not renewed their subscription in the last 90 days, "
    "and what are they worth a year?"
)

LAPSED = """\
SELECT c.name AS customer, p.email AS contact_email, s.plan, s.ends_on,
       round(12 * s.monthly_fee, 2) AS yearly_value
FROM subscriptions AS s
JOIN customers AS c ON c.id = s.customer_id
JOIN contacts AS p ON p.customer_id = c.id AND p.is_primary = 1
WHERE s.renewed = 0 AND s.ends_on >= date('now', :since) AND s.ends_on < date('now')
ORDER BY yearly_value DESC"""

BY_EMAIL = """\
SELECT c.name AS customer
FROM customers AS c JOIN contacts AS p ON p.customer_id = c.id
WHERE p.email LIKE 'a%'"""

DELETION = "DELETE FROM subscriptions WHERE renewed = 0"

_NAMED = 5


def script() -> list[ScriptedTurn]:
    """Return the turns: look around, ask, try two things that are not allowed, answer."""
    return [
        Call("sql_list_tables"),
        Call("sql_describe_table", {"table": "subscriptions"}),
        Call("sql_run_query", {"sql": LAPSED, "params": {"since": "-90 days"}}),
        Call("sql_run_query", {"sql": BY_EMAIL}),
        Call("sql_run_query", {"sql": DELETION}),
        answer,
    ]


def answer(messages: Sequence[Mapping[str, Any]]) -> Say:
    """Return the answer that the tools' results support.

    Args:
        messages: The conversation; the results are in its `tool` messages.
    """
    results = [as_text(message["content"]) for message in messages if message["role"] == "tool"]
    tables = [table for text in results if (table := _as_table(text))]
    refusals = [failure(text).code for text in results if text.startswith("[")]
    if not tables:
        return Say("I could not find out: no query returned a result.")
    records = tables[0]
    value = sum(float(record["yearly_value"]) for record in records)
    names = list(dict.fromkeys(str(record["customer"]) for record in records))
    summary = (
        f"{len(names)} customers let {len(records)} subscriptions lapse in the last 90 days and "
        f"did not renew. Together they are worth {value:,.2f} a year. The largest:"
    )
    lines = [summary, *map(_line, records[:_NAMED])]
    if any(WITHHELD in record.values() for record in records):
        lines.append("The e-mail addresses of their contacts were withheld from me.")
    known = {record["contact_email"] for record in records if _is_pseudonym(record)}
    if known:
        lines.append(f"I know {len(known)} contacts, each by a pseudonym of his e-mail address.")
    if refusals:
        lines.append(f"Refused on the way: {', '.join(refusals)}.")
    return Say("\n".join(lines))


def _is_pseudonym(record: Mapping[str, Any]) -> bool:
    return PSEUDONYM.fullmatch(as_text(record.get("contact_email"))) is not None


def _line(record: Mapping[str, Any]) -> str:
    value = float(record["yearly_value"])
    return (
        f"  - {record['customer']}: {record['plan']}, ended {record['ends_on']}, "
        f"{value:,.2f} a year"
    )


def _as_table(text: str) -> list[dict[str, Any]]:
    """Return a query's rows as objects by column name; nothing for any other result."""
    result = as_object(parsed(text)) or {}
    columns = [
        as_text((as_object(item) or {}).get("name"))
        for item in as_list(result.get("columns")) or []
    ]
    rows = [as_list(row) or [] for row in as_list(result.get("rows")) or []]
    if "yearly_value" not in columns:
        return []
    return [dict(zip(columns, row, strict=False)) for row in rows]
