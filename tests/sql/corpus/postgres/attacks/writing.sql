-- why: Changes data, schema, roles, settings or sessions, in the open or in disguise.

-- name: delete
DELETE FROM customers
-- name: delete-where-false
DELETE FROM customers WHERE false
-- name: update
UPDATE customers SET name = 'x'
-- name: update-from
UPDATE orders o SET quantity = 0 FROM customers c WHERE c.id = o.customer_id
-- name: insert
INSERT INTO audit_log (what) VALUES ('x')
-- name: insert-select
INSERT INTO audit_log (what) SELECT email FROM contacts
-- name: insert-on-conflict
INSERT INTO regions VALUES (1, 'x', NULL) ON CONFLICT (id) DO UPDATE SET name = 'y' RETURNING *
-- name: merge
MERGE INTO regions r USING (SELECT 1 AS id) s ON r.id = s.id WHEN MATCHED THEN DELETE
-- name: truncate
TRUNCATE customers CASCADE
-- name: drop-table
DROP TABLE customers CASCADE
-- name: drop-schema
DROP SCHEMA public CASCADE
-- name: drop-database
DROP DATABASE second WITH (FORCE)
-- name: drop-owned
DROP OWNED BY CURRENT_USER
-- name: alter-table
ALTER TABLE customers ADD COLUMN x int
-- name: create-table
CREATE TABLE t (a int)
-- name: create-table-as
CREATE TABLE t AS SELECT * FROM contacts
-- name: create-temp-table
CREATE TEMP TABLE t AS SELECT * FROM contacts
-- name: create-temp-view
CREATE TEMP VIEW customers AS SELECT api_secret AS name FROM public.customers
-- name: create-view
CREATE VIEW v AS SELECT email FROM contacts
-- name: create-materialized-view
CREATE MATERIALIZED VIEW v AS SELECT email FROM contacts
-- name: refresh-materialized-view
REFRESH MATERIALIZED VIEW contact_book
-- name: create-function
CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'
-- name: create-or-replace-temp-function
CREATE OR REPLACE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'
-- name: create-trigger
CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note_change()
-- name: create-rule
CREATE RULE r AS ON SELECT TO empty_table DO INSTEAD SELECT id, api_secret FROM customers
-- name: create-index
CREATE INDEX ON contacts (phone)
-- name: create-extension
CREATE EXTENSION file_fdw
-- name: create-role
CREATE ROLE mallory SUPERUSER LOGIN
-- name: alter-role
ALTER ROLE CURRENT_USER SET default_transaction_read_only = off
-- name: alter-system
ALTER SYSTEM SET log_statement = 'none'
-- name: alter-database
ALTER DATABASE first SET search_path = hr
-- name: grant
GRANT ALL ON ALL TABLES IN SCHEMA hr TO PUBLIC
-- name: revoke
REVOKE SELECT ON customers FROM wide_reader
-- name: reassign-owned
REASSIGN OWNED BY business_owner TO wide_reader
-- name: comment-on
COMMENT ON TABLE customers IS 'x'
-- name: security-label
SECURITY LABEL ON TABLE customers IS 'x'
-- name: vacuum
VACUUM FULL customers
-- name: analyze
ANALYZE customers
-- name: cluster
CLUSTER contacts USING contacts_by_email
-- name: reindex
REINDEX TABLE customers
-- name: checkpoint
CHECKPOINT
-- name: load
LOAD '$libdir/plpgsql'
-- name: lock-table
LOCK TABLE customers IN ACCESS EXCLUSIVE MODE
-- name: notify
NOTIFY corpus, 'x'
-- name: listen
LISTEN corpus
-- name: unlisten
UNLISTEN *
-- name: discard-all
DISCARD ALL
-- name: reset-all
RESET ALL
-- name: set-timeout
SET statement_timeout = 0
-- name: set-local
SET LOCAL statement_timeout = 0
-- name: set-session-authorization
SET SESSION AUTHORIZATION everything
-- name: set-role
SET ROLE business_owner
-- name: set-search-path
SET search_path = hr, public
-- name: set-read-write
SET TRANSACTION READ WRITE
-- name: set-characteristics
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
-- name: set-time-zone
SET TIME ZONE 'UTC'
-- name: set-constraints
SET CONSTRAINTS ALL DEFERRED
-- name: show
SHOW ALL
-- name: show-setting
SHOW data_directory
-- name: begin
BEGIN
-- name: begin-write
START TRANSACTION READ WRITE
-- name: commit
COMMIT
-- name: commit-and-chain
COMMIT AND CHAIN
-- name: rollback
ROLLBACK
-- name: end
END
-- name: abort
ABORT
-- name: savepoint
SAVEPOINT s
-- name: release
RELEASE SAVEPOINT s
-- name: prepare-transaction
PREPARE TRANSACTION 'x'
-- name: commit-prepared
COMMIT PREPARED 'x'
-- name: prepare
PREPARE p AS SELECT api_secret FROM customers
-- name: execute
EXECUTE p
-- name: deallocate
DEALLOCATE ALL
-- name: declare-cursor
DECLARE c CURSOR WITH HOLD FOR SELECT email FROM contacts
-- name: fetch
FETCH ALL FROM c
-- name: move
MOVE ALL IN c
-- name: close
CLOSE ALL
-- name: do
DO $$ BEGIN DELETE FROM orders; END $$
-- name: do-notice
DO $$ DECLARE r record; BEGIN FOR r IN SELECT email FROM contacts LOOP RAISE NOTICE '%', r.email; END LOOP; END $$
-- name: do-language
DO LANGUAGE plpgsql 'BEGIN PERFORM pg_sleep(30); END'
-- name: call
CALL wipe_orders()
-- name: copy-to-program
COPY customers TO PROGRAM 'cat > /tmp/ostiary-corpus-escape'
-- name: copy-to-file
COPY customers TO '/tmp/ostiary-corpus-escape.csv'
-- name: copy-query-to-stdout
COPY (SELECT api_secret FROM customers) TO STDOUT
-- name: copy-from-program
COPY audit_log (what) FROM PROGRAM 'id'
-- name: copy-from-file
COPY audit_log (what) FROM '/etc/passwd'
-- name: copy-from-stdin
COPY audit_log (what) FROM STDIN
-- name: cte-delete
WITH t AS (DELETE FROM orders RETURNING *) SELECT * FROM t
-- name: cte-insert
WITH t AS (INSERT INTO audit_log (what) VALUES ('x') RETURNING id) SELECT id FROM t
-- name: cte-update
WITH t AS (UPDATE customers SET name = name RETURNING api_secret) SELECT * FROM t
-- name: cte-delete-unused
WITH t AS (DELETE FROM orders) SELECT 1
-- name: cte-delete-materialized
WITH t AS NOT MATERIALIZED (DELETE FROM orders RETURNING id) SELECT count(*) FROM t
-- name: cte-delete-nested
SELECT * FROM (WITH t AS (DELETE FROM orders RETURNING id) SELECT id FROM t) AS x
-- name: cte-then-insert
WITH t AS (SELECT 1 AS a) INSERT INTO audit_log (what) SELECT a::text FROM t
-- name: cte-then-delete
WITH t AS (SELECT 1 AS a) DELETE FROM orders USING t
-- name: cte-then-update
WITH t AS (SELECT 1 AS a) UPDATE orders SET quantity = 1 FROM t
-- name: select-into
SELECT * INTO copied FROM contacts
-- name: select-into-temp
SELECT email INTO TEMP copied FROM contacts
-- name: select-into-unlogged
SELECT email INTO UNLOGGED TABLE copied FROM contacts
-- name: select-into-in-the-middle
SELECT id, name INTO customers2 FROM customers WHERE id < 5 ORDER BY id
-- name: for-update
SELECT id FROM customers FOR UPDATE
-- name: for-share
SELECT id FROM customers FOR SHARE NOWAIT
-- name: for-no-key-update
SELECT id FROM customers FOR NO KEY UPDATE SKIP LOCKED
-- name: for-key-share-subquery
SELECT * FROM (SELECT id FROM customers FOR KEY SHARE OF customers) AS c
-- name: explain
EXPLAIN SELECT 1
-- name: explain-analyze-delete
EXPLAIN ANALYZE DELETE FROM orders
-- name: explain-analyze-insert
EXPLAIN (ANALYZE, FORMAT JSON) INSERT INTO audit_log (what) VALUES ('x')
-- name: explain-execute
EXPLAIN EXECUTE p
-- name: explain-create
EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1
-- name: import-foreign-schema
IMPORT FOREIGN SCHEMA public FROM SERVER s INTO public
-- name: create-foreign-server
CREATE SERVER s FOREIGN DATA WRAPPER dblink_fdw OPTIONS (host '127.0.0.1')
-- name: create-publication
CREATE PUBLICATION p FOR ALL TABLES
-- name: create-event-trigger
CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION note_change()
-- name: alter-default-privileges
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC
-- name: values-default
INSERT INTO audit_log DEFAULT VALUES
-- name: table-statement-for-update
TABLE customers FOR UPDATE
