-- why: More work, memory or output than anybody needs: refused, or stopped at the deadline.
-- expect: bomb

-- name: endless-recursion
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n
-- name: endless-rows
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
-- name: cross-join
SELECT count(*) FROM orders a, orders b, orders c, orders d
-- name: cross-join-sort
SELECT a.id, b.id, c.id FROM orders a, orders b, orders c ORDER BY a.quantity * b.quantity
-- name: string-doubling
WITH RECURSIVE s(t) AS (SELECT 'xxxxxxxxxxxxxxxx' UNION ALL SELECT t || t FROM s) SELECT max(length(t)) FROM s
-- name: printf-width
SELECT printf('%1000000000d', 1)
-- name: printf-star
SELECT printf('%.*c', 1000000000, 'x')
-- name: replace-grow
-- expand
SELECT replace(replace(replace('aaaaaaaaaa', 'a', '⟦b⟧*4000'), 'b', '⟦c⟧*4000'), 'c', 'ddddd')
-- name: group-concat-grow
SELECT length(group_concat(a.attributes || b.attributes)) FROM orders a, orders b
-- name: like-pattern
-- expand
SELECT count(*) FROM orders a, orders b, orders c WHERE a.attributes LIKE '⟦%a⟧*200%'
-- name: compound
-- expand
⟦SELECT 1⟧*1000⟦ UNION ALL ⟧
-- name: hex-grow
SELECT hex(hex(hex(hex(hex(hex(printf('%1000000d', 1)))))))
-- name: json-grow
WITH RECURSIVE j(x) AS (SELECT '[1]' UNION ALL SELECT json_array(x, x) FROM j) SELECT max(length(x)) FROM j
