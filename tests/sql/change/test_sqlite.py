"""run_statement on SQLite, through the whole server with the starter policy."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sql_changes import FORBIDDEN, HONEST, REFUSED
from sql_server import Asking, sql_server
from sql_writing import changed, content, execute, refused

from ostiary_sql.settings import SqlSettings

CLOSE = "UPDATE tickets SET status = 'closed' WHERE customer_id = :c AND status <> 'closed'"


async def test_an_honest_change_is_previewed_and_then_kept(editor: Asking, own: Path) -> None:
    for name, (sql, params, rows) in HONEST.items():
        before = content(own)
        dry = await changed(editor, sql, params=params, dry_run=True)
        assert content(own) == before, name
        done = await changed(editor, sql, params=params, preview=dry["preview"])
        assert (done["committed"], dry["committed"]) == (True, False)
        assert done["affected"] == dry["affected"]
        assert done["affected"] > 0 if rows == -1 else done["affected"] == rows, name
        assert (content(own) == before) is (rows == 0), name


async def test_rows_are_shown_as_they_were_before_without_what_is_withheld(editor: Asking) -> None:
    answer = await changed(editor, "UPDATE tickets SET status = 'waiting' WHERE id IN (3, 4)")
    names = [column["name"] for column in answer["sample"]["columns"]]
    assert names == [
        "id", "customer_id", "contact_id", "opened_on", "closed_on", "priority", "status", "subject",
    ]  # fmt: skip
    assert [row[0] for row in answer["sample"]["rows"]] == [3, 4]
    assert await editor.rows("SELECT status FROM tickets WHERE id IN (3, 4)") == [["waiting"]] * 2


async def test_added_rows_are_shown_as_they_are_stored(editor: Asking) -> None:
    answer = await changed(editor, HONEST["insert"][0], params=HONEST["insert"][1])
    (row,) = answer["sample"]["rows"]
    assert await editor.rows("SELECT * FROM orders WHERE id = :i", params={"i": row[0]}) == [row]


async def test_twenty_rows_are_shown_at_most(editor: Asking) -> None:
    answer = await changed(editor, HONEST["insert-many"][0])
    assert (answer["affected"], len(answer["sample"]["rows"])) == (60, 20)


async def test_what_cannot_be_placed_changes_nothing(editor: Asking, own: Path) -> None:
    before = content(own)
    for name, sql in REFUSED.items():
        assert (await refused(editor, sql)).startswith("[invalid_input]"), name
    assert content(own) == before


async def test_what_is_forbidden_changes_nothing(editor: Asking, own: Path) -> None:
    before = content(own)
    for name, sql in FORBIDDEN.items():
        for is_dry in (True, False):
            answer = await refused(editor, sql, dry_run=is_dry)
            assert answer.startswith("[denied]"), name
    assert content(own) == before


async def test_laundering_is_refused_whatever_policy_permits(tmp_path: Path, own: Path) -> None:
    before = content(own)
    async with sql_server(tmp_path, own, roles="editor", write_url=f"sqlite:///{own}") as asking:
        policy = tmp_path / "policies" / "sql" / "policy.cedar"
        policy.write_text('@id("all") permit (principal, action, resource);')
    async with sql_server(tmp_path, own, roles="editor", write_url=f"sqlite:///{own}") as asking:
        for name, sql in FORBIDDEN.items():
            if name.startswith("launder"):
                assert "stored only in a column of at least its class" in await refused(asking, sql)
        assert content(own) == before
        assert (await changed(asking, "UPDATE contacts SET notes = email WHERE id = 1"))["affected"]
    with closing(sqlite3.connect(own)) as connection:
        query = "SELECT notes = email FROM contacts WHERE id = 1"
        assert connection.execute(query).fetchone() == (1,)


MEANWHILE = {
    "row-changed": "UPDATE tickets SET priority = 'high' WHERE id = (SELECT min(id) FROM tickets"
    " WHERE customer_id = 2 AND status <> 'closed')",
    "row-gone": "DELETE FROM tickets WHERE id = (SELECT min(id) FROM tickets WHERE customer_id = 2"
    " AND status <> 'closed')",
    "row-more": "INSERT INTO tickets SELECT 900001, customer_id, contact_id, opened_on, closed_on,"
    " priority, status, subject, body FROM tickets WHERE customer_id = 2 AND status <> 'closed'"
    " LIMIT 1",
    "row-for-row": "DELETE FROM tickets WHERE id = (SELECT min(id) FROM tickets WHERE customer_id = 2"
    " AND status <> 'closed'); INSERT INTO tickets VALUES (900001, 2, NULL, '2026-01-01', NULL,"
    " 'low', 'open', 'x', 'y')",
}


@pytest.fixture
def two_open_tickets(own: Path) -> None:
    execute(own, "UPDATE tickets SET status = 'open' WHERE customer_id = 2")


@pytest.mark.usefixtures("two_open_tickets")
@pytest.mark.parametrize("name", MEANWHILE)
async def test_rows_that_changed_since_the_preview_are_not_touched(
    name: str, editor: Asking, own: Path
) -> None:
    dry = await changed(editor, CLOSE, params={"c": 2}, dry_run=True)
    assert dry["affected"]
    execute(own, MEANWHILE[name])
    before = content(own)
    answer = await refused(editor, CLOSE, params={"c": 2}, preview=dry["preview"])
    assert "not those of the preview" in answer
    assert content(own) == before


@pytest.mark.usefixtures("two_open_tickets")
async def test_what_the_caller_may_not_see_does_not_show_in_a_preview(
    editor: Asking, own: Path
) -> None:
    dry = await changed(editor, CLOSE, params={"c": 2}, dry_run=True)
    execute(own, "UPDATE tickets SET body = 'another'")
    assert await changed(editor, CLOSE, params={"c": 2}, dry_run=True) == dry


@pytest.mark.usefixtures("two_open_tickets")
async def test_a_preview_fits_its_statement_parameters_and_caller_alone(
    tmp_path: Path, own: Path, editor: Asking
) -> None:
    token = (await changed(editor, CLOSE, params={"c": 2}, dry_run=True))["preview"]
    before = content(own)
    asked: list[dict[str, Any]] = [
        {"sql": CLOSE, "params": {"c": 3}, "preview": token},
        {"sql": CLOSE.replace("'closed' W", "'waiting' W"), "params": {"c": 2}, "preview": token},
        {
            "sql": CLOSE,
            "params": {"c": 2},
            "preview": token[:-1] + ("A" if token[-1] != "A" else "B"),
        },
        {"sql": CLOSE, "params": {"c": 2}, "preview": ""},
        {"sql": CLOSE, "params": {"c": 2}, "preview": "é" * 32},
    ]
    for arguments in asked:
        assert (await refused(editor, **arguments)).startswith("[invalid_input]")
    async with sql_server(
        tmp_path, own, roles="analyst,editor", principal="bob", write_url=f"sqlite:///{own}"
    ) as other:
        answer = await refused(other, CLOSE, params={"c": 2}, preview=token)
        assert "another caller" in answer
    assert content(own) == before
    assert (await changed(editor, CLOSE, params={"c": 2}, preview=token))["committed"]


SCHEMA = """
CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT UNIQUE, born TEXT NOT NULL DEFAULT 'x');
CREATE TABLE cascading (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE deeper (id INTEGER PRIMARY KEY, c INTEGER REFERENCES cascading ON DELETE SET NULL);
CREATE TABLE restricting (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent ON DELETE RESTRICT);
CREATE TABLE late (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE watched (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE log (a TEXT);
CREATE TRIGGER watching AFTER UPDATE ON watched BEGIN INSERT INTO log VALUES (new.a); END;
CREATE TABLE greedy (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, a TEXT UNIQUE ON CONFLICT IGNORE);
CREATE TABLE made (id INTEGER PRIMARY KEY, a TEXT, b TEXT AS (upper(a)) STORED);
CREATE TABLE plain (a TEXT, b TEXT);
CREATE VIEW shown AS SELECT * FROM parent;
CREATE TRIGGER showing INSTEAD OF INSERT ON shown BEGIN DELETE FROM parent; END;
INSERT INTO parent (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd');
INSERT INTO cascading VALUES (1, 1); INSERT INTO deeper VALUES (1, 1);
INSERT INTO restricting VALUES (1, 2);
INSERT INTO watched VALUES (1, 'a');
INSERT INTO greedy VALUES (1, 'a'), (2, 'b');
INSERT INTO made (id, a) VALUES (1, 'a');
INSERT INTO plain VALUES ('a', 'b'), ('a', 'b'), ('c', 'd');
"""  # fmt: skip


@pytest.fixture
def own_schema(own: Path) -> None:
    execute(own, SCHEMA)


BEYOND = {
    "trigger": ("UPDATE watched SET a = 'b' WHERE id = 1", "triggers"),
    "trigger-of-another-verb": ("DELETE FROM watched WHERE id = 1", "triggers"),
    "view-with-trigger": ("INSERT INTO shown (id) VALUES (9)", "Only tables"),
    "cascade": ("DELETE FROM parent WHERE id = 1", "other tables"),
    "cascade-of-update": ("UPDATE parent SET id = 11 WHERE id = 1", "other tables"),
    "set-null": ("DELETE FROM cascading WHERE id = 1", "other tables"),
    "restricted": ("DELETE FROM parent WHERE id = 2", "foreign key"),
    "no-parent": ("INSERT INTO cascading (p) VALUES (77)", "foreign key"),
    "no-parent-at-the-end": ("INSERT INTO late (p) VALUES (77)", "foreign key"),
    "key-is-there": ("INSERT INTO parent (id, name) VALUES (1, 'x')", "there already"),
    "unique-value": ("UPDATE parent SET name = 'b' WHERE id = 3", "there already"),
    "missing": ("UPDATE parent SET born = NULL WHERE id = 3", "has to have a value"),
    "replacing": ("INSERT INTO greedy VALUES (1, 'z')", "there already"),
    "passing-over": ("INSERT INTO greedy (a) VALUES ('b')", "there already"),
    "generated": ("UPDATE made SET b = 'x' WHERE id = 1", "Only tables"),
}


@pytest.mark.usefixtures("own_schema")
async def test_what_reaches_beyond_the_rows_shown_changes_nothing(
    editor: Asking, own: Path
) -> None:
    before = content(own)
    for name, (sql, words) in BEYOND.items():
        assert words in await refused(editor, sql), name
    assert content(own) == before


WITHIN = (
    "DELETE FROM parent WHERE id = 3",
    "UPDATE parent SET name = 'y' WHERE id = 1",
    "INSERT INTO greedy (a) VALUES ('c')",
    "UPDATE made SET a = 'b' WHERE id = 1",
    "INSERT INTO made VALUES (2, 'x')",
    "DELETE FROM plain WHERE a = 'a' AND b > ''",
    "INSERT INTO cascading (p) VALUES (4)",
)


@pytest.mark.usefixtures("own_schema")
async def test_what_reaches_no_other_row_is_kept(editor: Asking) -> None:
    for sql in WITHIN:
        assert (await changed(editor, sql))["affected"] >= 1, sql


async def test_more_rows_than_one_call_may_change_are_not_changed(
    tmp_path: Path, own: Path
) -> None:
    before = content(own)
    url = f"sqlite:///{own}"
    async with sql_server(tmp_path, own, roles="editor", write_url=url, max_changes=5) as asking:
        for sql in (
            "DELETE FROM tickets WHERE id <= 6",
            HONEST["insert-many"][0],
            HONEST["insert-with"][0],
        ):
            assert (await refused(asking, sql)).startswith("[too_large]")
        assert content(own) == before
        assert (await changed(asking, "DELETE FROM tickets WHERE id <= 5"))["affected"] == 5


async def test_changed_rows_are_paid_for(tmp_path: Path, own: Path) -> None:
    url = f"sqlite:///{own}"
    async with sql_server(tmp_path, own, roles="editor", write_url=url):
        bundle = tmp_path / "policies" / "bundle.yaml"
        text = bundle.read_text().replace(
            "conversation: {calls: 100000}", "conversation: {calls: 100000, rows: 8}"
        )
        bundle.write_text(text)
    async with sql_server(tmp_path, own, roles="editor", write_url=url) as asking:
        assert (await changed(asking, "DELETE FROM tickets WHERE id <= 5"))["affected"] == 5
        before = content(own)
        answer = await refused(asking, "DELETE FROM tickets WHERE id BETWEEN 6 AND 10")
        assert answer.startswith("[budget]")
        assert content(own) == before
        assert (await changed(asking, "DELETE FROM tickets WHERE id = 6"))["affected"] == 1


async def test_nothing_is_written_unless_the_operator_has_set_it_up(
    tmp_path: Path, own: Path
) -> None:
    before = content(own)
    async with sql_server(tmp_path, own, roles="editor") as asking:
        for is_dry in (True, False):
            answer = await refused(asking, HONEST["update"][0], dry_run=is_dry)
            assert answer.startswith(
                "[denied] This call is not permitted. This server is not set up"
            )
    assert content(own) == before


async def test_nobody_but_an_editor_may_change(tmp_path: Path, own: Path) -> None:
    before = content(own)
    for roles in ("analyst,auditor,officer", ""):
        async with sql_server(tmp_path, own, roles=roles, write_url=f"sqlite:///{own}") as asking:
            for name in ("update", "insert", "delete"):
                assert (await refused(asking, HONEST[name][0])).startswith("[denied]")
    assert content(own) == before


async def test_the_other_tools_read_only_all_the_same(editor: Asking, own: Path) -> None:
    before = content(own)
    for tool in ("run_query", "explain_query"):
        for sql, params, _ in HONEST.values():
            answer = await editor.call(tool, sql=sql, params=params)
            assert str(answer).startswith("[invalid_input]"), sql
    assert content(own) == before


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///nowhere.sqlite",
        "sqlite:///",
        "postgresql://u@h/d",
        "nothing",
        "sqlite:///{other}",
    ],
)
def test_what_is_written_is_what_is_read(tmp_path: Path, own: Path, url: str) -> None:
    other = tmp_path / "other.sqlite"
    execute(other, "CREATE TABLE t (a)")
    settings = SqlSettings(
        url=f"sqlite:///{own}", write_url=url.format(other=other), principal="ada"
    )
    with pytest.raises(ValueError, match="OSTIARY_SQL_WRITE_URL"):
        settings.require_database()


def test_the_same_file_may_be_named_in_two_ways(tmp_path: Path, own: Path) -> None:
    link = tmp_path / "link.sqlite"
    link.symlink_to(own)
    settings = SqlSettings(url=f"sqlite:///{own}", write_url=f"sqlite:///{link}", principal="ada")
    settings.require_database()
    assert settings.database().samefile(link)


async def test_no_withheld_value_leaves_by_a_change(editor: Asking, own: Path) -> None:
    with closing(sqlite3.connect(own)) as connection:
        secrets = [
            value
            for query in ("SELECT api_secret FROM customers", "SELECT iban FROM invoices", "SELECT body FROM tickets")
            for (value,) in connection.execute(query)
        ]  # fmt: skip
    for sql in (
        "UPDATE customers SET city = 'x' WHERE id < 30",
        "DELETE FROM invoices WHERE id < 30",
        "UPDATE tickets SET status = 'open' WHERE id < 30",
    ):
        text = json.dumps(await changed(editor, sql))
        assert not [secret for secret in secrets if secret in text]


async def test_a_parameter_that_does_not_fit_is_refused(editor: Asking, own: Path) -> None:
    before = content(own)
    for params in (None, {}, {"c": 1, "d": 2}, {"C": 1}):
        assert (await refused(editor, CLOSE, params=params)).startswith("[invalid_input]")
    assert content(own) == before
