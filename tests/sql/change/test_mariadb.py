"""run_statement on a real MariaDB, through the whole server with the starter policy."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mariadb import MariaDB
from sql_changes import FORBIDDEN, REFUSED
from sql_mariadb import Place, new_place
from sql_server import Asking, sql_server
from sql_writing import changed, refused
from sql_writing_mariadb import READING, content, furnish, settings

pytestmark = pytest.mark.needs("mariadb")

CLOSE = "UPDATE tickets SET status = 'closed' WHERE customer_id = 3"
SLOW = (
    "UPDATE orders SET quantity = (SELECT count(*) FROM orders a, orders b, orders c, orders d)"
    " WHERE id = 1"
)


@pytest.fixture
def place(mariadb_server: MariaDB) -> Place:
    place = new_place(mariadb_server)
    furnish(place)
    return place


@pytest.fixture
async def editor(tmp_path: Path, place: Place) -> AsyncGenerator[Asking]:
    async with sql_server(tmp_path, roles="analyst,editor", **settings(place)) as asking:
        yield asking


HONEST: dict[str, tuple[str, dict[str, Any], int]] = {
    "update": ("UPDATE tickets SET subject = 'closed' WHERE id = 7", {}, 1),
    "update-parameters": (
        "UPDATE orders SET product = :name, quantity = quantity + :more WHERE id IN (:a, :b)",
        {"name": "Käse 100 % 🧀", "more": 2, "a": 3, "b": 4},
        2,
    ),
    "update-qualified": ("UPDATE orders AS o SET o.quantity = 5 WHERE o.id = 30", {}, 1),
    "update-some-as-they-are": ("UPDATE orders SET quantity = 9 WHERE id IN (9, 10)", {}, 2),
    "update-subquery": (
        (
            "UPDATE orders SET product = (SELECT c.city FROM customers AS c WHERE"
            " c.id = orders.customer_id) WHERE customer_id = 5"
        ),
        {},
        10,
    ),
    "update-null": ("UPDATE tickets SET customer_id = NULL WHERE id = :i", {"i": 9}, 1),
    "update-partition": ("UPDATE parts SET a = 'new' WHERE id > 0", {}, 2),
    "update-generated": ("UPDATE made SET a = 'b' WHERE id = 1", {}, 1),
    "update-nobody": ("UPDATE orders SET quantity = 1 WHERE id = -1", {}, 0),
    "update-odd": ("UPDATE `Odd Näme` SET `a``b` = 'it''s' WHERE `Id` = 1", {}, 1),
    "update-no-key": ("UPDATE plain SET a = 'z' WHERE b = 'b'", {}, 2),
    "delete": ("DELETE FROM tickets WHERE id = 11", {}, 1),
    "delete-alias": ("DELETE FROM tickets AS t WHERE t.id = 12", {}, 1),
    "delete-exists": (
        (
            "DELETE FROM tickets WHERE EXISTS (SELECT * FROM customers AS c WHERE"
            " c.id = tickets.customer_id AND c.city = :city) AND id < 20"
        ),
        {"city": "city"},
        16,
    ),
    "delete-backslash": ("DELETE FROM orders WHERE product = 'a\\' OR 1 = 1 -- '", {}, 0),
    "delete-without-children": ("DELETE FROM parent WHERE id = 3", {}, 1),
    "insert": (
        "INSERT INTO orders (customer_id, product, quantity, status) VALUES (1, :p, 1, 'open')",
        {"p": "漢字 🙂"},
        1,
    ),
    "insert-many": (
        "INSERT INTO orders (customer_id, product, quantity, status) VALUES "
        + ", ".join(f"({1 + n % 20}, 'p{n}', {n + 1}, 'open')" for n in range(100)),
        {},
        100,
    ),
    "insert-select": (
        (
            "INSERT INTO orders (customer_id, product, quantity, status) SELECT customer_id, product,"
            " quantity, 'open' FROM orders WHERE id <= 5"
        ),
        {},
        5,
    ),
    "insert-now": (
        (
            "INSERT INTO orders (customer_id, ordered_on, product, quantity, status)"
            " SELECT id, now(), name, 1, 'open' FROM customers WHERE id < 4"
        ),
        {},
        3,
    ),
    "insert-partition": ("INSERT INTO parts VALUES (7, 'x'), (77, 'y')", {}, 2),
}


async def test_an_honest_change_is_previewed_and_then_kept(editor: Asking, place: Place) -> None:
    for name, (sql, params, rows) in HONEST.items():
        before = content(place)
        dry = await changed(editor, sql, params=params, dry_run=True)
        assert content(place) == before, name
        done = await changed(editor, sql, params=params, preview=dry["preview"])
        assert (done["committed"], done["affected"], dry["affected"]) == (True, rows, rows), name
        assert (content(place) == before) is (rows == 0), name


async def test_rows_are_shown_as_they_were_and_as_they_are_added(editor: Asking) -> None:
    answer = await changed(editor, "UPDATE tickets SET status = 'x' WHERE id IN (3, 4)")
    names = [column["name"] for column in answer["sample"]["columns"]]
    assert names == ["id", "customer_id", "status", "subject"]
    assert [row[2] for row in answer["sample"]["rows"]] == ["open", "open"]
    answer = await changed(editor, HONEST["insert"][0], params={"p": "ü"})
    (row,) = answer["sample"]["rows"]
    assert await editor.rows("SELECT * FROM orders WHERE id = :i", params={"i": row[0]}) == [row]


_OTHERS = {"row-value", "replace", "string-as-table", "statistics", "quoted-unknown"}
_MARIADB_REFUSED = {
    "ignore": "UPDATE IGNORE orders SET quantity = 1 WHERE id = 1",
    "insert-ignore": "INSERT IGNORE INTO orders (id) VALUES (1)",
    "low-priority": "DELETE LOW_PRIORITY FROM orders WHERE id = 1",
    "quick": "DELETE QUICK FROM orders WHERE id = 1",
    "insert-set": "INSERT INTO orders SET id = 1",
    "duplicate": "INSERT INTO orders (id) VALUES (1) ON DUPLICATE KEY UPDATE quantity = 1",
    "multiple": "UPDATE orders, tickets SET orders.quantity = 1 WHERE orders.id = 1",
    "multiple-delete": "DELETE orders, tickets FROM orders JOIN tickets USING (id)",
    "partition": "DELETE FROM parts PARTITION (a) WHERE id = 1",
    "executed-comment": "DELETE FROM orders WHERE id = 1 /*! OR 1 = 1 */",
    "executed-comment-of-mariadb": "DELETE FROM orders WHERE id = 1 /*M!100100 OR 1 = 1 */",
    "replace-into": "REPLACE INTO orders (id) VALUES (1)",
    "load-file": "UPDATE orders SET product = LOAD_FILE('/etc/passwd') WHERE id = 1",
    "outfile": "INSERT INTO orders (product) SELECT name FROM customers INTO OUTFILE '/tmp/x'",
    "variable": "UPDATE orders SET product = @x := 'y' WHERE id = 1",
    "sleep": "UPDATE orders SET quantity = SLEEP(9) WHERE id = 1",
    "rand": "DELETE FROM orders WHERE rand() < 0.5",
    "other-database": "DELETE FROM mysql.user WHERE 1 = 1",
    "view": "UPDATE shown SET name = 'x' WHERE id = 1",
    "generated": "UPDATE made SET b = 'x' WHERE id = 1",
    "historical": "DELETE HISTORY FROM orders",
    "for-portion": "DELETE FROM orders FOR PORTION OF p FROM 1 TO 2",
}


async def test_what_cannot_be_placed_changes_nothing(editor: Asking, place: Place) -> None:
    before = content(place)
    mine = {name: sql for name, sql in REFUSED.items() if name not in _OTHERS}
    for name, sql in {**mine, **_MARIADB_REFUSED}.items():
        assert (await refused(editor, sql)).startswith("[invalid_input]"), name
    assert content(place) == before


_SQLITE_ALONE = {
    "launder-view", "launder-insert", "launder-union", "launder-with", "launder-values",
    "launder-star", "insert-person",
}  # fmt: skip


async def test_what_is_forbidden_changes_nothing(tmp_path: Path, place: Place) -> None:
    before = content(place)
    told = settings(place)
    # By accounts that see everything: policy and examination alone stand in the way.
    told["database"] = told["write_url"] = place.server.url(place.database)
    mine = {name: sql for name, sql in FORBIDDEN.items() if name not in _SQLITE_ALONE}
    async with sql_server(tmp_path, roles="analyst,editor", **told) as asking:
        for name, sql in mine.items():
            assert (await refused(asking, sql)).startswith("[denied]"), name
    assert content(place) == before


BEYOND = {
    "trigger": ("UPDATE watched SET a = 'b' WHERE id = 1", "triggers"),
    "trigger-of-another-verb": ("DELETE FROM watched WHERE id = 1", "triggers"),
    "no-transactions": ("DELETE FROM loose WHERE id = 1", "stored elsewhere"),
    "no-transactions-insert": ("INSERT INTO log VALUES ('x')", "stored elsewhere"),
    "cascade": ("DELETE FROM parent WHERE id = 1", "other tables"),
    "cascade-of-update": ("UPDATE parent SET id = 11 WHERE id = 1", "other tables"),
    "restricted": ("DELETE FROM parent WHERE id = 2", "foreign key"),
    "no-parent": ("INSERT INTO cascading (id, p) VALUES (5, 77)", "foreign key"),
    "key-is-there": ("INSERT INTO parent (id, name) VALUES (1, 'x')", "there already"),
    "unique-value": ("UPDATE parent SET name = 'b' WHERE id = 3", "there already"),
    "missing": ("UPDATE parent SET born = NULL WHERE id = 3", "has to have a value"),
    "check": ("UPDATE orders SET quantity = -1 WHERE id = 3", "not one that the column"),
    "too-long": (f"UPDATE orders SET product = '{'x' * 30}' WHERE id = 3", "not one that"),
    "no-number": ("UPDATE orders SET quantity = 'x' WHERE id = 3", "not one that"),
}


async def test_what_reaches_beyond_the_rows_shown_changes_nothing(
    editor: Asking, place: Place
) -> None:
    before = content(place)
    for name, (sql, words) in BEYOND.items():
        for is_dry in (True, False):
            assert words in await refused(editor, sql, dry_run=is_dry), name
    assert content(place) == before


MEANWHILE = {
    "changed": ["UPDATE tickets SET subject = 'x' WHERE id = 22"],
    "gone": ["DELETE FROM tickets WHERE id = 22"],
    "more": ["INSERT INTO tickets VALUES (900, 3, 'open', 'x', 'y')"],
    "row-for-row": [
        "DELETE FROM tickets WHERE id = 22",
        "INSERT INTO tickets VALUES (900, 3, 'open', 'x', 'y')",
    ],
}


@pytest.mark.parametrize("name", MEANWHILE)
async def test_rows_that_changed_since_the_preview_are_not_touched(
    name: str, editor: Asking, place: Place
) -> None:
    dry = await changed(editor, CLOSE, dry_run=True)
    place.execute(*MEANWHILE[name])
    before = content(place)
    assert "not those of the preview" in await refused(editor, CLOSE, preview=dry["preview"])
    assert content(place) == before


async def test_more_rows_than_one_call_may_change_are_not_changed(
    tmp_path: Path, place: Place
) -> None:
    before = content(place)
    async with sql_server(tmp_path, roles="editor", max_changes=5, **settings(place)) as asking:
        for name in ("insert-many", "delete-exists", "update-subquery"):
            sql, params, _ = HONEST[name]
            assert (await refused(asking, sql, params=params)).startswith("[too_large]")
        assert content(place) == before
        assert (await changed(asking, "DELETE FROM tickets WHERE id <= 5"))["affected"] == 5


async def test_an_account_that_cannot_write_or_cannot_see_changes_nothing(
    tmp_path: Path, place: Place
) -> None:
    before = content(place)
    told = settings(place)
    blind = place.account(*READING, f"GRANT UPDATE ON {place.database}.* TO {{account}}")
    see = f"GRANT TRIGGER, REFERENCES ON {place.database}.* TO {{account}}"
    reading = place.account(*READING, see)
    for user, words in ((blind, "are not seen"), (reading, "cannot be written by this")):
        told["write_url"] = place.server.url(place.database, user)
        async with sql_server(tmp_path, roles="editor", **told) as asking:
            assert words in await refused(asking, CLOSE)
    assert content(place) == before


async def test_a_change_that_runs_into_its_deadline_leaves_nothing(
    tmp_path: Path, place: Place
) -> None:
    before = content(place)
    async with sql_server(
        tmp_path, roles="analyst,editor", timeout_s=0.5, **settings(place)
    ) as asking:
        assert (await refused(asking, SLOW)).startswith("[timeout]")
        assert await place.working() == 0
        assert content(place) == before
        await changed(asking, CLOSE)


async def test_the_same_changes_at_once_are_made_one_after_the_other(
    tmp_path: Path, place: Place
) -> None:
    add = "UPDATE orders SET quantity = quantity + 1 WHERE id = 5"
    async with sql_server(tmp_path, roles="editor", **settings(place)) as asking:

        async def ask() -> None:
            await changed(asking, add)

        async with anyio.create_task_group() as tasks:
            for _ in range(8):
                tasks.start_soon(ask)
    assert place.execute("SELECT quantity FROM orders WHERE id = 5") == "13"


async def test_the_other_tools_read_only_all_the_same(editor: Asking, place: Place) -> None:
    before = content(place)
    for tool in ("run_query", "explain_query"):
        for sql, params, _ in HONEST.values():
            answer = await editor.call(tool, sql=sql, params=params)
            assert str(answer).startswith("[invalid_input]"), sql
    assert content(place) == before
