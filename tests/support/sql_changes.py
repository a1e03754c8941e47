"""Statements that write, honest ones and attacks, on the sample business in SQLite."""

from typing import Any

_ORDER = "(customer_id, ordered_on, product, quantity, unit_price, status, attributes)"

HONEST: dict[str, tuple[str, dict[str, Any], int]] = {
    "update": ("UPDATE tickets SET subject = 'closed' WHERE id = 7", {}, 1),
    "update-parameters": (
        "UPDATE orders SET product = :name, quantity = quantity + :more WHERE id IN (:a, :b)",
        {"name": "Käse, 100 % – \"süß\" & 'mild' 🧀", "more": 2, "a": 3, "b": 4},
        2,
    ),
    "update-subquery": (
        (
            "UPDATE orders SET quantity = (SELECT max(o.quantity) + 1 FROM orders AS o"
            " WHERE o.product = orders.product) WHERE id < 40"
        ),
        {},
        -1,
    ),
    "update-alias": (
        (
            "UPDATE orders AS o SET product = CASE WHEN o.quantity > 1 THEN 'many' ELSE 'one' END"
            " WHERE o.id BETWEEN 10 AND 12"
        ),
        {},
        3,
    ),
    "update-quoted": ('update "orders" set "product" = \'open\' where "id" = 1;', {}, 1),
    "update-comments": (
        "UPDATE /* which */ orders -- all of\n SET /* WHERE */ product = 'open' -- '\n WHERE id = 2",
        {},
        1,
    ),
    "update-schema": ("UPDATE main.orders SET quantity = 4321 WHERE id = 2", {}, 1),
    "update-null": (
        (
            "UPDATE tickets SET closed_on = NULL WHERE id = (SELECT min(id) FROM tickets"
            " WHERE closed_on IS NOT NULL)"
        ),
        {},
        1,
    ),
    "update-keywords-in-strings": (
        "UPDATE orders SET product = 'DELETE; RETURNING -- DROP' WHERE id = 2",
        {},
        1,
    ),
    "update-nobody": ("UPDATE orders SET quantity = 1 WHERE id = -1", {}, 0),
    "delete": ("DELETE FROM invoices WHERE id = 11", {}, 1),
    "delete-exists": (
        (
            "DELETE FROM invoices AS i WHERE EXISTS (SELECT * FROM orders AS o"
            " WHERE o.id = i.order_id AND o.status = 'returned') AND i.id < 300"
        ),
        {},
        -1,
    ),
    "delete-common-table": (
        (
            "DELETE FROM invoices WHERE id IN (WITH old AS (SELECT id FROM invoices ORDER BY"
            " issued_on LIMIT 3) SELECT id FROM old)"
        ),
        {},
        3,
    ),
    "insert": (
        f"INSERT INTO orders {_ORDER} VALUES (1, '2026-01-31', :p, 1, 9.5, 'open', '{{}}')",
        {"p": "Ünïcode 漢字 🙂"},
        1,
    ),
    "insert-many": (
        f"INSERT INTO orders {_ORDER} VALUES "
        + ", ".join(
            f"({n}, date('now'), 'p{n}', {n}, {n}.5, 'open', '{{}}')" for n in range(1, 61)
        ),
        {},
        60,
    ),
    "insert-select": (
        (
            f"INSERT INTO orders {_ORDER} SELECT customer_id, date('now'), product, 1, unit_price,"
            " 'open', attributes FROM orders WHERE id <= 5"
        ),
        {},
        5,
    ),
    "insert-union": (
        (
            f"INSERT INTO orders {_ORDER} SELECT 1, '2026-01-01', 'a', 1, 1, 'open', '' UNION ALL"
            " SELECT id, '2026-01-02', name, 1, 1, 'open', '' FROM customers WHERE id < 4"
        ),
        {},
        4,
    ),
    "insert-with": (
        (
            f"INSERT INTO orders {_ORDER} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM"
            " n WHERE i < 6) SELECT i, '2026-01-01', 'n', i, 1, 'open', '' FROM n"
        ),
        {},
        6,
    ),
    "insert-subquery": (
        (
            f"INSERT INTO orders {_ORDER} VALUES ((SELECT max(id) FROM customers), '2026-01-01', 'x',"
            " 1, 1, 'open', '')"
        ),
        {},
        1,
    ),
}
"""What an editor of the starter policy may do: statement, parameters, rows (-1: some)."""

REFUSED = {
    "two-statements": "UPDATE orders SET quantity = 1 WHERE id = 1; DELETE FROM orders",
    "with-before": "WITH x AS (SELECT 1) DELETE FROM orders WHERE id = 1",
    "dml-in-cte": "DELETE FROM orders WHERE id IN (WITH d AS (DELETE FROM tickets RETURNING id)"
    " SELECT id FROM d)",
    "insert-dml-in-cte": "INSERT INTO orders (id) WITH d AS (DELETE FROM tickets RETURNING id)"
    " SELECT id FROM d",
    "returning": "DELETE FROM orders WHERE id = 1 RETURNING *",
    "returning-insert": "INSERT INTO orders (id) VALUES (1) RETURNING id",
    "returning-commented": "DELETE FROM orders WHERE id = 1 /**/RETURNING/**/ *",
    "update-from": "UPDATE orders SET product = api_secret FROM customers WHERE orders.id = 1",
    "delete-using": "DELETE FROM orders USING customers WHERE orders.id = 1",
    "order-limit": "DELETE FROM orders WHERE id > 0 ORDER BY id LIMIT 1",
    "limit-in-parentheses": "DELETE FROM orders WHERE (id > 0 LIMIT 1)",
    "or-replace": "INSERT OR REPLACE INTO orders (id) VALUES (1)",
    "update-or": "UPDATE OR IGNORE orders SET id = 1 WHERE id = 2",
    "replace": "REPLACE INTO orders (id) VALUES (1)",
    "upsert": "INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING",
    "upsert-select": "INSERT INTO orders (id) SELECT 1 FROM customers WHERE 1 ON CONFLICT (id) DO"
    " UPDATE SET product = 'x'",
    "duplicate-key": "INSERT INTO orders (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 1",
    "default": "UPDATE orders SET product = DEFAULT WHERE id = 1",
    "default-values": "INSERT INTO orders DEFAULT VALUES",
    "view": "DELETE FROM customer_contacts WHERE customer_id = 1",
    "system-table": "DELETE FROM sqlite_schema WHERE 1",
    "statistics": "DELETE FROM sqlite_stat1 WHERE 1",
    "other-schema": "DELETE FROM temp.orders WHERE id = 1",
    "unknown-table": "DELETE FROM nothing WHERE 1",
    "unknown-column": "UPDATE orders SET nothing = 1 WHERE id = 1",
    "twice": "UPDATE orders SET product = 'a', PRODUCT = 'b' WHERE id = 1",
    "row-value": "UPDATE orders SET (product, status) = ('a', 'b') WHERE id = 1",
    "table-function": "DELETE FROM json_each('[1]')",
    "join": "DELETE FROM orders JOIN customers ON 1 WHERE 1",
    "two-tables": "DELETE FROM orders, customers WHERE 1",
    "indexed": "DELETE FROM orders INDEXED BY orders_by_customer WHERE id = 1",
    "breaking-out": "UPDATE orders SET product = 'a'), quantity = (1 WHERE id = 1",
    "breaking-out-of-where": "DELETE FROM orders WHERE (id = 1) OR (1=1))--",
    "open": "DELETE FROM orders WHERE (id = 1",
    "union": "DELETE FROM orders WHERE id = 1 UNION SELECT 1",
    "random-condition": "DELETE FROM orders WHERE id % 2 = random() % 2",
    "random-in-subquery": "DELETE FROM orders WHERE id IN (SELECT id FROM orders ORDER BY random()"
    " LIMIT 5)",
    "select": "SELECT 1",
    "explain": "EXPLAIN DELETE FROM orders WHERE id = 1",
    "pragma": "PRAGMA foreign_keys = 0",
    "attach": "ATTACH 'x' AS y",
    "drop": "DROP TABLE orders",
    "truncate": "TRUNCATE TABLE orders",
    "create": "CREATE TABLE x AS SELECT * FROM customers",
    "trigger": "CREATE TRIGGER t AFTER DELETE ON orders BEGIN DELETE FROM customers; END",
    "begin": "BEGIN; DELETE FROM orders WHERE id = 1; COMMIT",
    "vacuum": "VACUUM INTO 'x'",
    "function": "UPDATE orders SET product = load_extension('x') WHERE id = 1",
    "file": "UPDATE orders SET product = readfile('/etc/passwd') WHERE id = 1",
    "quoted-unknown": 'UPDATE orders SET product = "nothing of that name" WHERE id = 1',
    "alias-of-two-words": "DELETE FROM orders a.b WHERE id = 1",
    "string-as-table": "DELETE FROM 'orders' WHERE id = 1",
    "too-many-values": "INSERT INTO tickets (id) VALUES (1, 2)",
    "uneven-values": "INSERT INTO tickets (id) VALUES (1), (2, 3)",
    "nothing-set": "UPDATE orders SET WHERE id = 1",
    "no-condition": "DELETE FROM orders WHERE",
    "deep": f"DELETE FROM orders WHERE id = {'(' * 80}1{')' * 80}",
    "empty": ";",
}
"""What cannot be placed, whoever sends it."""

FORBIDDEN = {
    "launder": "UPDATE customers SET name = api_secret WHERE id = 1",
    "launder-concat": "UPDATE customers SET name = name || api_secret WHERE id = 1",
    "launder-subquery": "UPDATE customers SET name = (SELECT email FROM contacts LIMIT 1) WHERE id = 1",
    "launder-case": "UPDATE customers SET name = CASE WHEN api_secret < 'm' THEN 'a' ELSE 'b' END"
    " WHERE id = 1",
    "launder-count": "UPDATE customers SET name = (SELECT count(email) FROM contacts) WHERE id = 1",
    "launder-exists": "UPDATE customers SET name = EXISTS (SELECT 1 FROM contacts WHERE email LIKE"
    " 'a%') WHERE id = 1",
    "launder-insert": "INSERT INTO tickets (customer_id, opened_on, priority, status, subject, body)"
    " SELECT id, '2026-01-01', 'low', 'open', api_secret, 'x' FROM customers",
    "launder-union": "INSERT INTO tickets (customer_id, opened_on, priority, status, subject, body)"
    " SELECT 1, '', 'low', 'open', 'x', 'y' UNION ALL SELECT 1, '', 'low', 'open', email, 'y'"
    " FROM contacts",
    "launder-with": "INSERT INTO tickets (customer_id, opened_on, priority, status, subject, body)"
    " WITH s(v) AS (SELECT api_secret FROM customers) SELECT 1, '', 'low', 'open', v, 'y' FROM s",
    "launder-values": "INSERT INTO tickets (customer_id, opened_on, priority, status, subject, body)"
    " VALUES (1, '', 'low', 'open', (SELECT iban FROM invoices LIMIT 1), 'y')",
    "launder-star": "INSERT INTO orders SELECT id, id, '', name, 1, 1, 'open', api_secret FROM"
    " (SELECT * FROM customers)",
    "launder-view": "UPDATE customers SET name = (SELECT contact FROM customer_contacts LIMIT 1)"
    " WHERE id = 1",
    "launder-down": "UPDATE contacts SET notes = (SELECT api_secret FROM customers LIMIT 1)"
    " WHERE id = 1",
    "guess": "UPDATE customers SET city = city WHERE api_secret LIKE 'a%'",
    "guess-delete": "DELETE FROM tickets WHERE customer_id IN (SELECT customer_id FROM contacts"
    " WHERE email LIKE 'a%')",
    "guess-exists": "DELETE FROM tickets WHERE EXISTS (SELECT 1 FROM contacts WHERE email > 'm')",
    "guess-order": "DELETE FROM tickets WHERE id IN (SELECT id FROM contacts ORDER BY email LIMIT 1)",
    "guess-by-null": "UPDATE contacts SET email = phone WHERE id = 1",
    "write-secret": "UPDATE customers SET api_secret = 'mine' WHERE id = 1",
    "write-person": "UPDATE contacts SET full_name = 'x' WHERE id = 1",
    "insert-person": "INSERT INTO contacts (customer_id, full_name, email, job_title, is_primary)"
    " VALUES (1, 'x', 'y', 'z', 0)",
    "everything": "DELETE FROM tickets",
    "everything-by-constant": "DELETE FROM tickets WHERE 1 = 1",
    "everything-by-another-table": "DELETE FROM tickets WHERE EXISTS (SELECT 1 FROM customers)",
    "everything-updated": "UPDATE tickets SET status = 'closed'",
}
"""What an editor of the starter policy may not do, though it can be read."""
