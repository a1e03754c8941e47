-- why: What analysts of hospitals and banks ask: stays, wards, readmission, balances, spending.

-- name: length-of-stay
SELECT ward, count(*), avg(discharged_at - admitted_at) AS mean, max(discharged_at - admitted_at) FROM admissions WHERE discharged_at IS NOT NULL GROUP BY ward ORDER BY ward
-- name: occupancy-by-day
SELECT d::date AS day, ward, count(*) FROM generate_series(current_date - 20, current_date, '1 day') AS d JOIN admissions a ON a.stay @> d::timestamptz GROUP BY 1, 2 ORDER BY 1, 2
-- name: readmissions
SELECT count(*) FROM admissions a WHERE EXISTS (SELECT 1 FROM admissions b WHERE b.patient_id = a.patient_id AND b.id <> a.id
    AND b.admitted_at > a.discharged_at AND b.admitted_at <= a.discharged_at + interval '30 days')
-- name: readmission-lead
SELECT ward, count(*) FILTER (WHERE next - discharged_at < interval '30 days') AS again, count(*) AS all
FROM (SELECT ward, discharged_at, lead(admitted_at) OVER (PARTITION BY patient_id ORDER BY admitted_at, id) AS next FROM admissions) AS a GROUP BY ward ORDER BY ward
-- name: sex-ratio
SELECT ward, sex, count(*), round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY ward), 1) AS percent FROM patients GROUP BY ward, sex ORDER BY 1, 2
-- name: cost-quantiles
SELECT ward, percentile_cont(0.9) WITHIN GROUP (ORDER BY cost) AS p90, avg(cost)::numeric(10, 2) FROM admissions GROUP BY ward ORDER BY ward
-- name: overlapping-stays
SELECT a.id, b.id FROM admissions a JOIN admissions b ON a.patient_id = b.patient_id AND a.id < b.id AND a.stay && b.stay ORDER BY 1, 2
-- name: still-in
SELECT count(*), min(admitted_at) FROM admissions WHERE upper_inf(stay) OR upper(stay) IS NULL
-- name: stays-merged
SELECT patient_id, range_agg(stay) FROM admissions WHERE discharged_at IS NOT NULL GROUP BY patient_id ORDER BY patient_id
-- name: patients-with-withheld-names
SELECT p.id, p.full_name, p.ward, count(a.id) AS stays FROM patients p LEFT JOIN admissions a ON a.patient_id = p.id GROUP BY p.id ORDER BY p.id
-- name: admissions-with-withheld-diagnosis
SELECT id, diagnosis, cost FROM admissions WHERE cost > 2000 ORDER BY cost DESC, id
-- name: admissions-per-week
SELECT date_part('isoyear', admitted_at) AS year, date_part('week', admitted_at) AS week, count(*) FROM admissions GROUP BY 1, 2 ORDER BY 1, 2
-- name: cost-per-day
SELECT id, cost / greatest(extract(day FROM discharged_at - admitted_at), 1) AS per_day FROM admissions WHERE discharged_at IS NOT NULL ORDER BY per_day DESC, id LIMIT 10
-- name: sensor-gaps
SELECT sensor, taken_at, taken_at - lag(taken_at) OVER (PARTITION BY sensor ORDER BY taken_at) AS gap FROM readings ORDER BY gap DESC NULLS LAST, sensor, taken_at LIMIT 10
-- name: sensor-mean-of-numbers
SELECT sensor, avg(value) FILTER (WHERE value <> 'NaN' AND value < 'Infinity') FROM readings GROUP BY sensor ORDER BY sensor
-- name: sensor-last-known
SELECT sensor, taken_at, max(value) OVER (PARTITION BY sensor, grp) FROM (
    SELECT *, count(value) OVER (PARTITION BY sensor ORDER BY taken_at) AS grp FROM readings) AS g ORDER BY sensor, taken_at
-- name: sensor-resampled
SELECT sensor, date_bin('2 hours', taken_at, timestamp '2000-01-01') AS slot, count(*) FROM readings GROUP BY 1, 2 ORDER BY 1, 2
-- name: not-a-number
SELECT sensor, taken_at, value FROM readings WHERE value = 'NaN' OR value = 'Infinity' ORDER BY 1, 2
-- name: balance
SELECT account_id, booked_at, amount, sum(amount) OVER (PARTITION BY account_id ORDER BY booked_at, id ROWS UNBOUNDED PRECEDING) AS balance FROM bookings WHERE account_id < 5 ORDER BY 1, 2, 3
-- name: lowest-balance
SELECT account_id, min(balance) FROM (SELECT account_id, sum(amount) OVER (PARTITION BY account_id ORDER BY booked_at, id) AS balance FROM bookings) AS b GROUP BY 1 ORDER BY 2, 1 LIMIT 10
-- name: spending-by-category
SELECT category, sum(-amount) FILTER (WHERE amount < 0) AS spent, sum(amount) FILTER (WHERE amount > 0) AS earned FROM bookings GROUP BY category ORDER BY category
-- name: large-movements
SELECT id, amount, counterparty FROM bookings WHERE abs(amount) > 1000 ORDER BY abs(amount) DESC, id
-- name: outliers
SELECT id, amount FROM (SELECT id, amount, avg(amount) OVER () AS mean, stddev_pop(amount) OVER () AS deviation FROM bookings) AS b
WHERE abs(amount - mean) > 1.6 * deviation ORDER BY id
-- name: monthly-net
SELECT to_char(booked_at, 'YYYY-MM') AS month, sum(amount) AS net, count(DISTINCT account_id) AS accounts FROM bookings GROUP BY 1 ORDER BY 1
-- name: dormant-accounts
SELECT a.id, max(b.booked_at) AS last FROM accounts a LEFT JOIN bookings b ON b.account_id = a.id GROUP BY a.id HAVING max(b.booked_at) < now() - interval '30 days' OR max(b.booked_at) IS NULL ORDER BY 1
-- name: currency-exposure
SELECT currency, kind, count(*), sum(b.amount) FROM accounts a JOIN bookings b ON b.account_id = a.id GROUP BY GROUPING SETS ((currency, kind), (currency), ()) ORDER BY 1 NULLS LAST, 2 NULLS LAST
-- name: card-payments-withheld
SELECT id, paid_at, card_number FROM payments WHERE method = 'card' ORDER BY id LIMIT 20
-- name: benford
SELECT left(abs(amount)::text, 1) AS digit, count(*) FROM bookings GROUP BY 1 ORDER BY 1
-- name: running-share
SELECT category, sum(count(*)) OVER (ORDER BY category) / sum(count(*)) OVER () AS share FROM bookings GROUP BY category ORDER BY category
