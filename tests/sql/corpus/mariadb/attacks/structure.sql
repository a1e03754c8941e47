-- why: What the schema itself does: views that sort, count and compare, versions, invisible columns.

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
SELECT id FROM like_rows
-- name: view-rows-count
SELECT id, COUNT(*) FROM like_rows GROUP BY id
-- name: view-join
SELECT id, amount FROM known_payers
-- name: view-join-count
SELECT COUNT(*) FROM known_payers
-- name: view-union
SELECT COUNT(*) FROM everybody
-- name: view-union-who
SELECT who FROM everybody
-- name: view-flags
SELECT id, has_phone, width FROM contact_flags
-- name: view-flags-filter
SELECT id FROM contact_flags WHERE has_phone
-- name: view-cards
SELECT document, JSON_VALUE(document, '$.mail') FROM contact_cards
-- name: view-comparison
SELECT id, later FROM contact_calls
-- name: view-own-function
SELECT id, label FROM own_lookups
-- name: view-own-function-unread
SELECT id FROM own_lookups
-- name: view-having
SELECT country FROM limits_by_country
-- name: view-recursive
SELECT id, path FROM contact_tree
-- name: view-of-view
SELECT number, town FROM book_again
-- name: view-of-view-order
SELECT number FROM book_again ORDER BY town
-- name: view-limits
SELECT id, name FROM biggest_limits
-- name: view-limits-count
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM biggest_limits b WHERE b.id = c.id)
-- name: view-qualified
SELECT business.address_book.city FROM business.address_book
-- name: invisible-by-natural-join
SELECT COUNT(*) FROM contacts NATURAL JOIN (SELECT 'azqx' AS nickname) AS n
-- name: invisible-in-insert-select
SELECT nickname, contacts.nickname AS job_title FROM contacts
-- name: version-history
SELECT product_id, bargain, price FROM prices FOR SYSTEM_TIME BETWEEN '2000-01-01' AND NOW()
-- name: version-history-count
SELECT product_id, COUNT(DISTINCT bargain) FROM prices FOR SYSTEM_TIME ALL GROUP BY product_id
-- name: partition-names
SELECT id FROM orders PARTITION (p0, p1)
-- name: enum-number
SELECT segment + 0, mood + 0 FROM customers, hr.reviews
-- name: set-number
SELECT tags + 0 FROM customers WHERE api_secret > 'n'
-- name: generated-from-generated
SELECT LEFT(email_domain, 3), initial FROM contacts WHERE initial < 'f'
-- name: sequence-as-source
SELECT * FROM invoice_numbers
-- name: cursor-forged
-- arguments: {"cursor": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
SELECT id FROM customers
-- name: cursor-with-sql
-- arguments: {"cursor": "0; SELECT api_secret FROM customers"}
SELECT id FROM customers
