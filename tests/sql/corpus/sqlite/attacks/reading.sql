-- why: What cannot be placed: writes, other files, settings, schema tables, stacked statements, lexers that disagree.
-- expect: refused

-- name: delete
DELETE FROM customers
-- name: update
UPDATE customers SET name = 'x'
-- name: insert
INSERT INTO customers (id) VALUES (1)
-- name: replace
REPLACE INTO customers (id) VALUES (1)
-- name: drop
DROP TABLE customers
-- name: create
CREATE TABLE t (a)
-- name: create-temp
CREATE TEMP TABLE t AS SELECT * FROM contacts
-- name: create-view
CREATE VIEW v AS SELECT email FROM contacts
-- name: create-trigger
CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END
-- name: alter
ALTER TABLE customers RENAME TO c
-- name: vacuum-into
VACUUM INTO '/tmp/copy.sqlite'
-- name: vacuum
VACUUM
-- name: attach
ATTACH DATABASE '/tmp/x.sqlite' AS x
-- name: attach-memory
ATTACH ':memory:' AS m
-- name: detach
DETACH DATABASE main
-- name: pragma
PRAGMA query_only(0)
-- name: pragma-equals
PRAGMA writable_schema = 1
-- name: pragma-key
PRAGMA table_info(contacts)
-- name: pragma-function
SELECT * FROM pragma_table_info('contacts')
-- name: pragma-function-join
SELECT p.name FROM customers c JOIN pragma_table_info('contacts') p
-- name: pragma-function-database
SELECT file FROM pragma_database_list
-- name: pragma-function-list
SELECT * FROM pragma_function_list()
-- name: begin
BEGIN
-- name: commit
COMMIT
-- name: rollback
ROLLBACK
-- name: savepoint
SAVEPOINT s
-- name: analyze
ANALYZE
-- name: reindex
REINDEX
-- name: explain
EXPLAIN SELECT 1
-- name: explain-plan
EXPLAIN QUERY PLAN SELECT 1
-- name: cte-delete
WITH t AS (SELECT 1) DELETE FROM customers
-- name: cte-insert
WITH t AS (SELECT 1 AS a) INSERT INTO customers SELECT a FROM t
-- name: returning
WITH t AS (DELETE FROM orders RETURNING *) SELECT * FROM t
-- name: select-into
SELECT * INTO copy FROM contacts
-- name: for-update
SELECT id FROM customers FOR UPDATE
-- name: load-extension
SELECT load_extension('/tmp/x.so')
-- name: load-extension-entry
SELECT load_extension('/tmp/x.so', 'init')
-- name: readfile
SELECT readfile('/etc/passwd')
-- name: writefile
SELECT writefile('/tmp/x', 'y')
-- name: edit
SELECT edit('x')
-- name: fts3-tokenizer
SELECT fts3_tokenizer('simple', x'00')
-- name: sqlite-version
SELECT sqlite_version()
-- name: compile-options
SELECT sqlite_compileoption_get(1)
-- name: sqlite-log
SELECT sqlite_log(1, 'x')
-- name: changes
SELECT total_changes(), last_insert_rowid()
-- name: zeroblob
SELECT zeroblob(1000000000)
-- name: randomblob
SELECT randomblob(1000000000)
-- name: unknown-function
SELECT frobnicate(1)
-- name: quoted-function
SELECT "load_extension"('x')
-- name: bracket-function
SELECT [load_extension]('x')
-- name: backtick-function
SELECT `load_extension`('x')
-- name: spaced-function
SELECT load_extension  ('x')
-- name: commented-function
SELECT load_extension/**/('x')
-- name: upper-function
SELECT LOAD_EXTENSION('x')
-- name: function-in-order
SELECT 1 ORDER BY load_extension('x')
-- name: function-in-limit
SELECT 1 LIMIT load_extension('x')
-- name: function-in-filter
SELECT count(*) FILTER (WHERE load_extension('x')) FROM orders
-- name: function-in-frame
SELECT sum(id) OVER (ORDER BY id ROWS load_extension('x') PRECEDING) FROM orders
-- name: function-in-window
SELECT count(*) OVER (ORDER BY load_extension('x')) FROM orders
-- name: function-in-on
SELECT 1 FROM orders o JOIN customers c ON load_extension('x')
-- name: function-in-values
VALUES (load_extension('x'))
-- name: function-in-cte
WITH t AS (SELECT load_extension('x')) SELECT 1
-- name: function-in-table-function
SELECT * FROM json_each(load_extension('x'))
-- name: function-in-exists
SELECT EXISTS (SELECT load_extension('x'))
-- name: table-function
SELECT * FROM generate_series(1, 1000000000)
-- name: table-function-dbstat
SELECT * FROM dbstat('main')
-- name: match-operator
SELECT 1 FROM contacts WHERE contacts MATCH 'x'
-- name: regexp-operator
SELECT 1 FROM contacts WHERE email REGEXP '(a+)+$'
-- name: schema
SELECT sql FROM sqlite_master
-- name: schema-new-name
SELECT sql FROM sqlite_schema
-- name: schema-qualified
SELECT name FROM main.sqlite_master
-- name: schema-temp
SELECT * FROM sqlite_temp_master
-- name: temp-schema
SELECT * FROM temp.sqlite_master
-- name: statistics
SELECT * FROM sqlite_stat1
-- name: dbstat
SELECT * FROM dbstat
-- name: statements
SELECT * FROM sqlite_stmt
-- name: other-database
SELECT * FROM other.customers
-- name: quoted-schema
SELECT * FROM "main"."sqlite_master"
-- name: schema-in-subquery
SELECT (SELECT group_concat(sql) FROM sqlite_schema)
-- name: schema-by-in
SELECT 1 WHERE 'x' IN sqlite_master
-- name: stacked
SELECT 1; DROP TABLE customers
-- name: stacked-select
SELECT 1; SELECT 2
-- name: stacked-after-comment
SELECT 1 /* ; */; DELETE FROM orders --
-- name: stacked-newline
SELECT 1
;
PRAGMA query_only = 0
-- name: stacked-empty-first
; DELETE FROM orders
-- name: stacked-nul
-- escapes
SELECT 1\x00; DROP TABLE customers
-- name: nul
-- escapes
SELECT 1\x00
-- name: control
-- escapes
SELECT\x01 1
-- name: no-break-space
-- escapes
SELECT\xa0email FROM contacts
-- name: ideographic-space
-- escapes
SELECT email\u3000FROM contacts
-- name: zero-width
-- escapes
SELECT e\u200bmail FROM contacts
-- name: byte-order-mark
-- escapes
\ufeffSELECT email FROM contacts
-- name: full-width-letters
SELECT ｅmail FROM contacts
-- name: surrogate
-- escapes
SELECT '\ud800'
-- name: unfinished-string
SELECT 'abc
-- name: unfinished-name
SELECT "abc
-- name: unfinished-comment
SELECT 1 /* DROP
-- name: nested-comment
SELECT 1 /* /* */ DROP TABLE customers */
-- name: mysql-comment
SELECT 1 # comment
-- name: mysql-conditional
SELECT /*!50000 email */ FROM contacts
-- name: jinja
SELECT {{ email }} FROM contacts
-- name: jinja-comment
SELECT 1 {# x #}
-- name: dollar-quote
SELECT $$x$$
-- name: escape-string
SELECT E'\x41'
-- name: unicode-escape
SELECT U&'\0041'
-- name: number-underscore
SELECT 1_000
-- name: number-name
SELECT 1email FROM contacts
-- name: typed-literal
SELECT DATE '2026-01-01' FROM orders
-- name: double-colon
SELECT email::text FROM contacts
-- name: double-quoted-string
SELECT id FROM customers WHERE name = "Amber Works"
-- name: double-quoted-unknown
SELECT "nosuch" FROM customers
-- name: question-mark
SELECT ?
-- name: numbered-parameter
SELECT ?1
-- name: at-parameter
SELECT @x
-- name: dollar-parameter
SELECT $x
-- name: tcl-parameter
SELECT $x::y(z)
-- name: unknown-table
SELECT * FROM nosuch
-- name: unknown-column
SELECT nosuch FROM customers
-- name: whole-row
SELECT contacts FROM contacts
-- name: whole-row-alias
SELECT c FROM contacts c
-- name: row-star-function
SELECT json_object(*) FROM contacts
-- name: star-arithmetic
SELECT (c.*) FROM contacts c
-- name: ambiguous
SELECT id FROM customers, contacts
-- name: lateral-reference
SELECT * FROM contacts c, (SELECT c.email)
-- name: hidden-by-subquery
SELECT email FROM (SELECT id FROM contacts)
-- name: alias-columns
SELECT a FROM contacts AS x(a, b)
-- name: in-table
SELECT 1 WHERE 'x' IN contacts
-- name: circular-cte
WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a
-- name: self-cte
WITH a AS (SELECT * FROM a) SELECT * FROM a
-- name: position-out-of-range
SELECT id FROM customers ORDER BY 7
-- name: union-columns
SELECT id, name FROM customers UNION SELECT 1
-- name: qualify
SELECT id FROM contacts QUALIFY email > 'a'
-- name: star-except
SELECT * EXCEPT (email) FROM contacts
-- name: distinct-on
SELECT DISTINCT ON (email) id FROM contacts
-- name: tablesample
SELECT id FROM contacts TABLESAMPLE (10)
-- name: lateral-view
SELECT id FROM contacts LATERAL VIEW explode(email)
-- name: pivot
SELECT * FROM contacts PIVOT (count(id) FOR email IN ('a'))
-- name: grouping-sets
SELECT count(*) FROM orders GROUP BY GROUPING SETS ((status), ())
-- name: rollup
SELECT count(*) FROM orders GROUP BY ROLLUP (status)
-- name: fetch-first
SELECT id FROM orders FETCH FIRST 3 ROWS ONLY
-- name: top
SELECT TOP 3 id FROM orders
-- name: at-time-zone
SELECT ordered_on AT TIME ZONE 'UTC' FROM orders
-- name: any-subquery
SELECT id FROM orders WHERE id = ANY (SELECT 1)
-- name: table-statement
TABLE contacts
-- name: from-first
FROM contacts
-- name: show
SHOW TABLES
-- name: set
SET x = 1
-- name: call
CALL f()
-- name: describe
DESCRIBE contacts
-- name: empty
-- escapes

-- name: arrow-first
-> 1
-- name: only-comment
-- escapes
\x2d- nothing
-- name: only-semicolons
;;;
-- name: parentheses
-- expand
SELECT ⟦(⟧*2000 1⟦)⟧*2000
-- name: open-parentheses
-- expand
SELECT ⟦(⟧*5000
-- name: nested-selects
-- expand
SELECT ⟦(SELECT ⟧*100 1⟦)⟧*100
-- name: nested-calls
-- expand
SELECT ⟦abs(⟧*500 1⟦)⟧*500
-- name: nested-cases
-- expand
SELECT ⟦CASE WHEN 1 THEN ⟧*300 1⟦ END⟧*300
-- name: minus-chain
-- expand
SELECT ⟦- ⟧*3000 1
-- name: not-chain
-- expand
SELECT ⟦NOT ⟧*3000 1
-- name: tilde-chain
-- expand
SELECT ⟦~⟧*5000 1
-- name: nested-recursion
-- expand
⟦WITH a{n}(n) AS (SELECT 1 UNION ALL SELECT a{n}.n || 'x' FROM a{n}, (⟧*14 SELECT 1⟦) AS z{r}) SELECT n FROM a{r}⟧*14
-- name: too-long
-- expand
SELECT '⟦x⟧*17000'
-- name: too-long-unicode
-- expand
SELECT '⟦🙂⟧*5000'
-- name: too-many-words
-- expand
SELECT ⟦1⟧*7000⟦,⟧
