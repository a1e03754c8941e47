"""PostgreSQL's dialect against the engine: what is withheld surfaces nowhere, and names agree."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from sql_generated_postgres import open_queries, queries
from sql_twins_postgres import HELD, SECRET, Twins, is_forbidden

from ostiary_sql.dialects.postgres.functions import FORMS, FUNCTIONS
from ostiary_sql.dialects.postgres.keywords import RESERVED
from ostiary_sql.reading.refusal import UnreadableError
from ostiary_sql.reading.statement import read_statement

pytestmark = pytest.mark.needs("postgres")

_SETTINGS = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_SETTINGS
@given(sql=queries)
def test_no_withheld_value_surfaces(sql: str, twins: Twins) -> None:
    try:
        statement = read_statement(sql, twins.catalog)
        if is_forbidden(statement):
            return
        one, other = twins.tell(sql)
    except UnreadableError:
        return
    assert one == other, sql
    assert SECRET not in str(one).lower(), sql
    if one.names is not None:
        assert one.names == tuple(column.name for column in statement.narrowed(HELD).columns), sql


@_SETTINGS
@given(sql=queries)
def test_the_engine_gives_the_columns_that_were_read(sql: str, twins: Twins) -> None:
    names = twins.first[0].names(sql)
    if names is None:
        return
    try:
        statement = read_statement(sql, twins.catalog)
    except UnreadableError:
        return
    assert names == tuple(column.name for column in statement.columns)


@_SETTINGS
@given(sql=open_queries)
def test_a_query_that_touches_nothing_withheld_is_left_alone(sql: str, twins: Twins) -> None:
    if "NATURAL" in sql or twins.first[0].names(sql) is None:
        return  # a natural join compares columns that it does not name
    statement = read_statement(sql, twins.catalog)
    assert not is_forbidden(statement)
    assert not any(column.value.origins & HELD for column in statement.columns)
    assert statement.narrowed(HELD).sql == sql


def test_the_laws_are_tried_on_queries_that_run(twins: Twins) -> None:
    ran = 0

    @settings(_SETTINGS, max_examples=300, database=None, derandomize=True)
    @given(sql=queries)
    def attempt(sql: str) -> None:
        nonlocal ran
        with suppress(UnreadableError):
            ran += twins.tell(sql)[0].names is not None

    attempt()
    assert ran > 30


def test_every_function_of_the_list_is_built_in_and_none_takes_names_of_the_catalog(
    twins: Twins,
) -> None:
    known = twins.first[0].column(
        "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
        " AND proargtypes::regtype[] && '{internal,regclass,regproc,regrole,cstring}'::regtype[]"
        " IS NOT TRUE"
    )
    assert FUNCTIONS.allowed - FORMS <= known


def test_reserved_words_are_the_engine_s(twins: Twins) -> None:
    reserved = twins.first[0].column(
        "SELECT upper(word) FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"
    )
    assert reserved == RESERVED
