-- why: The language itself: what MariaDB reads and a reader of it has to read alike.

-- name: one
SELECT 1
-- name: literals
SELECT 1, -1, 1.5, .5, 1., 1e3, 1.5E-3, 'x', '', NULL, TRUE, FALSE, 0x41, x'42', b'1000001', N'n', _utf8mb4'u'
-- name: big-numbers
SELECT 9223372036854775807, -9223372036854775808, 18446744073709551615, 12345678901234567890123456789, 0.1 + 0.2, 1e0 / 3
-- name: arithmetic
SELECT 7 / 2, 7 DIV 2, 7 % 3, 7 MOD 3, -7 DIV 2, 5 & 3, 5 | 3, 5 ^ 3, 1 << 4, 256 >> 2, ~1 & 255, 2 + 3 * 4, - - 3
-- name: comparison
SELECT 1 < 2, 2 <= 2, 1 <> 2, 1 != 2, NULL = NULL, NULL <=> NULL, 1 <=> 1, 1 IS TRUE, NULL IS UNKNOWN, NOT 1 = 2, !0, 1 XOR 0, 1 && 0, 'a' < 'b'
-- name: strings
SELECT 'it''s', "it's", 'say "x"', "say ""x""", '`back`', '[bracket]', '100 %', 'why?', ':name', '@x', '$y', '{z}', '#', '-- ', '/* */', ';'
-- name: backslashes
SELECT 'a\tb\nc', 'it\'s', "say \"x\"", '\\', 'C:\\dir\\', '\%', '\_', '\x', '\0' = CHAR(0), '\Z' = CHAR(26)
-- name: adjacent-strings
SELECT 'one' ' two' " three"
-- name: keywords-in-strings
SELECT 'DROP TABLE customers; DELETE FROM orders; -- INTO OUTFILE' AS text, COUNT(*) FROM customers
-- name: double-quoted-strings
SELECT COUNT(*) FROM customers WHERE city = "Mockburg" AND country <> "it's; -- "
-- name: temporal-literals
SELECT DATE '2026-01-31', TIME '12:34:56', TIMESTAMP '2026-01-31 12:00:00', {d '2026-01-31'}, {t '12:34:56'}, {ts '2026-01-31 12:00:00'}
-- name: comments
SELECT id -- the number
, /* the ; name */ name # it's a comment
FROM customers -- DELETE
ORDER BY id LIMIT 2
-- name: comment-with-quote
SELECT id /* it's "not `closed */ FROM customers ORDER BY id LIMIT 1
-- name: comment-at-end
SELECT COUNT(*) FROM customers # end
-- name: minus-minus
SELECT 5 - -3, 5--3
-- name: trailing-semicolon
SELECT COUNT(*) FROM customers ;
-- name: mixed-case
sElEcT C.NAME, C.City fRoM customers aS C WhErE C.ID < 5 OrDeR bY C.Id
-- name: odd-layout
-- escapes
\n\tSELECT\r\n\tid\n,name\tFROM\ncustomers\rWHERE\tid<3\nORDER\nBY\nid
-- name: no-spaces
SELECT(1)+2,CONCAT('a','b'),COUNT(*)FROM`customers`WHERE(id)IN(1,2)
-- name: quoted-names
SELECT `Item No`, `Unit Price €`, `select`, `größe`, `日本`, `tick``mark` FROM `Order Items` WHERE `Item No` < 4 ORDER BY `Item No`
-- name: unquoted-unicode-names
SELECT größe, 日本 FROM `Order Items` ORDER BY größe, 日本
-- name: quoted-alias
SELECT o.`Item No` AS `No. ``x```, o.`select` AS 'Größe (m²)' FROM `Order Items` AS `o` ORDER BY 1 LIMIT 2
-- name: string-alias
SELECT COUNT(*) AS 'How many', COUNT(*) "Again" FROM customers
-- name: keyword-aliases
SELECT id AS `order`, name AS year, city AS value, country AS `group`, industry AS type FROM customers ORDER BY id LIMIT 1
-- name: schema-qualified
SELECT business.customers.name, customers.id FROM business.customers ORDER BY 2 LIMIT 2
-- name: schema-qualified-quoted
SELECT `business`.`customers`.`name` FROM `business`.`customers` ORDER BY id LIMIT 2
-- name: spaces-around-dots
SELECT c . name FROM business . customers c ORDER BY c .id LIMIT 2
-- name: table-values
VALUES (1, 'a'), (2, 'b')
-- name: table-values-source
SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS v ORDER BY 1
-- name: table-values-cte
WITH band (low, high, label) AS (VALUES (0, 1000, 'low'), (1000, 5000, 'mid'), (5000, 1000000, 'high'))
SELECT label, COUNT(*) FROM invoices JOIN band ON amount >= low AND amount < high GROUP BY label ORDER BY 1
-- name: parenthesised-select
(SELECT id FROM customers ORDER BY id LIMIT 1)
-- name: parenthesised-union
(SELECT id FROM customers ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM orders ORDER BY id DESC LIMIT 1)
-- name: union-mixed
SELECT 1 AS n UNION ALL SELECT 2 UNION SELECT 2 ORDER BY n
-- name: set-operation-precedence
SELECT 1 UNION ALL (SELECT 2 INTERSECT SELECT 2) ORDER BY 1
-- name: union-limit
SELECT id FROM regions UNION SELECT id FROM categories ORDER BY id DESC LIMIT 3
-- name: from-dual
SELECT 1 + 1 FROM DUAL
-- name: order-by-everything
SELECT id, quantity * unit_price AS value FROM orders ORDER BY value DESC, 1 ASC, status, RIGHT(id, 1) LIMIT 7 OFFSET 3
-- name: limit-comma
SELECT id FROM customers ORDER BY id LIMIT 5, 3
-- name: fetch-first
SELECT id FROM orders ORDER BY id OFFSET 2 ROWS FETCH FIRST 3 ROWS ONLY
-- name: fetch-with-ties
SELECT quantity FROM orders ORDER BY quantity FETCH NEXT 2 ROWS WITH TIES
-- name: nulls-first-by-expression
SELECT id, paid_on FROM invoices ORDER BY paid_on IS NULL, paid_on DESC, id LIMIT 5
-- name: distinct
SELECT DISTINCT city, country FROM customers ORDER BY city
-- name: distinctrow
SELECT DISTINCTROW segment FROM customers ORDER BY segment
-- name: select-all
SELECT ALL id FROM regions ORDER BY id
-- name: group-by-position
SELECT segment, country, COUNT(*) FROM customers GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
-- name: group-by-alias
SELECT LEFT(name, 1) AS letter, COUNT(*) FROM customers GROUP BY letter ORDER BY letter
-- name: group-by-expression
SELECT YEAR(ordered_on), MONTH(ordered_on), COUNT(*) FROM orders GROUP BY YEAR(ordered_on), MONTH(ordered_on) ORDER BY 1, 2
-- name: group-by-descending
SELECT status, COUNT(*) FROM orders GROUP BY status DESC
-- name: group-by-key
SELECT c.id, c.name, c.city, COUNT(o.id) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id ORDER BY c.id
-- name: having-alias
SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id HAVING n > 8 ORDER BY n DESC, 1
-- name: having-without-group
SELECT COUNT(*) FROM customers HAVING COUNT(*) > 1
-- name: where-alias-in-having
SELECT id, quantity * unit_price AS value FROM orders HAVING value > 10000 ORDER BY id
-- name: aggregate-functions
SELECT COUNT(*), COUNT(DISTINCT city), SUM(id), AVG(id), MIN(name), MAX(name), BIT_OR(id), BIT_AND(id), BIT_XOR(id), STD(id), VARIANCE(id) FROM customers
-- name: count-distinct-two
SELECT COUNT(DISTINCT city, segment) FROM customers
-- name: group-concat
SELECT country, GROUP_CONCAT(DISTINCT segment ORDER BY segment DESC SEPARATOR ', ') FROM customers GROUP BY country ORDER BY country
-- name: group-concat-limit
SELECT GROUP_CONCAT(id ORDER BY id LIMIT 3) FROM customers
-- name: window-functions
SELECT id, ROW_NUMBER() OVER (ORDER BY id), RANK() OVER (ORDER BY quantity), DENSE_RANK() OVER (ORDER BY quantity), PERCENT_RANK() OVER (ORDER BY quantity), CUME_DIST() OVER (ORDER BY quantity), NTILE(4) OVER (ORDER BY id) FROM orders ORDER BY id LIMIT 20
-- name: window-offsets
SELECT id, LAG(quantity) OVER w, LEAD(quantity, 2) OVER w, FIRST_VALUE(id) OVER w, LAST_VALUE(id) OVER w, NTH_VALUE(id, 2) OVER w FROM orders WHERE id < 30 WINDOW w AS (ORDER BY id) ORDER BY id
-- name: window-frames
SELECT id, SUM(quantity) OVER (ORDER BY id ROWS 2 PRECEDING), AVG(quantity) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), COUNT(*) OVER (ORDER BY quantity RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM orders WHERE id < 40 ORDER BY id
-- name: window-over-groups
SELECT status, COUNT(*), SUM(COUNT(*)) OVER () FROM orders GROUP BY status ORDER BY status
-- name: window-partition
SELECT DISTINCT country, COUNT(*) OVER (PARTITION BY country) FROM customers ORDER BY 1
-- name: case-simple
SELECT CASE status WHEN 'open' THEN 1 WHEN 'shipped' THEN 2 END AS s, COUNT(*) FROM orders GROUP BY s ORDER BY s
-- name: conditional-functions
SELECT IF(1 > 0, 'a', 'b'), IFNULL(NULL, 2), NULLIF(1, 1), COALESCE(NULL, 2, 3), NVL(NULL, 4), NVL2(1, 2, 3), GREATEST(1, 5, 3), LEAST('b', 'a'), INTERVAL(5, 1, 3, 7), ELT(2, 'a', 'b'), FIELD('b', 'a', 'b')
-- name: between
SELECT COUNT(*) FROM orders WHERE quantity BETWEEN 3 AND 7 AND quantity NOT BETWEEN 5 AND 6
-- name: in-lists
SELECT COUNT(*) FROM orders WHERE status IN ('open', 'returned') AND quantity NOT IN (1, 2) AND (product_id, quantity) IN ((1, 3), (2, 4), (3, 5))
-- name: in-subquery
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM tickets WHERE priority = 3) AND id NOT IN (SELECT customer_id FROM orders WHERE status = 'open') ORDER BY id
-- name: any-subquery
SELECT COUNT(*) FROM orders WHERE amount > ALL (SELECT price FROM products) AND quantity = ANY (SELECT id FROM products)
-- name: row-comparison
SELECT id FROM orders WHERE (quantity, unit_price) > (18, 700) ORDER BY id
-- name: exists
SELECT COUNT(*) FROM customers c WHERE EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id) AND NOT EXISTS (SELECT 1 FROM empty_table)
-- name: scalar-subquery
SELECT name, (SELECT MAX(ordered_on) FROM orders o WHERE o.customer_id = c.id) FROM customers c ORDER BY id LIMIT 10
-- name: derived
SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM orders GROUP BY customer_id) AS t
-- name: joins
SELECT c.id, o.id, p.name FROM customers c INNER JOIN orders o ON o.customer_id = c.id LEFT OUTER JOIN products p ON p.id = o.product_id WHERE c.id = 5 ORDER BY 2
-- name: join-using
SELECT customer_id, o.id, s.plan FROM orders o JOIN subscriptions s USING (customer_id) WHERE customer_id < 4 ORDER BY 1, 2
-- name: join-natural
SELECT COUNT(*) FROM (SELECT id AS customer_id FROM customers) AS c NATURAL JOIN subscriptions
-- name: join-right
SELECT COUNT(*) FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id AND o.status = 'open'
-- name: join-cross
SELECT COUNT(*) FROM regions CROSS JOIN categories
-- name: join-comma
SELECT COUNT(*) FROM customers c, tickets t WHERE t.customer_id = c.id AND t.status <> 'closed'
-- name: join-straight
SELECT COUNT(*) FROM customers c STRAIGHT_JOIN orders o ON o.customer_id = c.id
-- name: join-parenthesised
SELECT COUNT(*) FROM customers c JOIN (orders o JOIN invoices i ON i.order_id = o.id) ON o.customer_id = c.id
-- name: join-self
SELECT a.id, b.id FROM customers a JOIN customers b ON a.city = b.city AND a.industry = b.industry AND a.id < b.id ORDER BY 1, 2
-- name: cte-chain
WITH a AS (SELECT customer_id, SUM(amount) AS s FROM invoices GROUP BY 1), b AS (SELECT AVG(s) AS mean FROM a)
SELECT c.name, a.s FROM a JOIN customers c ON c.id = a.customer_id, b WHERE a.s > b.mean ORDER BY a.s, c.name
-- name: cte-columns
WITH t (a, b) AS (SELECT id, name FROM customers) SELECT b, a FROM t ORDER BY a LIMIT 3
-- name: cte-shadows-table
WITH orders AS (SELECT id FROM customers) SELECT COUNT(*), MAX(id) FROM orders
-- name: cte-in-subquery
SELECT (WITH t AS (SELECT MAX(id) AS m FROM orders) SELECT m FROM t)
-- name: recursive-numbers
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT SUM(i) FROM n
-- name: recursive-union
WITH RECURSIVE r(i) AS (SELECT 1 UNION SELECT (i * 2) % 11 FROM r) SELECT i FROM r ORDER BY i
-- name: recursive-cycle
WITH RECURSIVE t(id, parent_id) AS (SELECT id, parent_id FROM regions WHERE id = 9 UNION ALL SELECT r.id, r.parent_id FROM regions r JOIN t ON r.id = t.parent_id) CYCLE id RESTRICT SELECT id FROM t ORDER BY id
-- name: index-hints
SELECT id FROM orders USE INDEX (orders_by_customer) WHERE customer_id = 5 ORDER BY id
-- name: select-options
SELECT SQL_NO_CACHE COUNT(*) FROM customers
-- name: rows-examined
SELECT id FROM regions ORDER BY id LIMIT 5 ROWS EXAMINED 10000
-- name: intervals
SELECT '2026-01-31' + INTERVAL 1 MONTH, DATE '2026-03-01' - INTERVAL 1 DAY, INTERVAL 2 HOUR + TIMESTAMP '2026-01-01 00:00:00', DATE_ADD('2026-01-01', INTERVAL '1 2' DAY_HOUR), DATE_SUB('2026-01-01', INTERVAL 1 QUARTER), NOW() > NOW() - INTERVAL 1 SECOND
-- name: extract
SELECT EXTRACT(YEAR FROM ordered_on), EXTRACT(DAY_HOUR FROM ordered_at) FROM orders ORDER BY id LIMIT 3
-- name: casts
SELECT CAST('12' AS SIGNED), CAST('12' AS UNSIGNED INTEGER), CAST(3.7 AS DECIMAL(4, 1)), CAST(5 AS CHAR), CAST('2026-01-01' AS DATE), CAST('12:00' AS TIME), CONVERT('1.5', DOUBLE), CONVERT('x' USING utf8mb4), CAST('a' AS BINARY(2)), CAST('1' AS FLOAT)
-- name: collate
SELECT COUNT(*) FROM customers WHERE name COLLATE utf8mb4_bin LIKE 'A%' OR name = 'amber WORKS' COLLATE utf8mb4_general_ci OR BINARY name = 'x'
-- name: case-insensitive-comparison
SELECT COUNT(*) FROM customers WHERE city = 'MOCKBURG'
-- name: booleans-as-numbers
SELECT SUM(is_active), SUM(segment = 'small'), COUNT(*) - SUM(is_active) FROM customers
-- name: long-in-list
-- expand
SELECT COUNT(*) FROM customers WHERE id IN (⟦{n}⟧*900⟦, ⟧)
-- name: long-or-chain
-- expand
SELECT COUNT(*) FROM customers WHERE ⟦id = {n}⟧*120⟦ OR ⟧
-- name: long-concatenation
-- expand
SELECT CONCAT(⟦name⟧*60⟦, ⟧) FROM customers ORDER BY id LIMIT 2
-- name: many-columns
-- expand
SELECT ⟦id + {n} AS c{n}⟧*200⟦, ⟧ FROM customers ORDER BY id
-- name: many-joins
-- expand
SELECT COUNT(*) FROM customers c0 ⟦JOIN customers c{n} ON c{n}.id = c0.id ⟧*11
-- name: many-unions
-- expand
⟦SELECT {n} AS n⟧*50⟦ UNION ALL ⟧ ORDER BY n
-- name: deep-parentheses
-- expand
SELECT ⟦(⟧*30 1 ⟦)⟧*30
-- name: deep-subqueries
-- expand
SELECT n FROM ⟦(SELECT n FROM ⟧*12 (SELECT 1 AS n) AS z ⟦) AS q{n} ⟧*12
