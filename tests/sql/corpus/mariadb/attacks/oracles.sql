-- why: A withheld value decides something that is shown: which rows, how many, in which order, whether it fails.

-- name: where-like
SELECT id FROM contacts WHERE email LIKE 'a%'
-- name: where-equals
SELECT id FROM contacts WHERE full_name = 'azqx'
-- name: where-parameter
-- params: {"guess": "b%"}
SELECT COUNT(*) FROM contacts WHERE email LIKE :guess
-- name: where-null
SELECT id FROM contacts WHERE phone IS NULL
-- name: where-null-safe
SELECT id FROM contacts WHERE phone <=> NULL
-- name: where-isnull
SELECT id FROM contacts WHERE ISNULL(phone)
-- name: where-greater
SELECT id FROM customers WHERE api_secret > 'n'
-- name: where-between
SELECT id FROM customers WHERE credit_limit BETWEEN 7391000 AND 7391500
-- name: where-truthy
SELECT id FROM contacts WHERE phone
-- name: where-truthy-not
SELECT id FROM contacts WHERE NOT phone
-- name: where-xor
SELECT id FROM contacts WHERE email < 'm' XOR id < 3
-- name: where-in
SELECT id FROM contacts WHERE LEFT(email, 1) IN ('a', 'b')
-- name: where-regexp
SELECT id FROM contacts WHERE email REGEXP '^[a-m]'
-- name: where-rlike
SELECT id FROM contacts WHERE email RLIKE '^a' OR email NOT REGEXP 'z$'
-- name: where-sounds-like
SELECT id FROM contacts WHERE full_name SOUNDS LIKE 'azqx'
-- name: where-length
SELECT id FROM contacts WHERE LENGTH(email) > 40
-- name: where-match
SELECT id FROM contacts WHERE MATCH (full_name, notes) AGAINST ('azqx*' IN BOOLEAN MODE)
-- name: where-match-body
SELECT id FROM tickets WHERE MATCH (body) AGAINST ('delete_everything')
-- name: where-match-expansion
SELECT id FROM tickets WHERE MATCH (body) AGAINST ('rules' WITH QUERY EXPANSION)
-- name: order-by-match
SELECT id FROM contacts ORDER BY MATCH (full_name, notes) AGAINST ('DROP') DESC
-- name: where-json
SELECT id FROM contacts WHERE JSON_CONTAINS(profile, '"tea"', '$.likes')
-- name: where-json-exists
SELECT id FROM contacts WHERE JSON_EXISTS(profile, '$.likes[2]') OR JSON_SEARCH(profile, 'one', 'a%') IS NOT NULL
-- name: where-generated
SELECT id FROM contacts WHERE email_domain < 'm' OR initial = 'a'
-- name: where-invisible
SELECT id FROM contacts WHERE nickname < 'm'
-- name: where-view
SELECT customer FROM customer_contacts WHERE email LIKE 'a%'
-- name: where-view-renamed
SELECT id FROM address_book WHERE city < 'm'
-- name: where-view-temptable
SELECT id FROM checked_contacts WHERE email < 'm'
-- name: view-that-filters
SELECT id, name FROM rich_customers
-- name: view-that-groups
SELECT COUNT(*) FROM mail_statistics
-- name: view-that-groups-people
SELECT people FROM mail_statistics
-- name: where-cte
WITH t AS (SELECT id, email AS x FROM contacts) SELECT id FROM t WHERE x > 'm'
-- name: where-derived
SELECT id FROM (SELECT id, LEFT(email, 1) AS c FROM contacts) AS d WHERE c = 'a'
-- name: where-union
SELECT n FROM (SELECT id AS n, name AS v FROM customers UNION ALL SELECT id, email FROM contacts) AS u WHERE v < 'b'
-- name: where-in-subquery
SELECT id FROM customers WHERE name IN (SELECT full_name FROM contacts)
-- name: where-not-in-subquery
SELECT 'azqx' NOT IN (SELECT full_name FROM contacts)
-- name: where-correlated
SELECT id FROM customers c WHERE (SELECT MAX(email) FROM contacts p WHERE p.customer_id = c.id) > 'm'
-- name: where-exists
SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM contacts p WHERE p.customer_id = c.id AND p.email LIKE 'a%')
-- name: where-row-value
SELECT id FROM contacts WHERE (id, email) > (3, 'm')
-- name: where-row-in
SELECT id FROM contacts WHERE (job_title, email) IN (SELECT name, city FROM customers)
-- name: where-implicit-number
SELECT id FROM contacts WHERE email = 0
-- name: where-hash
SELECT id FROM contacts WHERE MD5(email) LIKE '0%'
-- name: where-bytes
SELECT id FROM employees WHERE badge > 0x6d OR ASCII(badge) = 97
-- name: where-collate
SELECT id FROM contacts WHERE email COLLATE utf8mb4_bin > 'm'
-- name: where-binary
SELECT id FROM contacts WHERE BINARY email > 'm'
-- name: where-versioned
SELECT product_id FROM prices WHERE bargain < 'm'
-- name: where-scalar-boolean
SELECT 1 FROM DUAL WHERE (SELECT MAX(email) FROM contacts) > 'm'
-- name: having
SELECT customer_id FROM contacts GROUP BY customer_id HAVING MAX(email) > 'm'
-- name: having-alias
SELECT id, email AS e FROM contacts HAVING e < 'm'
-- name: having-column
SELECT id, email FROM contacts HAVING email < 'm'
-- name: having-count
SELECT customer_id FROM contacts GROUP BY customer_id HAVING COUNT(phone) > 1
-- name: having-without-group
SELECT 1 FROM contacts HAVING COUNT(phone) > 100
-- name: having-group-concat
SELECT customer_id FROM contacts GROUP BY customer_id HAVING GROUP_CONCAT(email) LIKE '%a%'
-- name: group-by
SELECT COUNT(*) FROM contacts GROUP BY email
-- name: group-by-position
SELECT email_domain, COUNT(*) FROM contacts GROUP BY 1
-- name: group-by-alias
SELECT LEFT(email, 1) AS letter, COUNT(*) FROM contacts GROUP BY letter
-- name: group-by-desc
SELECT COUNT(*) FROM patients GROUP BY blood_group DESC
-- name: group-by-rollup
SELECT COUNT(*) FROM patients GROUP BY ward, blood_group WITH ROLLUP
-- name: group-by-bare
SELECT COUNT(*), id FROM contacts GROUP BY email < 'm'
-- name: order-by
SELECT id FROM contacts ORDER BY email
-- name: order-by-position
SELECT id, email FROM contacts ORDER BY 2
-- name: order-by-alias
SELECT id, email AS e FROM contacts ORDER BY e
-- name: order-by-alias-of-expression
SELECT id, CONCAT(email, 'x') AS job_title FROM contacts ORDER BY job_title
-- name: order-by-expression
SELECT id FROM contacts ORDER BY SUBSTR(email, 2, 1), id
-- name: order-by-if
SELECT id FROM contacts ORDER BY IF(email < 'm', 0, 1), id
-- name: order-by-field
SELECT id FROM contacts ORDER BY FIELD(LEFT(email, 1), 'a', 'b', 'c'), id
-- name: order-by-subquery
SELECT id FROM customers c ORDER BY (SELECT MIN(email) FROM contacts p WHERE p.customer_id = c.id)
-- name: order-by-union
SELECT id AS n, name AS v FROM customers UNION ALL SELECT id, email FROM contacts ORDER BY v
-- name: order-by-secret-limit
SELECT id FROM customers ORDER BY api_secret LIMIT 1
-- name: order-by-minus
SELECT id FROM customers ORDER BY -credit_limit DESC
-- name: order-by-in-derived
SELECT id FROM (SELECT id FROM contacts ORDER BY email LIMIT 5) AS t
-- name: order-by-in-group-concat
SELECT GROUP_CONCAT(id ORDER BY email) FROM contacts
-- name: limit-in-group-concat
SELECT GROUP_CONCAT(DISTINCT job_title ORDER BY email DESC SEPARATOR ',' LIMIT 3) FROM contacts
-- name: order-by-in-json-arrayagg
SELECT JSON_ARRAYAGG(id ORDER BY birth_date) FROM contacts
-- name: distinct
SELECT DISTINCT email_domain FROM contacts
-- name: distinctrow
SELECT DISTINCTROW ward, blood_group FROM patients
-- name: count-distinct
SELECT COUNT(DISTINCT full_name) FROM contacts
-- name: count-distinct-two
SELECT COUNT(DISTINCT job_title, full_name) FROM contacts
-- name: limit
SELECT id FROM customers LIMIT (SELECT LENGTH(api_secret) FROM customers LIMIT 1)
-- name: union
SELECT name FROM customers UNION SELECT full_name FROM contacts
-- name: union-count
SELECT COUNT(*) FROM (SELECT full_name FROM contacts UNION SELECT email FROM contacts) AS t
-- name: except
SELECT 'azqx' EXCEPT SELECT email FROM contacts
-- name: intersect
SELECT email FROM contacts INTERSECT SELECT billing_email FROM invoices
-- name: intersect-all-count
SELECT COUNT(*) FROM (SELECT email FROM contacts INTERSECT ALL SELECT billing_email FROM invoices) AS t
-- name: join-on
SELECT c.id, i.id FROM contacts c JOIN invoices i ON i.billing_email = c.email
-- name: join-guess
SELECT g, COUNT(*) FROM contacts c JOIN (SELECT 'a' AS g UNION ALL SELECT 'b') AS v ON c.email LIKE CONCAT(g, '%') GROUP BY g
-- name: join-using
SELECT COUNT(*) FROM contacts JOIN (SELECT 'x' AS email) AS t USING (email)
-- name: join-natural
SELECT COUNT(*) FROM contacts NATURAL JOIN (SELECT billing_email AS email FROM invoices) AS t
-- name: join-left
SELECT i.id, c.id FROM invoices i LEFT JOIN contacts c ON c.email = i.billing_email
-- name: join-any
SELECT id FROM invoices WHERE billing_email = ANY (SELECT email FROM contacts)
-- name: case-condition
SELECT CASE WHEN email LIKE 'a%' THEN 1 ELSE 0 END FROM contacts
-- name: case-operand
SELECT CASE LEFT(email, 1) WHEN 'a' THEN 1 END FROM contacts
-- name: if-condition
SELECT IF(email > 'm', 1, 0) FROM contacts
-- name: comparison
SELECT email > 'm' FROM contacts
-- name: is-null
SELECT phone IS NULL, ISNULL(phone), phone IS TRUE FROM contacts
-- name: between
SELECT email BETWEEN 'a' AND 'm' FROM contacts
-- name: like
SELECT email LIKE '%a%', email REGEXP 'a' FROM contacts
-- name: strcmp
SELECT STRCMP(email, 'm') FROM contacts
-- name: interval-function
SELECT INTERVAL(credit_limit, 7391000, 7391500) FROM customers
-- name: nullif-as-test
SELECT NULLIF(LEFT(email, 1), 'a') IS NULL FROM contacts
-- name: nvl2-as-test
SELECT NVL2(phone, 'has', 'has not') FROM contacts
-- name: boolean-arithmetic
SELECT (email < 'm') + 1, !phone FROM contacts
-- name: bit-arithmetic
SELECT (email < 'm') << 1, email & 1, ~credit_limit & 1 FROM contacts, customers WHERE customers.id = customer_id
-- name: sum-of-comparison
SELECT SUM(email < 'm') FROM contacts
-- name: sum-of-length
SELECT SUM(LENGTH(email)), AVG(LENGTH(full_name)) FROM contacts
-- name: count-of-case
SELECT COUNT(CASE WHEN email < 'm' THEN 1 END) FROM contacts
-- name: bit-or
SELECT BIT_OR(ASCII(email)) FROM contacts
-- name: median
SELECT MEDIAN(credit_limit) OVER () FROM customers
-- name: percentile
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY credit_limit) OVER () FROM customers
-- name: window-order
SELECT id, ROW_NUMBER() OVER (ORDER BY email) FROM contacts
-- name: window-partition
SELECT id, COUNT(*) OVER (PARTITION BY email_domain) FROM contacts
-- name: window-named
SELECT id, RANK() OVER w FROM contacts WINDOW w AS (ORDER BY birth_date)
-- name: window-ntile
SELECT id, NTILE(4) OVER (ORDER BY credit_limit), CUME_DIST() OVER (ORDER BY api_secret) FROM customers
-- name: window-lag-offset
SELECT LAG(id, LENGTH(email)) OVER (ORDER BY id) FROM contacts
-- name: recursive-steps
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT ASCII(email) FROM contacts LIMIT 1)) SELECT COUNT(*) FROM n
-- name: recursive-carry
WITH RECURSIVE n(i, e) AS (SELECT 1, email FROM contacts WHERE id = 1 UNION ALL SELECT i + 1, SUBSTR(e, 2) FROM n WHERE LENGTH(e) > 1) SELECT MAX(i) FROM n
-- name: recursive-union
WITH RECURSIVE n(e) AS (SELECT email FROM contacts UNION SELECT SUBSTR(e, 2) FROM n) SELECT COUNT(*) FROM n
-- name: exists-select
SELECT EXISTS (SELECT 1 FROM contacts WHERE email LIKE 'a%')
-- name: scalar-subquery-test
SELECT (SELECT email FROM contacts WHERE id = 1) < 'm'
-- name: unused-cte
WITH t AS (SELECT id FROM contacts WHERE email > 'm') SELECT COUNT(*) FROM t
-- name: json-path-from-secret
SELECT JSON_EXTRACT('{"a": 1}', CONCAT('$.', LEFT(email, 1))) FROM contacts
-- name: json-length
SELECT JSON_LENGTH(profile, '$.likes'), JSON_TYPE(JSON_EXTRACT(profile, '$.nick')), JSON_DEPTH(profile), JSON_VALID(notes) FROM contacts
-- name: text-position
SELECT LOCATE(LEFT(email, 1), 'abcdefghijklmnopqrstuvwxyz'), FIELD(LEFT(email, 1), 'a', 'b') FROM contacts
-- name: text-take
SELECT SUBSTR('abcdefghijklmnopqrstuvwxyz', ASCII(email) - 96, 1), ELT(ASCII(email) - 96, 'a', 'b', 'c') FROM contacts
-- name: text-trim-set
SELECT TRIM(LEADING LEFT(email, 1) FROM 'aab'), REPEAT('x', LENGTH(email)), SPACE(LENGTH(email)) FROM contacts
-- name: date-from-secret
SELECT DATE '2026-01-01' + INTERVAL LENGTH(email) DAY, MAKEDATE(2026, LENGTH(email)), SEC_TO_TIME(LENGTH(email)) FROM contacts
-- name: format-from-secret
SELECT DATE_FORMAT(NOW(), full_name), STR_TO_DATE('1', full_name), CONVERT_TZ(NOW(), 'UTC', email) FROM contacts
-- name: round-by-secret
SELECT ROUND(123.456, LENGTH(email) - 40), TRUNCATE(123.456, ASCII(email) - 97) FROM contacts
-- name: generate-by-sequence
SELECT COUNT(*) FROM seq_1_to_200 s JOIN contacts c ON s.seq <= LENGTH(c.email)
-- name: values-join
SELECT v.l, (SELECT COUNT(*) FROM contacts WHERE LEFT(email, 1) = v.l) FROM (SELECT 'a' AS l UNION ALL SELECT 'b') AS v
-- name: rollup-having
SELECT ward FROM patients GROUP BY ward WITH ROLLUP HAVING COUNT(DISTINCT blood_group) = 3
-- name: rows-examined-limit
SELECT id FROM contacts WHERE email LIKE 'a%' LIMIT 10 ROWS EXAMINED 20
-- name: cross-column
SELECT COUNT(*) FROM contacts c, patients p WHERE LEFT(c.full_name, 2) = LEFT(p.full_name, 2)
-- name: index-order
SELECT id, received_on FROM letters
-- name: index-order-limit
SELECT id FROM letters LIMIT 3
-- name: index-order-aggregated
SELECT GROUP_CONCAT(id), JSON_ARRAYAGG(received_on) FROM letters
-- name: index-order-numbered
SELECT id, ROW_NUMBER() OVER () FROM letters
-- name: index-order-in-subquery
SELECT id FROM contacts WHERE id IN (SELECT id FROM (SELECT id FROM letters LIMIT 5) AS l)
-- name: index-order-in-cte
WITH l AS (SELECT id, received_on FROM letters LIMIT 4) SELECT max(id), min(received_on) FROM l
-- name: index-order-first
SELECT (SELECT id FROM letters LIMIT 1)
-- name: index-order-in-join
SELECT l.id, c.id FROM letters l JOIN categories c ON c.id = l.id % 7 + 1
-- name: index-order-second-column
SELECT id FROM letters WHERE customer_id = 3
-- name: index-order-second-column-grouped
SELECT customer_id, GROUP_CONCAT(id) FROM letters GROUP BY customer_id
