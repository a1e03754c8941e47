-- why: Tests a column whose values are withheld, so the starter policy denies it.
-- expect: forbidden

-- name: where
SELECT id FROM contacts WHERE email LIKE 'a%'
-- name: where-equals
SELECT id FROM contacts WHERE full_name = 'Ada'
-- name: where-null
-- alike: answered
SELECT id FROM contacts WHERE phone IS NULL
-- name: where-secret
SELECT id FROM customers WHERE api_secret > 'sample-key-8'
-- name: where-confidential
SELECT id FROM customers WHERE credit_limit > 10000
-- name: where-alias
SELECT id, email AS e FROM contacts WHERE e < 'm'
-- name: where-view
SELECT customer FROM customer_contacts WHERE email LIKE 'a%'
-- name: where-cte
WITH t AS (SELECT id, email AS x FROM contacts) SELECT id FROM t WHERE x > 'm'
-- name: where-derived
SELECT id FROM (SELECT id, substr(email, 1, 1) AS c FROM contacts) WHERE c = 'a'
-- name: where-union
SELECT n FROM (SELECT id AS n, name AS v FROM customers UNION ALL SELECT id, email FROM contacts) WHERE v < 'b'
-- name: where-function
SELECT id FROM contacts WHERE length(email) > 20
-- name: where-instr
SELECT count(*) FROM contacts WHERE instr(email, 'q')
-- name: where-in-subquery
SELECT id FROM customers WHERE name IN (SELECT full_name FROM contacts)
-- name: where-correlated
SELECT id FROM customers c WHERE (SELECT max(email) FROM contacts p WHERE p.customer_id = c.id) > 'm'
-- name: where-exists
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM contacts p WHERE p.customer_id = c.id AND p.email LIKE 'a%')
-- name: where-row-value
SELECT id FROM contacts WHERE (id, email) > (3, 'm')
-- name: where-between
SELECT id FROM contacts WHERE birth_date BETWEEN '1980-01-01' AND '1990-01-01'
-- name: where-rowid-and
SELECT id FROM contacts WHERE rowid = 5 AND email GLOB 'a*'
-- name: where-cast
SELECT id FROM contacts WHERE CAST(email AS BLOB) > x'61'
-- name: where-collate
SELECT id FROM contacts WHERE email = 'A' COLLATE NOCASE
-- name: where-json
SELECT id FROM contacts WHERE json_array(email) LIKE '%a%'
-- name: where-quoted
SELECT id FROM contacts WHERE "email" > 'm'
-- name: where-bracketed
SELECT id FROM contacts WHERE [EMAIL] > 'm'
-- name: having
SELECT customer_id FROM contacts GROUP BY customer_id HAVING max(email) > 'm'
-- name: having-count
-- alike: answered
SELECT customer_id FROM contacts GROUP BY customer_id HAVING count(phone) > 1
-- name: having-group-concat
SELECT customer_id FROM contacts GROUP BY customer_id HAVING group_concat(email) LIKE '%a%'
-- name: group-by
-- alike: answered
SELECT count(*) FROM contacts GROUP BY email
-- name: group-by-position
-- alike: answered
SELECT email, count(*) FROM contacts GROUP BY 1
-- name: group-by-alias
SELECT substr(email, 1, 1) AS letter, count(*) FROM contacts GROUP BY letter
-- name: order-by
SELECT id FROM contacts ORDER BY email
-- name: order-by-position
SELECT id, email FROM contacts ORDER BY 2
-- name: order-by-alias
SELECT id, email AS e FROM contacts ORDER BY e
-- name: order-by-expression
SELECT id FROM contacts ORDER BY substr(email, 2, 1), id
-- name: order-by-case
SELECT id FROM contacts ORDER BY CASE WHEN email < 'm' THEN 0 ELSE 1 END
-- name: order-by-subquery
SELECT id FROM customers c ORDER BY (SELECT min(email) FROM contacts p WHERE p.customer_id = c.id)
-- name: order-by-union
SELECT id AS n, name AS v FROM customers UNION ALL SELECT id, email FROM contacts ORDER BY v
-- name: order-by-secret
SELECT id FROM customers ORDER BY api_secret LIMIT 1
-- name: limit
SELECT id FROM customers LIMIT (SELECT length(api_secret) FROM customers LIMIT 1)
-- name: offset
SELECT id FROM customers LIMIT 1 OFFSET (SELECT unicode(email) FROM contacts LIMIT 1)
-- name: distinct
-- alike: answered
SELECT DISTINCT email FROM contacts
-- name: distinct-star
SELECT DISTINCT * FROM contacts
-- name: count-distinct
-- alike: answered
SELECT count(DISTINCT email) FROM contacts
-- name: union
SELECT name FROM customers UNION SELECT full_name FROM contacts
-- name: except
SELECT 'a@example.com' EXCEPT SELECT email FROM contacts
-- name: intersect
SELECT email FROM contacts INTERSECT SELECT 'a@example.com'
-- name: join-on
SELECT c.id FROM contacts c JOIN customers x ON x.name = c.full_name
-- name: join-guess
SELECT c.id FROM contacts c JOIN (SELECT 'a' AS g UNION ALL SELECT 'b') ON c.email LIKE g || '%'
-- name: join-using
SELECT 1 FROM contacts JOIN (SELECT 'a@example.com' AS email) USING (email)
-- name: join-natural
SELECT 1 FROM contacts NATURAL JOIN (SELECT 'a@example.com' AS email)
-- name: case-condition
SELECT CASE WHEN email LIKE 'a%' THEN 1 ELSE 0 END FROM contacts
-- name: case-operand
SELECT CASE email WHEN 'a@example.com' THEN 1 END FROM contacts
-- name: iif
SELECT iif(email > 'm', 1, 0) FROM contacts
-- name: comparison
SELECT email > 'm' FROM contacts
-- name: is-null
-- alike: answered
SELECT phone IS NULL FROM contacts
-- name: between
SELECT email BETWEEN 'a' AND 'b' FROM contacts
-- name: in-list
SELECT email IN ('a', 'b') FROM contacts
-- name: like
SELECT email LIKE '%a%' FROM contacts
-- name: like-function
SELECT like('%a%', email) FROM contacts
-- name: filter
SELECT count(*) FILTER (WHERE email < 'm') FROM contacts
-- name: sum-of-comparison
SELECT sum(email < 'm') FROM contacts
-- name: count-of-case
SELECT count(CASE WHEN email < 'm' THEN 1 END) FROM contacts
-- name: window-order
SELECT id, row_number() OVER (ORDER BY email) FROM contacts
-- name: window-partition
SELECT id, count(*) OVER (PARTITION BY email) FROM contacts
-- name: window-named
SELECT id, rank() OVER w FROM contacts WINDOW w AS (ORDER BY birth_date)
-- name: window-filter
SELECT count(*) FILTER (WHERE email < 'm') OVER () FROM contacts
-- name: window-offset
SELECT lag(id, length(email)) OVER (ORDER BY id) FROM contacts
-- name: aggregate-order
SELECT max(birth_date), id FROM contacts
-- name: bare-column-min
SELECT job_title, min(email) FROM contacts
-- name: bare-column-expression
SELECT id + 1, max(email) FROM contacts
-- name: recursive-steps
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT unicode(email) FROM contacts LIMIT 1)) SELECT count(*) FROM n
-- name: recursive-carry
WITH RECURSIVE n(i, e) AS (SELECT 1, email FROM contacts WHERE id = 1 UNION ALL SELECT i + 1, substr(e, 2) FROM n WHERE length(e) > 1) SELECT max(i) FROM n
-- name: recursive-union
WITH RECURSIVE n(e) AS (SELECT email FROM contacts UNION SELECT substr(e, 2) FROM n) SELECT count(*) FROM n
-- name: json-each-rows
SELECT count(*) FROM contacts, json_each(json_array(email))
-- name: json-error
SELECT json(notes) FROM contacts
-- name: json-extract-error
SELECT json_extract(notes, '$.a') FROM contacts
-- name: json-path
SELECT json_extract('{"a": 1}', full_name) FROM contacts
-- name: arrow-error
SELECT notes -> '$.a' FROM contacts
-- name: overflow-sum
SELECT sum(instr(email, 'a') * 9223372036854775807) FROM contacts
-- name: overflow-abs
SELECT abs(-9223372036854775807 - (instr(email, 'a') > 0)) FROM contacts
-- name: lazy-coalesce
SELECT coalesce(phone, abs(-9223372036854775808)) FROM contacts
-- name: lazy-and
SELECT (email < 'm') AND abs(-9223372036854775808) FROM contacts
-- name: lazy-case
SELECT CASE WHEN phone IS NULL THEN json('x') END FROM contacts
-- name: size-replace
-- expand
SELECT replace(email, 'a', '⟦x⟧*9000') FROM contacts
-- name: size-printf
SELECT printf('%.*c', unicode(email) * 1000000, 'x') FROM contacts
-- name: size-group-concat
SELECT group_concat(c.email) FROM contacts c, orders, orders o2
-- name: size-recursive
WITH RECURSIVE s(t) AS (SELECT 'xxxxxxxx' UNION ALL SELECT t || t FROM s LIMIT 30) SELECT t || email FROM s, contacts
-- name: size-doubling
-- expand
WITH a0 AS (SELECT email || email AS x FROM contacts) ⟦, a{n} AS (SELECT x || x AS x FROM a{m})⟧*24 SELECT x FROM a24
-- name: blob-error
SELECT json_array(nullif(CAST('x' AS BLOB), email)) FROM contacts
-- name: nested-view-where
SELECT 1 FROM (SELECT * FROM customer_contacts) WHERE contact > 'm'
-- name: unused-cte-filter
WITH t AS (SELECT id FROM contacts WHERE email > 'm') SELECT count(*) FROM t
-- name: invoice-iban
SELECT id FROM invoices WHERE iban LIKE 'ZZ%'
-- name: ticket-text
SELECT id FROM tickets WHERE body LIKE '%@example.com%'
