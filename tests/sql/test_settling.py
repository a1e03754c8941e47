"""Rows through a view over a telling index come in the order of what is shown of them."""

import pytest

from ostiary_sql.dialects.sqlite.lexer import scan
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.settling import order_of


def settled(sql: str, *positions: int) -> str:
    at, text = order_of(scan(sql), positions)
    return sql[:at] + text + sql[at:]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM v", "SELECT a FROM v ORDER BY 1"),
        ("SELECT a FROM v;", "SELECT a FROM v ORDER BY 1;"),
        ("SELECT a FROM v LIMIT 5", "SELECT a FROM v ORDER BY 1 LIMIT 5"),
        ("SELECT a FROM v ORDER BY b LIMIT 5", "SELECT a FROM v ORDER BY b, 1 LIMIT 5"),
        ("SELECT a FROM v -- LIMIT", "SELECT a FROM v ORDER BY 1 -- LIMIT"),
        ("SELECT 'LIMIT' FROM v", "SELECT 'LIMIT' FROM v ORDER BY 1"),
        ("SELECT count(*) FROM v WHERE a IN (SELECT a FROM v)", "SELECT count(*) FROM v WHERE a IN (SELECT a FROM v) ORDER BY 1"),
    ],
)  # fmt: skip
def test_the_order_stands_where_it_orders_the_statement(sql: str, expected: str) -> None:
    assert settled(sql, 1) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM (SELECT a FROM v LIMIT 3)",
        "SELECT group_concat(a) FROM v",
        "SELECT a, row_number() OVER (ORDER BY b) FROM v",
    ],
)
def test_what_picks_rows_further_inside_is_refused(sql: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        settled(sql, 1)
    assert caught.value.reason == "order"


def test_rows_of_which_nothing_is_shown_have_no_order() -> None:
    with pytest.raises(UnreadableError):
        settled("SELECT a FROM v")
