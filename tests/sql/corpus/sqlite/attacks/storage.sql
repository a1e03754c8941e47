-- why: What SQLite stores in its own ways: generated columns, tables without rowid, full-text tables, indexes, views.

-- name: generated-column
SELECT badge_start FROM staff
-- name: generated-column-stored
SELECT pay_band, count(*) FROM staff GROUP BY pay_band
-- name: generated-filter
SELECT id FROM staff WHERE badge_start < 'm'
-- name: generated-order
SELECT id FROM staff ORDER BY pay_band
-- name: generated-star
SELECT * FROM staff
-- name: index-order
SELECT id FROM staff INDEXED BY staff_by_pay
-- name: index-order-implicit
SELECT id FROM staff LIMIT 5
-- name: index-order-not-indexed
SELECT id FROM staff NOT INDEXED
-- name: index-on-expression
SELECT id FROM staff INDEXED BY staff_by_letter WHERE substr(badge, 1, 1) >= ''
-- name: without-rowid
SELECT * FROM devices
-- name: without-rowid-key
SELECT serial FROM devices
-- name: without-rowid-order
SELECT model FROM devices
-- name: without-rowid-order-limit
SELECT model FROM devices LIMIT 3
-- name: without-rowid-rowid
SELECT rowid FROM devices
-- name: full-text-table
SELECT * FROM letters
-- name: full-text-match
SELECT rowid FROM letters WHERE letters MATCH 'azqx*'
-- name: full-text-equals
SELECT rowid FROM letters WHERE letters = 'rules'
-- name: full-text-shadow
SELECT * FROM letters_content
-- name: full-text-shadow-data
SELECT block FROM letters_data
-- name: full-text-rank
SELECT rowid FROM letters ORDER BY rank
-- name: view-that-filters
SELECT id FROM rich_customers
-- name: view-that-filters-count
SELECT count(*) FROM rich_customers
-- name: view-that-groups
SELECT people FROM mail_statistics
-- name: view-that-groups-count
SELECT count(*) FROM mail_statistics
-- name: view-that-renames
SELECT city, job_title FROM address_book
-- name: view-that-renames-order
SELECT id FROM address_book ORDER BY city
-- name: view-that-renames-min
SELECT id, min(city) FROM address_book
-- name: view-in-view
SELECT town FROM address_copy
-- name: view-of-generated
SELECT start FROM badge_starts
-- name: rowid-aliases
SELECT rowid, oid, _rowid_, email FROM contacts
-- name: rowid-order
SELECT full_name FROM contacts ORDER BY rowid
-- name: distinct-from-secret
SELECT count(*) FROM contacts WHERE phone IS DISTINCT FROM notes
-- name: implicit-group-minimum
SELECT id, max(email) FROM contacts GROUP BY customer_id
-- name: in-operator-row
SELECT id FROM contacts WHERE (full_name, email) IN (SELECT name, city FROM customers)
-- name: right-join
SELECT c.id FROM customers c RIGHT JOIN contacts p ON p.full_name = c.name
-- name: full-join
SELECT c.id, p.id FROM customers c FULL JOIN contacts p ON p.email = c.name
-- name: json-each-of-secret
SELECT count(*) FROM contacts, json_each('["' || replace(email, '@', '","') || '"]')
-- name: json-tree-of-secret
SELECT key FROM staff, json_tree(profile)
-- name: json-path-of-secret
SELECT profile ->> 'nick', json_extract(profile, '$.likes[1]') FROM staff
-- name: json-length-of-secret
SELECT json_array_length(profile, '$.likes') FROM staff
-- name: json-filter
SELECT id FROM staff WHERE profile ->> '$.nick' < 'm'
-- name: format-width-from-secret
SELECT format('%*d', unicode(email) - 90, 1) FROM contacts
-- name: date-modifier-from-secret
SELECT date('2026-01-01', length(email) || ' days') FROM contacts
-- name: date-format-from-secret
SELECT strftime(full_name, 'now') FROM contacts
-- name: printf-of-secret
SELECT printf('%s', email), printf('%.3s', full_name) FROM contacts
-- name: glob-function
SELECT glob('a*', email), like('a%', email) FROM contacts
-- name: likelihood
SELECT likely(email > 'm'), likelihood(email > 'm', 0.5) FROM contacts
-- name: sum-of-lengths
SELECT sum(length(email)), total(unicode(email)), avg(length(full_name)) FROM contacts
-- name: count-of-nullable
SELECT count(phone), count(notes), count(birth_date) FROM contacts
-- name: string-agg-order
SELECT group_concat(id) FROM (SELECT id FROM contacts ORDER BY email)
-- name: group-concat-order-by
SELECT group_concat(id ORDER BY email) FROM contacts
-- name: limit-of-secret-rows
SELECT id FROM customers LIMIT (SELECT count(*) FROM contacts WHERE email < 'm')
-- name: window-groups
SELECT id, sum(id) OVER (ORDER BY birth_date GROUPS CURRENT ROW) FROM contacts
-- name: window-exclude
SELECT id, count(*) OVER (ORDER BY birth_date RANGE BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE TIES) FROM contacts
-- name: exists-of-guess
SELECT EXISTS (SELECT 1 FROM contacts WHERE email LIKE 'a%')
-- name: values-guess
SELECT column1, (SELECT count(*) FROM contacts WHERE substr(email, 1, 1) = column1) FROM (VALUES ('a'), ('b'))
-- name: compound-limit
SELECT id FROM contacts WHERE email < 'm' UNION ALL SELECT 0 LIMIT 3
-- name: intersect-ids
SELECT id FROM contacts INTERSECT SELECT id FROM contacts WHERE email < 'm'
-- name: returning-in-cte
WITH t AS (UPDATE customers SET name = name RETURNING api_secret) SELECT * FROM t
-- name: upsert
INSERT INTO customers (id) VALUES (1) ON CONFLICT DO UPDATE SET name = 'x' RETURNING api_secret
-- name: attach-parameter
-- params: {"p": "/tmp/ostiary-corpus-escape.sqlite"}
ATTACH :p AS x
-- name: vacuum-into-parameter
-- params: {"p": "/tmp/ostiary-corpus-escape.sqlite"}
VACUUM INTO :p
-- name: pragma-function-schema
SELECT * FROM pragma_table_list
-- name: pragma-function-hidden-argument
SELECT name FROM pragma_table_xinfo WHERE arg = 'contacts'
-- name: series-function
SELECT value FROM generate_series(1, 10)
-- name: bytecode-function
SELECT * FROM bytecode('SELECT api_secret FROM customers')
-- name: tables-used
SELECT * FROM tables_used('SELECT 1')
-- name: fts3-tokens
SELECT * FROM fts3tokenize('simple')
-- name: unknown-option
SELECT id FROM contacts WHERE email LIKE 'a%' /* +options */ -- ok
-- name: sqlite-offset
SELECT sqlite_offset(email) FROM contacts
-- name: subtype
SELECT subtype(email) FROM contacts
-- name: unhex
SELECT unhex(hex(email)), concat(email, 'x'), concat_ws(',', email, phone) FROM contacts
-- name: iif-two
SELECT iif(email > 'm', 1) FROM contacts
-- name: octet-length
SELECT octet_length(email) FROM contacts WHERE octet_length(email) > 30
