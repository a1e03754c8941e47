-- why: Functions, variables and tables that reach files, networks, sessions, locks, settings and time.

-- name: load-file
SELECT LOAD_FILE('/etc/passwd')
-- name: load-file-hex
SELECT HEX(LOAD_FILE(0x2f6574632f706173737764))
-- name: load-file-spaced
SELECT LOAD_FILE ('/etc/passwd')
-- name: load-file-commented
SELECT load_file/*x*/('/etc/passwd')
-- name: load-file-in-where
SELECT id FROM customers WHERE LENGTH(LOAD_FILE('/etc/passwd')) > 1
-- name: load-file-versioned
SELECT /*!LOAD_FILE('/etc/passwd')*/
-- name: sleep
SELECT SLEEP(20)
-- name: sleep-if
SELECT id, IF(api_secret > 'n', SLEEP(1), 0) FROM customers
-- name: benchmark
SELECT BENCHMARK(1000000000, SHA2('x', 512))
-- name: get-lock
SELECT GET_LOCK('corpus', 0)
-- name: release-lock
SELECT RELEASE_LOCK('corpus'), RELEASE_ALL_LOCKS()
-- name: is-free-lock
SELECT IS_FREE_LOCK('corpus'), IS_USED_LOCK('corpus')
-- name: master-pos-wait
SELECT MASTER_POS_WAIT('x', 1, 1), MASTER_GTID_WAIT('0-1-1', 1)
-- name: last-insert-id
SELECT LAST_INSERT_ID(5)
-- name: uuid-short
SELECT UUID_SHORT()
-- name: own-definer
SELECT contact_email(id) FROM contacts
-- name: own-definer-qualified
SELECT business.contact_email(1), `business`.`contact_email`(2)
-- name: own-writes
SELECT remember('x')
-- name: own-aggregate
SELECT gather(email) FROM contacts
-- name: own-harmless-looking
SELECT margin(credit_limit) FROM customers
-- name: other-schema-function
SELECT sys.version_major(), sys.ps_thread_id(1)
-- name: sys-procedure
CALL sys.execute_prepared_stmt('SELECT api_secret FROM business.customers')
-- name: user-names
SELECT USER(), CURRENT_USER(), SESSION_USER(), SYSTEM_USER(), CURRENT_ROLE()
-- name: user-without-parentheses
SELECT CURRENT_USER, CURRENT_ROLE
-- name: database-name
SELECT DATABASE(), SCHEMA()
-- name: version
SELECT VERSION(), @@version_comment
-- name: connection-id
SELECT CONNECTION_ID()
-- name: row-count
SELECT ROW_COUNT(), FOUND_ROWS()
-- name: calc-found-rows
SELECT SQL_CALC_FOUND_ROWS id FROM contacts WHERE email LIKE 'a%' LIMIT 0
-- name: charset-of
SELECT CHARSET(email), COLLATION(email), COERCIBILITY(email) FROM contacts
-- name: default-of
SELECT DEFAULT(is_active) FROM customers
-- name: values-of
SELECT VALUES(name) FROM customers
-- name: encrypt
SELECT ENCRYPT('x'), PASSWORD('x'), OLD_PASSWORD('x'), DES_ENCRYPT('x')
-- name: aes
SELECT HEX(AES_ENCRYPT(api_secret, 'k')), AES_DECRYPT(api_secret, 'k') FROM customers
-- name: encode-with-key
SELECT ENCODE(api_secret, 'k'), DECODE(api_secret, 'k') FROM customers
-- name: dynamic-columns
SELECT COLUMN_JSON(COLUMN_CREATE('x', api_secret)), COLUMN_GET(COLUMN_CREATE('x', 1), 'x' AS INT) FROM customers
-- name: global-variable
SELECT @@global.datadir
-- name: hostname
SELECT @@hostname, @@port, @@socket, @@pid_file
-- name: session-variable-in-where
SELECT id FROM customers WHERE @@version LIKE '1%'
-- name: timestamp-variable
SELECT @@timestamp, @@last_insert_id, @@identity
-- name: random-with-seed
SELECT RAND(1), RAND(id) FROM customers
-- name: analyse-max
SELECT NAME_CONST('x', 1)
-- name: xml-file
SELECT EXTRACTVALUE('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', '/x')
-- name: unknown-function
SELECT frobnicate(1)
-- name: quoted-function
SELECT `SLEEP`(20)
-- name: information-schema-tables
SELECT table_name FROM information_schema.tables
-- name: information-schema-columns
SELECT column_name FROM INFORMATION_SCHEMA.COLUMNS
-- name: information-schema-processlist
SELECT * FROM information_schema.processlist
-- name: information-schema-views
SELECT view_definition FROM information_schema.views
-- name: information-schema-routines
SELECT routine_definition FROM information_schema.routines
-- name: information-schema-statistics
SELECT column_name, cardinality FROM information_schema.statistics
-- name: information-schema-user-statistics
SELECT * FROM information_schema.user_statistics, information_schema.innodb_sys_tablestats
-- name: information-schema-innodb-ft
SELECT * FROM information_schema.innodb_ft_index_table
-- name: information-schema-innodb-buffer
SELECT * FROM information_schema.innodb_buffer_page LIMIT 5
-- name: information-schema-variables
SELECT * FROM information_schema.global_variables
-- name: information-schema-privileges
SELECT * FROM information_schema.user_privileges
-- name: information-schema-partitions
SELECT partition_name, table_rows FROM information_schema.partitions
-- name: information-schema-keys
SELECT * FROM information_schema.key_column_usage
-- name: mysql-user
SELECT user, authentication_string FROM mysql.user
-- name: mysql-global-priv
SELECT * FROM mysql.global_priv
-- name: mysql-column-stats
SELECT min_value, max_value FROM mysql.column_stats
-- name: mysql-innodb-index-stats
SELECT * FROM mysql.innodb_index_stats
-- name: mysql-proc
SELECT body FROM mysql.proc
-- name: mysql-general-log
SELECT * FROM mysql.general_log
-- name: mysql-slow-log
SELECT * FROM mysql.slow_log
-- name: mysql-time-zone
SELECT * FROM mysql.time_zone_name
-- name: performance-schema
SELECT * FROM performance_schema.threads
-- name: sys-view
SELECT * FROM sys.schema_table_statistics
-- name: dual-catalog
SELECT (SELECT GROUP_CONCAT(user) FROM mysql.user) FROM DUAL
-- name: catalog-in-union
SELECT name FROM customers UNION ALL SELECT authentication_string FROM mysql.user
-- name: catalog-in-cte
WITH u AS (SELECT * FROM mysql.user) SELECT COUNT(*) FROM u
-- name: catalog-case
SELECT * FROM `MySQL`.`user`
-- name: catalog-spaced
SELECT * FROM mysql . user
-- name: other-database
SELECT * FROM hr.salaries
-- name: other-database-column
SELECT hr.salaries.amount FROM hr.salaries
-- name: other-database-count
SELECT COUNT(*) FROM hr.salaries WHERE amount > 7391500
-- name: other-database-join
SELECT e.login, s.amount FROM employees e JOIN hr.salaries s ON s.employee_id = e.id
-- name: other-database-order
SELECT employee_id FROM hr.salaries ORDER BY amount
-- name: other-database-quoted
SELECT `verdict` FROM `hr`.`reviews`
-- name: other-database-enum
SELECT mood, COUNT(*) FROM hr.reviews GROUP BY mood
-- name: other-database-view
SELECT login, cost FROM staff_costs
-- name: other-database-view-order
SELECT login FROM staff_costs ORDER BY cost
-- name: sequence-engine
SELECT seq FROM seq_1_to_1000000000
-- name: sequence-engine-count
SELECT COUNT(*) FROM seq_1_to_1000000000
-- name: system-time
SELECT bargain FROM prices FOR SYSTEM_TIME ALL
-- name: system-time-as-of
SELECT product_id, price FROM prices FOR SYSTEM_TIME AS OF NOW() - INTERVAL 1 SECOND WHERE bargain > 'n'
-- name: system-time-columns
SELECT row_start, row_end FROM prices FOR SYSTEM_TIME ALL
-- name: partition-by-name
SELECT id FROM orders PARTITION (p0)
-- name: invisible-column
SELECT nickname FROM contacts
-- name: rowid
SELECT _rowid FROM contacts
-- name: rowid-filter
SELECT id FROM contacts WHERE _rowid = 1 AND email > 'm'
-- name: index-hint
SELECT id FROM contacts FORCE INDEX (contacts_by_email)
-- name: index-hint-limit
SELECT id FROM contacts USE INDEX (contacts_by_email) LIMIT 5
-- name: index-hint-order
SELECT id FROM contacts IGNORE INDEX FOR ORDER BY (PRIMARY) ORDER BY id
-- name: implicit-index-order
SELECT id FROM contacts LIMIT 10
-- name: implicit-index-order-join
SELECT p.id FROM contacts p JOIN customers c ON c.id = p.customer_id LIMIT 10
-- name: implicit-group-order
SELECT COUNT(*), job_title FROM contacts GROUP BY job_title
-- name: json-table-error
SELECT * FROM JSON_TABLE((SELECT profile FROM contacts LIMIT 1), '$' COLUMNS (x INT PATH '$.nick' ERROR ON ERROR)) AS t
-- name: json-table-columns
SELECT t.nick FROM contacts, JSON_TABLE(profile, '$' COLUMNS (nick VARCHAR(80) PATH '$.nick')) AS t
-- name: json-table-rows
SELECT COUNT(*) FROM contacts, JSON_TABLE(profile, '$.likes[*]' COLUMNS (n FOR ORDINALITY, x VARCHAR(80) PATH '$')) AS t
-- name: json-table-exists
SELECT t.e FROM contacts, JSON_TABLE(profile, '$' COLUMNS (e INT EXISTS PATH '$.likes[3]')) AS t
-- name: straight-join
SELECT STRAIGHT_JOIN c.id FROM customers c JOIN contacts p ON p.full_name = c.name
-- name: high-priority
SELECT HIGH_PRIORITY SQL_NO_CACHE SQL_BIG_RESULT api_secret FROM customers
-- name: sql-buffer-result
SELECT SQL_BUFFER_RESULT SQL_CACHE email FROM contacts
