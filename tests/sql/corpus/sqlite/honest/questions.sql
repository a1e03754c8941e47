-- why: What analysts ask the sample business; nothing of it is withheld.

-- name: one-table
SELECT id, name, industry FROM customers
-- name: star
SELECT * FROM subscriptions
-- name: star-of-alias
SELECT s.*, c.name FROM subscriptions s JOIN customers c ON c.id = s.customer_id
-- name: not-renewed-90-days
SELECT c.name, s.ends_on FROM customers c JOIN subscriptions s ON s.customer_id = c.id
WHERE s.renewed = 0 AND s.ends_on BETWEEN date('now', '-90 days') AND date('now')
ORDER BY s.ends_on, c.name
-- name: not-exists
SELECT name FROM customers c WHERE NOT EXISTS (
    SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.ordered_on > date('now', '-60 days'))
-- name: left-join-null
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'open'
WHERE o.id IS NULL
-- name: group-having
SELECT customer_id, count(*) AS n, sum(amount) AS total FROM invoices
GROUP BY customer_id HAVING count(*) > 5 AND sum(amount) > 1000 ORDER BY total DESC
-- name: group-by-position
SELECT segment, country, count(*) FROM customers GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
-- name: group-by-alias
SELECT strftime('%Y-%m', ordered_on) AS month, count(*) FROM orders GROUP BY month
-- name: order-by-alias
SELECT id, quantity * unit_price AS value FROM orders ORDER BY value DESC, id
-- name: order-by-expression
SELECT id FROM orders ORDER BY quantity * unit_price DESC, id
-- name: where-alias
SELECT quantity * unit_price AS value FROM orders WHERE value > 3000
-- name: case
SELECT CASE WHEN amount > 5000 THEN 'large' WHEN amount > 1000 THEN 'medium' ELSE 'small' END AS size,
       count(*) FROM invoices GROUP BY size
-- name: case-operand
SELECT CASE status WHEN 'open' THEN 1 ELSE 0 END FROM orders
-- name: pivot
SELECT industry, sum(CASE WHEN segment = 'small' THEN 1 ELSE 0 END) AS small,
       sum(CASE WHEN segment = 'large' THEN 1 ELSE 0 END) AS large
FROM customers GROUP BY industry ORDER BY industry
-- name: filter-clause
SELECT customer_id, count(*) FILTER (WHERE status = 'open') AS open,
       sum(quantity) FILTER (WHERE status = 'returned') AS returned
FROM orders GROUP BY customer_id
-- name: count-distinct
SELECT count(DISTINCT customer_id), count(DISTINCT product) FROM orders
-- name: count-rows
SELECT customer_id, count(*) FROM contacts GROUP BY customer_id
-- name: share-of-total
SELECT product, round(100.0 * sum(quantity) / (SELECT sum(quantity) FROM orders), 2) AS share
FROM orders GROUP BY product ORDER BY share DESC
-- name: average-null-safe
SELECT avg(julianday(paid_on) - julianday(issued_on)) FROM invoices
-- name: nullif-division
SELECT sum(amount) / nullif(count(paid_on), 0) FROM invoices
-- name: coalesce
SELECT id, coalesce(paid_on, 'unpaid') FROM invoices
-- name: ifnull-iif
SELECT ifnull(paid_on, due_on), iif(paid_on IS NULL, 'open', 'paid') FROM invoices
-- name: overdue
SELECT count(*), total(amount) FROM invoices WHERE paid_on IS NULL AND due_on < date('now')
-- name: rank
SELECT id, rank() OVER (ORDER BY amount DESC) AS r FROM invoices ORDER BY r, id LIMIT 20
-- name: row-number-top-n
SELECT * FROM (SELECT customer_id, id, amount, row_number() OVER (
    PARTITION BY customer_id ORDER BY amount DESC, id) AS n FROM invoices) AS ranked WHERE n <= 2
-- name: dense-rank-ntile
SELECT id, dense_rank() OVER (ORDER BY credit_group), ntile(4) OVER (ORDER BY id)
FROM (SELECT id, segment AS credit_group FROM customers)
-- name: running-total
SELECT id, sum(amount) OVER (ORDER BY issued_on, id ROWS UNBOUNDED PRECEDING) FROM invoices
WHERE customer_id = 7 ORDER BY issued_on, id
-- name: moving-average
SELECT id, avg(amount) OVER (PARTITION BY customer_id ORDER BY issued_on, id
    ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM invoices
-- name: range-frame
SELECT id, count(*) OVER (ORDER BY quantity RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM orders
-- name: groups-frame
SELECT id, count(*) OVER (ORDER BY quantity GROUPS 1 PRECEDING) FROM orders
-- name: exclude-frame
SELECT id, sum(quantity) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING
    EXCLUDE CURRENT ROW) FROM orders
-- name: lag-lead
SELECT id, lag(amount, 1, 0) OVER (ORDER BY id), lead(amount) OVER (ORDER BY id) FROM invoices
-- name: first-last-value
SELECT id, first_value(amount) OVER w, last_value(amount) OVER w, nth_value(amount, 2) OVER w
FROM invoices WINDOW w AS (PARTITION BY customer_id ORDER BY id)
-- name: window-chain
SELECT id, sum(quantity) OVER (w ROWS 1 PRECEDING) FROM orders
WINDOW w AS (PARTITION BY product ORDER BY id)
-- name: window-filter
SELECT id, count(*) FILTER (WHERE status = 'open') OVER (ORDER BY id) FROM orders
-- name: percent-rank
SELECT id, percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM customers
-- name: cte
WITH big AS (SELECT * FROM invoices WHERE amount > 2000) SELECT count(*), max(amount) FROM big
-- name: cte-chain
WITH a AS (SELECT customer_id, sum(amount) AS s FROM invoices GROUP BY 1),
     b AS (SELECT avg(s) AS mean FROM a)
SELECT c.name, a.s FROM a JOIN customers c ON c.id = a.customer_id, b WHERE a.s > b.mean ORDER BY a.s
-- name: cte-columns
WITH t (a, b) AS (SELECT id, name FROM customers) SELECT b, a FROM t ORDER BY a
-- name: cte-materialized
WITH t AS MATERIALIZED (SELECT id FROM orders) SELECT count(*) FROM t
-- name: cte-not-materialized
WITH t AS NOT MATERIALIZED (SELECT id FROM orders) SELECT count(*) FROM t
-- name: cte-shadows-table
WITH orders AS (SELECT id FROM customers) SELECT count(*), max(id) FROM orders
-- name: cte-forward
WITH a AS (SELECT n FROM b), b AS (SELECT 3 AS n) SELECT n FROM a
-- name: cte-twice
WITH t AS (SELECT id FROM customers WHERE id < 5) SELECT x.id, y.id FROM t x JOIN t y ON y.id = x.id + 1
-- name: cte-in-subquery
SELECT (WITH t AS (SELECT max(id) AS m FROM orders) SELECT m FROM t)
-- name: recursive-numbers
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT sum(i) FROM n
-- name: recursive-without-keyword
WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 7) SELECT i FROM n
-- name: recursive-calendar
WITH RECURSIVE days(d) AS (
    SELECT date('now', '-30 days') UNION ALL SELECT date(d, '+1 day') FROM days WHERE d < date('now'))
SELECT d, (SELECT count(*) FROM orders o WHERE o.ordered_on = d) AS n FROM days
-- name: recursive-union
WITH RECURSIVE r(i) AS (SELECT 1 UNION SELECT (i * 2) % 11 FROM r) SELECT i FROM r ORDER BY i
-- name: recursive-path
WITH RECURSIVE p(i, path) AS (SELECT 1, '1' UNION ALL SELECT i + 1, path || '/' || (i + 1) FROM p WHERE i < 6)
SELECT path FROM p
-- name: recursive-over-table
WITH RECURSIVE chain(id, name) AS (
    SELECT id, name FROM customers WHERE id = 1
    UNION ALL SELECT c.id, c.name FROM customers c JOIN chain ON c.id = chain.id + 1 WHERE c.id < 9)
SELECT * FROM chain
-- name: count-recursive
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT count(*) FROM n
-- name: union
SELECT city FROM customers UNION SELECT product FROM orders ORDER BY 1
-- name: union-all
SELECT 'order' AS kind, count(*) AS n FROM orders UNION ALL SELECT 'ticket', count(*) FROM tickets ORDER BY n
-- name: except-intersect
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
INTERSECT SELECT id FROM customers ORDER BY id LIMIT 10
-- name: union-order-by-name
SELECT name AS label FROM customers UNION SELECT plan FROM subscriptions ORDER BY label DESC
-- name: values
VALUES (1, 'a'), (2, 'b')
-- name: values-source
SELECT column1, column2 FROM (VALUES (1, 'x'), (2, 'y')) ORDER BY column1
-- name: values-cte
WITH band (low, high, label) AS (VALUES (0, 100, 'low'), (100, 1000, 'mid'), (1000, 1e9, 'high'))
SELECT label, count(*) FROM invoices JOIN band ON amount >= low AND amount < high GROUP BY label
-- name: in-list
SELECT count(*) FROM orders WHERE status IN ('open', 'returned') AND quantity NOT IN (1, 2)
-- name: in-subquery
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM tickets WHERE priority = 'high')
-- name: in-values
SELECT id FROM customers WHERE (segment, country) IN (VALUES ('small', 'Demoland'))
-- name: row-value
SELECT id FROM orders WHERE (quantity, unit_price) > (10, 200)
-- name: scalar-subquery
SELECT name, (SELECT max(ordered_on) FROM orders o WHERE o.customer_id = c.id) FROM customers c
-- name: correlated-avg
SELECT o.id FROM orders o WHERE o.quantity > (
    SELECT avg(p.quantity) FROM orders p WHERE p.product = o.product)
-- name: derived-in-derived
SELECT m FROM (SELECT max(n) AS m FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id))
-- name: using
SELECT customer_id, o.id, s.plan FROM orders o JOIN subscriptions s USING (customer_id) ORDER BY 1, 2, 3
-- name: natural
SELECT count(*) FROM (SELECT id AS customer_id FROM customers) NATURAL JOIN subscriptions
-- name: cross
SELECT count(*) FROM customers CROSS JOIN (SELECT DISTINCT plan FROM subscriptions)
-- name: comma-join
SELECT c.name, t.subject FROM customers c, tickets t WHERE t.customer_id = c.id AND t.status <> 'closed'
-- name: self-join
SELECT a.id, b.id FROM customers a JOIN customers b ON a.city = b.city AND a.id < b.id
-- name: parenthesised-join
SELECT count(*) FROM customers c JOIN (orders o JOIN invoices i ON i.order_id = o.id) ON o.customer_id = c.id
-- name: full-join
SELECT count(*) FROM customers c LEFT OUTER JOIN subscriptions s ON s.customer_id = c.id
INNER JOIN orders o ON o.customer_id = c.id
-- name: view
SELECT plan, count(*), sum(monthly_fee) FROM active_subscriptions GROUP BY plan
-- name: view-join
SELECT v.customer, count(o.id) FROM active_subscriptions v JOIN orders o USING (customer_id) GROUP BY v.customer
-- name: view-with-personal-columns
SELECT customer, job_title FROM customer_contacts ORDER BY customer
-- name: json-extract
SELECT json_extract(attributes, '$.colour') AS colour, count(*) FROM orders GROUP BY colour
-- name: json-arrows
SELECT attributes ->> 'colour', attributes -> '$.express' FROM orders
-- name: json-each
SELECT j.key, j.value, count(*) FROM orders, json_each(orders.attributes) AS j GROUP BY j.key, j.value
-- name: json-each-literal
SELECT value FROM json_each('[3, 1, 2]') ORDER BY value
-- name: json-tree
SELECT fullkey, type FROM json_tree('{"a": [1, {"b": 2}]}')
-- name: json-build
SELECT json_object('name', name, 'city', city) FROM customers
-- name: json-group
SELECT segment, json_group_array(id) FROM customers GROUP BY segment
-- name: json-valid
SELECT count(*) FROM orders WHERE json_valid(attributes) AND json_type(attributes, '$.express') = 'true'
-- name: group-concat
SELECT customer_id, group_concat(product, ', ') FROM orders WHERE id < 50 GROUP BY customer_id
-- name: group-concat-distinct
SELECT group_concat(DISTINCT status) FROM orders
-- name: dates
SELECT date('now', 'start of month', '+1 month', '-1 day'), strftime('%W', 'now'), julianday('2026-01-01'),
       datetime('2026-01-01', '+36 hours'), time('12:34:56', '+1 hour'), unixepoch('2026-01-01')
-- name: date-diff
SELECT id, CAST(julianday(closed_on) - julianday(opened_on) AS INTEGER) AS days FROM tickets
-- name: current-date
SELECT count(*) FROM orders WHERE ordered_on <= CURRENT_DATE
-- name: like
SELECT name FROM customers WHERE name LIKE '%works' OR name LIKE 'A\_%' ESCAPE '\'
-- name: not-like
SELECT count(*) FROM customers WHERE name NOT LIKE 'A%'
-- name: glob
SELECT name FROM customers WHERE name GLOB '[A-C]*'
-- name: between
SELECT count(*) FROM orders WHERE quantity BETWEEN 3 AND 7 AND quantity NOT BETWEEN 5 AND 6
-- name: is-distinct
SELECT count(*) FROM invoices WHERE paid_on IS NOT due_on AND paid_on IS NOT NULL
-- name: booleans
SELECT TRUE, FALSE, NOT TRUE, NULL IS NULL, 1 = 1
-- name: arithmetic
SELECT 7 / 2, 7 % 3, 7.0 / 2, -7, +7, ~7, 1 << 4, 255 >> 2, 6 & 3, 6 | 3, 2 * (3 + 4)
-- name: numbers
SELECT 1e3, .5, 1., 0x1F, 9007199254740993, -9223372036854775808, 3.14
-- name: concatenation
SELECT name || ' (' || city || ', ' || country || ')' FROM customers
-- name: strings
SELECT upper(name), lower(name), length(name), substr(name, 1, 3), replace(name, ' ', '-'), trim('  x ') FROM customers
-- name: string-search
SELECT instr(name, ' '), ltrim('xxa', 'x'), rtrim('axx', 'x'), hex('a'), char(65, 66), unicode('A') FROM customers
-- name: printf
SELECT printf('%.2f', amount), format('%05d', id) FROM invoices
-- name: math
SELECT round(2.567, 1), abs(-3), sqrt(16), power(2, 8), floor(2.7), ceil(2.1), mod(7, 3), max(1, 2), min(1, 2)
-- name: cast
SELECT CAST('12' AS INTEGER), CAST(3.9 AS INTEGER), CAST(5 AS TEXT), CAST('1.5' AS REAL), CAST(2 AS NUMERIC(10, 2))
-- name: typeof
SELECT typeof(1), typeof('a'), typeof(1.5), typeof(NULL), typeof(x'00')
-- name: collate
SELECT name FROM customers WHERE name = 'amber WORKS' COLLATE NOCASE OR id < 3 ORDER BY name COLLATE NOCASE DESC
-- name: nulls-last
SELECT id, paid_on FROM invoices ORDER BY paid_on DESC NULLS LAST, id LIMIT 5 OFFSET 2
-- name: limit-comma
SELECT id FROM customers ORDER BY id LIMIT 5, 3
-- name: distinct
SELECT DISTINCT city, country FROM customers ORDER BY city
-- name: keywords-in-strings
SELECT 'DROP TABLE customers; -- ATTACH /* x */ PRAGMA' AS text, count(*) FROM customers
-- name: quotes-in-strings
SELECT 'it''s', '"double"', '`back`', '[bracket]', ''
-- name: marks-in-strings
SELECT '100 %', 'why?', ':name', '@x', '$y', '{z}', '#'
-- name: comments
SELECT id -- the number
, /* the ; name */ name FROM customers -- DELETE
-- name: comment-odd
SELECT 1 /* /* not nested */ + 1 /**/ -- '
-- name: trailing-semicolon
SELECT count(*) FROM customers ;  
-- name: quoted-names
SELECT "name" AS "Total ""x""", [city], `country` FROM "customers" AS "c d" WHERE "c d"."id" < 4
-- name: string-alias
SELECT count(*) AS 'How many' FROM orders
-- name: keyword-aliases
SELECT id AS "order", name AS "select", city AS year, country AS value FROM customers
-- name: unicode
SELECT 'Zürich', 'naïve', '日本', '🙂' AS größe FROM customers LIMIT 1
-- name: case-insensitive
select C.NAME, c.City from CUSTOMERS as C where C.ID < 5 ORDER by c.id
-- name: schema-qualified
SELECT main.customers.name, customers.id FROM main.customers
-- name: rowid
SELECT rowid, id FROM customers WHERE rowid < 4
-- name: bare-column-max
SELECT product, max(unit_price) FROM orders
-- name: nested-functions
SELECT upper(substr(trim(replace(lower(name), 'a', 'b')), 1, 4)) FROM customers
-- name: deep-but-honest
-- expand
SELECT ⟦(⟧*30 1⟦)⟧*30
-- name: long-in-list
-- expand
SELECT count(*) FROM customers WHERE id IN (⟦{n}⟧*399⟦, ⟧)
-- name: long-or-chain
-- expand
SELECT count(*) FROM customers WHERE ⟦id = {n}⟧*149⟦ OR ⟧
-- name: long-concat
-- expand
SELECT ⟦name⟧*60⟦ || ⟧ FROM customers
-- name: many-columns
-- expand
SELECT ⟦id + {m} AS c{m}⟧*150⟦, ⟧ FROM customers
-- name: many-joins
-- expand
SELECT count(*) FROM customers c0 ⟦JOIN customers c{n} ON c{n}.id = c0.id ⟧*11
-- name: indexed-by
SELECT id FROM orders INDEXED BY orders_by_customer WHERE customer_id = 5
-- name: month-over-month
WITH m AS (SELECT strftime('%Y-%m', issued_on) AS month, sum(amount) AS revenue FROM invoices GROUP BY 1)
SELECT month, revenue, revenue - lag(revenue) OVER (ORDER BY month) AS change,
       round(100.0 * (revenue / lag(revenue) OVER (ORDER BY month) - 1), 1) AS percent
FROM m ORDER BY month
-- name: cohort
WITH first AS (SELECT customer_id, min(strftime('%Y-%m', ordered_on)) AS cohort FROM orders GROUP BY customer_id)
SELECT cohort, count(DISTINCT o.customer_id) AS customers, count(*) AS orders
FROM first JOIN orders o USING (customer_id) GROUP BY cohort ORDER BY cohort
-- name: median
SELECT avg(amount) FROM (SELECT amount, row_number() OVER (ORDER BY amount) AS r, count(*) OVER () AS n
FROM invoices) WHERE r IN ((n + 1) / 2, (n + 2) / 2)
-- name: churn
SELECT plan, count(*) AS terms, sum(renewed) AS renewed, round(avg(renewed), 3) AS rate
FROM subscriptions WHERE ends_on < date('now') GROUP BY plan ORDER BY rate
-- name: sla
SELECT priority, count(*) AS n, round(avg(julianday(closed_on) - julianday(opened_on)), 1) AS days
FROM tickets WHERE closed_on IS NOT NULL GROUP BY priority HAVING n > 3 ORDER BY priority
