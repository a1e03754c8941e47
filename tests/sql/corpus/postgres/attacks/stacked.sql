-- why: More statements than one, or a statement that two readers cut differently.

-- name: two-selects
SELECT 1; SELECT 2
-- name: select-drop
SELECT 1; DROP TABLE customers
-- name: drop-after-empty
;; DELETE FROM orders
-- name: after-line-comment
SELECT 1 -- ;
; DELETE FROM orders
-- name: after-block-comment
SELECT 1 /* ; */; DELETE FROM orders --
-- name: nested-comment-ends-late
SELECT 1 /* /* */ ; DELETE FROM orders; */ -- */
-- name: nested-comment-open
SELECT 1 /* /* */ , (SELECT api_secret FROM customers LIMIT 1)
-- name: mysql-version-comment
SELECT /*!50000 api_secret, */ id FROM customers
-- name: mysql-version-comment-union
SELECT id::text FROM customers /*! UNION ALL SELECT api_secret FROM customers */
-- name: hash-comment
SELECT id # api_secret
FROM customers
-- name: hint-comment
SELECT /*+ SET(statement_timeout 0) */ id, api_secret FROM customers
-- name: carriage-return-ends-comment
-- escapes
SELECT id -- x\r, api_secret\r FROM customers
-- name: form-feed-in-comment
-- escapes
SELECT id --\x0c, api_secret\n FROM customers
-- name: vertical-tab
-- escapes
SELECT\x0bapi_secret\x0bFROM\x0bcustomers
-- name: nul
-- escapes
SELECT 1\x00; DROP TABLE customers
-- name: nul-in-string
-- escapes
SELECT 'a\x00', api_secret FROM customers
-- name: no-break-space
-- escapes
SELECT\u00a0api_secret FROM customers
-- name: zero-width
-- escapes
SELECT api_\u200bsecret FROM customers
-- name: full-width
SELECT ａpi_secret FROM customers
-- name: line-separator
-- escapes
SELECT id --\u2028, api_secret\nFROM customers
-- name: next-line
-- escapes
SELECT id --\u0085, api_secret\nFROM customers
-- name: byte-order-mark
-- escapes
\ufeffSELECT api_secret FROM customers
-- name: bidi-override
-- escapes
SELECT id, '\u202e', api_secret /* \u202d */ FROM customers
-- name: escape-string-quote
SELECT E'\', api_secret, \'' FROM customers
-- name: escape-string-odd
SELECT E'\\', api_secret, E'\\' FROM customers
-- name: plain-backslash
SELECT '\', api_secret, '\' FROM customers
-- name: escape-continued
SELECT E'a'
'\', api_secret, \'b' FROM customers
-- name: string-continued
SELECT 'a'
', api_secret, ' FROM customers
-- name: unicode-string
SELECT U&'\0027, api_secret, \0027' FROM customers
-- name: unicode-name
SELECT U&"api\005Fsecret" FROM customers
-- name: unicode-name-uescape
SELECT U&"api!005Fsecret" UESCAPE '!' FROM customers
-- name: unicode-name-table
SELECT * FROM U&"\0063ustomers"
-- name: unicode-name-function
SELECT U&"pg_s\006Ceep"(20)
-- name: dollar-quote-hides
SELECT $$a$$, api_secret, $$b$$ FROM customers
-- name: dollar-tag-mismatch
SELECT $a$ $b$, api_secret, $b$ $a$ FROM customers
-- name: dollar-in-name
SELECT id$$, api_secret, $$ FROM customers
-- name: dollar-quote-stack
SELECT $x$ $y$ $x$; DELETE FROM orders; SELECT $z$ $z$
-- name: bit-string
SELECT B'1', X'1F', api_secret FROM customers WHERE api_secret > 'n'
-- name: national-string
SELECT N'x', id FROM customers WHERE api_secret > N'n'
-- name: quoted-name-with-quote
SELECT "api_secret" AS """, id, """ FROM customers
-- name: quoted-name-holds-sql
SELECT "id FROM customers; DROP TABLE customers; --"
-- name: backtick
SELECT `api_secret` FROM customers
-- name: bracket
SELECT [api_secret] FROM customers
-- name: psql-meta
\! touch /tmp/ostiary-corpus-escape
-- name: psql-gexec
SELECT 'DROP TABLE customers' \gexec
-- name: psql-variable
SELECT :'api_secret' FROM customers
-- name: psql-variable-name
SELECT :"api_secret" FROM customers
-- name: jinja
SELECT {{ api_secret }} FROM customers
-- name: jinja-comment
SELECT id {# , 1 #} , api_secret FROM customers
-- name: percent-s
SELECT %s, api_secret FROM customers
-- name: percent-named
SELECT %(x)s FROM customers
-- name: dollar-number
SELECT $1, api_secret FROM customers
-- name: question-mark
SELECT ?, api_secret FROM customers
-- name: begin-atomic
BEGIN ATOMIC SELECT 1; SELECT 2; END
-- name: cte-semicolon
WITH a AS (SELECT 1; DELETE FROM orders) SELECT * FROM a
-- name: unfinished-string
SELECT 'abc, api_secret FROM customers
-- name: unfinished-name
SELECT "abc, api_secret FROM customers
-- name: unfinished-comment
SELECT api_secret /* FROM customers
-- name: unfinished-dollar
SELECT $x$ api_secret FROM customers
-- name: operator-comment
SELECT 1 +/* x */- 2, @-- , api_secret
5, id FROM customers WHERE api_secret > ''
-- name: double-dash-operator
SELECT id FROM customers WHERE 1 --1 = 2 OR api_secret > ''
 = 1 AND api_secret > 'm'
-- name: empty
-- escapes
\x20
-- name: only-comment
-- escapes
-- nothing
-- name: only-semicolons
;;;
