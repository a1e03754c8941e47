-- why: More of what analysts ask: names with spaces, full joins, dates, JSON, statistics.

-- name: quoted-names
SELECT "Item No", "Unit Price €", "select", größe, 日本 FROM "Order Items" WHERE "Item No" < 4 ORDER BY "Item No"
-- name: right-join
SELECT count(*) FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id AND o.status = 'open'
-- name: full-join
SELECT a.n, b.n FROM (SELECT 1 AS n UNION ALL SELECT 2) AS a FULL JOIN (SELECT 2 AS n UNION ALL SELECT 3) AS b ON a.n = b.n ORDER BY 1, 2
-- name: is-distinct-from
SELECT count(*) FROM invoices WHERE paid_on IS DISTINCT FROM due_on AND paid_on IS NOT DISTINCT FROM paid_on
-- name: aging-buckets
SELECT CASE WHEN julianday('now') - julianday(due_on) <= 0 THEN 'not due' WHEN julianday('now') - julianday(due_on) <= 30 THEN '1-30' ELSE 'over 30' END AS bucket, count(*), sum(amount)
FROM invoices WHERE paid_on IS NULL GROUP BY bucket ORDER BY bucket
-- name: gaps-and-islands
SELECT customer_id, min(day) AS from_day, max(day) AS to_day, count(*) FROM (SELECT customer_id, day, julianday(day) - row_number() OVER (PARTITION BY customer_id ORDER BY day) AS island
    FROM (SELECT DISTINCT customer_id, ordered_on AS day FROM orders)) GROUP BY customer_id, island HAVING count(*) > 1 ORDER BY 1, 2
-- name: weekday-profile
SELECT strftime('%w', ordered_on) AS weekday, count(*) FROM orders GROUP BY weekday ORDER BY weekday
-- name: rfm
SELECT customer_id, ntile(5) OVER (ORDER BY max(ordered_on), customer_id) AS r, ntile(5) OVER (ORDER BY count(*), customer_id) AS f FROM orders GROUP BY customer_id ORDER BY customer_id
-- name: pareto
WITH r AS (SELECT customer_id, sum(amount) AS revenue FROM invoices GROUP BY customer_id), c AS (SELECT sum(revenue) OVER (ORDER BY revenue DESC, customer_id) / sum(revenue) OVER () AS cumulated FROM r)
SELECT sum(cumulated <= 0.8) AS vital_few, count(*) FROM c
-- name: basket-pairs
SELECT a.product, b.product, count(*) FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.product < b.product GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 10
-- name: backlog-by-day
WITH RECURSIVE days(d) AS (SELECT date('now', '-14 days') UNION ALL SELECT date(d, '+1 day') FROM days WHERE d < date('now'))
SELECT d, (SELECT count(*) FROM tickets t WHERE t.opened_on <= d AND (t.closed_on IS NULL OR t.closed_on > d)) AS open FROM days ORDER BY d
-- name: resolution-percentile
SELECT priority, days FROM (SELECT priority, julianday(closed_on) - julianday(opened_on) AS days, percent_rank() OVER (PARTITION BY priority ORDER BY julianday(closed_on) - julianday(opened_on)) AS p FROM tickets WHERE closed_on IS NOT NULL) WHERE p >= 0.9 ORDER BY 1, 2
-- name: variance-by-hand
SELECT product, avg(quantity * quantity) - avg(quantity) * avg(quantity) AS variance FROM orders GROUP BY product ORDER BY product
-- name: histogram
SELECT CAST(amount / 1000 AS INTEGER) AS bucket, count(*) FROM invoices GROUP BY bucket ORDER BY bucket
-- name: json-attributes
SELECT attributes ->> 'colour' AS colour, sum(attributes ->> 'express') AS express, count(*) FROM orders GROUP BY colour ORDER BY colour
-- name: year-to-date
SELECT id, issued_on, sum(amount) OVER (PARTITION BY strftime('%Y', issued_on) ORDER BY issued_on, id) AS ytd FROM invoices ORDER BY issued_on, id LIMIT 30
-- name: renewal-calendar
SELECT strftime('%Y-%m', ends_on) AS month, count(*), sum(monthly_fee) FROM active_subscriptions GROUP BY month ORDER BY month
-- name: percent-in-like
SELECT subject, count(*) FROM tickets WHERE subject LIKE '%0 \%%' ESCAPE '\' GROUP BY subject
-- name: long-comment
-- expand
SELECT count(*) /* ⟦why this question is asked ⟧*100 */ FROM customers
-- name: empty-result
SELECT id FROM customers WHERE country = 'Nowhere'
