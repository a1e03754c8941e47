"""MariaDB's dialect against the engine: what is withheld surfaces nowhere, and names agree."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from sql_generated_mariadb import open_queries, queries
from sql_twins_mariadb import HELD, SECRET, Twins, is_forbidden

from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import read_statement

pytestmark = pytest.mark.needs("mariadb")

_SETTINGS = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_SETTINGS
@given(sql=queries)
def test_no_withheld_value_surfaces(sql: str, mariadb_twins: Twins) -> None:
    try:
        if is_forbidden(read_statement(sql, mariadb_twins.catalog)):
            return
        one, other = mariadb_twins.tell(sql)
    except UnreadableError:
        return
    assert one == other, sql
    assert SECRET not in str(one).lower(), sql


@_SETTINGS
@given(sql=queries)
def test_the_engine_gives_the_columns_that_were_read(sql: str, mariadb_twins: Twins) -> None:
    try:
        statement = read_statement(sql, mariadb_twins.catalog)
    except UnreadableError:
        return
    names = mariadb_twins.first.say(sql).names
    if names is not None:
        assert names == tuple(column.name for column in statement.columns)


@_SETTINGS
@given(sql=open_queries)
def test_a_query_that_touches_nothing_withheld_is_left_alone(
    sql: str, mariadb_twins: Twins
) -> None:
    if "NATURAL" in sql or mariadb_twins.first.say(sql).names is None:
        return  # a natural join compares columns that it does not name
    statement = read_statement(sql, mariadb_twins.catalog)
    assert not is_forbidden(statement)
    assert not any(column.value.origins & HELD for column in statement.columns)
    assert statement.narrowed(HELD).sql == sql


def test_the_laws_are_tried_on_queries_that_run(mariadb_twins: Twins) -> None:
    ran = 0

    @settings(_SETTINGS, max_examples=300, database=None, derandomize=True)
    @given(sql=queries)
    def attempt(sql: str) -> None:
        nonlocal ran
        with suppress(UnreadableError):
            ran += mariadb_twins.tell(sql)[0].names is not None

    attempt()
    assert ran > 30
