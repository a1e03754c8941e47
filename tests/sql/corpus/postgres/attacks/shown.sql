-- why: A withheld column selected under another name, shape or place: it may run, and must not show.

-- name: plain
SELECT email FROM contacts
-- name: star
SELECT * FROM contacts
-- name: star-of-alias
SELECT c.* FROM customers AS c
-- name: star-join
SELECT * FROM customers c JOIN contacts p ON p.customer_id = c.id
-- name: star-using
SELECT * FROM contacts JOIN tickets USING (customer_id)
-- name: star-natural
SELECT * FROM contacts NATURAL JOIN (SELECT id FROM contacts) AS x
-- name: star-cross
SELECT * FROM customers CROSS JOIN departments
-- name: star-twice
SELECT *, * FROM employees
-- name: star-and-column
SELECT email, c.*, email FROM contacts c
-- name: table-statement
TABLE contacts
-- name: table-statement-parenthesised
(TABLE customers) LIMIT 3
-- name: alias
SELECT email AS city FROM contacts
-- name: alias-without-as
SELECT email city, api_secret name FROM contacts, customers WHERE customers.id = customer_id
-- name: alias-swapped
SELECT email AS id, id AS email FROM contacts
-- name: table-alias-swapped
SELECT customers.email FROM contacts AS customers
-- name: column-alias-list
SELECT name FROM contacts AS t(a, b, name)
-- name: column-alias-list-partial
SELECT t.* FROM customers AS t(x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, city)
-- name: column-alias-list-shifts
SELECT id, full_name FROM contacts AS c(full_name, id, a, b)
-- name: column-alias-list-derived
SELECT job_title FROM (SELECT email, job_title FROM contacts) AS t(job_title, email)
-- name: column-alias-list-join
SELECT a FROM (customers c CROSS JOIN regions r) AS j(q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, a)
-- name: column-alias-list-cte
WITH t(id, name) AS (SELECT id, email FROM contacts) SELECT name FROM t
-- name: column-alias-list-values
SELECT b FROM (VALUES (1, (SELECT api_secret FROM customers LIMIT 1))) AS v(a, b)
-- name: join-alias
SELECT j.email FROM (contacts JOIN customers ON customers.id = contacts.customer_id) AS j
-- name: using-alias
SELECT x.customer_id FROM contacts JOIN tickets USING (customer_id) AS x
-- name: case-folded
SELECT EMAIL, Email, "email", contacts.EMAIL, public.contacts.email FROM Contacts
-- name: whole-row
SELECT contacts FROM contacts
-- name: whole-row-alias
SELECT c FROM contacts c
-- name: whole-row-text
SELECT c::text FROM contacts c
-- name: whole-row-cast
SELECT CAST(c AS text), CAST(c.* AS varchar) FROM customers c
-- name: whole-row-star-parenthesised
SELECT (c).*, (c.*) FROM contacts c
-- name: whole-row-field
SELECT (c).email FROM contacts c
-- name: whole-row-star-field
SELECT (c.*).email FROM contacts c
-- name: whole-row-row-constructor
SELECT ROW(c.*) FROM contacts c
-- name: whole-row-row-constructor-field
SELECT (ROW(c.*)).f4 FROM contacts c
-- name: whole-row-tuple
SELECT (id, email) FROM contacts
-- name: whole-row-json
SELECT row_to_json(c) FROM contacts c
-- name: whole-row-json-pretty
SELECT row_to_json(contacts.*, true) FROM contacts
-- name: whole-row-jsonb
SELECT to_jsonb(c) - 'email' FROM contacts c
-- name: whole-row-jsonb-key
SELECT to_jsonb(c) ->> 'api_secret' FROM customers c
-- name: whole-row-jsonb-each
SELECT e.key, e.value FROM customers c, jsonb_each_text(to_jsonb(c)) AS e
-- name: whole-row-json-aggregate
SELECT json_agg(c) FROM contacts c
-- name: whole-row-json-object-aggregate
SELECT jsonb_object_agg(id, c) FROM contacts c
-- name: whole-row-array
SELECT array_agg(c) FROM contacts c
-- name: whole-row-array-constructor
SELECT ARRAY(SELECT c FROM contacts c)
-- name: whole-row-array-field
SELECT (array_agg(c))[1].email FROM contacts c
-- name: whole-row-string
SELECT string_agg(c::text, ',') FROM contacts c
-- name: whole-row-concat
SELECT concat(c), format('%s', c), concat_ws(',', c, c) FROM contacts c
-- name: whole-row-hash
SELECT md5(c::text) FROM contacts c
-- name: whole-row-function-notation
SELECT c.contact_line FROM contacts c
-- name: whole-row-function
SELECT contact_line(c) FROM contacts c
-- name: column-functional-notation
SELECT email(c) FROM contacts c
-- name: column-functional-notation-upper
SELECT EMAIL(contacts) FROM contacts
-- name: type-functional-notation
SELECT text(email), bpchar(email) FROM contacts
-- name: attribute-cast-notation
SELECT name(email) FROM contacts
-- name: whole-row-cte
WITH t AS (SELECT c FROM contacts c) SELECT (t.c).email FROM t
-- name: whole-row-derived
SELECT x.r FROM (SELECT p AS r FROM contacts p) AS x
-- name: whole-row-of-derived
SELECT d FROM (SELECT id, email FROM contacts) AS d
-- name: whole-row-lateral
SELECT l.* FROM contacts c, LATERAL (SELECT c.*) AS l
-- name: whole-row-lateral-field
SELECT l.x FROM contacts c, LATERAL (SELECT (c).full_name) AS l(x)
-- name: whole-row-unnest
SELECT (u).email FROM unnest((SELECT array_agg(c) FROM contacts c)) AS u
-- name: whole-row-unnest-columns
SELECT * FROM unnest(ARRAY(SELECT c FROM customers c))
-- name: whole-row-record-populate
SELECT (jsonb_populate_record(NULL::contacts, to_jsonb(c))).email FROM contacts c
-- name: whole-row-minmax
SELECT max(c::text) FROM contacts c
-- name: whole-row-count
SELECT count(c), count(c.*) FROM contacts c
-- name: whole-row-null-test
SELECT id FROM contacts c WHERE c IS NOT NULL
-- name: whole-row-null-test-select
SELECT id, c IS NULL, c IS NOT NULL, NOT c IS NULL FROM contacts c
-- name: whole-row-num-nulls
SELECT id, num_nulls(VARIADIC ARRAY[phone, notes]) FROM contacts
-- name: whole-row-comparison
SELECT a.id FROM contacts a JOIN contacts b ON a = b
-- name: whole-row-xml
SELECT xmlforest(email, full_name), xmlelement(name x, c) FROM contacts c
-- name: xml-aggregate
SELECT xmlagg(xmlelement(name e, email)) FROM contacts
-- name: cte
WITH t AS (SELECT email FROM contacts) SELECT * FROM t
-- name: cte-chain
WITH a AS (SELECT email e FROM contacts), b AS (SELECT e f FROM a), c AS (SELECT f g FROM b) SELECT g FROM c
-- name: cte-shadows-table
WITH customers AS (SELECT id, email AS name FROM contacts) SELECT name FROM customers
-- name: cte-shadowed-by-schema
WITH contacts AS (SELECT id, name AS email FROM customers) SELECT p.email FROM public.contacts p
-- name: cte-inner-shadow
WITH t AS (SELECT name FROM customers) SELECT * FROM (WITH t AS (SELECT email AS name FROM contacts) SELECT name FROM t) AS x
-- name: cte-recursive-carry
WITH RECURSIVE r(n, t) AS (SELECT 1, email FROM contacts UNION ALL SELECT n + 1, t FROM r WHERE n < 3) SELECT t FROM r
-- name: cte-recursive-late
WITH RECURSIVE r(n, t) AS (SELECT 1, NULL::text UNION ALL SELECT n + 1, (SELECT email FROM contacts LIMIT 1) FROM r WHERE n < 3) SELECT t FROM r
-- name: cte-recursive-swap
WITH RECURSIVE r(n, a, b) AS (SELECT 1, name, api_secret FROM customers UNION ALL SELECT n + 1, b, a FROM r WHERE n < 2) SELECT a FROM r
-- name: cte-search
WITH RECURSIVE r(id, email) AS (SELECT id, email FROM contacts WHERE id = 1 UNION ALL SELECT c.id, c.email FROM contacts c JOIN r ON c.id = r.id + 1 WHERE c.id < 5) SEARCH DEPTH FIRST BY email SET seq SELECT id, seq FROM r
-- name: cte-search-breadth
WITH RECURSIVE r(id, email) AS (SELECT id, email FROM contacts WHERE id = 1 UNION ALL SELECT c.id, c.email FROM contacts c JOIN r ON c.id = r.id + 1 WHERE c.id < 5) SEARCH BREADTH FIRST BY email SET seq SELECT seq FROM r
-- name: cte-cycle
WITH RECURSIVE r(id, email) AS (SELECT id, email FROM contacts WHERE id = 1 UNION ALL SELECT c.id, c.email FROM contacts c JOIN r ON c.id = r.id + 1 WHERE c.id < 5) CYCLE email SET is_cycle USING path SELECT id, is_cycle, path FROM r
-- name: derived
SELECT x FROM (SELECT y AS x FROM (SELECT email AS y FROM contacts) AS a) AS b
-- name: derived-without-alias
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
-- name: array-subquery
SELECT ARRAY(SELECT email FROM contacts)
-- name: lateral
SELECT l.x FROM contacts c, LATERAL (SELECT c.email AS x) AS l
-- name: lateral-left-join
SELECT l.* FROM customers c LEFT JOIN LATERAL (SELECT email, phone FROM contacts p WHERE p.customer_id = c.id LIMIT 1) AS l ON true
-- name: lateral-function
SELECT w FROM contacts c, LATERAL unnest(ARRAY[c.email]) AS w
-- name: lateral-values
SELECT v.x FROM contacts c CROSS JOIN LATERAL (VALUES (c.email), (c.phone)) AS v(x)
-- name: union-first
SELECT email FROM contacts UNION ALL SELECT name FROM customers
-- name: union-second
SELECT name FROM customers UNION ALL SELECT email FROM contacts
-- name: union-position
SELECT id, name FROM customers UNION ALL SELECT id, api_secret FROM customers
-- name: union-third-arm
SELECT name FROM customers UNION ALL SELECT city FROM customers UNION ALL SELECT email FROM contacts
-- name: union-star
SELECT id, name, city FROM customers UNION ALL SELECT id, full_name, email FROM contacts
-- name: union-table
SELECT login, id FROM employees UNION ALL (SELECT badge::text, id FROM employees)
-- name: union-parenthesised
(SELECT name FROM customers LIMIT 1) UNION ALL (SELECT api_secret FROM customers LIMIT 1)
-- name: union-in-derived
SELECT name FROM (SELECT name FROM customers UNION ALL SELECT email FROM contacts) AS u
-- name: values-with-subquery
VALUES ((SELECT email FROM contacts LIMIT 1), 1)
-- name: expression
SELECT email || '', lower(email), upper(full_name), '' || api_secret FROM contacts, customers WHERE customers.id = customer_id
-- name: letters
SELECT left(email, 1), right(email, 3), substr(email, 2, 1), split_part(email, '@', 1) FROM contacts
-- name: numbers-of
SELECT length(email), ascii(email), strpos(email, '@'), octet_length(email), bit_length(full_name) FROM contacts
-- name: encodings
SELECT encode(email::bytea, 'hex'), encode(convert_to(email, 'UTF8'), 'base64'), quote_literal(email), quote_ident(full_name) FROM contacts
-- name: hashes
SELECT md5(email), sha256(email::bytea), hashtext(email), md5(api_secret) FROM contacts, customers WHERE customers.id = customer_id
-- name: hash-of-type
SELECT hashint8(id), hash_numeric(credit_limit), hashtextextended(api_secret, 1) FROM customers
-- name: reversed
SELECT reverse(email), translate(email, 'abc', 'bcd'), overlay(email placing 'x' from 2), rpad(email, 50, '.'), repeat(email, 2) FROM contacts
-- name: regular-expression-parts
SELECT regexp_replace(email, '@.*', ''), (regexp_match(email, '(.*)@'))[1], substring(email from '.*@'), regexp_split_to_array(full_name, 'z') FROM contacts
-- name: soundex-like
SELECT to_tsvector('simple', email), tsvector_to_array(search), strip(search) FROM contacts
-- name: formatted
SELECT format('%s %L %I', email, phone, full_name), concat(email, phone), concat_ws('-', email) FROM contacts
-- name: to-char
SELECT to_char(birth_date, 'YYYY'), to_char(credit_limit, '9999999.99') FROM contacts, customers WHERE customers.id = customer_id
-- name: dates-of
SELECT extract(year FROM birth_date), age(birth_date), date_trunc('year', birth_date), birth_date + 1, current_date - birth_date FROM contacts
-- name: arithmetic-of
SELECT credit_limit + 1, credit_limit * 2, -credit_limit, credit_limit::int % 10, round(credit_limit, -3), credit_limit - credit_limit FROM customers
-- name: casts
SELECT email::bytea, credit_limit::text, credit_limit::int, birth_date::timestamptz, external_ref::text, CAST(photo AS text) FROM contacts, customers WHERE customers.id = customer_id
-- name: json-of
SELECT to_json(email), json_build_object('e', email), json_build_array(email, phone), jsonb_build_object('k', api_secret) FROM contacts, customers WHERE customers.id = customer_id
-- name: json-parts
SELECT profile ->> 'nick', profile #>> '{nick}', profile['nick'], jsonb_path_query_first(profile, '$.nick'), jsonb_pretty(profile) FROM contacts
-- name: json-key-from-column
SELECT jsonb_build_object(email, 1), json_object(ARRAY[full_name], ARRAY['x']) FROM contacts
-- name: array-of
SELECT ARRAY[email, phone], nicknames[1], nicknames[1:2], array_to_string(nicknames, ','), array_length(nicknames, 1), cardinality(nicknames) FROM contacts
-- name: array-built
SELECT array_append(ARRAY['x'], email), array_cat(nicknames, ARRAY['y']), string_to_array(email, '@') FROM contacts
-- name: range-of
SELECT numrange(credit_limit, credit_limit + 1), daterange(DATE '1900-01-01', birth_date) FROM contacts, customers WHERE customers.id = customer_id
-- name: bytea-of
SELECT get_byte(badge, 0), substring(badge from 1 for 3), encode(badge, 'escape'), convert_from(badge, 'UTF8'), length(badge) FROM employees
-- name: uuid-of
SELECT external_ref, external_ref::text, left(external_ref::text, 8), replace(external_ref::text, '-', '') FROM customers
-- name: aggregates
SELECT max(email), min(full_name), string_agg(email, ','), array_agg(phone) FROM contacts
-- name: aggregates-of-numbers
SELECT sum(credit_limit), avg(credit_limit), max(credit_limit), stddev(credit_limit), bit_and(credit_limit::int) FROM customers
-- name: aggregates-grouped
SELECT country, max(api_secret), avg(credit_limit) FROM customers GROUP BY country
-- name: aggregates-single
SELECT id, sum(credit_limit), max(api_secret) FROM customers GROUP BY id
-- name: aggregates-of-json
SELECT json_agg(email), jsonb_agg(phone), json_object_agg(id, full_name) FROM contacts
-- name: aggregates-of-bool
SELECT bool_or(true), count(email), regr_count(credit_limit, customers.id) FROM contacts, customers
-- name: count-of-nullable
SELECT count(phone), count(notes), count(birth_date) FROM contacts
-- name: window-values
SELECT first_value(email) OVER (ORDER BY id), lag(email) OVER (ORDER BY id), nth_value(phone, 2) OVER (ORDER BY id) FROM contacts
-- name: window-aggregates
SELECT max(email) OVER (PARTITION BY customer_id), sum(credit_limit) OVER () FROM contacts, customers WHERE customers.id = customer_id
-- name: window-count
SELECT id, count(phone) OVER (PARTITION BY customer_id) FROM contacts
-- name: window-default
SELECT lag(job_title, 1, email) OVER (ORDER BY id) FROM contacts
-- name: coalesce
SELECT coalesce(NULL, phone, email) FROM contacts
-- name: coalesce-order
SELECT coalesce(phone, 'none') FROM contacts
-- name: nullif
SELECT nullif(email, 'x'), nullif('x', email) FROM contacts
-- name: greatest
SELECT greatest(email, ''), least(email, '~') FROM contacts
-- name: case-branch
SELECT CASE WHEN id > 3 THEN email ELSE job_title END FROM contacts
-- name: case-null-branch
SELECT CASE WHEN true THEN NULL ELSE api_secret END FROM customers
-- name: collate
SELECT email COLLATE "C" FROM contacts
-- name: parenthesised
SELECT ((((email)))) FROM contacts
-- name: view
SELECT * FROM customer_contacts
-- name: view-that-renames
SELECT city, job_title FROM address_book
-- name: view-that-renames-whole-row
SELECT a FROM address_book a
-- name: view-of-generated
SELECT label FROM mail_statistics
-- name: view-barrier
SELECT email FROM checked_contacts
-- name: view-of-other-schema
SELECT cost FROM staff_costs
-- name: materialized-view
SELECT label, note FROM contact_book
-- name: materialized-view-star
SELECT * FROM contact_book
-- name: generated-column
SELECT email_domain FROM contacts
-- name: generated-column-of-iban
SELECT iban_country, count(*) FROM invoices GROUP BY iban_country
-- name: generated-tsvector
SELECT search FROM contacts
-- name: generated-tsvector-body
SELECT body_search FROM tickets
-- name: free-text
SELECT body, left(body, 40), subject FROM tickets
-- name: text-headline
SELECT ts_headline(body, to_tsquery('rules')) FROM tickets
-- name: identity-comment
SELECT id, /* name */ email -- FROM customers
 FROM contacts
-- name: same-name-literal
SELECT 'email', "email" FROM contacts
-- name: typed-literal-name
SELECT date '2026-01-01', birth_date date FROM contacts
-- name: keyword-name
SELECT c.email AS select, c.phone AS "from" FROM contacts c
-- name: distinct-on-safe-key
SELECT DISTINCT ON (customer_id) customer_id, email FROM contacts ORDER BY customer_id, id
-- name: limit-one
SELECT email FROM contacts ORDER BY id LIMIT 1 OFFSET 3
-- name: fetch-with-ties
SELECT email FROM contacts ORDER BY id FETCH FIRST 2 ROWS WITH TIES
-- name: tablesample
SELECT email FROM contacts TABLESAMPLE SYSTEM (100) REPEATABLE (1)
-- name: only-inheritance
SELECT email FROM ONLY contacts
-- name: star-inheritance
SELECT email FROM contacts *
-- name: rows-from
SELECT * FROM ROWS FROM (unnest(ARRAY(SELECT email FROM contacts)), generate_series(1, 3)) AS r(a, b)
-- name: with-ordinality
SELECT n, x FROM contacts, unnest(nicknames) WITH ORDINALITY AS u(x, n)
-- name: exists-in-select
SELECT EXISTS (SELECT email FROM contacts)
-- name: composite-type
SELECT (size).width_mm, (SELECT (p).size FROM products p LIMIT 1), (c).api_secret FROM products, customers c
-- name: row-type-cast
SELECT (ROW(1, email)::text) FROM contacts
-- name: record-from-json
SELECT x.e FROM contacts c, jsonb_to_record(jsonb_build_object('e', c.email)) AS x(e text)
-- name: recordset-from-json
SELECT x.nick FROM contacts c, jsonb_to_recordset(jsonb_build_array(c.profile)) AS x(nick text)
-- name: json-each
SELECT k, v FROM contacts, jsonb_each_text(profile) AS e(k, v)
-- name: json-path-exists
SELECT id, profile ? 'nick' FROM contacts
-- name: string-to-table
SELECT s FROM contacts, string_to_table(email, '@') AS s
-- name: regexp-matches-rows
SELECT m FROM contacts, regexp_matches(email, '.', 'g') AS m
