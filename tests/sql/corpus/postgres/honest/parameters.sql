-- why: Values that come as parameters, and colons, percent signs and question marks that are none.

-- name: text
-- params: {"name": "Mockburg"}
SELECT count(*) FROM customers WHERE city = :name
-- name: number
-- params: {"least": 10, "most": 3}
SELECT id FROM orders WHERE quantity > :least ORDER BY id LIMIT :most
-- name: number-cast
-- params: {"id": 7}
SELECT :id::int + 1, id FROM customers WHERE id = :id::int
-- name: decimal
-- params: {"least": 99.5}
SELECT count(*) FROM invoices WHERE amount > :least
-- name: boolean
-- params: {"active": true}
SELECT count(*) FROM customers WHERE is_active = :active
-- name: null
-- params: {"nothing": null}
SELECT :nothing::text IS NULL, coalesce(:nothing::int, 5)
-- name: optional-filter
-- params: {"country": null}
SELECT count(*) FROM customers WHERE :country::text IS NULL OR country = :country
-- name: twice
-- params: {"x": "ab"}
SELECT :x::text || :x::text
-- name: date
-- params: {"since": "2026-01-01"}
SELECT count(*) FROM orders WHERE ordered_on >= :since::date
-- name: date-comparison-untyped
-- params: {"since": "2026-01-01"}
SELECT count(*) FROM orders WHERE ordered_on >= :since
-- name: interval
-- params: {"days": 30}
SELECT count(*) FROM orders WHERE ordered_on > current_date - :days::int
-- name: make-interval
-- params: {"days": 30}
SELECT count(*) FROM tickets WHERE opened_at > now() - make_interval(days => :days)
-- name: like
-- params: {"pattern": "A%"}
SELECT count(*) FROM customers WHERE name LIKE :pattern
-- name: like-concatenated
-- params: {"word": "works"}
SELECT count(*) FROM customers WHERE name ILIKE '%' || :word || '%'
-- name: enum
-- params: {"segment": "small"}
SELECT count(*) FROM customers WHERE segment = :segment
-- name: json
-- params: {"theme": "dark"}
SELECT count(*) FROM customers WHERE settings ->> 'theme' = :theme AND settings @> jsonb_build_object('theme', :theme::text)
-- name: json-question-mark
-- params: {"key": "theme"}
SELECT count(*) FROM customers WHERE settings ? :key
-- name: array
-- params: {"ids": "{1,2,3}"}
SELECT count(*) FROM customers WHERE id = ANY (:ids::int[])
-- name: in-list
-- params: {"a": "open", "b": "shipped"}
SELECT count(*) FROM orders WHERE status IN (:a, :b)
-- name: between
-- params: {"low": 2, "high": 5}
SELECT count(*) FROM orders WHERE quantity BETWEEN :low AND :high
-- name: limit-offset
-- params: {"n": 2, "skip": 3}
SELECT id FROM customers ORDER BY id LIMIT :n OFFSET :skip
-- name: in-select
-- params: {"label": "x"}
SELECT :label::text AS label, count(*) FROM customers
-- name: in-case
-- params: {"limit": 5000}
SELECT CASE WHEN amount > :limit THEN 'large' ELSE 'small' END AS size, count(*) FROM invoices GROUP BY 1 ORDER BY 1
-- name: in-window
-- params: {"n": 4}
SELECT id, ntile(:n) OVER (ORDER BY id) FROM customers ORDER BY id
-- name: in-cte
-- params: {"top": 3}
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :top) SELECT i FROM n ORDER BY i
-- name: injection-as-value
-- params: {"n": "x' OR 1=1; --"}
SELECT id FROM customers WHERE name = :n
-- name: unicode-value
-- params: {"x": "Zürich 日本 🙂"}
SELECT :x::text, length(:x)
-- name: percent-value
-- params: {"x": "100 % s"}
SELECT :x::text || ' %s %(x)s %%'
-- name: quotes-in-value
-- params: {"x": "it's \"here\" \\ $$"}
SELECT :x::text
-- name: big
-- params: {"big": 4611686018427387904}
SELECT :big::bigint, :big::bigint + 1
-- name: underscore-name
-- params: {"_a1": 41}
SELECT :_a1::int + 1
-- name: colon-in-string
-- params: {"yes": 1}
SELECT ':no', :yes::int, '12:30:00', 'a::b'
-- name: colon-in-comment
-- params: {"yes": 1}
SELECT :yes::int /* :no */ -- :neither
-- name: colon-in-dollar-quote
-- params: {"yes": 1}
SELECT $q$:no$q$, :yes::int
-- name: colon-in-name
-- params: {"yes": 1}
SELECT :yes::int AS "a:b"
-- name: casts-are-no-parameters
SELECT '1'::int::text, id::text::varchar(3) FROM customers ORDER BY id LIMIT 2
-- name: slices-are-no-parameters
SELECT (ARRAY[1, 2, 3])[1:2], (ARRAY[1, 2, 3])[ 2 : ], tags[1:cardinality(tags)] FROM customers ORDER BY id LIMIT 2
-- name: slice-by-parameter
-- params: {"n": 2}
SELECT (ARRAY[1, 2, 3])[1 : :n]
-- name: time-in-string
SELECT time '12:34:56', timestamp '2026-01-01 10:20:30'
-- name: question-marks
SELECT count(*) FROM customers WHERE settings ? 'theme' AND 'why?' <> '?'
-- name: percent-operators
SELECT 10 % 3, '%', 'a%b' LIKE '%' FROM regions ORDER BY id LIMIT 1
-- name: dollar-in-string
SELECT '$1', '$name', 'cost: $5'
-- name: named-notation
SELECT make_interval(hours := 2), make_date(year => 2026, month => 1, day => 2)
