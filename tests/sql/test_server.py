"""The whole server through a client, behind the guard, with the starter policy."""

import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from shutil import move

import pytest
from sql_corpus import statements
from sql_server import Asking, sql_server

from ostiary_sql.server import SERVER

POLICIES = Path(__file__).parents[2] / "policies" / "sql"


@pytest.fixture
async def asking(tmp_path: Path, sample: Path) -> AsyncGenerator[Asking]:
    async with sql_server(tmp_path, sample) as asking:
        yield asking


async def test_tables_are_listed_with_kind_and_estimate(asking: Asking) -> None:
    answer = await asking.call("list_tables")
    assert isinstance(answer, dict)
    tables = {table["name"]: table for table in answer["tables"]}
    assert tables["customers"] == {
        "name": "customers",
        "kind": "table",
        "columns": 9,
        "row_estimate": 150,
    }
    assert tables["customer_contacts"]["kind"] == "view"
    assert not any(name.startswith("sqlite_") for name in tables)


async def test_a_table_is_described_with_classes_and_keys(asking: Asking) -> None:
    answer = await asking.call("describe_table", table="Contacts")
    assert isinstance(answer, dict)
    classes = {column["name"]: column["class"] for column in answer["columns"]}
    assert classes["email"] == "personal"
    assert classes["job_title"] == "internal"
    assert answer["foreign_keys"] == [
        {"columns": ["customer_id"], "table": "customers", "references": ["id"]}
    ]


async def test_an_unknown_table_is_not_found(asking: Asking) -> None:
    answer = await asking.call("describe_table", table="sqlite_master")
    assert answer == "[not_found] No such object. list_tables gives the names."


async def test_rows_come_with_names_types_and_classes(asking: Asking) -> None:
    answer = await asking.call(
        "run_query",
        sql="SELECT id, email AS address, length(name) FROM contacts JOIN customers USING (id)",
        max_rows=1,
    )
    assert isinstance(answer, dict)
    assert len(answer.pop("next_cursor")) == 32
    assert answer == {
        "columns": [
            {"name": "id", "type": "integer", "class": "internal"},
            {"name": "address", "type": "text", "class": "personal"},
            {"name": "length(name)", "type": "integer", "class": "internal"},
        ],
        "rows": [[1, "[withheld]", 13]],
        "row_count": 1,
        "truncated": True,
    }


async def test_parameters_are_bound_by_name(asking: Asking) -> None:
    rows = await asking.rows("SELECT id FROM customers WHERE id = :id", params={"id": 7})
    assert rows == [[7]]


@pytest.mark.parametrize(
    "params",
    [
        pytest.param(None, id="missing"),
        pytest.param({}, id="empty"),
        pytest.param({"id": 1, "more": 2}, id="too-many"),
        pytest.param({"ID": 1}, id="other-case"),
        pytest.param({"id": 2**70}, id="beyond-64-bits"),
        pytest.param({"id": [1]}, id="list"),
        pytest.param({"id": {"a": 1}}, id="object"),
    ],
)
async def test_parameters_that_do_not_fit_are_refused(asking: Asking, params: object) -> None:
    answer = await asking.call("run_query", sql="SELECT :id", params=params)
    assert str(answer).startswith("[invalid_input]")
    assert await asking.rows("SELECT 1") == [[1]]


async def test_a_plan_is_explained_without_values(asking: Asking) -> None:
    answer = await asking.call(
        "explain_query", sql="SELECT * FROM orders WHERE customer_id = :c", params={"c": 424_242}
    )
    assert isinstance(answer, dict)
    assert "orders_by_customer" in answer["steps"][0]["detail"]
    assert "424242" not in json.dumps(answer)


async def test_what_may_not_be_tested_may_not_be_explained(asking: Asking) -> None:
    answer = await asking.call(
        "explain_query", sql=statements("sqlite", "forbidden")["testing/where"]
    )
    assert str(answer).startswith("[denied] This call is not permitted. Columns whose values")


async def test_nobody_without_the_role_may_ask(tmp_path: Path, sample: Path) -> None:
    async with sql_server(tmp_path, sample, roles="auditor") as asking:
        assert (
            await asking.call("run_query", sql="SELECT 1") == "[denied] This call is not permitted."
        )


async def test_max_rows_never_exceeds_the_setting(tmp_path: Path, sample: Path) -> None:
    async with sql_server(tmp_path, sample, max_rows=5) as asking:
        answer = await asking.call("run_query", sql="SELECT id FROM customers", max_rows=10_000)
    assert isinstance(answer, dict)
    assert (answer["row_count"], answer["truncated"]) == (5, True)


@pytest.mark.parametrize("name", ["policy.cedar", "data.yaml"])
def test_the_repository_and_the_wheel_hold_the_same_policy(name: str) -> None:
    assert (POLICIES / name).read_text() == SERVER.starter.joinpath(name).read_text()


async def test_a_schema_that_changes_between_calls_is_seen(tmp_path: Path) -> None:
    database = tmp_path / "own.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x')")
        async with sql_server(tmp_path / "state", database) as asking:
            assert await asking.rows("SELECT * FROM t") == [["x"]]
            connection.executescript("ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'y'")
            assert await asking.rows("SELECT * FROM t") == [["x", "y"]]
            connection.executescript("DROP TABLE t")
            refusal = await asking.call("run_query", sql="SELECT * FROM t")
    assert "Unknown table" in str(refusal)


async def test_a_database_that_goes_away_is_an_upstream_failure(tmp_path: Path) -> None:
    database = tmp_path / "own.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("CREATE TABLE t (a TEXT)")
    async with sql_server(tmp_path / "state", database) as asking:
        assert await asking.rows("SELECT * FROM t") == []
        move(database, tmp_path / "aside.sqlite")
        assert str(await asking.call("run_query", sql="SELECT * FROM t")).startswith("[upstream]")
        move(tmp_path / "aside.sqlite", database)
        assert await asking.rows("SELECT * FROM t") == []


async def paged(asking: Asking, sql: str, **arguments: object) -> list[list[object]]:
    """Return all rows of a query, page by page."""
    rows: list[list[object]] = []
    cursor: str | None = None
    while True:
        answer = await asking.call("run_query", sql=sql, cursor=cursor, **arguments)
        assert isinstance(answer, dict), answer
        rows += answer["rows"]
        cursor = answer["next_cursor"]
        assert (cursor is not None) == answer["truncated"]
        if cursor is None:
            return rows


async def test_pages_together_are_the_whole_result(asking: Asking) -> None:
    sql = "SELECT id FROM customers WHERE id > :least ORDER BY id"
    rows = await paged(asking, sql, params={"least": 3}, max_rows=40)
    assert rows == [[number] for number in range(4, 151)]


async def test_pages_end_by_size_too(tmp_path: Path, sample: Path) -> None:
    async with sql_server(tmp_path, sample, max_bytes=1024) as asking:
        rows = await paged(asking, "SELECT id, name, city FROM customers ORDER BY id")
        assert [row[0] for row in rows] == list(range(1, 151))


async def test_a_cursor_of_another_query_is_refused(asking: Asking) -> None:
    sql = "SELECT id FROM customers WHERE id > :least ORDER BY id"
    first = await asking.call("run_query", sql=sql, params={"least": 0}, max_rows=1)
    assert isinstance(first, dict)
    cursor = first["next_cursor"]
    for other in (
        {"sql": sql, "params": {"least": 1}},
        {"sql": "SELECT id FROM orders WHERE id > :least ORDER BY id", "params": {"least": 0}},
        {"sql": sql, "params": {"least": 0}, "cursor": cursor[:-1] + "!"},
    ):
        answer = await asking.call("run_query", **{"cursor": cursor, **other})
        assert str(answer).startswith("[invalid_input]"), answer
        assert "The cursor belongs to another statement" in str(answer)


async def test_a_star_leaves_out_what_is_withheld(asking: Asking) -> None:
    answer = await asking.call("run_query", sql="SELECT * FROM contacts", max_rows=1)
    assert isinstance(answer, dict)
    assert [column["name"] for column in answer["columns"]] == [
        "id",
        "customer_id",
        "job_title",
        "is_primary",
    ]
    assert len(answer["rows"][0]) == 4


async def test_a_star_inside_keeps_its_places(asking: Asking) -> None:
    answer = await asking.call(
        "run_query", sql="SELECT email, job_title FROM (SELECT * FROM contacts) LIMIT 1"
    )
    assert isinstance(answer, dict)
    assert [column["class"] for column in answer["columns"]] == ["personal", "internal"]
    assert answer["rows"][0][0] == "[withheld]"
