-- why: What the schema itself does: views, parts and heirs of tables, casts and operators of the database's own.

-- name: partition
SELECT id, caller FROM calls_few
-- name: partition-star
SELECT * FROM calls_rest
-- name: partition-filter
SELECT id FROM calls_few WHERE caller < 'd'
-- name: partition-order
SELECT id FROM calls_rest ORDER BY caller
-- name: partition-of-parent
SELECT id, caller FROM calls
-- name: heir
SELECT id, full_name FROM guests_of_honour
-- name: heir-star
SELECT * FROM guests_of_honour
-- name: heir-filter
SELECT id FROM guests_of_honour WHERE full_name < 'd'
-- name: heir-own-column
SELECT title, full_name FROM guests_of_honour
-- name: parent-of-heir
SELECT id, full_name FROM guests
-- name: parent-only
SELECT id, full_name FROM ONLY guests
-- name: parent-star
SELECT * FROM guests*
-- name: view-first
SELECT id, job_title FROM first_by_mail
-- name: view-ordered
SELECT id FROM ordered_by_mail
-- name: view-ordered-limit
SELECT id FROM ordered_by_mail LIMIT 3
-- name: view-ranks
SELECT id, place FROM mail_ranks
-- name: view-ranks-order
SELECT id FROM mail_ranks ORDER BY place
-- name: view-rows
SELECT id FROM nickname_rows
-- name: view-rows-count
SELECT id, count(*) FROM nickname_rows GROUP BY id
-- name: view-join
SELECT id, amount FROM known_payers
-- name: view-join-count
SELECT count(*) FROM known_payers
-- name: view-distinct-on
SELECT id FROM different_names
-- name: view-union
SELECT count(*) FROM everybody
-- name: view-union-who
SELECT who FROM everybody
-- name: view-flags
SELECT id, has_phone, width FROM contact_flags
-- name: view-flags-filter
SELECT id FROM contact_flags WHERE has_phone
-- name: view-cards
SELECT card, document FROM contact_cards
-- name: view-cards-field
SELECT (card).email, document ->> 'email' FROM contact_cards
-- name: view-comparison
SELECT id, after FROM contact_calls
-- name: view-own-function
SELECT id, label FROM own_lookups
-- name: view-own-function-unread
SELECT id FROM own_lookups
-- name: view-having
SELECT country FROM limits_by_country
-- name: view-failing
SELECT id, ratio FROM risky_ratios
-- name: view-failing-count
SELECT count(ratio) FROM risky_ratios
-- name: view-recursive
SELECT id, path FROM contact_tree
-- name: view-of-view
SELECT number, town FROM book_again
-- name: view-of-view-order
SELECT number FROM book_again ORDER BY town
-- name: materialized-order
SELECT id, name FROM biggest_limits
-- name: materialized-order-count
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM biggest_limits b WHERE b.id = c.id)
-- name: own-operator-of-builtin-name
SELECT id FROM customers WHERE name <<| '%'
-- name: own-operator-qualified
SELECT 'a' OPERATOR(public.<<|) 'b%'
-- name: own-overload-of-builtin
SELECT justify_hours('x'::text)
-- name: own-overload-untyped
SELECT justify_hours(name) FROM customers
-- name: own-cast
SELECT size::int FROM products
-- name: own-cast-function-notation
SELECT CAST(size AS integer), int4(size) FROM products
-- name: own-cast-implicit
SELECT abs(size), size + 1 FROM products
-- name: own-cast-implicit-comparison
SELECT id FROM products WHERE size > 5600
-- name: own-cast-enum
SELECT segment::date FROM customers
-- name: own-cast-array
SELECT (ARRAY[size])::int[] FROM products
-- name: own-cast-of-written-value
SELECT 'large'::segment::date, CAST(CAST('large' AS segment) AS date)
-- name: own-cast-of-parts
SELECT '(1,2,3)'::dimensions::int, ('(1,2,3)'::dimensions) + 1
-- name: own-cast-of-field-star
SELECT (size).*, size::int FROM products
-- name: own-cast-in-union
SELECT 1 UNION ALL SELECT size FROM products
-- name: own-cast-in-case
SELECT CASE WHEN id > 3 THEN 1 ELSE size END FROM products
-- name: own-cast-in-limit
SELECT id FROM customers ORDER BY id LIMIT (SELECT size::int FROM products LIMIT 1)
-- name: extension-function
SELECT similarity(email, 'azqx'), email % 'azqx', word_similarity('zqx', full_name) FROM contacts
-- name: extension-operator-filter
SELECT id FROM contacts WHERE email % 'azqx@azqx'
-- name: extension-type
SELECT email::citext, hstore('k', email), hstore(c) FROM contacts c
-- name: extension-type-keys
SELECT akeys(hstore(c)) FROM contacts c
-- name: extension-record
SELECT (each(hstore(c))).value FROM contacts c
-- name: extension-populate
SELECT populate_record(c, hstore('id', '1')) FROM contacts c
-- name: extension-limit
SELECT set_limit(0.1), show_limit()
-- name: cursor-forged
-- arguments: {"cursor": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
SELECT id FROM customers
-- name: cursor-of-nothing
-- arguments: {"cursor": ""}
SELECT id FROM customers
-- name: cursor-with-sql
-- arguments: {"cursor": "0; SELECT api_secret FROM customers"}
SELECT id FROM customers
