"""Reading statements that write: what they change, what they test, and what of them runs."""

from typing import Any

import pytest
from sql_changes import HONEST, REFUSED

from ostiary.server import CallError
from ostiary_sql.catalog import Catalog
from ostiary_sql.changes import all_tested
from ostiary_sql.reading.change import read_change
from ostiary_sql.reading.statement import read_statement


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_change_is_read(name: str, catalog: Catalog) -> None:
    sql, params, _ = HONEST[name]
    change = read_change(sql, catalog)
    assert change.verb == name.partition("-")[0]
    assert change.statement.parameters == params.keys()
    assert not change.is_whole


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_change_of_one_table_is_refused(name: str, catalog: Catalog) -> None:
    with pytest.raises(CallError) as caught:
        read_change(REFUSED[name], catalog)
    assert "orders" not in str(caught.value)


RUNS = {
    "DELETE FROM Orders o WHERE o.ID = 1": 'DELETE FROM "main"."orders" AS o WHERE (o.ID = 1)',
    "update tickets set STATUS='x' , [priority] = :p where id=:i": (
        'UPDATE OR ABORT "main"."tickets" SET "status" = (\'x\'), "priority" = (:p) WHERE (id=:i)'
    ),
    "INSERT INTO tickets(id) -- one\nVALUES (1)": (
        'INSERT OR ABORT INTO "main"."tickets" ("id")\nVALUES (1)'
    ),
    "DELETE FROM tickets": 'DELETE FROM "main"."tickets"',
}


@pytest.mark.parametrize("sql", RUNS)
def test_what_runs_names_the_table_itself_around_the_parts_that_were_read(
    sql: str, catalog: Catalog
) -> None:
    assert read_change(sql, catalog).runs(()).sql == RUNS[sql]


def test_what_is_withheld_runs_where_it_is_stored_and_nowhere_else(catalog: Catalog) -> None:
    change = read_change(
        "UPDATE contacts SET notes = email WHERE EXISTS (SELECT phone FROM contacts)", catalog
    )
    held = {("contacts", "email"), ("contacts", "phone")}
    assert change.runs(held).sql == (
        'UPDATE OR ABORT "main"."contacts" SET "notes" = (email)'
        ' WHERE (EXISTS (SELECT NULL AS "phone" FROM contacts))'
    )


WHOLE = {
    "DELETE FROM tickets": True,
    "DELETE FROM tickets WHERE 1 = 1": True,
    "UPDATE tickets SET status = 'open' WHERE :x = 1": True,
    "DELETE FROM tickets WHERE EXISTS (SELECT 1 FROM orders)": True,
    "DELETE FROM tickets WHERE id = 1": False,
    "INSERT INTO tickets (id) SELECT id FROM orders": False,
}


@pytest.mark.parametrize("sql", WHOLE)
def test_a_condition_that_says_nothing_of_the_table_means_all_of_it(
    sql: str, catalog: Catalog
) -> None:
    assert read_change(sql, catalog).is_whole is WHOLE[sql]


TESTED = {
    # A value that the column takes in any case is only copied.
    "UPDATE contacts SET notes = email": set[str](),
    "UPDATE contacts SET notes = lower(email)": set[str](),
    "UPDATE contacts SET full_name = email": set[str](),
    # It could be NULL, and the column does not take that.
    "UPDATE contacts SET email = phone": {"contacts.phone"},
    # A key tells by its refusal whether it is there already.
    "UPDATE invoices SET id = 7": {"invoices.id"},
    "UPDATE contacts SET id = 7": {"contacts.id", "tickets.contact_id"},
    "INSERT INTO tickets (customer_id) VALUES (1)": {"customers.id"},
    # A CHECK looks at the value.
    "UPDATE orders SET status = product": {"orders.product"},
    "UPDATE orders SET status = 'open'": set[str](),
    # Rows that are pointed to stay.
    "DELETE FROM orders": {"orders.id", "invoices.order_id"},
    "UPDATE orders SET quantity = 1": set[str](),
}


@pytest.mark.parametrize("sql", TESTED)
def test_what_can_be_refused_when_it_is_stored_is_tested(sql: str, catalog: Catalog) -> None:
    found = all_tested(read_change(sql, catalog), catalog)
    assert {f"{table}.{column}" for table, column in found} == TESTED[sql]


@pytest.mark.parametrize(
    ("sql", "query"),
    [
        ("UPDATE orders SET product = upper(status) WHERE id > :a", "SELECT (upper(status)) FROM orders WHERE (id > :a)"),
        ("DELETE FROM orders WHERE id IN (SELECT id FROM tickets)", "SELECT 1 FROM orders WHERE (id IN (SELECT id FROM tickets))"),
        ("INSERT INTO orders (product) SELECT name FROM customers", "SELECT name FROM customers"),
    ],
)  # fmt: skip
def test_a_change_is_read_as_its_query_is(sql: str, query: str, catalog: Catalog) -> None:
    found: Any = read_change(sql, catalog).statement.trace
    known: Any = read_statement(query, catalog).trace
    assert (found.reads, found.tested) == (known.reads, known.tested)
