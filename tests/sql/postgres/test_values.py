"""Values of every kind arrive as JSON can hold them, and none is larger than what is shown."""

import pytest
from postgres import Postgres
from sql_postgres import Here, Place, engine_in

from ostiary.server import CallError, InvalidInputError, TooLargeError

pytestmark = pytest.mark.needs("postgres")

VALUES = {
    "1": 1,
    "9007199254740992": 2**53,
    "9007199254740993": "9007199254740993",
    "(-9223372036854775808)::int8": "-9223372036854775808",
    "1.50": "1.50",
    "'NaN'::numeric": "NaN",
    "0.1::float8": 0.1,
    "'NaN'::float8": "nan",
    "'-Infinity'::float4": "-inf",
    "true": True,
    "1 > 2": False,
    "NULL": None,
    "'x'::char(3)": "x  ",
    "NULL::char(3)": None,
    "''": "",
    "'é漢\U0001f600'": "é漢\U0001f600",
    "date '2026-02-28'": "2026-02-28",
    "'infinity'::date": "infinity",
    "date '0044-03-15 BC'": "0044-03-15 BC",
    "timestamp '2026-02-28 13:14:15.5'": "2026-02-28 13:14:15.5",
    "timestamptz '2026-02-28 13:14:15+02'": "2026-02-28 11:14:15+00",
    "interval '1 year 2 days 3 hours'": "1 year 2 days 03:00:00",
    "'6f1ed002-ab59-4b2a-9d4b-5a3e3f0c1d2e'::uuid": "6f1ed002-ab59-4b2a-9d4b-5a3e3f0c1d2e",
    r"'\x00ff'::bytea": r"\x00ff",
    "ARRAY[[1,2],[3,NULL]]": "{{1,2},{3,NULL}}",
    "ARRAY['a b','c']": '{"a b",c}',
    """'{"b":  1}'::json""": '{"b":  1}',
    """'{"b":  1}'::jsonb""": '{"b": 1}',
    "int4range(1, 5)": "[1,5)",
    "ROW(1, 'x y')": '(1,"x y")',
    "'10.0.0.0/8'::cidr": "10.0.0.0/8",
    "B'101'": "101",
    "money '12.5'": "$12.50",
    "'<a/>'::xml": "<a/>",
    "to_tsvector('simple', 'b a')": "'a':2 'b':1",
}


@pytest.mark.parametrize("expression", VALUES)
async def test_a_value_arrives(here: Here, expression: str) -> None:
    (cell,) = await here.cells(expression)
    assert (cell, type(cell)) == (VALUES[expression], type(VALUES[expression]))


async def test_types_have_the_names_that_postgresql_gives_them(here: Here) -> None:
    answer = await here.run("SELECT 1 AS a, 'x' AS b, ARRAY[1.5], now()", width=4)
    assert answer.names == ("a", "b", "array", "now")
    assert answer.types == ("integer", "text", "numeric[]", "timestamp with time zone")


async def test_parameters_are_bound_by_place(here: Here) -> None:
    params = {"t": "it's %s $1 :t; --", "i": 7, "big": 2**40, "f": 0.1, "b": True, "n": None}
    answer = await here.run(
        "SELECT $1, $2 + 1, $3, $4, $5, $6, $1 || 'x'",
        width=7,
        params=params,
        places=("t", "i", "big", "f", "b", "n"),
    )
    assert answer.rows == [[params["t"], 8, 2**40, "0.1", True, None, f"{params['t']}x"]]


@pytest.mark.parametrize("value", ["a\0b", "\0"])
async def test_a_parameter_with_nul_is_refused(here: Here, value: str) -> None:
    with pytest.raises(InvalidInputError, match="NUL"):
        await here.run("SELECT $1", params={"v": value}, places=("v",))


async def test_a_statement_with_nul_is_refused(here: Here) -> None:
    with pytest.raises(InvalidInputError, match="NUL"):
        await here.run("SELECT 1 \0, 2")


async def test_bytes_that_are_no_utf8_are_shown(postgres_server: Postgres) -> None:
    name = "without_encoding"
    postgres_server.query(
        f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    place = Place(postgres_server, "public", name)
    place.execute("CREATE TABLE t (v text)", r"INSERT INTO t VALUES (E'a\xff\xc3\xa9')")
    async with engine_in(place) as here:
        assert (await here.run("SELECT v FROM t", "t", reads="t.v")).rows == [["a\ufffdé"]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("repeat('x', 50000000)", "[text of more than 16384 bytes", id="text"),
        pytest.param("repeat('é', 9000)", "[text of 9000 characters", id="bytes-not-characters"),
        pytest.param(
            r"decode(repeat('00', 50000000), 'hex')", "[binary data of more than", id="bytea"
        ),
        pytest.param(
            "to_jsonb(repeat('x', 50000000))", "[text of more than 16384 bytes", id="jsonb"
        ),
        pytest.param("repeat('x', 10000000)::char(9000000)", "[text of more than", id="char"),
        pytest.param("repeat('x', 16384)", "x" * 16384, id="as-long-as-is-shown"),
    ],
)
async def test_a_value_of_fifty_megabytes_is_cut_by_the_server(
    here: Here, monkeypatch: pytest.MonkeyPatch, value: str, shown: str
) -> None:
    received = 0

    def counted(cells: list[bytes | None]) -> None:
        nonlocal received
        received += sum(len(cell) for cell in cells if cell)

    watch_values(monkeypatch, counted)
    (cell,) = await here.cells(value)
    assert str(cell).startswith(shown)
    assert received < 70_000


def watch_values(monkeypatch: pytest.MonkeyPatch, watch: object) -> None:
    from ostiary_sql.engines.postgres import values

    decode = values.Decoder.cell

    def watched(self: values.Decoder, value: bytes | None) -> object:
        watch([value])  # pyright: ignore[reportCallIssue] # a function
        return decode(self, value)

    monkeypatch.setattr(values.Decoder, "cell", watched)


async def test_a_table_of_1600_columns_is_read(here: Here) -> None:
    columns = [f"c{number}" for number in range(1600)]
    here.place.execute(
        f"CREATE TABLE wide ({', '.join(f'{name} int' for name in columns)})",
        f"INSERT INTO wide VALUES ({', '.join(str(number) for number in range(1600))})",
    )
    reads = " ".join(f"wide.{name}" for name in columns)
    answer = await here.run("SELECT * FROM wide", "wide", width=1600, reads=reads)
    assert answer.rows == [list(range(1600))]
    assert answer.names == tuple(columns)


async def test_rows_are_capped_and_the_rest_is_told(here: Here) -> None:
    series = "SELECT g FROM generate_series(1, 1000000) AS g"
    answer = await here.run(series, max_rows=3, skip_rows=2)
    assert (answer.rows, answer.is_truncated) == ([[3], [4], [5]], True)
    answer = await here.run("SELECT g FROM generate_series(1, 3) AS g", max_rows=3)
    assert (len(answer.rows), answer.is_truncated) == (3, False)


async def test_bytes_are_capped_and_the_next_call_works(here: Here) -> None:
    long = "SELECT repeat('x', 1000) FROM generate_series(1, 100000)"
    answer = await here.run(long, max_rows=10_000, max_bytes=5000)
    assert (len(answer.rows), answer.is_truncated) == (4, True)
    with pytest.raises(TooLargeError):
        await here.run(long, max_bytes=500)
    assert await here.cells("1") == [1]


async def test_the_order_of_rows_is_the_statements(here: Here) -> None:
    answer = await here.run(
        "SELECT g FROM generate_series(1, 1000) AS g ORDER BY g % 7 DESC, g -- the end", max_rows=3
    )
    assert answer.rows == [[6], [13], [20]]


@pytest.mark.parametrize(
    "expression",
    [
        "'secret-value'::int",
        "'secret-value'::date",
        "1 / (length('secret-value') - 12)",
        "'secret-value'::jsonb",
        "regexp_replace('secret-value', '(', '')",
        "xpath('/a', '<secret-value')",
        "repeat('secret-value', 2000000000)",
        "unknown_function('secret-value')",
        "'secret-value' + 1",
        "(SELECT 'secret-value' FROM generate_series(1, 2))",
        "no_such_column",
    ],
)
async def test_no_error_quotes_what_it_is_about(here: Here, expression: str) -> None:
    with pytest.raises(CallError) as caught:
        await here.cells(expression)
    told = f"{caught.value} {caught.value.detail} {caught.value.__cause__}"
    assert "secret" not in told
    assert expression not in told
    assert await here.cells("1") == [1]
