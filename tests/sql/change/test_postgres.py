"""run_statement on a real PostgreSQL, through the whole server with the starter policy."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import pytest
from postgres import Postgres
from sql_changes import FORBIDDEN, REFUSED
from sql_postgres import Place, new_place
from sql_server import Asking, sql_server
from sql_writing import changed, refused
from sql_writing_postgres import content, furnish, settings

pytestmark = pytest.mark.needs("postgres")


@pytest.fixture
def place(postgres_server: Postgres) -> Place:
    place = new_place(postgres_server)
    furnish(place)
    return place


@pytest.fixture
async def editor(tmp_path: Path, place: Place) -> AsyncGenerator[Asking]:
    async with sql_server(tmp_path, roles="analyst,editor", **settings(place)) as asking:
        yield asking


HONEST: dict[str, tuple[str, dict[str, Any], int]] = {
    "update": ("UPDATE tickets SET subject = 'closed' WHERE id = 7", {}, 1),
    "update-cast": ("UPDATE orders SET ordered_on = '2026-01-31', quantity = 7::int WHERE id = 8", {}, 1),
    "update-parameters": (
        "UPDATE orders SET product = :name, quantity = quantity + :more WHERE id IN (:a, :b)",
        {"name": "Käse 100 % 🧀 'x'", "more": 2, "a": 3, "b": 4},
        2,
    ),
    "update-subquery": (
        ("UPDATE orders SET quantity = (SELECT max(o.quantity) + 1 FROM orders AS o WHERE"
        " o.product = orders.product) WHERE customer_id = 5"),
        {},
        10,
    ),
    "update-alias": (
        ("UPDATE orders AS o SET product = CASE WHEN o.quantity > 11 THEN 'many' ELSE 'one' END"
        " WHERE o.id BETWEEN 10 AND 12"),
        {},
        3,
    ),
    "update-key": ("UPDATE plain SET a = 'z' WHERE b = 'b'", {}, 2),
    "update-everything-of-a-row": ("UPDATE plain SET a = 'y', b = 'y' WHERE b = 'd'", {}, 1),
    "update-null": ("UPDATE tickets SET customer_id = NULL WHERE id = :i", {"i": 9}, 1),
    "update-partition": ("UPDATE parts SET a = 'new' WHERE id > 0", {}, 2),
    "update-moves-partition": ("UPDATE parts SET half = 'b' WHERE id = 1", {}, 1),
    "update-generated": ("UPDATE made SET a = 'b' WHERE id = 1", {}, 1),
    "update-nobody": ("UPDATE orders SET quantity = 1 WHERE id = -1", {}, 0),
    "update-odd": ('UPDATE "Odd Näme" SET "a""b" = $$it\'s$$ WHERE "Id" = 1', {}, 1),
    "update-now": ("UPDATE orders SET ordered_on = CURRENT_DATE + 1 WHERE id = 20", {}, 1),
    "delete": ("DELETE FROM tickets WHERE id = 11", {}, 1),
    "delete-exists": (
        ("DELETE FROM tickets AS t WHERE EXISTS (SELECT * FROM customers AS c WHERE"
        " c.id = t.customer_id AND c.city = :city) AND t.id < 20"),
        {"city": "city"},
        17,
    ),
    "delete-common-table": (
        ("DELETE FROM tickets WHERE id IN (WITH late AS (SELECT id FROM tickets ORDER BY id DESC"
        " LIMIT 3) SELECT id FROM late)"),
        {},
        3,
    ),
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
    "insert-mixed-values": (
        "INSERT INTO plain (a, b) VALUES ('1', NULL), (current_date::text, :b)",
        {"b": None},
        2,
    ),
    "insert-select": (
        ("INSERT INTO orders (customer_id, product, quantity, status) SELECT customer_id, product,"
        " quantity, 'open' FROM orders WHERE id <= 5"),
        {},
        5,
    ),
    "insert-now": (
        ("INSERT INTO orders (customer_id, ordered_on, product, quantity, status)"
        " SELECT id, now()::date, name, 1, 'open' FROM customers WHERE id < 4"),
        {},
        3,
    ),
    "insert-series": (
        ("INSERT INTO orders (customer_id, product, quantity, status)"
        " SELECT n, 'n', n, 'open' FROM generate_series(1, 6) AS n"),
        {},
        6,
    ),
    "insert-partition": ("INSERT INTO parts VALUES (7, 'a', 'x'), (8, 'b', 'y')", {}, 2),
}  # fmt: skip


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
    assert sorted(row[2] for row in answer["sample"]["rows"]) == ["open", "open"]
    answer = await changed(editor, HONEST["insert"][0], params={"p": "ü"})
    (row,) = answer["sample"]["rows"]
    assert row[0] == 1000
    assert await editor.rows("SELECT product FROM orders WHERE id = 1000") == [["ü"]]


_OTHERS = {"row-value", "replace", "string-as-table", "statistics", "random-condition"}
_POSTGRES_REFUSED = {
    "only": "DELETE FROM ONLY orders WHERE id = 1",
    "star": "DELETE FROM orders * WHERE id = 1",
    "overriding": "INSERT INTO orders (id) OVERRIDING SYSTEM VALUE VALUES (1)",
    "merge": "MERGE INTO orders USING tickets ON orders.id = tickets.id WHEN MATCHED THEN DELETE",
    "copy": "COPY orders FROM PROGRAM 'id'",
    "do": "DO $$ BEGIN DELETE FROM orders; END $$",
    "current-of": "DELETE FROM orders WHERE CURRENT OF c",
    "subscript": "UPDATE orders SET product[1] = 'x' WHERE id = 1",
    "field": "UPDATE orders SET (product).x = 'x' WHERE id = 1",
    "row-value": "UPDATE orders SET (product, status) = ROW('a', 'open') WHERE id = 1",
    "random": "DELETE FROM orders WHERE random() < 0.5",
    "clock": "DELETE FROM orders WHERE ordered_on < clock_timestamp()",
    "dblink": "UPDATE orders SET product = dblink_exec('x', 'y') WHERE id = 1",
    "query-to-xml": "UPDATE orders SET product = query_to_xml('select 1', true, true, '') WHERE id = 1",
    "lo": "UPDATE orders SET quantity = lo_import('/etc/passwd') WHERE id = 1",
    "set-config": "UPDATE orders SET product = set_config('statement_timeout', '0', false) WHERE id = 1",
    "nextval": "UPDATE orders SET quantity = nextval('orders_id_seq') WHERE id = 1",
    "system-catalog": "DELETE FROM pg_class WHERE oid = 1",
    "system-catalog-by-name": "UPDATE pg_catalog.pg_authid SET rolsuper = true WHERE oid = 1",
    "view": "UPDATE shown SET name = 'x' WHERE id = 1",
    "lock": "DELETE FROM orders WHERE id IN (SELECT id FROM tickets FOR UPDATE)",
    "unicode-escape": "DELETE FROM U&\"\\006frders\" WHERE id = 1",
    "generated": "UPDATE made SET b = 'x' WHERE id = 1",
}  # fmt: skip


async def test_what_cannot_be_placed_changes_nothing(editor: Asking, place: Place) -> None:
    before = content(place)
    mine = {name: sql for name, sql in REFUSED.items() if name not in _OTHERS}
    for name, sql in {**mine, **_POSTGRES_REFUSED}.items():
        assert (await refused(editor, sql)).startswith("[invalid_input]"), name
    assert content(place) == before


_POSTGRES_FORBIDDEN = {
    "row": "UPDATE orders SET product = (SELECT c::text FROM customers c LIMIT 1) WHERE id = 1",
    "row-to-json": "UPDATE orders SET product = (SELECT row_to_json(c)::text FROM customers c LIMIT 1)"
    " WHERE id = 1",
    "launder-agg": "UPDATE orders SET product = (SELECT string_agg(api_secret, '') FROM customers)"
    " WHERE id = 1",
    "launder-length": "UPDATE orders SET quantity = length((SELECT api_secret FROM customers LIMIT 1))"
    " WHERE id = 1",
    "guess-cast": "DELETE FROM tickets WHERE id = 1 AND (SELECT api_secret::int FROM customers LIMIT 1) = 1",
    "guess-lateral": "DELETE FROM tickets WHERE id IN (SELECT t.id FROM tickets t JOIN LATERAL (SELECT 1"
    " FROM contacts c WHERE c.email > 'm' AND c.customer_id = t.customer_id) x ON true)",
}
_SQLITE_ALONE = {
    "launder-view", "launder-insert", "launder-union", "launder-with", "launder-values",
    "launder-star", "insert-person",
}  # fmt: skip


async def test_what_is_forbidden_changes_nothing(editor: Asking, place: Place) -> None:
    before = content(place)
    mine = {name: sql for name, sql in FORBIDDEN.items() if name not in _SQLITE_ALONE}
    for name, sql in {**mine, **_POSTGRES_FORBIDDEN}.items():
        assert (await refused(editor, sql)).startswith("[denied]"), name
    assert content(place) == before


BEYOND = {
    "trigger": ("UPDATE watched SET a = 'b' WHERE id = 1", "triggers"),
    "trigger-of-another-verb": ("DELETE FROM watched WHERE id = 1", "triggers"),
    "rule": ("DELETE FROM ruled WHERE id = 1", "triggers"),
    "cascade": ("DELETE FROM parent WHERE id = 1", "other tables"),
    "cascade-of-update": ("UPDATE parent SET id = 11 WHERE id = 1", "other tables"),
    "cascade-into-itself": ("DELETE FROM tree WHERE id = 1", "other tables"),
    "restricted": ("DELETE FROM parent WHERE id = 2", "foreign key"),
    "no-parent": ("INSERT INTO cascading (id, p) VALUES (5, 77)", "foreign key"),
    "no-parent-at-the-end": ("INSERT INTO late (id, p) VALUES (5, 77)", "foreign key"),
    "key-is-there": ("INSERT INTO parent (id, name) VALUES (1, 'x')", "there already"),
    "unique-value": ("UPDATE parent SET name = 'b' WHERE id = 3", "there already"),
    "missing": ("UPDATE parent SET born = NULL WHERE id = 3", "has to have a value"),
    "check": ("UPDATE orders SET quantity = -1 WHERE id = 3", "not one that the column"),
    "too-long": (f"UPDATE orders SET product = '{'x' * 30}' WHERE id = 3", "not one that"),
    "no-number": ("UPDATE orders SET quantity = 'x' WHERE id = 3", "not of the type"),
    "types": ("UPDATE orders SET quantity = product WHERE id = 3", "Types do not fit"),
    "aggregate": ("UPDATE orders SET quantity = count(*) WHERE id = 3", "[invalid_input]"),
    "partition": ("INSERT INTO parts VALUES (1, 'c', 'x')", "not one that the column"),
}


async def test_what_reaches_beyond_the_rows_shown_changes_nothing(
    editor: Asking, place: Place
) -> None:
    before = content(place)
    for name, (sql, words) in BEYOND.items():
        for is_dry in (True, False):
            assert words in await refused(editor, sql, dry_run=is_dry), name
    assert content(place) == before


MEANWHILE: dict[str, Callable[[Place], object]] = {
    "changed": lambda place: place.execute("UPDATE tickets SET subject = 'x' WHERE id = 22"),
    "gone": lambda place: place.execute("DELETE FROM tickets WHERE id = 22"),
    "more": lambda place: place.execute("INSERT INTO tickets VALUES (900, 3, 'open', 'x', 'y')"),
    "row-for-row": lambda place: place.execute(
        "DELETE FROM tickets WHERE id = 22", "INSERT INTO tickets VALUES (900, 3, 'open', 'x', 'y')"
    ),
}
CLOSE = "UPDATE tickets SET status = 'closed' WHERE customer_id = 3"


@pytest.mark.parametrize("name", MEANWHILE)
async def test_rows_that_changed_since_the_preview_are_not_touched(
    name: str, editor: Asking, place: Place
) -> None:
    dry = await changed(editor, CLOSE, dry_run=True)
    MEANWHILE[name](place)
    before = content(place)
    assert "not those of the preview" in await refused(editor, CLOSE, preview=dry["preview"])
    assert content(place) == before


async def test_what_nobody_sees_does_not_show_in_a_preview(editor: Asking, place: Place) -> None:
    dry = await changed(editor, CLOSE, dry_run=True)
    place.execute("UPDATE tickets SET body = 'another' WHERE id < 10")
    assert (await changed(editor, CLOSE, preview=dry["preview"]))["committed"]


async def test_more_rows_than_one_call_may_change_are_not_changed(
    tmp_path: Path, place: Place
) -> None:
    before = content(place)
    async with sql_server(tmp_path, roles="editor", max_changes=5, **settings(place)) as asking:
        for name in ("insert-many", "insert-series", "delete-exists"):
            sql, params, _ = HONEST[name]
            assert (await refused(asking, sql, params=params)).startswith("[too_large]")
        assert content(place) == before
        assert (await changed(asking, "DELETE FROM tickets WHERE id <= 5"))["affected"] == 5


async def test_the_reading_account_cannot_write_and_the_writing_one_needs_its_grants(
    tmp_path: Path, place: Place
) -> None:
    before = content(place)
    told = settings(place)
    told["write_url"] = told["database"]
    async with sql_server(tmp_path, roles="editor", **told) as asking:
        for name in ("update", "insert", "delete"):
            sql, params, _ = HONEST[name]
            assert "cannot be written by this server's account" in await refused(
                asking, sql, params=params
            )
    assert content(place) == before


async def test_the_other_tools_read_only_all_the_same(editor: Asking, place: Place) -> None:
    before = content(place)
    for tool in ("run_query", "explain_query"):
        for sql, params, _ in HONEST.values():
            answer = await editor.call(tool, sql=sql, params=params)
            assert str(answer).startswith("[invalid_input]"), sql
    assert content(place) == before
