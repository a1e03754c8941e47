-- why: More work, memory or output than anybody needs: refused, or stopped at the deadline.
-- expect: bomb

-- name: endless-recursion
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n
-- name: doubling-recursion
WITH RECURSIVE s(t) AS (SELECT CAST('xxxxxxxxxxxxxxxx' AS CHAR(60000)) UNION ALL SELECT CONCAT(t, t) FROM s) SELECT MAX(LENGTH(t)) FROM s
-- name: branching-recursion
WITH RECURSIVE b(i) AS (SELECT 1 UNION ALL SELECT i + x FROM b, (SELECT 1 AS x UNION SELECT 2) AS v) SELECT COUNT(*) FROM b
-- name: cross-join
SELECT COUNT(*) FROM orders a, orders b, orders c, orders d
-- name: cross-join-sort
SELECT a.id FROM orders a, orders b, orders c ORDER BY a.quantity * b.quantity * c.quantity LIMIT 5
-- name: cross-join-distinct
SELECT COUNT(DISTINCT a.id, b.id, c.id) FROM orders a, orders b, orders c
-- name: cross-join-window
SELECT SUM(a.id) OVER (ORDER BY a.amount + b.amount) FROM orders a, orders b, orders c
-- name: cross-join-exists
SELECT COUNT(*) FROM orders a WHERE NOT EXISTS (SELECT 1 FROM orders b, orders c, orders d WHERE a.id + b.id + c.id + d.id < 0)
-- name: self-join-like
SELECT COUNT(*) FROM orders a JOIN orders b JOIN orders c ON a.attributes LIKE CONCAT('%', b.id, '%', c.id)
-- name: repeat
SELECT LENGTH(REPEAT('x', 1000000000))
-- name: repeat-of-repeat
SELECT LENGTH(REPEAT(REPEAT('x', 3000), 3000))
-- name: lpad
SELECT LENGTH(LPAD('x', 1000000000, 'y')), LENGTH(SPACE(1000000000))
-- name: repeat-rows
SELECT REPEAT('x', 1000000) FROM orders
-- name: group-concat
SELECT LENGTH(GROUP_CONCAT(a.attributes, b.attributes)) FROM orders a, orders b, orders c
-- name: json-aggregate
SELECT LENGTH(JSON_ARRAYAGG(a.attributes)) FROM orders a, orders b, orders c
-- name: sha
SELECT SUM(CONV(LEFT(SHA2(REPEAT(CONCAT(a.id, b.id), 1000), 512), 4), 16, 10)) FROM orders a, orders b, orders c
-- name: regex-nested-quantifier
SELECT CONCAT(REPEAT('a', 5000), 'b') REGEXP '^(a+)+$'
-- name: regex-back-reference
SELECT REPEAT('ab', 3000) REGEXP '^(.*)(.*)\\1\\2x$'
-- name: regex-raising-its-bound
SELECT REPEAT('ab', 3000) REGEXP '(*LIMIT_MATCH=4000000000)^(.*)(.*)\\1\\2x$'
-- name: regex-replace
SELECT LENGTH(REGEXP_REPLACE(REPEAT('a', 100000), '(a|aa)+?', REPEAT('b', 100)))
-- name: regex-per-pair
SELECT COUNT(*) FROM orders a, orders b, orders c WHERE a.attributes REGEXP CONCAT('(.*)+', b.id)
-- name: like-many-percent
-- expand
SELECT COUNT(*) FROM orders a, orders b, orders c WHERE a.attributes LIKE '⟦%a⟧*200%'
-- name: replace-grow
SELECT LENGTH(REPLACE(REPEAT('a', 100000), 'a', REPEAT('b', 1000)))
-- name: format-digits
SELECT FORMAT(1, 1000000), ROUND(1, 1000000), CAST(REPEAT('9', 1000000) AS DECIMAL(65, 0))
-- name: week-of-pairs
SELECT COUNT(*) FROM orders a, orders b, orders c WHERE DATE_FORMAT(a.ordered_at, '%W %M %Y') < DATE_FORMAT(b.ordered_at, '%M %W')
-- name: rollup-wide
SELECT COUNT(*) FROM orders a, orders b, orders c GROUP BY a.id, b.id, c.id WITH ROLLUP
-- name: many-columns
-- expand
SELECT ⟦id AS c{n}⟧*1400⟦, ⟧ FROM orders
-- name: many-columns-too-many
-- expand
SELECT ⟦1⟧*5000⟦,⟧
-- name: many-tables
-- expand
SELECT COUNT(*) FROM ⟦orders t{n}⟧*50⟦, ⟧
-- name: many-tables-too-many
-- expand
SELECT COUNT(*) FROM ⟦regions t{n}⟧*62⟦, ⟧
-- name: many-joins
-- expand
SELECT COUNT(*) FROM orders t0 ⟦JOIN orders t{n} ON t{n}.customer_id = t{m}.customer_id ⟧*30
-- name: many-unions
-- expand
⟦SELECT 1⟧*1500⟦ UNION ⟧
-- name: many-ctes
-- expand
WITH a0 AS (SELECT 1 AS x) ⟦, a{n} AS (SELECT p.x FROM a{m} p, a{m} q)⟧*30 SELECT COUNT(*) FROM a30
-- name: many-values
-- expand
VALUES ⟦(1)⟧*3500⟦,⟧
-- name: nested-parentheses
-- expand
SELECT ⟦(⟧*3000 1 ⟦)⟧*3000
-- name: open-parentheses
-- expand
SELECT ⟦(⟧*8000
-- name: nested-selects
-- expand
SELECT ⟦(SELECT ⟧*800 1 ⟦)⟧*800
-- name: nested-derived
-- expand
SELECT 1 FROM ⟦(SELECT 1 FROM ⟧*100 regions ⟦) AS t{n}⟧*100
-- name: nested-calls
-- expand
SELECT ⟦ABS(⟧*1500 1 ⟦)⟧*1500
-- name: nested-cases
-- expand
SELECT ⟦CASE WHEN 1 THEN ⟧*500 1 ⟦ END⟧*500
-- name: nested-ifs
-- expand
SELECT ⟦IF(1, ⟧*600 1 ⟦, 2)⟧*600
-- name: nested-version-comments
-- expand
SELECT ⟦/*!⟧*2000 1 ⟦*/⟧*2000
-- name: minus-chain
-- expand
SELECT ⟦- ⟧*6000 1
-- name: not-chain
-- expand
SELECT ⟦NOT ⟧*3500 1
-- name: exclamation-chain
-- expand
SELECT ⟦!⟧*8000 1
-- name: or-chain
-- expand
SELECT 1 FROM orders WHERE ⟦id = {n}⟧*1100⟦ OR ⟧
-- name: too-long
-- expand
SELECT '⟦x⟧*20000'
-- name: too-long-number
-- expand
SELECT 1⟦0⟧*15000
-- name: long-name
-- expand
SELECT id AS `⟦n⟧*15000` FROM customers
-- name: timing-by-secret
SELECT IF((SELECT email FROM contacts WHERE id = 1) LIKE 'a%', (SELECT COUNT(*) FROM orders a, orders b, orders c, orders d), 0)
