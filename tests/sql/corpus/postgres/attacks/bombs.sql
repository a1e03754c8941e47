-- why: More work, memory or output than anybody needs: refused, or stopped at the deadline.
-- expect: bomb

-- name: endless-recursion
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n
-- name: endless-recursion-bigint
WITH RECURSIVE n(i) AS (SELECT 1::numeric UNION ALL SELECT i * 2 FROM n) SELECT max(i) FROM n
-- name: doubling-recursion
WITH RECURSIVE s(t) AS (SELECT 'xxxxxxxxxxxxxxxx' UNION ALL SELECT t || t FROM s) SELECT max(length(t)) FROM s
-- name: branching-recursion
WITH RECURSIVE b(i) AS (SELECT 1 UNION ALL SELECT i + x FROM b, (VALUES (1), (2), (3)) AS v(x)) SELECT count(*) FROM b
-- name: cross-join
SELECT count(*) FROM orders a, orders b, orders c, orders d
-- name: cross-join-sort
SELECT a.id FROM orders a, orders b, orders c ORDER BY a.quantity * b.quantity * c.quantity
-- name: cross-join-distinct
SELECT count(DISTINCT (a.id, b.id, c.id)) FROM orders a, orders b, orders c
-- name: cross-join-window
SELECT sum(a.id) OVER (ORDER BY a.amount + b.amount + c.amount) FROM orders a, orders b, orders c
-- name: cross-join-exists
SELECT count(*) FROM orders a WHERE NOT EXISTS (SELECT FROM orders b, orders c, orders d WHERE a.id + b.id + c.id + d.id < 0)
-- name: series
SELECT count(*) FROM generate_series(1, 1000000000)
-- name: series-select
SELECT generate_series(1, 1000000000)
-- name: series-timestamps
SELECT count(*) FROM generate_series(timestamp '0001-01-01', timestamp '9999-12-31', interval '1 second')
-- name: series-product
SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b WHERE a * b % 7 = 3
-- name: series-numeric
SELECT sum(x) FROM generate_series(1.0, 1e12, 0.001) AS x
-- name: repeat
SELECT length(repeat('x', 1000000000))
-- name: repeat-of-repeat
SELECT length(repeat(repeat('x', 30000), 30000))
-- name: lpad
SELECT length(lpad('x', 1000000000, 'y'))
-- name: repeat-rows
SELECT repeat('x', 10000000) FROM orders
-- name: repeat-concatenated
SELECT string_agg(repeat('x', 1000000), '') FROM orders
-- name: replace-grow
SELECT length(replace(repeat('a', 1000000), 'a', repeat('b', 100)))
-- name: array-fill
SELECT array_length(array_fill(1, ARRAY[100000000]), 1)
-- name: array-aggregate
SELECT cardinality(array_agg(a.id)) FROM orders a, orders b, orders c
-- name: string-aggregate
SELECT length(string_agg(a.attributes::text, '')) FROM orders a, orders b, orders c
-- name: json-aggregate
SELECT length(jsonb_agg(a)::text) FROM products a, products b, products c, products d, products e
-- name: power
SELECT length((9.99 ^ 100000)::text)
-- name: power-of-power
SELECT 10::numeric ^ (10::numeric ^ 5)
-- name: factorial
SELECT length(factorial(30000)::text)
-- name: numeric-digits
SELECT round(1::numeric / 3, 16000) * round(2::numeric / 7, 16000)
-- name: sqrt-digits
SELECT sum(sqrt(n::numeric(1000, 900))) FROM generate_series(1, 1000000) AS n
-- name: regex-nested-quantifier
SELECT repeat('a', 5000) || 'b' ~ '(a+)+$'
-- name: regex-back-reference
SELECT repeat('ab', 3000) ~ '^(.*)(.*)\1\2x$'
-- name: regex-bounded-nesting
SELECT 'x' ~ '((((x{1,50}){1,50}){1,50}){1,50})'
-- name: regex-look-around
SELECT repeat('a', 10000) ~ '(?=(a*a*a*a*)b)'
-- name: regex-replace-all
SELECT length(regexp_replace(repeat('a', 100000), '(a|aa)+?', repeat('b', 100), 'g'))
-- name: regex-per-pair
SELECT count(*) FROM orders a, orders b, orders c WHERE a.attributes::text ~ ('(.*)+' || b.id)
-- name: like-many-percent
-- expand
SELECT count(*) FROM orders a, orders b, orders c WHERE a.attributes::text LIKE '⟦%a⟧*200%'
-- name: similar-to
SELECT repeat('a', 3000) SIMILAR TO '((a|a)*)*b'
-- name: text-search-phrase
SELECT count(*) FROM orders a, orders b, orders c WHERE to_tsvector(a.attributes::text) @@ phraseto_tsquery(b.attributes::text)
-- name: levenshtein-like
SELECT sum(length(a.name || b.name || c.name || d.name)) FROM customers a, customers b, customers c, customers d
-- name: many-columns
-- expand
SELECT ⟦id AS c{n}⟧*1400⟦, ⟧ FROM orders a
-- name: many-columns-too-many
-- expand
SELECT ⟦1⟧*3000⟦,⟧
-- name: many-tables
-- expand
SELECT count(*) FROM ⟦orders t{n}⟧*14⟦, ⟧ WHERE ⟦t{n}.id = t{m}.id⟧*13⟦ OR ⟧
-- name: many-joins
-- expand
SELECT count(*) FROM orders t0 ⟦JOIN orders t{n} ON t{n}.customer_id = t{m}.customer_id ⟧*30
-- name: many-unions
-- expand
⟦SELECT 1⟧*1500⟦ UNION ⟧
-- name: many-ctes
-- expand
WITH a0 AS (SELECT 1 AS x) ⟦, a{n} AS (SELECT p.x FROM a{m} p, a{m} q)⟧*60 SELECT count(*) FROM a60
-- name: many-grouping-sets
SELECT count(*) FROM orders GROUP BY CUBE (id, customer_id, ordered_on, product_id, quantity, unit_price, status, amount, ordered_at, attributes, (id, status), (id, amount))
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
-- name: nested-calls
-- expand
SELECT ⟦abs(⟧*1500 1 ⟦)⟧*1500
-- name: nested-cases
-- expand
SELECT ⟦CASE WHEN true THEN ⟧*500 1 ⟦ END⟧*500
-- name: nested-arrays
-- expand
SELECT ⟦ARRAY[⟧*800 1 ⟦]⟧*800
-- name: nested-casts
-- expand
SELECT 1⟦::text⟧*2000
-- name: nested-comments
-- expand
SELECT ⟦/*⟧*4000 1 ⟦*/⟧*4000
-- name: minus-chain
-- expand
SELECT ⟦- ⟧*6000 1
-- name: not-chain
-- expand
SELECT ⟦NOT ⟧*3500 true
-- name: or-chain
-- expand
SELECT 1 FROM orders WHERE ⟦id = {n}⟧*1100⟦ OR ⟧
-- name: concat-chain
-- expand
SELECT ⟦'a'⟧*2600⟦ || ⟧
-- name: subscripts-chain
-- expand
SELECT (ARRAY[1])⟦[1]⟧*3000
-- name: too-long
-- expand
SELECT '⟦x⟧*20000'
-- name: too-long-number
-- expand
SELECT 1⟦0⟧*15000
-- name: long-name
-- expand
SELECT id AS "⟦n⟧*15000" FROM customers
-- name: long-dollar-tag
-- expand
SELECT $⟦a⟧*7000$ x $⟦a⟧*7000$
-- name: recursive-nesting
-- expand
⟦WITH RECURSIVE a{n}(n) AS (SELECT 1 UNION ALL SELECT a{n}.n FROM a{n}, (⟧*14 SELECT 1
-- name: sleep-by-many-dates
SELECT count(*) FROM orders a, orders b, orders c WHERE (a.ordered_at AT TIME ZONE 'Europe/Berlin')::text < to_char(b.ordered_at, 'Day DD Month YYYY')
-- name: timing-by-secret
SELECT CASE WHEN (SELECT email FROM contacts WHERE id = 1) LIKE 'a%' THEN (SELECT count(*) FROM orders a, orders b, orders c) END
-- name: timing-by-filter
SELECT count(*) FROM contacts WHERE email LIKE 'a%' AND (SELECT count(*) FROM orders a, orders b, orders c WHERE a.id + b.id > contacts.id) > 0
