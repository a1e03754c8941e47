-- why: What analysts of firms, hospitals and banks ask.

-- name: customers-by-country
SELECT country, COUNT(*) AS customers FROM customers GROUP BY country ORDER BY customers DESC, country
-- name: revenue-by-month
SELECT DATE_FORMAT(issued_on, '%Y-%m') AS month, SUM(amount) AS revenue FROM invoices GROUP BY month ORDER BY month
-- name: revenue-month-over-month
WITH m AS (SELECT DATE_FORMAT(issued_on, '%Y-%m-01') AS month, SUM(amount) AS revenue FROM invoices GROUP BY 1)
SELECT month, revenue, revenue - LAG(revenue) OVER (ORDER BY month) AS changed,
       ROUND(100 * (revenue / NULLIF(LAG(revenue) OVER (ORDER BY month), 0) - 1), 1) AS percent FROM m ORDER BY month
-- name: revenue-year-to-date
SELECT id, issued_on, SUM(amount) OVER (PARTITION BY YEAR(issued_on) ORDER BY issued_on, id) AS ytd FROM invoices ORDER BY issued_on, id LIMIT 50
-- name: revenue-share
SELECT p.name, SUM(o.amount) AS revenue, ROUND(100 * SUM(o.amount) / SUM(SUM(o.amount)) OVER (), 2) AS share
FROM orders o JOIN products p ON p.id = o.product_id GROUP BY p.id, p.name ORDER BY revenue DESC, p.name
-- name: pareto
WITH r AS (SELECT customer_id, SUM(amount) AS revenue FROM invoices GROUP BY customer_id),
     c AS (SELECT customer_id, SUM(revenue) OVER (ORDER BY revenue DESC, customer_id) / SUM(revenue) OVER () AS cumulated FROM r)
SELECT SUM(cumulated <= 0.8) AS vital_few, COUNT(*) AS everybody FROM c
-- name: cohort-retention
WITH first AS (SELECT customer_id, MIN(DATE_FORMAT(ordered_on, '%Y-%m-01')) AS cohort FROM orders GROUP BY customer_id)
SELECT f.cohort, TIMESTAMPDIFF(MONTH, f.cohort, o.ordered_on) AS month, COUNT(DISTINCT o.customer_id) AS customers
FROM first f JOIN orders o USING (customer_id) GROUP BY f.cohort, month ORDER BY 1, 2
-- name: churn-90-days
SELECT c.name, s.ends_on FROM customers c JOIN subscriptions s ON s.customer_id = c.id
WHERE NOT s.renewed AND s.ends_on BETWEEN CURDATE() - INTERVAL 90 DAY AND CURDATE() ORDER BY 2, 1
-- name: churn-rate
SELECT plan, COUNT(*) AS terms, SUM(renewed) AS renewed, ROUND(1 - AVG(renewed), 3) AS churn FROM subscriptions GROUP BY plan ORDER BY plan
-- name: never-ordered
SELECT c.id, c.name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.ordered_on > CURDATE() - INTERVAL 60 DAY) ORDER BY c.id
-- name: left-join-null
SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'open' WHERE o.id IS NULL ORDER BY 1
-- name: top-customers
SELECT c.name, COALESCE(SUM(i.amount), 0) AS total FROM customers c LEFT JOIN invoices i ON i.customer_id = c.id GROUP BY c.id, c.name ORDER BY total DESC, c.name LIMIT 10
-- name: top-three-per-customer
SELECT customer_id, id, amount FROM (SELECT i.customer_id, i.id, i.amount, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY amount DESC, id) AS n FROM invoices i) AS ranked
WHERE n <= 3 ORDER BY customer_id, n
-- name: latest-order
SELECT o.customer_id, o.id, o.ordered_at FROM orders o JOIN (SELECT customer_id, MAX(ordered_at) AS at FROM orders GROUP BY customer_id) AS l ON l.customer_id = o.customer_id AND l.at = o.ordered_at ORDER BY 1, 2
-- name: overdue
SELECT COUNT(*), SUM(amount), MAX(DATEDIFF(CURDATE(), due_on)) AS worst FROM invoices WHERE paid_on IS NULL AND due_on < CURRENT_DATE
-- name: aging-buckets
SELECT CASE WHEN DATEDIFF(CURDATE(), due_on) <= 0 THEN 'not due' WHEN DATEDIFF(CURDATE(), due_on) <= 30 THEN '1-30' ELSE 'over 30' END AS bucket, COUNT(*), SUM(amount)
FROM invoices WHERE paid_on IS NULL GROUP BY bucket ORDER BY bucket
-- name: days-sales-outstanding
SELECT ROUND(AVG(DATEDIFF(paid_on, issued_on)), 1) AS dso FROM invoices WHERE paid_on IS NOT NULL
-- name: pivot
SELECT industry, SUM(segment = 'small') AS small, SUM(IF(segment = 'medium', 1, 0)) AS medium, COUNT(CASE WHEN segment = 'large' THEN 1 END) AS large FROM customers GROUP BY industry ORDER BY industry
-- name: rollup
SELECT country, city, COUNT(*) FROM customers GROUP BY country, city WITH ROLLUP
-- name: moving-average
SELECT day, n, AVG(n) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week FROM (SELECT ordered_on AS day, COUNT(*) AS n FROM orders GROUP BY ordered_on) AS d ORDER BY day
-- name: calendar-with-gaps
WITH RECURSIVE days(d) AS (SELECT CURDATE() - INTERVAL 30 DAY UNION ALL SELECT d + INTERVAL 1 DAY FROM days WHERE d < CURDATE())
SELECT d, (SELECT COUNT(*) FROM orders o WHERE o.ordered_on = d) AS n FROM days ORDER BY d
-- name: weekday-profile
SELECT WEEKDAY(ordered_at) AS weekday, DAYNAME(ordered_at) AS name, COUNT(*) FROM orders GROUP BY 1, 2 ORDER BY 1
-- name: hour-profile
SELECT HOUR(ordered_at) AS hour, COUNT(*) FROM orders GROUP BY hour ORDER BY hour
-- name: basket-pairs
SELECT a.product_id, b.product_id, COUNT(*) FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.product_id < b.product_id GROUP BY 1, 2 HAVING COUNT(*) > 3 ORDER BY 3 DESC, 1, 2
-- name: reorder-interval
SELECT customer_id, AVG(gap) FROM (SELECT customer_id, DATEDIFF(ordered_on, LAG(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_at, id)) AS gap FROM orders) AS g WHERE gap IS NOT NULL GROUP BY customer_id ORDER BY 1
-- name: rfm
SELECT customer_id, NTILE(5) OVER (ORDER BY MAX(ordered_on), customer_id) AS r, NTILE(5) OVER (ORDER BY COUNT(*), customer_id) AS f FROM orders GROUP BY customer_id ORDER BY customer_id
-- name: category-tree
WITH RECURSIVE tree AS (SELECT id, id AS root, name FROM categories WHERE parent_id = 1 UNION ALL SELECT c.id, t.root, t.name FROM categories c JOIN tree t ON c.parent_id = t.id)
SELECT t.root, MIN(t.name), SUM(o.amount) FROM tree t JOIN products p ON p.category_id = t.id JOIN orders o ON o.product_id = p.id GROUP BY t.root ORDER BY 1
-- name: region-path
WITH RECURSIVE up(id, path, depth) AS (SELECT id, CAST(name AS CHAR(200)), 1 FROM regions WHERE parent_id IS NULL UNION ALL SELECT r.id, CONCAT(up.path, ' / ', r.name), up.depth + 1 FROM regions r JOIN up ON r.parent_id = up.id)
SELECT c.name, up.path, up.depth FROM customers c JOIN up ON up.id = c.region_id ORDER BY c.id
-- name: organisation-chart
WITH RECURSIVE chart AS (SELECT id, login, 0 AS level, CAST(LPAD(id, 3, '0') AS CHAR(100)) AS path FROM employees WHERE manager_id IS NULL
    UNION ALL SELECT e.id, e.login, c.level + 1, CONCAT(c.path, '.', LPAD(e.id, 3, '0')) FROM employees e JOIN chart c ON e.manager_id = c.id)
SELECT CONCAT(REPEAT('  ', level), login) AS who, level FROM chart ORDER BY path
-- name: span-of-control
SELECT m.login, COUNT(e.id) AS n FROM employees m LEFT JOIN employees e ON e.manager_id = m.id GROUP BY m.id, m.login HAVING n > 0 ORDER BY 2 DESC, 1
-- name: tenure
SELECT login, TIMESTAMPDIFF(YEAR, hired_on, CURDATE()) AS years, PERIOD_DIFF(DATE_FORMAT(CURDATE(), '%Y%m'), DATE_FORMAT(hired_on, '%Y%m')) AS months FROM employees ORDER BY hired_on, id
-- name: ticket-resolution
SELECT priority, COUNT(*) AS n, AVG(TIMESTAMPDIFF(HOUR, opened_at, closed_at)) AS hours FROM tickets WHERE closed_at IS NOT NULL GROUP BY priority ORDER BY priority
-- name: ticket-median
SELECT DISTINCT priority, MEDIAN(TIMESTAMPDIFF(HOUR, opened_at, closed_at)) OVER (PARTITION BY priority) AS median FROM tickets WHERE closed_at IS NOT NULL ORDER BY 1
-- name: ticket-percentile
SELECT DISTINCT priority, PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY TIMESTAMPDIFF(HOUR, opened_at, closed_at)) OVER (PARTITION BY priority) AS p90 FROM tickets WHERE closed_at IS NOT NULL ORDER BY 1
-- name: ticket-time-spent
SELECT status, SEC_TO_TIME(SUM(TIME_TO_SEC(time_spent))) AS total, MAX(time_spent) FROM tickets GROUP BY status ORDER BY status
-- name: active-subscriptions
SELECT plan, COUNT(*), SUM(monthly_fee) AS mrr FROM active_subscriptions GROUP BY plan ORDER BY plan
-- name: view-of-revenue
SELECT month, revenue, SUM(revenue) OVER (ORDER BY month) AS running FROM revenue_by_month ORDER BY month
-- name: twelve-tables
SELECT c.country, d.name AS department, cat.name AS category, COUNT(DISTINCT c.id) AS customers, COUNT(DISTINCT i.id) AS invoices, SUM(p.amount) AS paid
FROM customers c JOIN regions r ON r.id = c.region_id JOIN regions up ON up.id = r.parent_id JOIN orders o ON o.customer_id = c.id JOIN products pr ON pr.id = o.product_id
JOIN categories cat ON cat.id = pr.category_id JOIN invoices i ON i.order_id = o.id JOIN payments p ON p.invoice_id = i.id LEFT JOIN subscriptions s ON s.customer_id = c.id
LEFT JOIN tickets t ON t.customer_id = c.id LEFT JOIN employees e ON e.id = c.id % 25 + 1 LEFT JOIN departments d ON d.id = e.department_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
-- name: except
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders WHERE status = 'returned' ORDER BY id
-- name: intersect
SELECT customer_id FROM tickets WHERE priority = 3 INTERSECT SELECT customer_id FROM orders WHERE status = 'open' ORDER BY 1
-- name: above-average
SELECT o.id FROM orders o WHERE o.quantity > (SELECT AVG(p.quantity) FROM orders p WHERE p.product_id = o.product_id) ORDER BY o.id
-- name: price-deviation
SELECT product_id, COUNT(*), ROUND(STDDEV_SAMP(unit_price), 2), ROUND(VAR_POP(unit_price), 2), MIN(unit_price), MAX(unit_price) FROM orders GROUP BY product_id ORDER BY product_id
-- name: histogram
SELECT FLOOR(amount / 2000) AS bucket, COUNT(*), MIN(amount), MAX(amount) FROM invoices GROUP BY bucket ORDER BY bucket
-- name: order-funnel
SELECT SUM(kind = 'visit') AS visits, SUM(kind = 'signup') AS signups, ROUND(SUM(kind = 'purchase') / NULLIF(SUM(kind = 'visit'), 0), 3) AS rate FROM events
-- name: sessions-gaps-and-islands
WITH marked AS (SELECT id, customer_id, happened_at, IF(TIMESTAMPDIFF(HOUR, LAG(happened_at) OVER (PARTITION BY customer_id ORDER BY happened_at, id), happened_at) > 12, 1, 0) AS starts FROM events),
     numbered AS (SELECT customer_id, happened_at, SUM(starts) OVER (PARTITION BY customer_id ORDER BY happened_at, id) AS session FROM marked)
SELECT customer_id, session, COUNT(*) AS n, TIMEDIFF(MAX(happened_at), MIN(happened_at)) AS lasted FROM numbered GROUP BY 1, 2 ORDER BY 1, 2
-- name: consecutive-days
SELECT customer_id, MIN(day) AS from_day, MAX(day) AS to_day, COUNT(*) FROM (SELECT customer_id, day, TO_DAYS(day) - ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY day) AS island
    FROM (SELECT DISTINCT customer_id, DATE(happened_at) AS day FROM events) AS days) AS i GROUP BY customer_id, island HAVING COUNT(*) > 2 ORDER BY 1, 2
-- name: event-sequence
SELECT customer_id, GROUP_CONCAT(kind ORDER BY happened_at, id SEPARATOR ' > ') FROM events WHERE customer_id < 4 GROUP BY customer_id ORDER BY 1
-- name: length-of-stay
SELECT ward, COUNT(*), AVG(DATEDIFF(discharged_at, admitted_at)) AS mean FROM admissions WHERE discharged_at IS NOT NULL GROUP BY ward ORDER BY ward
-- name: readmissions
SELECT COUNT(*) FROM admissions a WHERE EXISTS (SELECT 1 FROM admissions b WHERE b.patient_id = a.patient_id AND b.id <> a.id AND b.admitted_at > a.discharged_at AND b.admitted_at <= a.discharged_at + INTERVAL 30 DAY)
-- name: occupancy
WITH RECURSIVE days(d) AS (SELECT CURDATE() - INTERVAL 20 DAY UNION ALL SELECT d + INTERVAL 1 DAY FROM days WHERE d < CURDATE())
SELECT d, ward, COUNT(*) FROM days JOIN admissions a ON a.admitted_at <= d AND (a.discharged_at IS NULL OR a.discharged_at > d) GROUP BY 1, 2 ORDER BY 1, 2
-- name: sex-ratio
SELECT ward, sex, COUNT(*), ROUND(100.0 * COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY ward), 1) AS percent FROM patients GROUP BY ward, sex ORDER BY 1, 2
-- name: sensor-gaps
SELECT sensor, taken_at, TIMESTAMPDIFF(MINUTE, LAG(taken_at) OVER (PARTITION BY sensor ORDER BY taken_at), taken_at) AS gap FROM readings ORDER BY gap DESC, sensor, taken_at LIMIT 10
-- name: balance
SELECT account_id, booked_at, amount, SUM(amount) OVER (PARTITION BY account_id ORDER BY booked_at, id ROWS UNBOUNDED PRECEDING) AS balance FROM bookings WHERE account_id < 5 ORDER BY 1, 2, 3
-- name: spending-by-category
SELECT category, SUM(IF(amount < 0, -amount, 0)) AS spent, SUM(GREATEST(amount, 0)) AS earned FROM bookings GROUP BY category ORDER BY category
-- name: dormant-accounts
SELECT a.id, MAX(b.booked_at) AS last FROM accounts a LEFT JOIN bookings b ON b.account_id = a.id GROUP BY a.id HAVING last < NOW() - INTERVAL 30 DAY OR last IS NULL ORDER BY 1
-- name: outliers
SELECT id, amount FROM (SELECT id, amount, AVG(amount) OVER () AS mean, STDDEV_POP(amount) OVER () AS deviation FROM bookings) AS b WHERE ABS(amount - mean) > 1.6 * deviation ORDER BY id
-- name: empty-result
SELECT id, name FROM customers WHERE country = 'Nowhere'
-- name: empty-table
SELECT COUNT(*), MAX(name) FROM empty_table
