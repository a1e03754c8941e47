-- why: Functions that take SQL as text, or reach files, programs, networks, sessions, settings and time.

-- name: query-to-xml
SELECT query_to_xml('SELECT api_secret FROM customers', true, true, '')
-- name: query-to-xml-and-schema
SELECT query_to_xml_and_xmlschema('SELECT email FROM contacts', true, true, '')
-- name: table-to-xml
SELECT table_to_xml('contacts', true, true, '')
-- name: schema-to-xml
SELECT schema_to_xml('hr', true, true, '')
-- name: database-to-xml
SELECT database_to_xml(true, true, '')
-- name: cursor-to-xml
SELECT cursor_to_xml('c', 10, true, true, '')
-- name: ts-stat
SELECT * FROM ts_stat('SELECT search FROM contacts')
-- name: ts-stat-weights
SELECT word FROM ts_stat('SELECT to_tsvector(''simple'', api_secret) FROM customers', 'a')
-- name: ts-rewrite
SELECT ts_rewrite('a'::tsquery, 'SELECT ''a''::tsquery, to_tsquery(''simple'', full_name) FROM contacts')
-- name: crosstab
SELECT * FROM crosstab('SELECT id, 1, api_secret FROM customers') AS t(a int, b text)
-- name: crosstab-two
SELECT * FROM crosstab2('SELECT 1::text, 1::text, api_secret FROM customers')
-- name: crosstab-hash
SELECT * FROM crosstab('SELECT id, 1, email FROM contacts', 'SELECT 1') AS t(a int, b text)
-- name: connectby
SELECT * FROM connectby('contacts', 'email', 'full_name', '1', 0, '~') AS t(a text, b text, c int, d text)
-- name: normal-rand
SELECT * FROM normal_rand(1000, 0, 1)
-- name: xpath-table
SELECT * FROM xpath_table('id', 'profile::text', 'contacts', '/', 'true') AS t(id int, a text)
-- name: dblink
SELECT * FROM dblink('dbname=first', 'SELECT api_secret FROM customers') AS t(x text)
-- name: dblink-exec
SELECT dblink_exec('dbname=first', 'DELETE FROM orders')
-- name: dblink-connect
SELECT dblink_connect('c', 'host=127.0.0.1 port=1 dbname=x')
-- name: dblink-send
SELECT dblink_send_query('c', 'DELETE FROM orders')
-- name: dblink-error-message
SELECT dblink_error_message('c')
-- name: own-run-sql
SELECT run_sql('SELECT string_agg(api_secret, '','') FROM customers')
-- name: own-run-sql-schema
SELECT public.run_sql('DELETE FROM orders')
-- name: own-definer
SELECT contact_email(id) FROM contacts
-- name: own-definer-set
SELECT * FROM all_contacts()
-- name: own-definer-rows-from
SELECT * FROM ROWS FROM (all_contacts(), generate_series(1, 3))
-- name: own-operator
SELECT id FROM customers WHERE 'a' @=@ '%'
-- name: own-operator-qualified
SELECT 'a' OPERATOR(public.@=@) '%'
-- name: own-aggregate
SELECT gather(email) FROM contacts
-- name: own-notice
SELECT id FROM contacts WHERE tell(email)
-- name: own-notice-select
SELECT tell(api_secret) FROM customers
-- name: own-trigger-function
SELECT note_change()
-- name: own-harmless-looking
SELECT margin(credit_limit) FROM customers
-- name: set-config
SELECT set_config('statement_timeout', '0', false)
-- name: set-config-read-write
SELECT set_config('transaction_read_only', 'off', true)
-- name: set-config-role
SELECT set_config('role', 'business_owner', false)
-- name: set-config-search-path
SELECT set_config('search_path', 'hr, public', false)
-- name: set-config-in-where
SELECT id FROM customers WHERE set_config('app.x', api_secret, false) IS NOT NULL
-- name: set-config-in-limit
SELECT id FROM customers LIMIT length(set_config('work_mem', '64kB', false))
-- name: set-config-in-order
SELECT id FROM customers ORDER BY set_config('x.y', 'z', false)
-- name: set-config-in-frame
SELECT sum(id) OVER (ORDER BY id ROWS length(set_config('x.y', 'z', false)) PRECEDING) FROM customers
-- name: set-config-in-filter
SELECT count(*) FILTER (WHERE set_config('x.y', 'z', false) = 'z') FROM customers
-- name: set-config-in-values
VALUES (set_config('x.y', 'z', false))
-- name: set-config-in-lateral
SELECT s.* FROM customers c, LATERAL set_config('x.y', c.api_secret, false) AS s
-- name: set-config-in-tablesample
SELECT id FROM customers TABLESAMPLE BERNOULLI (length(set_config('x.y', 'z', false)))
-- name: set-config-in-grouping
SELECT count(*) FROM customers GROUP BY set_config('x.y', 'z', false)
-- name: set-config-in-join
SELECT 1 FROM customers c JOIN orders o ON set_config('x.y', 'z', false) = 'z'
-- name: set-config-quoted
SELECT "set_config"('x.y', 'z', false)
-- name: set-config-qualified
SELECT pg_catalog.set_config('x.y', 'z', false)
-- name: set-config-spaced
SELECT pg_catalog . /* x */ set_config ('x.y', 'z', false)
-- name: set-config-named-arguments
SELECT set_config(setting_name => 'x.y', new_value => 'z', is_local => false)
-- name: set-config-variadic
SELECT concat(VARIADIC ARRAY[set_config('x.y', 'z', false)])
-- name: current-setting
SELECT current_setting('data_directory')
-- name: current-setting-missing
SELECT current_setting('x.y', true)
-- name: update-pg-settings
UPDATE pg_settings SET setting = '0' WHERE name = 'statement_timeout'
-- name: sleep
SELECT pg_sleep(20)
-- name: sleep-for
SELECT pg_sleep_for('20 seconds')
-- name: sleep-until
SELECT pg_sleep_until(now() + interval '20 s')
-- name: sleep-if
SELECT id, CASE WHEN api_secret > 'n' THEN pg_sleep(1) END FROM customers
-- name: advisory-lock
SELECT pg_advisory_lock(4711)
-- name: advisory-try-lock
SELECT pg_try_advisory_lock(id) FROM customers
-- name: advisory-transaction-lock
SELECT pg_advisory_xact_lock(1, 2)
-- name: advisory-unlock-all
SELECT pg_advisory_unlock_all()
-- name: notify-function
SELECT pg_notify('corpus', api_secret) FROM customers
-- name: terminate
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
-- name: cancel
SELECT pg_cancel_backend(pg_backend_pid())
-- name: reload
SELECT pg_reload_conf()
-- name: rotate-log
SELECT pg_rotate_logfile()
-- name: switch-wal
SELECT pg_switch_wal()
-- name: wal-message
SELECT pg_logical_emit_message(false, 'x', 'y')
-- name: restore-point
SELECT pg_create_restore_point('x')
-- name: replication-slot
SELECT pg_create_logical_replication_slot('x', 'test_decoding')
-- name: export-snapshot
SELECT pg_export_snapshot()
-- name: current-transaction
SELECT pg_current_xact_id(), txid_current()
-- name: read-file
SELECT pg_read_file('/etc/passwd')
-- name: read-binary-file
SELECT pg_read_binary_file('/etc/passwd')
-- name: list-directory
SELECT * FROM pg_ls_dir('/')
-- name: list-log-directory
SELECT * FROM pg_ls_logdir()
-- name: stat-file
SELECT pg_stat_file('/etc/passwd')
-- name: hba-rules
SELECT * FROM pg_hba_file_rules()
-- name: file-settings
SELECT * FROM pg_show_all_file_settings()
-- name: large-object-create
SELECT lo_create(0)
-- name: large-object-from-bytea
SELECT lo_from_bytea(0, 'x'::bytea)
-- name: large-object-import
SELECT lo_import('/etc/passwd')
-- name: large-object-export
SELECT lo_export(4711, '/tmp/ostiary-corpus-escape')
-- name: large-object-get
SELECT lo_get(4711)
-- name: large-object-get-text
SELECT convert_from(lo_get(4711), 'UTF8')
-- name: large-object-open
SELECT loread(lo_open(4711, 262144), 1000)
-- name: large-object-put
SELECT lo_put(4711, 0, 'x')
-- name: large-object-unlink
SELECT lo_unlink(4711)
-- name: nextval
SELECT nextval('invoice_numbers')
-- name: nextval-regclass
SELECT nextval('public.invoice_numbers'::regclass)
-- name: setval
SELECT setval('invoice_numbers', 1)
-- name: currval
SELECT currval('invoice_numbers')
-- name: lastval
SELECT lastval()
-- name: sequence-as-table
SELECT last_value, log_cnt FROM invoice_numbers
-- name: column-default
SELECT pg_get_serial_sequence('events', 'id')
-- name: view-definition
SELECT pg_get_viewdef('rich_customers'::regclass)
-- name: function-definition
SELECT pg_get_functiondef('contact_email'::regproc)
-- name: index-definition
SELECT pg_get_indexdef('contacts_by_email'::regclass)
-- name: expression-text
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
-- name: relation-size
SELECT pg_relation_size('contacts'), pg_total_relation_size('hr.salaries')
-- name: database-size
SELECT pg_database_size(current_database())
-- name: column-size
SELECT id FROM contacts WHERE pg_column_size(email) > 30
-- name: column-size-of-row
SELECT pg_column_size(c) FROM contacts c
-- name: column-compression
SELECT pg_column_compression(body) FROM tickets
-- name: relation-filepath
SELECT pg_relation_filepath('contacts')
-- name: tuple-statistics
SELECT * FROM pgstattuple('contacts')
-- name: row-locks
SELECT * FROM pgrowlocks('contacts')
-- name: has-privilege
SELECT has_table_privilege('hr.salaries', 'SELECT'), has_column_privilege('contacts', 'email', 'SELECT')
-- name: to-regclass
SELECT to_regclass('hr.salaries'), 'hr.salaries'::regclass::oid
-- name: describe-object
SELECT pg_describe_object(1259, 1259, 0)
-- name: identify-object
SELECT (pg_identify_object(1259, 1259, 0)).identity
-- name: column-description
SELECT col_description('contacts'::regclass, 7), obj_description('contacts'::regclass)
-- name: session-names
SELECT current_user, session_user, current_database(), inet_server_addr(), inet_client_port()
-- name: current-schemas
SELECT current_schemas(true), current_schema()
-- name: current-query
SELECT current_query()
-- name: version
SELECT version()
-- name: postmaster-start
SELECT pg_postmaster_start_time(), pg_conf_load_time()
-- name: backend-pid
SELECT pg_backend_pid(), pg_blocking_pids(pg_backend_pid())
-- name: collation-version
SELECT pg_collation_actual_version(100), pg_import_system_collations('pg_catalog')
-- name: stat-reset
SELECT pg_stat_reset()
-- name: stat-file-of-backends
SELECT pg_stat_get_activity(NULL)
-- name: get-backend-memory
SELECT * FROM pg_get_backend_memory_contexts()
-- name: config-function
SELECT * FROM pg_config()
-- name: key-words
SELECT * FROM pg_get_keywords()
-- name: time-zones
SELECT * FROM pg_timezone_names()
-- name: prepared-statements
SELECT * FROM pg_prepared_statement()
-- name: cursors
SELECT * FROM pg_cursor()
-- name: lock-status
SELECT * FROM pg_lock_status()
-- name: input-function
SELECT textin('x'::cstring)
-- name: record-output
SELECT record_out(ROW(1, 2))
-- name: array-out-of-rows
SELECT array_out(array_agg(c)) FROM contacts c
-- name: generic-call-of-polymorphic
SELECT any_value(email) FROM contacts
-- name: event-trigger-function
SELECT * FROM pg_event_trigger_ddl_commands()
-- name: binary-upgrade
SELECT binary_upgrade_set_next_pg_type_oid(1)
-- name: brin-summarize
SELECT brin_summarize_new_values('contacts_by_email')
-- name: gin-clean
SELECT gin_clean_pending_list('contacts_by_email')
-- name: unknown-function
SELECT frobnicate(1)
-- name: function-in-another-schema
SELECT hr.lower('X')
-- name: function-in-temp-schema
SELECT pg_temp.lower('X')
-- name: random-seed
SELECT setseed(0.5)
-- name: xml-external-entity
SELECT xmlparse(DOCUMENT '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
-- name: xslt-process
SELECT xslt_process('<a/>', 'file:///etc/passwd')
-- name: explain-in-function
SELECT query_to_xml('EXPLAIN ANALYZE DELETE FROM orders', true, true, '')
