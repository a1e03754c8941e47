-- why: Withheld columns merely selected or lying beside the question: it runs and they come back withheld.

-- name: star
SELECT * FROM contacts ORDER BY id
-- name: star-customers
SELECT * FROM customers ORDER BY id LIMIT 5
-- name: star-alias
SELECT c.* FROM customers c WHERE c.country = 'Demoland' ORDER BY c.id
-- name: star-join
SELECT * FROM invoices i JOIN payments p ON p.invoice_id = i.id ORDER BY i.id LIMIT 10
-- name: star-two-tables
SELECT t.*, c.name FROM tickets t JOIN customers c ON c.id = t.customer_id ORDER BY t.id LIMIT 10
-- name: star-using
SELECT * FROM contacts JOIN accounts USING (customer_id) ORDER BY contacts.id LIMIT 10
-- name: star-derived
SELECT * FROM (SELECT * FROM contacts WHERE id < 5) AS t ORDER BY id
-- name: star-cte
WITH c AS (SELECT * FROM contacts) SELECT * FROM c WHERE customer_id = 3 ORDER BY id
-- name: table-statement
TABLE employees ORDER BY id
-- name: selected
SELECT id, full_name, email, job_title FROM contacts WHERE is_primary ORDER BY id
-- name: selected-with-expression
SELECT id, upper(full_name) AS who, job_title FROM contacts ORDER BY id LIMIT 5
-- name: selected-concatenated
SELECT id, full_name || ' <' || email || '>' AS address FROM contacts ORDER BY id LIMIT 5
-- name: selected-from-view
SELECT * FROM customer_contacts ORDER BY customer_id
-- name: selected-from-view-safe-columns
SELECT customer, job_title FROM customer_contacts ORDER BY customer
-- name: selected-from-renaming-view
SELECT id, city FROM address_book ORDER BY id LIMIT 5
-- name: selected-from-materialized-view
SELECT id, customer_id, label FROM contact_book ORDER BY id LIMIT 5
-- name: selected-in-left-join
SELECT c.name, p.full_name FROM customers c LEFT JOIN contacts p ON p.customer_id = c.id AND p.is_primary ORDER BY c.id
-- name: selected-in-lateral
SELECT c.name, p.email FROM customers c CROSS JOIN LATERAL (SELECT email FROM contacts p WHERE p.customer_id = c.id ORDER BY p.id LIMIT 1) AS p ORDER BY c.id
-- name: selected-latest
SELECT DISTINCT ON (customer_id) customer_id, full_name FROM contacts ORDER BY customer_id, id DESC
-- name: selected-in-union
SELECT id, full_name AS who FROM contacts WHERE id < 3 UNION ALL SELECT id, full_name FROM employees WHERE id < 3
-- name: selected-in-case
SELECT id, CASE WHEN is_primary THEN email END AS mail FROM contacts ORDER BY id LIMIT 5
-- name: selected-coalesce
SELECT id, coalesce(phone, email) AS reach FROM contacts ORDER BY id LIMIT 5
-- name: aggregated
SELECT country, max(credit_limit) AS highest, count(*) FROM customers GROUP BY country ORDER BY country
-- name: aggregated-sum
SELECT sum(budget) FROM departments
-- name: aggregated-list
SELECT customer_id, count(*) AS n, string_agg(full_name, ', ') AS people FROM contacts GROUP BY customer_id ORDER BY customer_id LIMIT 5
-- name: windowed
SELECT id, lag(full_name) OVER (ORDER BY id) AS before FROM contacts ORDER BY id LIMIT 5
-- name: generated
SELECT id, email_domain, iban_country FROM contacts JOIN invoices USING (id) ORDER BY id LIMIT 5
-- name: json-of-person
SELECT id, profile, profile ->> 'nick' AS nick FROM contacts ORDER BY id LIMIT 5
-- name: json-built
SELECT id, json_build_object('name', full_name, 'title', job_title) AS card FROM contacts ORDER BY id LIMIT 5
-- name: array-of-person
SELECT id, nicknames, nicknames[1] FROM contacts ORDER BY id LIMIT 5
-- name: bytes-of-person
SELECT id, photo FROM contacts ORDER BY id LIMIT 5
-- name: count-rows
SELECT count(*) FROM contacts
-- name: count-rows-grouped
SELECT customer_id, count(*) FROM contacts GROUP BY customer_id ORDER BY 1
-- name: count-by-title
SELECT job_title, count(*) AS n FROM contacts GROUP BY job_title ORDER BY n DESC, job_title
-- name: exists-star
SELECT c.id FROM customers c WHERE EXISTS (SELECT * FROM contacts p WHERE p.customer_id = c.id AND p.is_primary) ORDER BY 1
-- name: count-in-subquery-star
SELECT count(*) FROM (SELECT * FROM contacts) AS t
-- name: in-subquery-beside
SELECT count(*) FROM tickets WHERE contact_id IN (SELECT id FROM contacts WHERE job_title = 'Engineer')
-- name: body-beside-subject
SELECT id, subject, body FROM tickets WHERE status = 'open' AND priority = 3 ORDER BY opened_at, id
-- name: hidden-but-ordered-by-shown
SELECT full_name, job_title FROM contacts ORDER BY job_title, id LIMIT 10
-- name: uuid-withheld
SELECT id, external_ref FROM customers ORDER BY id LIMIT 3
-- name: cte-unused-withheld
WITH p AS (SELECT id, customer_id, email FROM contacts) SELECT customer_id, count(*) FROM p GROUP BY customer_id ORDER BY 1
-- name: whole-row-count
SELECT count(*) FROM contacts c JOIN customers k ON k.id = c.customer_id WHERE k.segment = 'large'
-- name: table-with-an-index-on-the-withheld
SELECT id, received_on FROM letters WHERE received_on > '2020-01-01'
-- name: ordered-table-with-an-index-on-the-withheld
SELECT id, received_on, sender FROM letters ORDER BY received_on, id LIMIT 10
