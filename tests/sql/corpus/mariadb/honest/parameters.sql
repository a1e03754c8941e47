-- why: Values that come as parameters, and colons, percent signs and question marks that are none.

-- name: text
-- params: {"name": "Mockburg"}
SELECT COUNT(*) FROM customers WHERE city = :name
-- name: number
-- params: {"least": 10, "most": 3}
SELECT id FROM orders WHERE quantity > :least ORDER BY id LIMIT :most
-- name: decimal
-- params: {"least": 99.5}
SELECT COUNT(*) FROM invoices WHERE amount > :least
-- name: boolean
-- params: {"active": true}
SELECT COUNT(*) FROM customers WHERE is_active = :active
-- name: null
-- params: {"nothing": null}
SELECT :nothing IS NULL, COALESCE(:nothing, 5)
-- name: optional-filter
-- params: {"country": null}
SELECT COUNT(*) FROM customers WHERE :country IS NULL OR country = :country
-- name: twice
-- params: {"x": "ab"}
SELECT CONCAT(:x, :x)
-- name: date
-- params: {"since": "2026-01-01"}
SELECT COUNT(*) FROM orders WHERE ordered_on >= :since
-- name: interval
-- params: {"days": 30}
SELECT COUNT(*) FROM orders WHERE ordered_on > CURDATE() - INTERVAL :days DAY
-- name: like
-- params: {"pattern": "A%"}
SELECT COUNT(*) FROM customers WHERE name LIKE :pattern
-- name: like-concatenated
-- params: {"word": "works"}
SELECT COUNT(*) FROM customers WHERE name LIKE CONCAT('%', :word, '%')
-- name: enum
-- params: {"segment": "small"}
SELECT COUNT(*) FROM customers WHERE segment = :segment
-- name: json
-- params: {"theme": "dark"}
SELECT COUNT(*) FROM customers WHERE JSON_VALUE(settings, '$.theme') = :theme
-- name: full-text
-- params: {"words": "sensor"}
SELECT COUNT(*) FROM products WHERE MATCH (name, description) AGAINST (:words)
-- name: in-list
-- params: {"a": "open", "b": "shipped"}
SELECT COUNT(*) FROM orders WHERE status IN (:a, :b)
-- name: between
-- params: {"low": 2, "high": 5}
SELECT COUNT(*) FROM orders WHERE quantity BETWEEN :low AND :high
-- name: limit-offset
-- params: {"n": 2, "skip": 3}
SELECT id FROM customers ORDER BY id LIMIT :n OFFSET :skip
-- name: in-select
-- params: {"label": "x"}
SELECT :label AS label, COUNT(*) FROM customers
-- name: in-case
-- params: {"most": 5000}
SELECT CASE WHEN amount > :most THEN 'large' ELSE 'small' END AS size, COUNT(*) FROM invoices GROUP BY 1 ORDER BY 1
-- name: in-cte
-- params: {"top": 3}
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :top) SELECT i FROM n ORDER BY i
-- name: injection-as-value
-- params: {"n": "x' OR 1=1; -- "}
SELECT id FROM customers WHERE name = :n
-- name: backslash-value
-- params: {"x": "a\\' \\\\ \\n"}
SELECT :x, LENGTH(:x)
-- name: unicode-value
-- params: {"x": "Zürich 日本 🙂"}
SELECT :x, CHAR_LENGTH(:x)
-- name: percent-value
-- params: {"x": "100 % s"}
SELECT CONCAT(:x, ' %s %(x)s %%')
-- name: big
-- params: {"big": 4611686018427387904}
SELECT :big, :big + 1
-- name: underscore-name
-- params: {"_a1": 41}
SELECT :_a1 + 1
-- name: colon-in-string
-- params: {"yes": 1}
SELECT ':no', ":neither", :yes, '12:30:00'
-- name: colon-after-escaped-quote
-- params: {"yes": 1}
SELECT 'it\'s :no', :yes
-- name: colon-in-comment
-- params: {"yes": 1}
SELECT :yes /* :no */ -- :neither
-- name: colon-in-hash-comment
-- params: {"yes": 1}
SELECT :yes # :no
-- name: colon-in-name
-- params: {"yes": 1}
SELECT :yes AS `a:b`
-- name: question-marks
SELECT COUNT(*) FROM customers WHERE 'why?' <> '?' AND "?" = '?'
-- name: percent-operators
SELECT 10 % 3, '%', 'a%b' LIKE '%' FROM regions ORDER BY id LIMIT 1
