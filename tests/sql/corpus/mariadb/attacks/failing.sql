-- why: A failure, its text, a warning or its absence tells about a withheld value.

-- name: updatexml
SELECT UPDATEXML(1, CONCAT(0x7e, (SELECT api_secret FROM customers LIMIT 1)), 1)
-- name: updatexml-column
SELECT UPDATEXML('<a/>', CONCAT('/', email), 'x') FROM contacts
-- name: extractvalue
SELECT EXTRACTVALUE(1, CONCAT(0x7e, (SELECT email FROM contacts LIMIT 1)))
-- name: extractvalue-of-secret
SELECT EXTRACTVALUE(notes, '/a') FROM contacts
-- name: duplicate-key
SELECT COUNT(*), CONCAT((SELECT api_secret FROM customers LIMIT 1), FLOOR(RAND(0) * 2)) AS x FROM orders GROUP BY x
-- name: name-const
SELECT * FROM (SELECT NAME_CONST((SELECT api_secret FROM customers LIMIT 1), 1), NAME_CONST('x', 1)) AS t
-- name: duplicate-column
SELECT * FROM (SELECT * FROM contacts a JOIN contacts b USING (id)) AS t
-- name: geometry
SELECT POLYGON((SELECT * FROM (SELECT * FROM (SELECT api_secret FROM customers LIMIT 1) AS a) AS b))
-- name: geometry-from-text
SELECT ST_GEOMFROMTEXT(email), POINTFROMTEXT(full_name) FROM contacts
-- name: geohash
SELECT ST_LATFROMGEOHASH((SELECT api_secret FROM customers LIMIT 1))
-- name: gtid-subset
SELECT GTID_SUBSET((SELECT api_secret FROM customers LIMIT 1), 1)
-- name: cast-to-decimal
SELECT CAST(email AS DECIMAL(3, 1)), CAST(api_secret AS SIGNED) FROM contacts, customers WHERE customers.id = customer_id
-- name: cast-to-date
SELECT CAST(full_name AS DATE), DATE(email), TIME(email) FROM contacts
-- name: cast-to-uuid
SELECT CAST(email AS UUID), CAST(full_name AS INET6) FROM contacts
-- name: cast-narrowing
SELECT CAST(credit_limit AS DECIMAL(3, 1)), CAST(email AS CHAR(2)) FROM customers, contacts
-- name: division
SELECT 1 / (CASE WHEN LEFT(email, 1) = 'a' THEN 0 ELSE 1 END) FROM contacts
-- name: division-whole
SELECT 1 DIV (LENGTH(email) - 40), MOD(5, ASCII(email) - 97) FROM contacts
-- name: overflow-bigint
SELECT 9223372036854775807 + (email < 'm') FROM contacts
-- name: overflow-exp
SELECT EXP(710 + (email < 'm')) FROM contacts
-- name: overflow-unsigned
SELECT CAST(0 AS UNSIGNED) - (email < 'm') FROM contacts
-- name: overflow-pow
SELECT POW(credit_limit, 1000), ~0 + credit_limit FROM customers
-- name: overflow-abs
SELECT ABS(-9223372036854775807 - 1 + (email > 'm')) FROM contacts
-- name: subquery-more-than-one-row
SELECT (SELECT 1 FROM contacts WHERE LEFT(email, 1) = 'a')
-- name: subquery-more-than-one-row-if
SELECT IF((SELECT MAX(email) FROM contacts) > 'm', (SELECT 1 UNION SELECT 2), 0)
-- name: regex-from-secret
SELECT 'x' REGEXP notes, 'x' REGEXP CONCAT('(', full_name) FROM contacts
-- name: like-escape
SELECT 'x' LIKE 'y' ESCAPE full_name FROM contacts
-- name: json-from-secret
SELECT JSON_EXTRACT(notes, '$.a'), JSON_COMPACT(full_name), JSON_KEYS(email) FROM contacts
-- name: json-path
SELECT JSON_EXTRACT('{}', email), JSON_SET('{}', full_name, 1) FROM contacts
-- name: convert-charset
SELECT CONVERT(email USING nosuch), CONVERT(body USING ascii) FROM contacts, tickets
-- name: collation-mismatch
SELECT email COLLATE latin1_bin FROM contacts
-- name: aes-broken
SELECT AES_DECRYPT(photo, 'x'), UNCOMPRESS(photo), UNHEX(email), FROM_BASE64(email) FROM contacts
-- name: date-out-of-range
SELECT DATE_ADD('9999-12-01', INTERVAL LENGTH(email) DAY), MAKETIME(900, LENGTH(email), 1) FROM contacts
-- name: interval-from-text
SELECT NOW() + INTERVAL full_name DAY FROM contacts
-- name: lazy-and
SELECT id FROM contacts WHERE email < 'm' AND EXP(1000)
-- name: lazy-coalesce
SELECT COALESCE(phone, EXP(1000)), IFNULL(phone, (SELECT 1 UNION SELECT 2)) FROM contacts
-- name: lazy-case-null
SELECT CASE WHEN phone IS NULL THEN EXP(1000) END FROM contacts
-- name: column-check-length
SELECT REPEAT(email, 10000000) FROM contacts
-- name: group-concat-cut
SELECT LENGTH(GROUP_CONCAT(email, full_name, api_secret)) FROM contacts, customers
-- name: inet
SELECT INET_ATON(email), INET6_NTOA(badge), IS_IPV4(email) FROM contacts, employees
-- name: procedure-analyse
SELECT * FROM contacts PROCEDURE ANALYSE(EXTRACTVALUE(1, CONCAT(0x7e, (SELECT api_secret FROM customers LIMIT 1))), 1)
-- name: error-names-column
SELECT emial FROM contacts
-- name: error-names-table
SELECT * FROM contakts
-- name: error-names-function
SELECT contact_emial(1)
-- name: error-in-view
SELECT EXP(1000 + (job_title > 'm')) FROM address_book
-- name: error-position
SELECT id FROM contacts WHERE
-- name: number-warning
SELECT id + 'abc', '12x' + 1, CAST(subject AS SIGNED) FROM tickets
-- name: filter-on-number
SELECT id FROM customers WHERE name = 0
