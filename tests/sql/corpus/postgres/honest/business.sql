-- why: What analysts of firms ask: customers, orders, revenue, churn, service.

-- name: customers-by-country
SELECT country, count(*) AS customers FROM customers GROUP BY country ORDER BY customers DESC, country
-- name: revenue-by-month
SELECT date_trunc('month', issued_on)::date AS month, sum(amount) AS revenue FROM invoices GROUP BY 1 ORDER BY 1
-- name: revenue-month-over-month
WITH m AS (SELECT date_trunc('month', issued_on) AS month, sum(amount) AS revenue FROM invoices GROUP BY 1)
SELECT month, revenue, revenue - lag(revenue) OVER w AS change,
       round(100 * (revenue / nullif(lag(revenue) OVER w, 0) - 1), 1) AS percent
FROM m WINDOW w AS (ORDER BY month) ORDER BY month
-- name: revenue-year-to-date
SELECT issued_on, sum(amount) OVER (PARTITION BY extract(year FROM issued_on) ORDER BY issued_on, id) AS ytd
FROM invoices ORDER BY issued_on, id LIMIT 50
-- name: revenue-share
SELECT p.name, sum(o.amount) AS revenue, round(100.0 * sum(o.amount) / sum(sum(o.amount)) OVER (), 2) AS share
FROM orders o JOIN products p ON p.id = o.product_id GROUP BY p.id, p.name ORDER BY revenue DESC, p.name
-- name: pareto
WITH r AS (SELECT customer_id, sum(amount) AS revenue FROM invoices GROUP BY customer_id),
     c AS (SELECT *, sum(revenue) OVER (ORDER BY revenue DESC, customer_id) / sum(revenue) OVER () AS cumulated FROM r)
SELECT count(*) FILTER (WHERE cumulated <= 0.8) AS vital_few, count(*) AS everybody FROM c
-- name: cohort-retention
WITH first AS (SELECT customer_id, date_trunc('month', min(ordered_on)) AS cohort FROM orders GROUP BY customer_id),
     activity AS (SELECT DISTINCT o.customer_id, f.cohort,
         (extract(year FROM age(date_trunc('month', o.ordered_on), f.cohort)) * 12
          + extract(month FROM age(date_trunc('month', o.ordered_on), f.cohort)))::int AS month
         FROM orders o JOIN first f USING (customer_id))
SELECT cohort::date, month, count(*) AS customers FROM activity GROUP BY cohort, month ORDER BY cohort, month
-- name: churn-90-days
SELECT c.name, upper(s.term) AS ended_on FROM customers c JOIN subscriptions s ON s.customer_id = c.id
WHERE NOT s.renewed AND upper(s.term) BETWEEN current_date - 90 AND current_date ORDER BY 2, 1
-- name: churn-rate
SELECT plan, count(*) AS terms, count(*) FILTER (WHERE renewed) AS renewed,
       round(avg(CASE WHEN renewed THEN 0.0 ELSE 1.0 END), 3) AS churn FROM subscriptions GROUP BY plan ORDER BY plan
-- name: never-ordered
SELECT c.id, c.name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.ordered_on > current_date - 60) ORDER BY c.id
-- name: left-join-null
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'open' WHERE o.id IS NULL ORDER BY 1
-- name: top-customers
SELECT c.name, coalesce(sum(i.amount), 0)::numeric(14, 2) AS total FROM customers c LEFT JOIN invoices i ON i.customer_id = c.id
GROUP BY c.id ORDER BY total DESC, c.name LIMIT 10
-- name: top-three-per-customer
SELECT customer_id, id, amount FROM (
    SELECT i.*, row_number() OVER (PARTITION BY customer_id ORDER BY amount DESC, id) AS n FROM invoices i) AS ranked
WHERE n <= 3 ORDER BY customer_id, n
-- name: top-two-lateral
SELECT c.name, t.id, t.amount FROM customers c
CROSS JOIN LATERAL (SELECT id, amount FROM invoices i WHERE i.customer_id = c.id ORDER BY amount DESC, id LIMIT 2) AS t
ORDER BY c.id, t.amount DESC, t.id
-- name: latest-order-lateral
SELECT c.id, l.ordered_on, l.status FROM customers c LEFT JOIN LATERAL (
    SELECT ordered_on, status FROM orders o WHERE o.customer_id = c.id ORDER BY ordered_at DESC, id LIMIT 1) AS l ON true ORDER BY c.id
-- name: latest-order-distinct-on
SELECT DISTINCT ON (customer_id) customer_id, ordered_on, amount FROM orders ORDER BY customer_id, ordered_at DESC, id
-- name: overdue
SELECT count(*), sum(amount), max(current_date - due_on) AS worst FROM invoices WHERE paid_on IS NULL AND due_on < current_date
-- name: aging-buckets
SELECT CASE WHEN current_date - due_on <= 0 THEN 'not due' WHEN current_date - due_on <= 30 THEN '1-30'
            WHEN current_date - due_on <= 60 THEN '31-60' ELSE 'over 60' END AS bucket, count(*), sum(amount)
FROM invoices WHERE paid_on IS NULL GROUP BY bucket ORDER BY bucket
-- name: days-sales-outstanding
SELECT round(avg(paid_on - issued_on), 1) AS dso, percentile_cont(0.5) WITHIN GROUP (ORDER BY paid_on - issued_on) AS median FROM invoices WHERE paid_on IS NOT NULL
-- name: payment-methods-pivot
SELECT date_trunc('quarter', paid_at)::date AS quarter,
       sum(amount) FILTER (WHERE method = 'card') AS card, sum(amount) FILTER (WHERE method = 'transfer') AS transfer,
       sum(amount) FILTER (WHERE method NOT IN ('card', 'transfer')) AS other
FROM payments GROUP BY 1 ORDER BY 1
-- name: pivot-by-case
SELECT industry, sum(CASE segment WHEN 'small' THEN 1 ELSE 0 END) AS small, sum(CASE segment WHEN 'medium' THEN 1 ELSE 0 END) AS medium,
       sum(CASE segment WHEN 'large' THEN 1 ELSE 0 END) AS large FROM customers GROUP BY industry ORDER BY industry
-- name: grouping-sets
SELECT country, segment, count(*), grouping(country, segment) AS level FROM customers
GROUP BY GROUPING SETS ((country, segment), (country), ()) ORDER BY level, country, segment
-- name: rollup
SELECT coalesce(country, 'all') AS country, coalesce(city, 'all') AS city, count(*) FROM customers GROUP BY ROLLUP (country, city) ORDER BY 1, 2
-- name: cube
SELECT industry, segment, count(*) FROM customers GROUP BY CUBE (industry, segment) ORDER BY industry NULLS LAST, segment NULLS LAST
-- name: abc-classes
SELECT ntile(3) OVER (ORDER BY sum(amount) DESC, product_id) AS class, product_id, sum(amount) FROM orders GROUP BY product_id ORDER BY 1, 3 DESC
-- name: moving-average
SELECT day, orders, round(avg(orders) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), 2) AS week
FROM (SELECT ordered_on AS day, count(*) AS orders FROM orders GROUP BY ordered_on) AS d ORDER BY day
-- name: calendar-with-gaps
SELECT d::date, count(o.id) FROM generate_series(current_date - 30, current_date, interval '1 day') AS d
LEFT JOIN orders o ON o.ordered_on = d::date GROUP BY d ORDER BY d
-- name: calendar-months
SELECT to_char(m, 'YYYY-MM') AS month, coalesce(sum(i.amount), 0) FROM generate_series(date_trunc('month', now()) - interval '11 months', date_trunc('month', now()), '1 month') AS m
LEFT JOIN invoices i ON i.issued_on >= m AND i.issued_on < m + interval '1 month' GROUP BY m ORDER BY m
-- name: weekday-profile
SELECT to_char(ordered_at, 'ID')::int AS weekday, trim(to_char(ordered_at, 'Day')) AS name, count(*) FROM orders GROUP BY 1, 2 ORDER BY 1
-- name: hour-profile
SELECT extract(hour FROM ordered_at AT TIME ZONE 'Europe/Berlin') AS hour, count(*) FROM orders GROUP BY hour ORDER BY hour
-- name: basket-pairs
SELECT a.product_id, b.product_id, count(*) FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.product_id < b.product_id
GROUP BY 1, 2 HAVING count(*) > 3 ORDER BY 3 DESC, 1, 2 LIMIT 20
-- name: reorder-interval
SELECT customer_id, round(avg(gap), 1) FROM (
    SELECT customer_id, ordered_on - lag(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_at, id) AS gap FROM orders) AS g
WHERE gap IS NOT NULL GROUP BY customer_id ORDER BY 1
-- name: rfm
SELECT customer_id, ntile(5) OVER (ORDER BY max(ordered_on), customer_id) AS r, ntile(5) OVER (ORDER BY count(*), customer_id) AS f,
       ntile(5) OVER (ORDER BY sum(amount), customer_id) AS m FROM orders GROUP BY customer_id ORDER BY customer_id
-- name: product-hierarchy-revenue
WITH RECURSIVE tree AS (
    SELECT id, id AS root, name FROM categories WHERE parent_id = 1
    UNION ALL SELECT c.id, t.root, t.name FROM categories c JOIN tree t ON c.parent_id = t.id)
SELECT t.root, min(t.name) AS name, sum(o.amount) FROM tree t JOIN products p ON p.category_id = t.id JOIN orders o ON o.product_id = p.id GROUP BY t.root ORDER BY 1
-- name: region-path
WITH RECURSIVE up(id, path, depth) AS (
    SELECT id, name::text, 1 FROM regions WHERE parent_id IS NULL
    UNION ALL SELECT r.id, up.path || ' / ' || r.name, up.depth + 1 FROM regions r JOIN up ON r.parent_id = up.id)
SELECT c.name, up.path, up.depth FROM customers c JOIN up ON up.id = c.region_id ORDER BY c.id
-- name: organisation-chart
WITH RECURSIVE chart AS (
    SELECT id, login, manager_id, 0 AS level, ARRAY[id] AS path FROM employees WHERE manager_id IS NULL
    UNION ALL SELECT e.id, e.login, e.manager_id, c.level + 1, c.path || e.id FROM employees e JOIN chart c ON e.manager_id = c.id)
SELECT repeat('  ', level) || login AS who, level FROM chart ORDER BY path
-- name: span-of-control
SELECT m.login, count(e.id) FROM employees m LEFT JOIN employees e ON e.manager_id = m.id GROUP BY m.id, m.login HAVING count(e.id) > 0 ORDER BY 2 DESC, 1
-- name: tenure
SELECT login, age(current_date, hired_on) AS tenure, extract(year FROM age(current_date, hired_on)) AS years FROM employees ORDER BY hired_on, id
-- name: ticket-resolution
SELECT priority, count(*) AS n, avg(closed_at - opened_at) AS mean, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - opened_at)) AS hours
FROM tickets WHERE closed_at IS NOT NULL GROUP BY priority ORDER BY priority
-- name: ticket-backlog
SELECT d::date, (SELECT count(*) FROM tickets t WHERE t.opened_at <= d AND (t.closed_at IS NULL OR t.closed_at > d)) AS open
FROM generate_series(current_date - 14, current_date, '1 day') AS d ORDER BY d
-- name: ticket-labels
SELECT label, count(*) FROM tickets, unnest(labels) AS label GROUP BY label ORDER BY 2 DESC, 1
-- name: ticket-first-response-sla
SELECT priority, round(100.0 * count(*) FILTER (WHERE closed_at - opened_at < interval '3 days') / count(*), 1) AS within FROM tickets GROUP BY 1 ORDER BY 1
-- name: tickets-per-contact
SELECT contact_id, count(*) FROM tickets GROUP BY contact_id HAVING count(*) > 2 ORDER BY 2 DESC, 1
-- name: active-subscriptions
SELECT plan, count(*), sum(monthly_fee) AS mrr FROM active_subscriptions GROUP BY plan ORDER BY plan
-- name: annual-recurring-revenue
SELECT sum(monthly_fee) * 12 AS arr, sum(monthly_fee) / nullif(count(DISTINCT customer_id), 0) AS per_customer FROM active_subscriptions
-- name: view-of-revenue
SELECT month, revenue, sum(revenue) OVER (ORDER BY month) FROM revenue_by_month ORDER BY month
-- name: materialized-value
SELECT name, total FROM customer_value WHERE invoices > 2 ORDER BY total DESC, name LIMIT 5
-- name: twelve-tables
SELECT c.country, d.name AS department, cat.name AS category, count(DISTINCT c.id) AS customers, count(DISTINCT i.id) AS invoices, sum(p.amount) AS paid
FROM customers c JOIN regions r ON r.id = c.region_id JOIN regions up ON up.id = r.parent_id
JOIN orders o ON o.customer_id = c.id JOIN products pr ON pr.id = o.product_id JOIN categories cat ON cat.id = pr.category_id
JOIN invoices i ON i.order_id = o.id JOIN payments p ON p.invoice_id = i.id LEFT JOIN subscriptions s ON s.customer_id = c.id
LEFT JOIN tickets t ON t.customer_id = c.id LEFT JOIN employees e ON e.id = c.id % 25 + 1 LEFT JOIN departments d ON d.id = e.department_id
LEFT JOIN accounts a ON a.customer_id = c.id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
-- name: anti-join-except
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders WHERE status = 'returned' ORDER BY id
-- name: both-intersect
SELECT customer_id FROM tickets WHERE priority = 3 INTERSECT SELECT customer_id FROM orders WHERE status = 'open' ORDER BY 1
-- name: above-average
SELECT o.id FROM orders o WHERE o.quantity > (SELECT avg(p.quantity) FROM orders p WHERE p.product_id = o.product_id) ORDER BY o.id
-- name: price-deviation
SELECT product_id, count(*), round(stddev_samp(unit_price), 2), round(var_pop(unit_price), 2), min(unit_price), max(unit_price) FROM orders GROUP BY product_id ORDER BY product_id
-- name: correlation
SELECT round(corr(quantity, unit_price)::numeric, 6), round(regr_slope(unit_price, quantity)::numeric, 6), regr_count(unit_price, quantity) FROM orders
-- name: histogram
SELECT width_bucket(amount, 0, 20000, 10) AS bucket, count(*), min(amount), max(amount) FROM invoices GROUP BY bucket ORDER BY bucket
-- name: quartiles
SELECT percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY amount) FROM invoices
-- name: most-frequent
SELECT mode() WITHIN GROUP (ORDER BY product_id) FROM orders
-- name: hypothetical-rank
SELECT rank(5000) WITHIN GROUP (ORDER BY amount DESC) FROM invoices
-- name: order-funnel
SELECT count(*) FILTER (WHERE kind = 'visit') AS visits, count(*) FILTER (WHERE kind = 'signup') AS signups, count(*) FILTER (WHERE kind = 'purchase') AS purchases,
       round(count(*) FILTER (WHERE kind = 'purchase')::numeric / nullif(count(*) FILTER (WHERE kind = 'visit'), 0), 3) AS rate FROM events
-- name: sessions-gaps-and-islands
WITH marked AS (SELECT *, CASE WHEN happened_at - lag(happened_at) OVER w > interval '12 hours' OR lag(happened_at) OVER w IS NULL THEN 1 ELSE 0 END AS starts
                FROM events WINDOW w AS (PARTITION BY customer_id ORDER BY happened_at, id)),
     numbered AS (SELECT *, sum(starts) OVER (PARTITION BY customer_id ORDER BY happened_at, id) AS session FROM marked)
SELECT customer_id, session, count(*) AS events, max(happened_at) - min(happened_at) AS lasted FROM numbered GROUP BY 1, 2 ORDER BY 1, 2
-- name: consecutive-days
SELECT customer_id, min(day) AS from_day, max(day) AS to_day, count(*) FROM (
    SELECT customer_id, day, day - (row_number() OVER (PARTITION BY customer_id ORDER BY day))::int AS island
    FROM (SELECT DISTINCT customer_id, happened_at::date AS day FROM events) AS days) AS i
GROUP BY customer_id, island HAVING count(*) > 2 ORDER BY 1, 2
-- name: event-sequence
SELECT customer_id, string_agg(kind, ' > ' ORDER BY happened_at, id) FROM events WHERE customer_id < 4 GROUP BY customer_id ORDER BY 1
-- name: slow-events
SELECT kind, avg(took), max(took), sum(took) FROM events GROUP BY kind ORDER BY kind
-- name: inventory-of-attributes
SELECT attributes ->> 'colour' AS colour, count(*), array_agg(DISTINCT (attributes ->> 'ports')::int ORDER BY (attributes ->> 'ports')::int) FROM products GROUP BY 1 ORDER BY 1
-- name: count-everything
SELECT (SELECT count(*) FROM customers) AS customers, (SELECT count(*) FROM contacts) AS contacts, (SELECT count(*) FROM orders) AS orders
-- name: empty-result
SELECT id, name FROM customers WHERE country = 'Nowhere'
-- name: empty-table
SELECT count(*), max(name) FROM empty_table
