-- why: Values that come as parameters.

-- name: text
-- params: {"name": "Amber Works"}
SELECT id FROM customers WHERE name = :name
-- name: injection-as-value
-- params: {"n": "x' OR 1=1; --"}
SELECT id FROM customers WHERE name = :n
-- name: number
-- params: {"least": 10, "most": 3}
SELECT id FROM orders WHERE quantity > :least LIMIT :most
-- name: null
-- params: {"nothing": null}
SELECT :nothing IS NULL
-- name: boolean
-- params: {"is_renewed": true}
SELECT count(*) FROM subscriptions WHERE renewed = :is_renewed
-- name: twice
-- params: {"x": "ab"}
SELECT :x || :x
-- name: real
-- params: {"least": 99.5}
SELECT count(*) FROM invoices WHERE amount > :least
-- name: underscore
-- params: {"_a1": 41}
SELECT :_a1 + 1
-- name: in-string-is-none
-- params: {"yes": 1}
SELECT ':no', :yes
-- name: big
-- params: {"big": 4611686018427387904}
SELECT :big
