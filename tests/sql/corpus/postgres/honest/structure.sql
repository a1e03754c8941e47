-- why: Views, parts and heirs of tables, beside extensions that add to well-known names.

-- name: partition
SELECT count(*), sum(minutes) FROM calls_few
-- name: partitioned
SELECT customer_id, count(*), avg(minutes) FROM calls GROUP BY customer_id ORDER BY customer_id
-- name: partition-withheld
SELECT id, called_on, caller FROM calls_few ORDER BY id LIMIT 5
-- name: heir
SELECT title, count(*) FROM guests_of_honour GROUP BY title
-- name: parent
SELECT room, count(*) FROM guests GROUP BY room ORDER BY room
-- name: parent-only
SELECT count(*) FROM ONLY guests
-- name: heir-withheld
SELECT id, full_name, title FROM guests_of_honour ORDER BY id LIMIT 5
-- name: view-invoker
SELECT job_title, count(*) FROM safe_contacts GROUP BY job_title ORDER BY job_title
-- name: view-with-ranks-unread
SELECT id FROM mail_ranks ORDER BY id LIMIT 5
-- name: view-with-flags-unread
SELECT count(*), max(id) FROM contact_flags
-- name: view-of-view
SELECT number, town FROM book_again ORDER BY number LIMIT 5
-- name: overloaded-by-extensions
SELECT max(name), min(name), replace(name, 'a', 'b'), split_part(name, ' ', 1), strpos(name, 'a'), translate(name, 'a', 'b') FROM customers GROUP BY name ORDER BY name LIMIT 3
-- name: operators-of-extensions
SELECT count(*) FROM customers WHERE name = 'x' OR name ~ '^A' OR name LIKE 'B%' OR settings ? 'theme' OR settings @> '{"a": 1}'
-- name: modulo-beside-similarity
SELECT id % 7, count(*) FROM customers GROUP BY 1 ORDER BY 1
