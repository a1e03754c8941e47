-- why: A withheld column under another name, shape or place: it may run, and shows no withheld value.
-- expect: harmless

-- name: plain
SELECT email FROM contacts
-- name: backslash-quote
SELECT 'a\' , email FROM contacts --'
-- name: star
SELECT * FROM contacts
-- name: star-secret
SELECT * FROM customers
-- name: star-join
SELECT * FROM customers c JOIN contacts p ON p.customer_id = c.id
-- name: star-natural
SELECT * FROM contacts NATURAL JOIN (SELECT id FROM contacts)
-- name: alias
SELECT email AS city FROM contacts
-- name: alias-of-other-column
SELECT email AS id, id AS email FROM contacts
-- name: table-alias
SELECT customers.email FROM contacts AS customers
-- name: expression
SELECT email || '' FROM contacts
-- name: numbers-of
SELECT unicode(email), length(email), instr(email, '@') FROM contacts
-- name: letters
SELECT substr(email, 1, 1), substr(email, 2, 1) FROM contacts
-- name: hex
SELECT hex(email) FROM contacts
-- name: quote
SELECT quote(api_secret) FROM customers
-- name: cast
SELECT CAST(email AS BLOB), CAST(credit_limit AS TEXT) FROM contacts JOIN customers ON customers.id = customer_id
-- name: reverse-recursive
WITH RECURSIVE r(n, t) AS (SELECT 1, email FROM contacts UNION ALL SELECT n + 1, t FROM r WHERE n < 3) SELECT t FROM r
-- name: cte
WITH t AS (SELECT email FROM contacts) SELECT * FROM t
-- name: cte-renamed
WITH t(city) AS (SELECT email FROM contacts) SELECT city FROM t
-- name: cte-shadow
WITH customers AS (SELECT id, email AS name FROM contacts) SELECT name FROM customers
-- name: cte-shadow-reverse
WITH contacts AS (SELECT id, name AS email FROM customers) SELECT p.full_name FROM main.contacts p
-- name: cte-of-cte
WITH a AS (SELECT email e FROM contacts), b AS (SELECT e f FROM a), c AS (SELECT f g FROM b) SELECT g FROM c
-- name: derived
SELECT x FROM (SELECT y AS x FROM (SELECT email AS y FROM contacts))
-- name: scalar-subquery
SELECT (SELECT email FROM contacts LIMIT 1)
-- name: correlated
SELECT name, (SELECT full_name FROM contacts p WHERE p.customer_id = c.id LIMIT 1) FROM customers c
-- name: union-first
SELECT email FROM contacts UNION ALL SELECT name FROM customers
-- name: union-second
SELECT name FROM customers UNION ALL SELECT email FROM contacts
-- name: union-position
SELECT id, name FROM customers UNION ALL SELECT id, api_secret FROM customers
-- name: union-star
SELECT id, name, city FROM customers UNION ALL SELECT id, full_name, email FROM contacts
-- name: values-with-subquery
VALUES ((SELECT email FROM contacts LIMIT 1), 1)
-- name: view
SELECT * FROM customer_contacts
-- name: view-alias
SELECT v.email AS company FROM customer_contacts v
-- name: aggregate
SELECT max(email), min(full_name) FROM contacts
-- name: aggregate-secret
SELECT max(api_secret), sum(credit_limit), avg(credit_limit) FROM customers
-- name: group-concat
SELECT group_concat(email, ',') FROM contacts
-- name: json-group
SELECT json_group_array(email) FROM contacts
-- name: json-object
SELECT json_object('e', email) FROM contacts
-- name: json-array
SELECT json_array(id, email, phone) FROM contacts
-- name: window-value
SELECT first_value(email) OVER (ORDER BY id), lag(email) OVER (ORDER BY id) FROM contacts
-- name: window-max
SELECT max(email) OVER (PARTITION BY customer_id) FROM contacts
-- name: coalesce
SELECT coalesce(NULL, phone, email) FROM contacts
-- name: nullif
SELECT nullif(email, 'x') FROM contacts
-- name: case-branch
SELECT CASE WHEN id > 3 THEN email ELSE job_title END FROM contacts
-- name: iif-branch
SELECT iif(id > 3, email, 'x') FROM contacts
-- name: max-scalar
SELECT max(email, ''), min(email, '~') FROM contacts
-- name: dates
SELECT strftime('%Y', birth_date), julianday(birth_date), birth_date FROM contacts
-- name: arithmetic
SELECT credit_limit + 1, credit_limit * 2, -credit_limit FROM customers
-- name: free-text
SELECT body, subject FROM tickets
-- name: free-text-part
SELECT substr(body, 1, 40) FROM tickets
-- name: iban
SELECT iban, billing_email, amount FROM invoices
-- name: case-of-name
SELECT EMAIL, Email, "email", [eMail], `EMAIL`, contacts.email, main.contacts.email FROM contacts
-- name: string-literal-same
SELECT 'email', "email" FROM contacts
-- name: exists-star
SELECT EXISTS (SELECT * FROM contacts)
-- name: count-nullable
SELECT count(phone), count(notes) FROM contacts
-- name: typeof
SELECT typeof(phone), typeof(birth_date) FROM contacts
-- name: limit-one
SELECT email FROM contacts LIMIT 1 OFFSET 3
-- name: comment-hides
SELECT id, /* name */ email -- FROM customers
 FROM contacts
-- name: printf-columns
SELECT id FROM contacts UNION ALL SELECT id FROM contacts
-- name: parenthesised-join
SELECT * FROM (customers c JOIN contacts p ON p.customer_id = c.id)
-- name: using-star
SELECT * FROM contacts JOIN tickets USING (customer_id, id)
-- name: deep-alias
SELECT q.* FROM (SELECT z.* FROM (SELECT p.* FROM contacts p) AS z) AS q
-- name: null-branch
SELECT CASE WHEN 1 THEN NULL ELSE api_secret END FROM customers
-- name: collate
SELECT email COLLATE NOCASE FROM contacts
-- name: parenthesised
SELECT ((((email)))) FROM contacts
-- name: tuple-subquery
SELECT (SELECT p.email FROM contacts p WHERE p.id = c.id) AS x, c.id FROM customers c
