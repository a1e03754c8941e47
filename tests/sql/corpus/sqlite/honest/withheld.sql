-- why: Withheld columns merely selected or lying beside the question: it runs and they come back withheld.

-- name: star
SELECT * FROM contacts ORDER BY id
-- name: star-customers
SELECT * FROM customers ORDER BY id LIMIT 5
-- name: star-alias
SELECT c.* FROM customers c WHERE c.country = 'Demoland' ORDER BY c.id
-- name: star-join
SELECT * FROM invoices i JOIN orders o ON o.id = i.order_id ORDER BY i.id LIMIT 10
-- name: star-using
SELECT * FROM contacts JOIN subscriptions USING (customer_id) ORDER BY contacts.id, subscriptions.id LIMIT 10
-- name: star-derived
SELECT * FROM (SELECT * FROM contacts WHERE id < 5) ORDER BY id
-- name: star-cte
WITH c AS (SELECT * FROM contacts) SELECT * FROM c WHERE customer_id = 3 ORDER BY id
-- name: star-generated
SELECT * FROM staff ORDER BY id
-- name: selected
SELECT id, full_name, email, job_title FROM contacts WHERE is_primary = 1 ORDER BY id
-- name: selected-with-expression
SELECT id, upper(full_name) AS who, job_title FROM contacts ORDER BY id LIMIT 5
-- name: selected-concatenated
SELECT id, full_name || ' <' || email || '>' AS address FROM contacts ORDER BY id LIMIT 5
-- name: selected-from-view
SELECT * FROM customer_contacts ORDER BY customer_id
-- name: selected-from-renaming-view
SELECT id, city FROM address_book ORDER BY id LIMIT 5
-- name: selected-in-left-join
SELECT c.name, p.full_name FROM customers c LEFT JOIN contacts p ON p.customer_id = c.id AND p.is_primary ORDER BY c.id, p.id
-- name: selected-in-union
SELECT id, full_name AS who FROM contacts WHERE id < 3 UNION ALL SELECT id, email FROM contacts WHERE id < 3
-- name: selected-in-case
SELECT id, CASE WHEN is_primary THEN email END AS mail FROM contacts ORDER BY id LIMIT 5
-- name: aggregated
SELECT country, max(credit_limit) AS highest, count(*) FROM customers GROUP BY country ORDER BY country
-- name: aggregated-list
SELECT customer_id, count(*) AS n, group_concat(full_name) AS people FROM contacts GROUP BY customer_id ORDER BY customer_id LIMIT 5
-- name: windowed
SELECT id, lag(full_name) OVER (ORDER BY id) AS prior FROM contacts ORDER BY id LIMIT 5
-- name: count-rows
SELECT count(*) FROM contacts
-- name: count-rows-grouped
SELECT customer_id, count(*) FROM contacts GROUP BY customer_id ORDER BY 1
-- name: count-in-subquery-star
SELECT count(*) FROM (SELECT * FROM contacts) AS t
-- name: exists-star
SELECT c.id FROM customers c WHERE EXISTS (SELECT * FROM contacts p WHERE p.customer_id = c.id AND p.is_primary) ORDER BY 1
-- name: in-subquery-beside
SELECT count(*) FROM tickets WHERE contact_id IN (SELECT id FROM contacts WHERE job_title = 'Engineer')
-- name: body-beside-subject
SELECT id, subject, body FROM tickets WHERE status = 'open' ORDER BY opened_on, id LIMIT 20
-- name: hidden-but-ordered-by-shown
SELECT full_name, job_title FROM contacts ORDER BY job_title, id LIMIT 10
-- name: cte-unused-withheld
WITH p AS (SELECT id, customer_id, email FROM contacts) SELECT customer_id, count(*) FROM p GROUP BY customer_id ORDER BY 1
