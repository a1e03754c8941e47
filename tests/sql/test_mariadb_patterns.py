"""Patterns of regular expressions: each has a bound before it in what runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary_sql.dialects.mariadb.lexer import scan
from ostiary_sql.dialects.mariadb.patterns import patterns
from ostiary_sql.reading.refusal import UnreadableError


def bounded(sql: str) -> list[str]:
    return [sql[start:end] for start, end in patterns(scan(sql))]


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT a REGEXP 'x'", ["'x'"]),
        ("SELECT a NOT RLIKE 'x' 'y' AND b", ["'x' 'y'"]),
        ("SELECT a REGEXP BINARY 'x' FROM t", ["BINARY 'x'"]),
        ("SELECT a REGEXP _utf8mb4'x'", ["_utf8mb4'x'"]),
        ("SELECT a REGEXP :p, b", [":p"]),
        ("SELECT a REGEXP t.b OR c", ["t.b"]),
        ("SELECT a REGEXP `t`.`b`", ["`t`.`b`"]),
        ("SELECT a REGEXP CONCAT('(', b, ')') FROM t", ["CONCAT('(', b, ')')"]),
        ("SELECT a REGEXP (CASE WHEN b THEN ')' END)", ["(CASE WHEN b THEN ')' END)"]),
        ("SELECT REGEXP_REPLACE(f(a, 'x'), 'y', ',')", ["'y'"]),
        ("SELECT REGEXP_SUBSTR(a, b || c)", ["b || c"]),
        ("SELECT REGEXP_INSTR(a, (SELECT b))", ["(SELECT b)"]),
        (
            "SELECT REGEXP_SUBSTR(a, REGEXP_REPLACE(b, 'x', 'y'))",
            ["REGEXP_REPLACE(b, 'x', 'y')", "'x'"],
        ),
        ("SELECT `regexp`, t.rlike, 'a REGEXP b' FROM t", []),
    ],
)
def test_a_pattern_is_found(sql: str, found: list[str]) -> None:
    assert bounded(sql) == found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a REGEXP CASE WHEN b THEN 'x' END",
        "SELECT a REGEXP",
        "SELECT a REGEXP (b",
        "SELECT REGEXP_SUBSTR(a)",
        "SELECT a REGEXP - 1",
    ],
)
def test_what_has_no_clear_end_is_refused(sql: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        bounded(sql)
    assert caught.value.reason == "pattern"


@given(st.text("ab()',.` :", max_size=20), st.text("ab()',.` :", max_size=20))
def test_a_pattern_lies_within_the_text(before: str, behind: str) -> None:
    sql = f"SELECT {before} REGEXP {behind}"
    try:
        found = list(patterns(scan(sql)))
    except UnreadableError:
        return
    assert all(0 < start < end <= len(sql) for start, end in found)
