-- why: Views and what is beside them.

-- name: view-invoker
SELECT job_title, COUNT(*) FROM safe_contacts GROUP BY job_title ORDER BY job_title
-- name: view-with-ranks-unread
SELECT id FROM mail_ranks ORDER BY id LIMIT 5
-- name: view-with-flags-unread
SELECT COUNT(*), MAX(id) FROM contact_flags
-- name: view-of-view
SELECT number, town FROM book_again ORDER BY number LIMIT 5
-- name: view-cards-withheld
SELECT id, document FROM contact_cards ORDER BY id LIMIT 5
-- name: view-recursive-withheld
SELECT id, path FROM contact_tree ORDER BY id
-- name: partition
SELECT COUNT(*), SUM(quantity) FROM orders WHERE customer_id < 10
-- name: versioned-now
SELECT COUNT(*), SUM(price) FROM prices
