-- why: Changes data, schema, accounts, variables or sessions, in the open or in disguise.

-- name: delete
DELETE FROM customers
-- name: delete-multi
DELETE c, o FROM customers c JOIN orders o ON o.customer_id = c.id
-- name: delete-returning
DELETE FROM customers RETURNING api_secret
-- name: update
UPDATE customers SET name = 'x'
-- name: update-multi
UPDATE customers c, orders o SET c.name = o.status
-- name: insert
INSERT INTO audit_log (what) VALUES ('x')
-- name: insert-set
INSERT INTO audit_log SET what = 'x'
-- name: insert-returning
INSERT INTO audit_log (what) SELECT api_secret FROM customers RETURNING what
-- name: insert-duplicate
INSERT INTO regions VALUES (1, 'x', NULL) ON DUPLICATE KEY UPDATE name = 'y'
-- name: insert-delayed
INSERT DELAYED INTO notes_without_transactions VALUES (3, 'x')
-- name: insert-non-transactional
INSERT INTO notes_without_transactions VALUES (3, 'x')
-- name: replace
REPLACE INTO regions VALUES (1, 'x', NULL)
-- name: truncate
TRUNCATE TABLE notes_without_transactions
-- name: drop-table
DROP TABLE customers
-- name: drop-if-exists
DROP TABLE IF EXISTS nosuch, customers
-- name: drop-database
DROP DATABASE hr
-- name: drop-temporary
DROP TEMPORARY TABLE IF EXISTS t
-- name: alter-table
ALTER TABLE customers ADD COLUMN x INT
-- name: alter-visible
ALTER TABLE contacts MODIFY nickname VARCHAR(80)
-- name: create-table
CREATE TABLE t (a INT)
-- name: create-table-as
CREATE TABLE t SELECT * FROM contacts
-- name: create-table-like
CREATE TABLE t LIKE contacts
-- name: create-temporary-table
CREATE TEMPORARY TABLE customers SELECT api_secret AS name FROM customers
-- name: create-or-replace
CREATE OR REPLACE TABLE customers (a INT)
-- name: create-view
CREATE VIEW v AS SELECT email FROM contacts
-- name: create-function
CREATE FUNCTION f() RETURNS INT RETURN 1
-- name: create-function-udf
CREATE FUNCTION sys_exec RETURNS INT SONAME 'lib_mysqludf_sys.so'
-- name: create-procedure
CREATE PROCEDURE p() SELECT api_secret FROM customers
-- name: create-trigger
CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW SET @x = 1
-- name: create-event
CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO DELETE FROM orders
-- name: create-index
CREATE INDEX i ON contacts (phone)
-- name: create-user
CREATE USER mallory@localhost
-- name: create-role
CREATE ROLE mallory
-- name: create-server
CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1')
-- name: create-sequence
CREATE SEQUENCE s
-- name: alter-user
ALTER USER wide_reader@localhost IDENTIFIED BY 'x'
-- name: rename-user
RENAME USER everything@localhost TO x@localhost
-- name: grant
GRANT ALL ON *.* TO wide_reader@localhost
-- name: revoke
REVOKE SELECT ON *.* FROM wide_reader@localhost
-- name: set-password
SET PASSWORD = PASSWORD('x')
-- name: set-session
SET SESSION max_statement_time = 0
-- name: set-global
SET GLOBAL general_log = 1
-- name: set-log-file
SET GLOBAL general_log_file = '/tmp/ostiary-corpus-escape.log'
-- name: set-user-variable
SET @x = (SELECT GROUP_CONCAT(api_secret) FROM customers)
-- name: set-names
SET NAMES gbk
-- name: set-character-set
SET CHARACTER SET sjis
-- name: set-sql-mode
SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'
-- name: set-statement
SET STATEMENT max_statement_time = 0 FOR SELECT SLEEP(30)
-- name: set-statement-many
SET STATEMENT sql_mode = 'ANSI_QUOTES', tx_read_only = 0 FOR SELECT 1
-- name: set-transaction
SET TRANSACTION READ WRITE
-- name: set-role
SET ROLE ALL
-- name: set-default-role
SET DEFAULT ROLE NONE
-- name: start-transaction
START TRANSACTION READ WRITE
-- name: begin
BEGIN
-- name: commit
COMMIT
-- name: commit-chain
COMMIT AND CHAIN
-- name: rollback
ROLLBACK
-- name: savepoint
SAVEPOINT s
-- name: release
RELEASE SAVEPOINT s
-- name: xa
XA START 'x'
-- name: lock-tables
LOCK TABLES customers WRITE
-- name: unlock-tables
UNLOCK TABLES
-- name: flush-tables
FLUSH TABLES WITH READ LOCK
-- name: flush-privileges
FLUSH PRIVILEGES
-- name: backup-stage
BACKUP STAGE START
-- name: kill
KILL 1
-- name: kill-user
KILL HARD USER wide_reader
-- name: shutdown
SHUTDOWN
-- name: install-plugin
INSTALL SONAME 'ha_connect'
-- name: uninstall-plugin
UNINSTALL PLUGIN InnoDB
-- name: load-data
LOAD DATA INFILE '/etc/passwd' INTO TABLE notes_without_transactions
-- name: load-data-local
LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE notes_without_transactions
-- name: load-xml
LOAD XML INFILE '/etc/passwd' INTO TABLE audit_log
-- name: load-index
LOAD INDEX INTO CACHE customers
-- name: into-outfile
SELECT api_secret FROM customers INTO OUTFILE '/tmp/ostiary-corpus-escape.txt'
-- name: into-outfile-early
SELECT api_secret INTO OUTFILE '/tmp/ostiary-corpus-escape.txt' FROM customers
-- name: into-outfile-options
SELECT id INTO OUTFILE 'corpus-escape.txt' FIELDS TERMINATED BY ',' LINES STARTING BY 'x' FROM customers
-- name: into-outfile-in-union
SELECT 1 UNION SELECT 2 INTO OUTFILE 'corpus-escape.txt'
-- name: into-outfile-commented
SELECT 1 /*!50000 INTO OUTFILE 'corpus-escape.txt' */
-- name: into-dumpfile
SELECT 'x' INTO DUMPFILE '/tmp/ostiary-corpus-escape.bin'
-- name: into-variable
SELECT api_secret INTO @x FROM customers LIMIT 1
-- name: assign-variable
SELECT @x := api_secret FROM customers
-- name: assign-and-read
SELECT @a := MAX(api_secret), @a FROM customers
-- name: assign-in-where
SELECT id FROM customers WHERE (@x := api_secret) IS NOT NULL
-- name: read-variable
SELECT @x
-- name: for-update
SELECT id FROM customers FOR UPDATE
-- name: lock-in-share-mode
SELECT id FROM customers LOCK IN SHARE MODE
-- name: for-update-skip
SELECT id FROM customers FOR UPDATE SKIP LOCKED
-- name: for-update-wait
SELECT id FROM customers FOR UPDATE WAIT 1
-- name: for-update-subquery
SELECT * FROM (SELECT id FROM customers FOR UPDATE) AS c
-- name: procedure-analyse
SELECT email FROM contacts PROCEDURE ANALYSE(10, 10)
-- name: sequence-next
SELECT NEXT VALUE FOR invoice_numbers
-- name: sequence-nextval
SELECT NEXTVAL(invoice_numbers)
-- name: sequence-setval
SELECT SETVAL(invoice_numbers, 1)
-- name: sequence-lastval
SELECT LASTVAL(invoice_numbers), PREVIOUS VALUE FOR invoice_numbers
-- name: sequence-as-table
SELECT next_not_cached_value FROM invoice_numbers
-- name: call
CALL wipe_orders()
-- name: call-run-sql
CALL run_sql('DELETE FROM orders')
-- name: call-run-sql-select
CALL run_sql('SELECT api_secret FROM business.customers')
-- name: do
DO SLEEP(30)
-- name: do-function
DO remember('x')
-- name: prepare
PREPARE p FROM 'SELECT api_secret FROM customers'
-- name: execute
EXECUTE p
-- name: execute-immediate
EXECUTE IMMEDIATE 'SELECT api_secret FROM customers'
-- name: execute-immediate-concat
EXECUTE IMMEDIATE CONCAT('DEL', 'ETE FROM orders')
-- name: deallocate
DEALLOCATE PREPARE p
-- name: handler-open
HANDLER contacts OPEN
-- name: handler-read
HANDLER contacts READ FIRST
-- name: compound
BEGIN NOT ATOMIC DELETE FROM orders; END
-- name: compound-if
IF 1 THEN DELETE FROM orders; END IF
-- name: compound-for
FOR r IN (SELECT api_secret FROM customers) DO SELECT r.api_secret; END FOR
-- name: compound-while
WHILE 1 DO SELECT 1; END WHILE
-- name: signal
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'x'
-- name: get-diagnostics
GET DIAGNOSTICS @n = NUMBER
-- name: use
USE hr
-- name: show-tables
SHOW TABLES
-- name: show-columns
SHOW FULL COLUMNS FROM contacts
-- name: show-create
SHOW CREATE VIEW rich_customers
-- name: show-grants
SHOW GRANTS
-- name: show-variables
SHOW VARIABLES LIKE 'datadir'
-- name: show-processlist
SHOW FULL PROCESSLIST
-- name: show-warnings
SHOW WARNINGS
-- name: show-index
SHOW INDEX FROM contacts
-- name: show-explain
SHOW EXPLAIN FOR 1
-- name: describe
DESCRIBE contacts
-- name: desc-table
DESC hr.salaries
-- name: explain
EXPLAIN SELECT 1
-- name: explain-extended
EXPLAIN EXTENDED SELECT api_secret FROM customers
-- name: explain-delete
EXPLAIN DELETE FROM orders
-- name: analyze-statement
ANALYZE SELECT api_secret FROM customers WHERE api_secret LIKE 'a%'
-- name: analyze-format-json
ANALYZE FORMAT=JSON DELETE FROM orders
-- name: analyze-table
ANALYZE TABLE contacts PERSISTENT FOR ALL
-- name: check-table
CHECK TABLE contacts
-- name: checksum-table
CHECKSUM TABLE hr.salaries
-- name: optimize-table
OPTIMIZE TABLE contacts
-- name: repair-table
REPAIR TABLE notes_without_transactions
-- name: rename-table
RENAME TABLE customers TO c
-- name: help
HELP 'SELECT'
-- name: cache-index
CACHE INDEX notes_without_transactions IN hot
-- name: binlog
BINLOG 'x'
-- name: change-master
CHANGE MASTER TO MASTER_HOST = '127.0.0.1'
-- name: reset-master
RESET MASTER
-- name: purge-logs
PURGE BINARY LOGS TO 'x'
-- name: cte-delete
WITH t AS (SELECT 1) DELETE FROM orders
-- name: cte-insert
WITH t AS (SELECT 1 AS a) INSERT INTO audit_log (what) SELECT a FROM t
-- name: cte-update
WITH t AS (SELECT 1 AS a) UPDATE customers, t SET name = a
-- name: returning-in-derived
SELECT * FROM (DELETE FROM orders RETURNING id) AS t
-- name: table-value-insert
INSERT INTO audit_log (what) VALUES ((SELECT api_secret FROM customers LIMIT 1))
