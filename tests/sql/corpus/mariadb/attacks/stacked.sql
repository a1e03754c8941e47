-- why: More statements than one, or a statement that two readers cut differently.

-- name: two-selects
SELECT 1; SELECT 2
-- name: select-drop
SELECT 1; DROP TABLE customers
-- name: empty-first
; DELETE FROM orders
-- name: delimiter
DELIMITER //
SELECT 1//
-- name: after-line-comment
SELECT 1 -- ;
; DELETE FROM orders
-- name: after-hash-comment
SELECT 1 # ;
; DELETE FROM orders
-- name: comment-not-nested
SELECT 1 /* /* */ , api_secret FROM customers -- */
-- name: version-comment
SELECT /*!50000 api_secret, */ id FROM customers
-- name: version-comment-bare
SELECT id FROM customers /*! UNION ALL SELECT api_secret FROM customers */
-- name: version-comment-mariadb
SELECT id FROM customers /*M! WHERE api_secret > 'n' */
-- name: version-comment-mariadb-number
SELECT id FROM customers /*M!100100 WHERE api_secret > 'n' */
-- name: version-comment-future
SELECT id FROM customers /*!999999 WHERE api_secret > 'n' */
-- name: version-comment-six-digits
SELECT id FROM customers /*!101100 WHERE api_secret > 'n' */
-- name: version-comment-mysql-only
SELECT id FROM customers /*!80000 WHERE api_secret > 'n' */
-- name: version-comment-nested
SELECT /*! 1 /* inner */ , api_secret */ FROM customers
-- name: version-comment-in-word
SELECT api/*!_secret*/ FROM customers
-- name: version-comment-stack
SELECT 1 /*!; DELETE FROM orders */
-- name: version-comment-string
SELECT '/*!', api_secret, '*/' FROM customers
-- name: version-comment-unfinished
SELECT id /*!50000 , api_secret FROM customers
-- name: hint
SELECT /*+ MAX_EXECUTION_TIME(0) */ id, api_secret FROM customers
-- name: two-dashes-without-space
SELECT id FROM customers WHERE 1 --1 = 2 OR api_secret > ''
-- name: two-dashes-subtraction
SELECT 5--1, api_secret FROM customers
-- name: two-dashes-control
-- escapes
SELECT id --\x01, api_secret\nFROM customers
-- name: two-dashes-at-end
SELECT id FROM customers --
-- name: carriage-return-in-comment
-- escapes
SELECT id -- x\r, api_secret\r\nFROM customers
-- name: hash-newline
SELECT id # , 'x
, api_secret FROM customers
-- name: backslash-quote
SELECT 'a\', api_secret, \'b' FROM customers
-- name: backslash-double-quote
SELECT "a\", api_secret, \"b" FROM customers
-- name: backslash-backslash
SELECT 'a\\', api_secret, 'b\\' FROM customers
-- name: backslash-percent
SELECT id FROM customers WHERE api_secret LIKE 'a\%'
-- name: double-quoted-string
SELECT "api_secret", id FROM customers WHERE "api_secret" < api_secret
-- name: double-quoted-doubled
SELECT "a""", api_secret, """b" FROM customers
-- name: adjacent-strings
SELECT 'a' 'b', api_secret, 'c' "d" FROM customers
-- name: backtick-doubled
SELECT `tick``mark`, (SELECT `api_secret` FROM `customers` LIMIT 1) FROM `Order Items`
-- name: backtick-hides
SELECT id AS `x'`, api_secret, 'y' FROM customers
-- name: backtick-backslash
SELECT id AS `x\`, api_secret, `id` FROM customers
-- name: introducer
SELECT _latin1'x', _utf8mb4 0x61, api_secret FROM customers WHERE api_secret > _latin1'n'
-- name: introducer-wide
-- escapes
SELECT _gbk'\xbf' , api_secret, '\x5c' FROM customers
-- name: wide-backslash
-- escapes
SELECT '\u7e97', api_secret, '' FROM customers
-- name: national-string
SELECT N'x', id FROM customers WHERE api_secret > n'n'
-- name: hex-string
SELECT id FROM customers WHERE api_secret > 0x6e OR api_secret > x'6e'
-- name: bit-string
SELECT b'01', 0b01, id FROM customers WHERE api_secret > b'01101110'
-- name: odbc-escape
SELECT {d '2026-01-01'}, {x api_secret} FROM customers
-- name: odbc-function
SELECT {fn SLEEP(20)}
-- name: odbc-join
SELECT c.api_secret FROM {oj customers c LEFT OUTER JOIN orders o ON o.customer_id = c.id}
-- name: nul
-- escapes
SELECT 1\x00; DROP TABLE customers
-- name: nul-in-string
-- escapes
SELECT 'a\x00b', api_secret FROM customers
-- name: control-z
-- escapes
SELECT 1\x1a, api_secret FROM customers
-- name: no-break-space
-- escapes
SELECT\u00a0api_secret FROM customers
-- name: zero-width
-- escapes
SELECT api_\u200bsecret FROM customers
-- name: full-width
SELECT ａpi_secret FROM customers
-- name: case-folding-kelvin
-- escapes
SELECT \u212aey FROM customers
-- name: byte-order-mark
-- escapes
\ufeffSELECT api_secret FROM customers
-- name: vertical-tab
-- escapes
SELECT\x0bapi_secret\x0bFROM\x0bcustomers
-- name: unfinished-string
SELECT 'abc, api_secret FROM customers
-- name: unfinished-backslash
SELECT 'abc\
-- name: unfinished-comment
SELECT api_secret /* FROM customers
-- name: number-then-name
SELECT 1api_secret FROM customers
-- name: number-exponent-name
SELECT 1e1api_secret, 1.e FROM customers
-- name: name-with-number
SELECT 1a.id FROM customers AS 1a WHERE 1a.api_secret > 'n'
-- name: dot-name
SELECT .customers.api_secret FROM .customers
-- name: space-before-parenthesis
SELECT COUNT (*), MAX (api_secret) FROM customers
-- name: comment-before-parenthesis
SELECT SLEEP/**/(20)
-- name: assignment
SELECT @a:=1, @`b`:='x', @'c':=api_secret FROM customers
-- name: system-variable
SELECT @@datadir, @@global.secure_file_priv, @@session.sql_mode, @@`version`
-- name: label
x: SELECT api_secret FROM customers
-- name: client-command
\! touch /tmp/ostiary-corpus-escape
-- name: client-go
SELECT 1\g DELETE FROM orders
-- name: percent-s
SELECT %s, api_secret FROM customers
-- name: question-mark
SELECT ?, api_secret FROM customers
-- name: postgres-cast
SELECT api_secret::text FROM customers
-- name: postgres-dollar-quote
SELECT $$x$$, api_secret FROM customers
-- name: dollar-name
SELECT $id FROM customers
-- name: oracle-plus
SELECT c.id FROM customers c, orders o WHERE c.id = o.customer_id(+)
-- name: empty
-- escapes
\x20
-- name: only-comment
-- escapes
-- nothing
-- name: only-semicolons
;;;
