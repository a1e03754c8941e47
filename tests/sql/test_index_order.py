"""The order of rows tells nothing of what is withheld, whatever indexes there are."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest
from sql_server import Asking, sql_server

_STAFF = """
CREATE TABLE contacts (id INTEGER PRIMARY KEY, dept TEXT NOT NULL, email TEXT NOT NULL UNIQUE);
CREATE INDEX by_dept ON contacts (dept, email);
CREATE INDEX by_letter ON contacts (substr(email, 1, 1));
CREATE TABLE rooms (id INTEGER PRIMARY KEY, contact_id INT NOT NULL);
INSERT INTO contacts VALUES (1, 'a', 'zoe'), (2, 'a', 'mia'), (3, 'b', 'kim'), (4, 'b', 'ada');
INSERT INTO rooms VALUES (1, 4), (2, 3), (3, 1);
"""


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncGenerator[Asking]:
    path = tmp_path / "staff.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_STAFF)
    async with sql_server(tmp_path, path) as asking:
        yield asking


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT id FROM contacts", [[1], [2], [3], [4]]),
        ("SELECT id FROM contacts LIMIT 1", [[1]]),
        ("SELECT id FROM contacts ORDER BY dept", [[1], [2], [3], [4]]),
        ("SELECT id FROM contacts AS c WHERE c.dept = 'b'", [[3], [4]]),
        ("SELECT group_concat(id) FROM (SELECT id FROM contacts)", [["1,2,3,4"]]),
        ("SELECT (SELECT id FROM contacts)", [[1]]),
        ("SELECT id, row_number() OVER (ORDER BY 1) FROM contacts", [[1, 1], [2, 2], [3, 3], [4, 4]]),
        ("SELECT r.id, c.dept FROM rooms AS r JOIN contacts c ON c.id = r.contact_id ORDER BY r.id", [[1, "b"], [2, "b"], [3, "a"]]),
        ("SELECT id FROM contacts NOT INDEXED", [[1], [2], [3], [4]]),
    ],
)  # fmt: skip
async def test_rows_come_in_their_own_order(
    asking: Asking, sql: str, rows: list[list[object]]
) -> None:
    assert await asking.rows(sql) == rows


async def test_an_index_over_what_is_withheld_cannot_be_asked_for(asking: Asking) -> None:
    answer = await asking.call("run_query", sql="SELECT id FROM contacts INDEXED BY by_dept")
    assert str(answer).startswith("[invalid_input]")
    assert "leave INDEXED BY out" in str(answer)


async def test_indexes_over_other_columns_serve(asking: Asking) -> None:
    answer = await asking.call("explain_query", sql="SELECT id FROM rooms WHERE id = 3")
    assert isinstance(answer, dict)
    assert "INTEGER PRIMARY KEY" in str(answer["steps"])
