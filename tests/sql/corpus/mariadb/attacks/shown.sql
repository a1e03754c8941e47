-- why: A withheld column selected under another name, shape or place: it may run, and must not show.

-- name: plain
SELECT email FROM contacts
-- name: star
SELECT * FROM contacts
-- name: star-join
SELECT * FROM customers c JOIN contacts p ON p.customer_id = c.id
-- name: star-using
SELECT * FROM contacts JOIN tickets USING (customer_id)
-- name: star-natural
SELECT * FROM contacts NATURAL JOIN (SELECT id FROM contacts) AS x
-- name: star-and-column
SELECT c.*, c.email FROM contacts c
-- name: alias
SELECT email AS city FROM contacts
-- name: alias-without-as
SELECT email city, api_secret name FROM contacts, customers WHERE customers.id = customer_id
-- name: alias-string
SELECT email AS 'city', full_name "name" FROM contacts
-- name: alias-swapped
SELECT email AS id, id AS email FROM contacts
-- name: table-alias-swapped
SELECT customers.email FROM contacts AS customers
-- name: case-folded
SELECT EMAIL, Email, `eMail`, contacts.EMAIL, business.contacts.email FROM contacts
-- name: table-case
SELECT email FROM CONTACTS
-- name: column-alias-list-derived
SELECT job_title FROM (SELECT email, job_title FROM contacts) AS t(job_title, email)
-- name: column-alias-list-cte
WITH t(id, name) AS (SELECT id, email FROM contacts) SELECT name FROM t
-- name: invisible
SELECT nickname AS job_title FROM contacts
-- name: cte
WITH t AS (SELECT email FROM contacts) SELECT * FROM t
-- name: cte-chain
WITH a AS (SELECT email e FROM contacts), b AS (SELECT e f FROM a), c AS (SELECT f g FROM b) SELECT g FROM c
-- name: cte-shadows-table
WITH customers AS (SELECT id, email AS name FROM contacts) SELECT name FROM customers
-- name: cte-shadowed-by-schema
WITH contacts AS (SELECT id, name AS email FROM customers) SELECT p.email FROM business.contacts p
-- name: cte-recursive-carry
WITH RECURSIVE r(n, t) AS (SELECT 1, email FROM contacts UNION ALL SELECT n + 1, t FROM r WHERE n < 3) SELECT t FROM r
-- name: cte-recursive-late
WITH RECURSIVE r(n, t) AS (SELECT 1, CAST(NULL AS CHAR(200)) UNION ALL SELECT n + 1, (SELECT email FROM contacts LIMIT 1) FROM r WHERE n < 3) SELECT t FROM r
-- name: cte-recursive-swap
WITH RECURSIVE r(n, a, b) AS (SELECT 1, name, api_secret FROM customers UNION ALL SELECT n + 1, b, a FROM r WHERE n < 2) SELECT a FROM r
-- name: cte-mutual
WITH RECURSIVE a AS (SELECT 1 AS n, CAST('x' AS CHAR(200)) AS t UNION ALL SELECT n + 1, b.t FROM b WHERE n < 3), b AS (SELECT n, (SELECT email FROM contacts LIMIT 1) AS t FROM a) SELECT t FROM a
-- name: cte-cycle
WITH RECURSIVE r(id, email) AS (SELECT id, email FROM contacts WHERE id = 1 UNION ALL SELECT c.id, c.email FROM contacts c JOIN r ON c.id = r.id + 1 WHERE c.id < 5) CYCLE email RESTRICT SELECT id FROM r
-- name: derived
SELECT x FROM (SELECT y AS x FROM (SELECT email AS y FROM contacts) AS a) AS b
-- name: derived-renames
SELECT name FROM (SELECT api_secret AS name FROM customers) AS customers
-- name: scalar-subquery
SELECT (SELECT email FROM contacts LIMIT 1)
-- name: correlated-subquery
SELECT name, (SELECT full_name FROM contacts p WHERE p.customer_id = c.id LIMIT 1) FROM customers c
-- name: outer-reference
SELECT (SELECT c.api_secret) FROM customers c
-- name: outer-reference-deep
SELECT (SELECT (SELECT (SELECT c.api_secret FROM regions LIMIT 1))) FROM customers c
-- name: outer-reference-captured
SELECT id, (SELECT email FROM customers LIMIT 1) FROM contacts
-- name: union-first
SELECT email FROM contacts UNION ALL SELECT name FROM customers
-- name: union-second
SELECT name FROM customers UNION ALL SELECT email FROM contacts
-- name: union-position
SELECT id, name FROM customers UNION ALL SELECT id, api_secret FROM customers
-- name: union-star
SELECT id, name, city FROM customers UNION ALL SELECT id, full_name, email FROM contacts
-- name: union-parenthesised
(SELECT name FROM customers LIMIT 1) UNION ALL (SELECT api_secret FROM customers LIMIT 1)
-- name: union-in-derived
SELECT name FROM (SELECT name FROM customers UNION ALL SELECT email FROM contacts) AS u
-- name: table-values
VALUES ((SELECT email FROM contacts LIMIT 1), 1)
-- name: table-values-derived
SELECT b FROM (VALUES (1, (SELECT api_secret FROM customers LIMIT 1))) AS v(a, b)
-- name: expression
SELECT CONCAT(email, ''), LOWER(email), UPPER(full_name), CONCAT('', api_secret) FROM contacts, customers WHERE customers.id = customer_id
-- name: pipes
SELECT email || 'x', email && 'x' FROM contacts
-- name: letters
SELECT LEFT(email, 1), RIGHT(email, 3), SUBSTR(email, 2, 1), SUBSTRING_INDEX(email, '@', 1), MID(email, 1, 2) FROM contacts
-- name: numbers-of
SELECT LENGTH(email), ASCII(email), ORD(email), INSTR(email, '@'), LOCATE('@', email), BIT_LENGTH(full_name), CHAR_LENGTH(full_name) FROM contacts
-- name: encodings
SELECT HEX(email), TO_BASE64(email), QUOTE(email), CONV(HEX(LEFT(email, 4)), 16, 10), BIN(ASCII(email)) FROM contacts
-- name: hashes
SELECT MD5(email), SHA1(email), SHA2(email, 256), CRC32(email), PASSWORD(api_secret) FROM contacts, customers WHERE customers.id = customer_id
-- name: reversed
SELECT REVERSE(email), REPLACE(email, 'a', 'b'), INSERT(email, 2, 1, 'x'), RPAD(email, 50, '.'), REPEAT(email, 2) FROM contacts
-- name: sounds
SELECT SOUNDEX(email), full_name SOUNDS LIKE 'azqx' FROM contacts
-- name: compressed
SELECT HEX(COMPRESS(email)), UNCOMPRESS(COMPRESS(email)), UNCOMPRESSED_LENGTH(COMPRESS(email)) FROM contacts
-- name: regular-expression-parts
SELECT REGEXP_REPLACE(email, '@.*', ''), REGEXP_SUBSTR(email, '^.'), REGEXP_INSTR(email, '@') FROM contacts
-- name: dates-of
SELECT YEAR(birth_date), DATE_FORMAT(birth_date, '%Y'), TIMESTAMPDIFF(YEAR, birth_date, CURDATE()), birth_date + INTERVAL 1 DAY, TO_DAYS(birth_date), LAST_DAY(birth_date) FROM contacts
-- name: arithmetic-of
SELECT credit_limit + 1, credit_limit * 2, -credit_limit, credit_limit DIV 10, ROUND(credit_limit, -3), credit_limit - credit_limit, credit_limit % 10 FROM customers
-- name: text-as-number
SELECT email + 0, api_secret * 1, full_name | 0 FROM contacts, customers WHERE customers.id = customer_id
-- name: casts
SELECT CAST(email AS BINARY), CAST(credit_limit AS CHAR), CONVERT(email, CHAR), CONVERT(email USING latin1), BINARY email, CAST(birth_date AS DATETIME) FROM contacts, customers WHERE customers.id = customer_id
-- name: json-of
SELECT JSON_QUOTE(email), JSON_OBJECT('e', email), JSON_ARRAY(email, phone) FROM contacts
-- name: json-parts
SELECT JSON_VALUE(profile, '$.nick'), JSON_EXTRACT(profile, '$.nick'), JSON_QUERY(profile, '$'), JSON_UNQUOTE(JSON_EXTRACT(profile, '$.nick')), JSON_LENGTH(profile), JSON_DETAILED(profile) FROM contacts
-- name: json-key-from-column
SELECT JSON_OBJECT(email, 1) FROM contacts
-- name: bytes-of
SELECT badge, HEX(badge), CAST(badge AS CHAR), LENGTH(badge), ORD(badge) FROM employees
-- name: uuid-of
SELECT external_ref, CAST(external_ref AS CHAR), HEX(external_ref), LEFT(external_ref, 8) FROM customers
-- name: aggregates
SELECT MAX(email), MIN(full_name), GROUP_CONCAT(email), GROUP_CONCAT(phone SEPARATOR '|') FROM contacts
-- name: aggregates-of-numbers
SELECT SUM(credit_limit), AVG(credit_limit), MAX(credit_limit), STDDEV(credit_limit), BIT_XOR(credit_limit) FROM customers
-- name: aggregates-grouped
SELECT country, MAX(api_secret), AVG(credit_limit) FROM customers GROUP BY country
-- name: aggregates-of-json
SELECT JSON_ARRAYAGG(email), JSON_OBJECTAGG(id, full_name) FROM contacts
-- name: bare-column
SELECT job_title, email FROM contacts GROUP BY job_title
-- name: count-of-nullable
SELECT COUNT(phone), COUNT(notes), COUNT(birth_date) FROM contacts
-- name: window-values
SELECT FIRST_VALUE(email) OVER (ORDER BY id), LAG(email) OVER (ORDER BY id), NTH_VALUE(phone, 2) OVER (ORDER BY id) FROM contacts
-- name: window-aggregates
SELECT MAX(email) OVER (PARTITION BY customer_id), COUNT(phone) OVER (ORDER BY id) FROM contacts
-- name: coalesce
SELECT COALESCE(NULL, phone, email), IFNULL(phone, email), NVL(phone, 'none'), NVL2(phone, 'x', 'y') FROM contacts
-- name: nullif
SELECT NULLIF(email, 'x'), NULLIF('x', email) FROM contacts
-- name: greatest
SELECT GREATEST(email, ''), LEAST(email, '~') FROM contacts
-- name: if-branch
SELECT IF(id > 3, email, 'x'), CASE WHEN id > 3 THEN email ELSE job_title END FROM contacts
-- name: case-null-branch
SELECT CASE WHEN 1 THEN NULL ELSE api_secret END FROM customers
-- name: elt
SELECT ELT(1 + contacts.id % 2, email, full_name), FIELD(email, 'a', 'b'), FIND_IN_SET(email, 'a,b'), MAKE_SET(1, email), INTERVAL(credit_limit, 1, 2) FROM contacts, customers WHERE customers.id = customer_id LIMIT 5
-- name: formatted
SELECT FORMAT(credit_limit, 2), LPAD(api_secret, 30, '.'), SPACE(LENGTH(api_secret)), EXPORT_SET(5, api_secret, 'n') FROM customers
-- name: collate
SELECT email COLLATE utf8mb4_bin FROM contacts
-- name: parenthesised
SELECT ((((email)))) FROM contacts
-- name: row
SELECT ROW(email, 1) = ROW(email, 1) FROM contacts
-- name: view
SELECT * FROM customer_contacts
-- name: view-that-renames
SELECT city, job_title FROM address_book
-- name: view-of-generated
SELECT label FROM mail_statistics
-- name: view-temptable
SELECT email FROM checked_contacts
-- name: view-of-other-database
SELECT cost FROM staff_costs
-- name: generated-column
SELECT email_domain, initial FROM contacts
-- name: generated-column-of-iban
SELECT iban_country, COUNT(*) FROM invoices GROUP BY iban_country
-- name: free-text
SELECT body, LEFT(body, 40), subject FROM tickets
-- name: same-name-literal
SELECT 'email', "email", `email` FROM contacts
-- name: limit-one
SELECT email FROM contacts ORDER BY id LIMIT 1 OFFSET 3
-- name: limit-comma
SELECT email FROM contacts ORDER BY id LIMIT 3, 1
-- name: fetch-with-ties
SELECT email FROM contacts ORDER BY id FETCH FIRST 2 ROWS WITH TIES
-- name: rows-examined
SELECT email FROM contacts LIMIT 2 ROWS EXAMINED 10
-- name: exists-in-select
SELECT EXISTS (SELECT email FROM contacts)
-- name: right-join
SELECT p.email FROM customers c RIGHT JOIN contacts p ON p.customer_id = c.id
-- name: parenthesised-join
SELECT p.email FROM (customers c, contacts p) WHERE p.customer_id = c.id
-- name: dual
SELECT (SELECT api_secret FROM customers LIMIT 1) FROM DUAL
-- name: versioned
SELECT bargain FROM prices
-- name: json-table
SELECT t.x FROM contacts, JSON_TABLE(JSON_ARRAY(email), '$[*]' COLUMNS (x VARCHAR(200) PATH '$')) AS t
-- name: match-score
SELECT id, MATCH (full_name, notes) AGAINST ('azqx') FROM contacts
