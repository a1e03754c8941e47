"""Values of every kind arrive as JSON can hold them, and what is long is read past, not held."""

import tracemalloc

import pytest
from sql_mariadb import Here

from ostiary.server import CallError, TooLargeError

pytestmark = pytest.mark.needs("mariadb")

VALUES = {
    "1": 1,
    "-1": -1,
    "CAST(200 AS UNSIGNED)": 200,
    "9007199254740992": 2**53,
    "9007199254740993": "9007199254740993",
    "18446744073709551615": "18446744073709551615",
    "-9223372036854775807 - 1": "-9223372036854775808",
    "1.50": "1.50",
    "0.1e0": 0.1,
    "CAST(0.1 AS FLOAT)": 0.1,
    "CAST(16777217 AS FLOAT)": 16777216.0,
    "TRUE": 1,
    "NULL": None,
    "''": "",
    "'é漢\U0001f600'": "é漢\U0001f600",
    "CONCAT('a', CHAR(0 USING utf8mb4), 'b')": "a\0b",
    "DATE '2026-02-28'": "2026-02-28",
    "TIMESTAMP '2026-02-28 13:14:15'": "2026-02-28 13:14:15",
    "TIMESTAMP '2026-02-28 13:14:15.250'": "2026-02-28 13:14:15.250",
    "TIMESTAMP '2026-02-28 00:00:00'": "2026-02-28 00:00:00",
    "TIME '-100:02:03'": "-100:02:03",
    "TIME '00:00:00.5'": "00:00:00.5",
    "x'00ff'": r"\x00ff",
    "JSON_OBJECT('a', 1)": '{"a": 1}',
    "CAST('::1' AS INET6)": "::1",
    "ST_AsText(POINT(1, 2))": "POINT(1 2)",
    "POINT(1, 2)": r"\x000000000101000000000000000000f03f0000000000000040",
    "GROUP_CONCAT('x')": "x",
}

STORED = {
    "bit(10)": ("b'1000000001'", 513),
    "bit(64)": ("b'" + "1" * 64 + "'", str(2**64 - 1)),
    "year": ("2026", 2026),
    "tinyint unsigned": ("255", 255),
    "smallint": ("-2", -2),
    "mediumint unsigned": ("16777215", 16777215),
    "bigint unsigned": ("18446744073709551615", "18446744073709551615"),
    "float": ("3.14159", 3.14159),
    "enum('a','b')": ("'b'", "b"),
    "set('a','b')": ("'a,b'", "a,b"),
    "binary(3)": ("'a'", r"\x610000"),
    "char(5)": ("'ab'", "ab"),
    "char(5) character set latin1": ("'\u00e9'", "é"),
    "uuid": ("'6f1ed002-ab59-4b2a-9d4b-5a3e3f0c1d2e'", "6f1ed002-ab59-4b2a-9d4b-5a3e3f0c1d2e"),
    "json": ("'[1, 2]'", "[1, 2]"),
    "date": ("'0000-00-00'", "0000-00-00"),
    "date ": ("'2026-02-00'", "2026-02-00"),
    "datetime": ("'0000-00-00'", "0000-00-00 00:00:00"),
    "timestamp": ("0", "0000-00-00 00:00:00"),
    "datetime(6)": ("'2026-01-02 03:04:05.000006'", "2026-01-02 03:04:05.000006"),
}


@pytest.mark.parametrize("expression", VALUES)
async def test_a_value_arrives(here: Here, expression: str) -> None:
    (cell,) = await here.cells(expression)
    assert (cell, type(cell)) == (VALUES[expression], type(VALUES[expression]))


@pytest.mark.parametrize("kind", STORED)
async def test_a_stored_value_arrives(here: Here, kind: str) -> None:
    value, shown = STORED[kind]
    here.place.execute(
        "SET sql_mode = ''", f"CREATE TABLE t (v {kind})", f"INSERT INTO t VALUES ({value})"
    )
    answer = await here.run("SELECT v FROM t", "t", reads="t.v")
    assert answer.rows == [[shown]]


async def test_a_year_of_two_thousand_columns_and_nulls_keeps_its_places(here: Here) -> None:
    cells: list[object] = [None if number % 3 else number for number in range(1000)]
    shown = ", ".join("NULL" if cell is None else str(cell) for cell in cells)
    assert await here.cells(shown, len(cells)) == cells


async def test_types_have_names(here: Here) -> None:
    answer = await here.run("SELECT 1 AS a, 'x' AS b, 1.5, NOW(), x'00' ", width=5)
    assert answer.names == ("a", "b", "1.5", "NOW()", "x'00'")
    assert answer.types == ("int", "text", "decimal", "datetime", "blob")


async def test_parameters_are_bound_by_place(here: Here) -> None:
    text = "it's %s \\' ? :t; -- " + "x" * 300
    params = {"t": text, "i": -7, "big": 2**40, "f": 0.1, "e": 1e300, "b": True, "n": None}
    answer = await here.run(
        "SELECT ?, ? + 1, ?, ?, ?, ?, ?, CONCAT(?, 'x')",
        width=8,
        params=params,
        places=("t", "i", "big", "f", "e", "b", "n", "t"),
    )
    assert answer.rows == [[text, -6, 2**40, "0.1", 1e300, 1, None, f"{text}x"]]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        pytest.param("longtext", "REPEAT('x', 50000000)", "[text of more than 16384", id="text"),
        pytest.param("longblob", "REPEAT('x', 50000000)", "[binary data of more", id="blob"),
        pytest.param("longtext", "REPEAT('é', 9000)", "[text of more than 16384", id="in-bytes"),
        pytest.param("longtext", "REPEAT('x', 16384)", "x" * 16384, id="as-long-as-is-shown"),
    ],
)
async def test_a_value_of_fifty_megabytes_is_read_past(
    here: Here, kind: str, value: str, shown: str
) -> None:
    here.place.execute(
        "SET GLOBAL max_allowed_packet = 100000000",
        f"CREATE TABLE t (v {kind}, n int)",
    )
    here.place.execute(f"INSERT INTO t VALUES ({value}, 7)")
    order = await here.order("SELECT v, n, v FROM t", "t", width=3, reads="t.v t.n")
    tracemalloc.start()
    answer = await here.engine.run(order)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(answer.rows[0][0]).startswith(shown)
    assert answer.rows[0][1] == 7
    assert peak_bytes < 2_000_000


async def test_a_table_of_many_columns_is_read(here: Here) -> None:
    # As many as a table can have, though a row's size allows for fewer of other types.
    columns = [f"c{number}" for number in range(1000)]
    here.place.execute(
        f"CREATE TABLE wide ({', '.join(f'{name} int' for name in columns)})",
        f"INSERT INTO wide VALUES ({', '.join(str(number) for number in range(1000))})",
    )
    reads = " ".join(f"wide.{name}" for name in columns)
    answer = await here.run("SELECT * FROM wide", "wide", width=1000, reads=reads)
    assert answer.rows == [list(range(1000))]
    assert answer.names == tuple(columns)


SERIES = "WITH RECURSIVE g AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM g WHERE n < 900)"


@pytest.mark.parametrize("limit", ["", "LIMIT 800"])
async def test_rows_are_capped_and_the_rest_is_told(here: Here, limit: str) -> None:
    sql = f"{SERIES} SELECT n FROM g ORDER BY n {limit}"
    answer = await here.run(sql, max_rows=3, skip_rows=2)
    assert (answer.rows, answer.is_truncated) == ([[3], [4], [5]], True)
    assert await here.cells("1") == [1]


async def test_as_many_rows_as_allowed_are_not_truncated(here: Here) -> None:
    answer = await here.run(f"{SERIES} SELECT n FROM g WHERE n <= 3", max_rows=3)
    assert (len(answer.rows), answer.is_truncated) == (3, False)


async def test_bytes_are_capped_and_the_next_call_works(here: Here) -> None:
    long = f"{SERIES} SELECT REPEAT('x', 1000) FROM g"
    answer = await here.run(long, max_rows=10_000, max_bytes=5000)
    assert (len(answer.rows), answer.is_truncated) == (4, True)
    with pytest.raises(TooLargeError):
        await here.run(long, max_bytes=500)
    assert await here.cells("1") == [1]


@pytest.mark.parametrize(
    "expression",
    [
        "(SELECT 'secret-value' UNION SELECT 'b')",
        "9223372036854775807 + LENGTH('secret-value')",
        "JSON_VALUE('secret-value', 1, 2)",
        "unknown_function('secret-value')",
        "no_such_column",
        "EXP(LENGTH('secret-value') * 1000)",
        "'secret-value' COLLATE nowhere",
        "secret-value'",
    ],
)
async def test_no_error_quotes_what_it_is_about(here: Here, expression: str) -> None:
    with pytest.raises(CallError) as caught:
        await here.cells(expression)
    told = f"{caught.value} {caught.value.detail} {caught.value.__cause__}"
    assert "secret" not in told
    assert expression not in told
    assert await here.cells("1") == [1]
