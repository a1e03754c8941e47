-- why: The language itself: what PostgreSQL reads and a reader of it has to read alike.

-- name: one
SELECT 1
-- name: literals
SELECT 1, -1, 1.5, .5, 1., 1e3, 1.5e-3, 'x', '', NULL, true, false
-- name: big-numbers
SELECT 9223372036854775807, -9223372036854775808, 123456789012345678901234567890, 0.1 + 0.2, 1::float8 / 3
-- name: arithmetic
SELECT 7 / 2, 7 % 3, 7.0 / 2, -7 / 2, 2 ^ 10, |/ 16.0, ||/ 27.0, @ -5, 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 2, 2 + 3 * 4
-- name: comparison-chain
SELECT 1 < 2, 2 <= 2, 3 > 2, 3 >= 3, 1 <> 2, 1 != 2, 'a' < 'b', NULL = NULL, NULL IS NULL, 1 IS DISTINCT FROM NULL, NOT (1 = 2)
-- name: booleans
SELECT true AND false, true OR NULL, NOT NULL::boolean, is_active IS TRUE, is_active IS NOT FALSE, (NULL::boolean) IS UNKNOWN FROM customers ORDER BY id LIMIT 3
-- name: strings
SELECT 'it''s', '"double"', '`back`', '[bracket]', '100 %', 'why?', ':name', '@x', '$y', '{z}', '#', '--', '/* */', ';'
-- name: keywords-in-strings
SELECT 'DROP TABLE customers; DELETE FROM orders; -- COPY x TO PROGRAM' AS text, count(*) FROM customers
-- name: escape-strings
SELECT E'a\tb\nc', E'it\'s', E'\\', E'\x41\u00e9\U0001F600', 'C:\dir\', '\n'
-- name: unicode-strings
SELECT U&'\0041\00e9', U&'d!0061t!0061' UESCAPE '!'
-- name: dollar-quotes
SELECT $$it's$$, $a$ $$ inside; $a$, $x_1$ -- no comment $x_1$
-- name: continued-string
SELECT 'one'
' two'
-- name: bit-and-hex-strings
SELECT B'101', X'1F', B'101'::int, '\xdeadbeef'::bytea
-- name: national-string
SELECT N'x'
-- name: typed-literals
SELECT date '2026-01-31', time '12:34:56', timestamp '2026-01-31 12:00', timestamptz '2026-01-31 12:00+02', interval '1 year 2 months 3 days', interval '1' day, bool 't', int '5', float8 '1.5', inet '10.0.0.1'
-- name: casts
SELECT '12'::int, CAST('12' AS integer), '1.5'::numeric(5, 1), 3.7::int, 5::text, 'a'::char(3), 'abcdef'::varchar(3), '2026-01-01'::date, 't'::boolean, '{1,2}'::int[], '"x"'::jsonb, int4(3.2), '1 day'::interval
-- name: double-precision-casts
SELECT 1::double precision, 1::real, '1'::character varying, now()::timestamp without time zone < now() + interval '1 day', '12:00'::time with time zone, 1::bigint, 1::smallint, 1::decimal(4, 2)
-- name: cast-chain
SELECT '42'::text::int::numeric::text
-- name: comments
SELECT id -- the number
, /* the ; name */ name /* nested /* deeper */ still */ FROM customers -- DELETE
ORDER BY id LIMIT 2
-- name: comment-with-quote
SELECT id /* it's "not closed */ FROM customers ORDER BY id LIMIT 1
-- name: comment-at-end
SELECT count(*) FROM customers --
-- name: leading-comment
-- params: {}
/* question 7 */ SELECT count(*) FROM customers
-- name: trailing-semicolon
SELECT count(*) FROM customers ;
-- name: mixed-case
sElEcT C.NAME, c.City fRoM CUSTOMERS aS c WhErE C.ID < 5 OrDeR bY c.Id
-- name: odd-layout
-- escapes
\n\tSELECT\r\n\tid\n,name\tFROM\ncustomers\rWHERE\tid<3\nORDER\nBY\nid
-- name: no-spaces
SELECT(1)+2,'a'||'b',count(*)FROM"customers"WHERE(id)IN(1,2)
-- name: quoted-names
SELECT "Item No", "Unit Price €", "select", "größe", "日本" FROM "Order Items" WHERE "Item No" < 4 ORDER BY "Item No"
-- name: quoted-alias
SELECT o."Item No" AS "No. ""x""", o."select" AS "Größe (m²)" FROM "Order Items" AS "o" ORDER BY 1 LIMIT 2
-- name: unicode-quoted-name
SELECT U&"gr\00f6\00dfe" FROM "Order Items" ORDER BY "Item No" LIMIT 2
-- name: unquoted-unicode-name
SELECT größe, 日本 FROM "Order Items" ORDER BY größe, 日本
-- name: keyword-aliases
SELECT id AS "order", name AS select, city AS year, country AS value, industry AS "user" FROM customers ORDER BY id LIMIT 1
-- name: keyword-like-names
SELECT name name, id key, city text, segment AS "limit", 1 AS user, 2 AS end, 3 AS when FROM customers ORDER BY id LIMIT 1
-- name: schema-qualified
SELECT public.customers.name, customers.id FROM public.customers ORDER BY 2 LIMIT 2
-- name: database-qualified
SELECT c.id FROM business.public.customers AS c ORDER BY 1 LIMIT 2
-- name: catalog-qualified-function
SELECT pg_catalog.upper('x'), pg_catalog.count(*) FROM customers
-- name: catalog-qualified-type
SELECT 1::pg_catalog.int4, 'x'::pg_catalog.text
-- name: catalog-qualified-operator
SELECT 1 OPERATOR(pg_catalog.+) 2
-- name: table-statement
TABLE regions
-- name: table-statement-ordered
TABLE categories ORDER BY id LIMIT 3
-- name: values
VALUES (1, 'a'), (2, 'b') ORDER BY 1 DESC
-- name: values-source
SELECT v.n, v.t FROM (VALUES (1, 'x'), (2, 'y'), (3, NULL)) AS v(n, t) WHERE v.t IS NOT NULL ORDER BY 1
-- name: values-join
SELECT b.label, count(*) FROM invoices i JOIN (VALUES (0, 1000, 'low'), (1000, 5000, 'mid'), (5000, 1000000, 'high')) AS b(low, high, label)
ON i.amount >= b.low AND i.amount < b.high GROUP BY b.label ORDER BY 1
-- name: values-in
SELECT count(*) FROM customers WHERE (segment::text, country) IN (VALUES ('small', 'Demoland'), ('large', 'Examplia'))
-- name: parenthesised-select
(SELECT id FROM customers ORDER BY id LIMIT 1)
-- name: parenthesised-union
(SELECT id FROM customers ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM orders ORDER BY id DESC LIMIT 1)
-- name: union-mixed
SELECT 1 AS n UNION ALL SELECT 2 UNION SELECT 2 EXCEPT SELECT 3 ORDER BY n
-- name: set-operation-precedence
SELECT 1 UNION ALL (SELECT 2 INTERSECT SELECT 2) ORDER BY 1
-- name: union-types
SELECT 1 UNION ALL SELECT 2.5 ORDER BY 1
-- name: order-by-everything
SELECT id, quantity * unit_price AS value FROM orders ORDER BY value DESC NULLS LAST, 1 ASC, status USING < LIMIT 7 OFFSET 3
-- name: fetch-first
SELECT id FROM orders ORDER BY id OFFSET 2 ROWS FETCH FIRST 3 ROWS ONLY
-- name: fetch-next-row
SELECT id FROM orders ORDER BY id FETCH NEXT ROW ONLY
-- name: fetch-with-ties
SELECT quantity FROM orders ORDER BY quantity FETCH FIRST 2 ROWS WITH TIES
-- name: limit-all
SELECT id FROM regions ORDER BY id LIMIT ALL OFFSET 0
-- name: limit-expression
SELECT id FROM customers ORDER BY id LIMIT 1 + 2 OFFSET (SELECT 2)
-- name: distinct
SELECT DISTINCT city, country FROM customers ORDER BY city
-- name: distinct-on-two
SELECT DISTINCT ON (country, segment) country, segment, id FROM customers ORDER BY country, segment, id
-- name: group-by-position
SELECT segment, country, count(*) FROM customers GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
-- name: group-by-alias
SELECT left(name, 1) AS letter, count(*) FROM customers GROUP BY letter ORDER BY letter
-- name: group-by-primary-key
SELECT c.id, c.name, c.city, count(o.id) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id
-- name: group-by-nothing
SELECT count(*) FROM customers GROUP BY ()
-- name: having-without-group
SELECT count(*) FROM customers HAVING count(*) > 1
-- name: aggregates-with-order
SELECT array_agg(id ORDER BY id DESC), string_agg(DISTINCT city, ', ' ORDER BY city), json_agg(name ORDER BY id) FROM customers WHERE id < 6
-- name: aggregate-functions
SELECT count(*), count(DISTINCT city), sum(id), avg(id), min(name), max(name), bool_and(is_active), bool_or(is_active), every(id > 0), bit_or(id), variance(id) FROM customers
-- name: aggregate-all-distinct
SELECT count(ALL id), sum(DISTINCT id % 3) FROM customers
-- name: window-functions
SELECT id, row_number() OVER w, rank() OVER (ORDER BY quantity), dense_rank() OVER (ORDER BY quantity), percent_rank() OVER (ORDER BY quantity), cume_dist() OVER (ORDER BY quantity), ntile(4) OVER w FROM orders WINDOW w AS (ORDER BY id) ORDER BY id LIMIT 20
-- name: window-offsets
SELECT id, lag(quantity) OVER w, lag(quantity, 2) OVER w, lead(quantity, 1, 0) OVER w, first_value(id) OVER w, last_value(id) OVER w, nth_value(id, 2) OVER w FROM orders WHERE id < 30 WINDOW w AS (ORDER BY id) ORDER BY id
-- name: window-frames
SELECT id, sum(quantity) OVER (ORDER BY id ROWS 2 PRECEDING), sum(quantity) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW),
       count(*) OVER (ORDER BY quantity RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY quantity GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE TIES)
FROM orders WHERE id < 40 ORDER BY id
-- name: window-range-interval
SELECT id, sum(amount) OVER (ORDER BY ordered_at RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW) FROM orders ORDER BY ordered_at, id LIMIT 30
-- name: window-named-inherited
SELECT id, sum(quantity) OVER (w ROWS 1 PRECEDING) FROM orders WHERE id < 30 WINDOW w AS (PARTITION BY product_id ORDER BY id) ORDER BY id
-- name: window-over-groups
SELECT status, count(*), sum(count(*)) OVER (), rank() OVER (ORDER BY sum(amount) DESC) FROM orders GROUP BY status ORDER BY status
-- name: window-filter
SELECT id, count(*) FILTER (WHERE status = 'open') OVER (ORDER BY id) FROM orders WHERE id < 20 ORDER BY id
-- name: window-without-order
SELECT DISTINCT country, count(*) OVER (PARTITION BY country) FROM customers ORDER BY 1
-- name: case-simple
SELECT CASE status WHEN 'open' THEN 1 WHEN 'shipped' THEN 2 END, count(*) FROM orders GROUP BY 1 ORDER BY 1 NULLS FIRST
-- name: case-nested
SELECT id, CASE WHEN quantity > 10 THEN CASE WHEN unit_price > 500 THEN 'a' ELSE 'b' END ELSE 'c' END FROM orders ORDER BY id LIMIT 10
-- name: conditional-functions
SELECT coalesce(NULL, 2, 3), nullif(1, 1), greatest(1, 5, 3), least('b', 'a'), num_nulls(1, NULL), num_nonnulls(1, NULL)
-- name: between
SELECT count(*) FROM orders WHERE quantity BETWEEN 3 AND 7 AND quantity NOT BETWEEN 5 AND 6 OR quantity BETWEEN SYMMETRIC 20 AND 19
-- name: in-lists
SELECT count(*) FROM orders WHERE status IN ('open', 'returned') AND quantity NOT IN (1, 2) AND product_id = ANY (ARRAY[1, 2, 3, 4]) AND id <> ALL ('{5,6}'::int[])
-- name: in-subquery
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM tickets WHERE priority = 3) AND id NOT IN (SELECT customer_id FROM orders WHERE status = 'open') ORDER BY id
-- name: any-subquery
SELECT count(*) FROM orders WHERE amount > ALL (SELECT price FROM products) AND quantity = ANY (SELECT id FROM products) AND id > SOME (SELECT id FROM regions)
-- name: row-comparison
SELECT id FROM orders WHERE (quantity, unit_price) > (18, 700) ORDER BY id
-- name: row-equality
SELECT count(*) FROM customers WHERE ROW(city, country) = ROW('Mockburg', 'Demoland') OR (id, name) IS NULL
-- name: exists
SELECT count(*) FROM customers c WHERE EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id) AND NOT EXISTS (TABLE empty_table)
-- name: scalar-subquery
SELECT name, (SELECT max(ordered_on) FROM orders o WHERE o.customer_id = c.id) FROM customers c ORDER BY id LIMIT 10
-- name: array-subquery
SELECT c.id, ARRAY(SELECT o.id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT 3) FROM customers c ORDER BY c.id LIMIT 5
-- name: derived-without-alias-columns
SELECT max(n) FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id) AS t
-- name: column-aliases
SELECT a, b FROM (SELECT id, name FROM customers) AS t(a, b) ORDER BY a LIMIT 3
-- name: column-aliases-partial
SELECT number, name, parent_id FROM regions AS r(number) ORDER BY number
-- name: joins
SELECT c.id, o.id, p.name FROM customers c INNER JOIN orders o ON o.customer_id = c.id LEFT OUTER JOIN products p ON p.id = o.product_id WHERE c.id = 5 ORDER BY 2
-- name: join-using
SELECT customer_id, o.id, s.plan FROM orders o JOIN subscriptions s USING (customer_id) WHERE customer_id < 4 ORDER BY 1, 2
-- name: join-using-star
SELECT * FROM (SELECT id AS customer_id, name FROM customers) AS c JOIN accounts USING (customer_id) ORDER BY customer_id
-- name: join-using-alias
SELECT u.customer_id, count(*) FROM orders JOIN subscriptions USING (customer_id) AS u GROUP BY 1 ORDER BY 1
-- name: join-natural
SELECT count(*) FROM (SELECT id AS customer_id FROM customers) AS c NATURAL JOIN subscriptions
-- name: join-full
SELECT a.n, b.n FROM (VALUES (1), (2)) AS a(n) FULL JOIN (VALUES (2), (3)) AS b(n) ON a.n = b.n ORDER BY 1, 2
-- name: join-right
SELECT count(*) FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id AND o.status = 'open'
-- name: join-cross
SELECT count(*) FROM regions CROSS JOIN categories
-- name: join-comma
SELECT count(*) FROM customers c, tickets t WHERE t.customer_id = c.id AND t.status <> 'closed'
-- name: join-parenthesised
SELECT count(*) FROM customers c JOIN (orders o JOIN invoices i ON i.order_id = o.id) ON o.customer_id = c.id
-- name: join-self
SELECT a.id, b.id FROM customers a JOIN customers b ON a.city = b.city AND a.industry = b.industry AND a.id < b.id ORDER BY 1, 2
-- name: lateral-chain
SELECT c.id, x.n, y.m FROM customers c, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) AS x, LATERAL (SELECT x.n * 2 AS m) AS y ORDER BY c.id LIMIT 5
-- name: cte-chain
WITH a AS (SELECT customer_id, sum(amount) AS s FROM invoices GROUP BY 1), b AS (SELECT avg(s) AS mean FROM a)
SELECT c.name, a.s FROM a JOIN customers c ON c.id = a.customer_id, b WHERE a.s > b.mean ORDER BY a.s, c.name
-- name: cte-columns
WITH t (a, b) AS (SELECT id, name FROM customers) SELECT b, a FROM t ORDER BY a LIMIT 3
-- name: cte-materialized
WITH t AS MATERIALIZED (SELECT id FROM orders), u AS NOT MATERIALIZED (SELECT id FROM t) SELECT count(*) FROM u
-- name: cte-shadows-table
WITH orders AS (SELECT id FROM customers) SELECT count(*), max(id) FROM orders
-- name: cte-nested
SELECT (WITH t AS (SELECT max(id) AS m FROM orders) SELECT m FROM t), (WITH u AS (SELECT 2 AS x) SELECT x FROM u)
-- name: cte-values
WITH t(n, label) AS (VALUES (1, 'one'), (2, 'two')) SELECT label FROM t ORDER BY n
-- name: recursive-numbers
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT sum(i) FROM n
-- name: recursive-fibonacci
WITH RECURSIVE f(a, b) AS (VALUES (0::bigint, 1::bigint) UNION ALL SELECT b, a + b FROM f WHERE b < 1000) SELECT a FROM f ORDER BY a
-- name: recursive-limited
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 7
-- name: recursive-union
WITH RECURSIVE r(i) AS (SELECT 1 UNION SELECT (i * 2) % 11 FROM r) SELECT i FROM r ORDER BY i
-- name: recursive-search
WITH RECURSIVE t AS (SELECT id, parent_id, name FROM categories WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.name FROM categories c JOIN t ON c.parent_id = t.id)
SEARCH DEPTH FIRST BY name SET ordering SELECT name FROM t ORDER BY ordering
-- name: recursive-cycle
WITH RECURSIVE t(id, parent_id) AS (SELECT id, parent_id FROM regions WHERE id = 9 UNION ALL SELECT r.id, r.parent_id FROM regions r JOIN t ON r.id = t.parent_id)
CYCLE id SET is_cycle USING path SELECT id, is_cycle FROM t ORDER BY id
-- name: tablesample
SELECT count(*) <= 400 FROM orders TABLESAMPLE SYSTEM (50) REPEATABLE (7)
-- name: only
SELECT count(*) FROM ONLY customers
-- name: partitioned
SELECT count(*), min(ordered_on) FROM orders WHERE ordered_on > current_date - 30
-- name: type-of
SELECT pg_typeof(1), pg_typeof('x'::text), pg_typeof(now())
-- name: long-in-list
-- expand
SELECT count(*) FROM customers WHERE id IN (⟦{n}⟧*900⟦, ⟧)
-- name: long-or-chain
-- expand
SELECT count(*) FROM customers WHERE ⟦id = {n}⟧*120⟦ OR ⟧
-- name: long-concatenation
-- expand
SELECT ⟦name⟧*60⟦ || ⟧ FROM customers ORDER BY id LIMIT 2
-- name: many-columns
-- expand
SELECT ⟦id + {n} AS c{n}⟧*200⟦, ⟧ FROM customers ORDER BY id
-- name: many-joins
-- expand
SELECT count(*) FROM customers c0 ⟦JOIN customers c{n} ON c{n}.id = c0.id ⟧*11
-- name: many-ctes
-- expand
WITH a0 AS (SELECT 1 AS x) ⟦, a{n} AS (SELECT x + 1 AS x FROM a{m})⟧*30 SELECT x FROM a30
-- name: many-unions
-- expand
⟦SELECT {n} AS n⟧*50⟦ UNION ALL ⟧ ORDER BY n
-- name: deep-parentheses
-- expand
SELECT ⟦(⟧*30 1 ⟦)⟧*30
-- name: deep-subqueries
-- expand
SELECT n FROM ⟦(SELECT n FROM ⟧*12 (SELECT 1 AS n) AS z ⟦) AS q{n} ⟧*12
