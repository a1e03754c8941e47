-- why: Catalogs, statistics, other schemas and databases, system columns: what no listed table holds.

-- name: pg-stats
SELECT most_common_vals FROM pg_stats WHERE tablename = 'customers'
-- name: pg-stats-histogram
SELECT histogram_bounds::text FROM pg_stats WHERE attname = 'email'
-- name: pg-stats-qualified
SELECT * FROM pg_catalog.pg_stats
-- name: pg-statistic
SELECT stavalues1::text FROM pg_statistic
-- name: pg-stats-ext
SELECT * FROM pg_stats_ext
-- name: pg-statistic-ext-data
SELECT * FROM pg_statistic_ext_data
-- name: pg-mcv-list
SELECT m.* FROM pg_statistic_ext_data, pg_mcv_list_items(stxdmcv) AS m
-- name: pg-class
SELECT relname, reltuples FROM pg_class
-- name: pg-class-quoted
SELECT * FROM "pg_class"
-- name: pg-class-upper
SELECT * FROM PG_CATALOG.PG_CLASS
-- name: pg-attribute
SELECT attname FROM pg_attribute WHERE attrelid = 'contacts'::regclass
-- name: pg-proc
SELECT prosrc FROM pg_proc WHERE proname = 'run_sql'
-- name: pg-views
SELECT definition FROM pg_views
-- name: pg-matviews
SELECT * FROM pg_matviews
-- name: pg-rules
SELECT * FROM pg_rules
-- name: pg-indexes
SELECT * FROM pg_indexes
-- name: pg-tables
SELECT * FROM pg_tables
-- name: pg-user
SELECT * FROM pg_user
-- name: pg-roles
SELECT rolname, rolsuper FROM pg_roles
-- name: pg-shadow
SELECT usename, passwd FROM pg_shadow
-- name: pg-authid
SELECT rolpassword FROM pg_authid
-- name: pg-settings
SELECT name, setting FROM pg_settings
-- name: pg-file-settings
SELECT * FROM pg_file_settings
-- name: pg-database
SELECT datname FROM pg_database
-- name: pg-activity
SELECT pid, query FROM pg_stat_activity
-- name: pg-locks
SELECT * FROM pg_locks
-- name: pg-user-tables
SELECT relname, n_live_tup, seq_scan FROM pg_stat_user_tables
-- name: pg-user-indexes
SELECT * FROM pg_stat_all_indexes
-- name: pg-statio
SELECT heap_blks_read FROM pg_statio_user_tables
-- name: pg-description
SELECT description FROM pg_description
-- name: pg-largeobject
SELECT data FROM pg_largeobject
-- name: pg-largeobject-metadata
SELECT * FROM pg_largeobject_metadata
-- name: pg-trigger
SELECT tgname FROM pg_trigger
-- name: pg-enum
SELECT enumlabel FROM pg_enum
-- name: pg-sequences
SELECT * FROM pg_sequences
-- name: pg-prepared-statements
SELECT * FROM pg_prepared_statements
-- name: pg-cursors
SELECT * FROM pg_cursors
-- name: pg-namespace
SELECT nspname FROM pg_namespace
-- name: pg-foreign-server
SELECT * FROM pg_foreign_server, pg_user_mappings
-- name: pg-extension
SELECT * FROM pg_available_extensions
-- name: pg-timezone-names
SELECT * FROM pg_timezone_names
-- name: pg-replication
SELECT * FROM pg_stat_replication
-- name: information-schema-tables
SELECT table_name FROM information_schema.tables
-- name: information-schema-columns
SELECT column_name FROM information_schema.columns
-- name: information-schema-views
SELECT view_definition FROM information_schema.views
-- name: information-schema-routines
SELECT routine_definition FROM information_schema.routines
-- name: information-schema-quoted
SELECT * FROM "information_schema"."table_privileges"
-- name: catalog-in-subquery
SELECT id, (SELECT string_agg(rolname, ',') FROM pg_roles) FROM customers
-- name: catalog-in-exists
SELECT id FROM customers WHERE EXISTS (SELECT FROM pg_stats WHERE attname = 'email')
-- name: catalog-in-cte
WITH s AS (SELECT * FROM pg_stats) SELECT count(*) FROM s
-- name: catalog-in-union
SELECT name FROM customers UNION ALL SELECT rolname FROM pg_authid
-- name: catalog-table-statement
TABLE pg_stats
-- name: catalog-only
SELECT * FROM ONLY pg_class
-- name: catalog-natural-join
SELECT * FROM customers NATURAL JOIN pg_class
-- name: toast
SELECT * FROM pg_toast.pg_toast_1262
-- name: temp-schema
SELECT * FROM pg_temp.customers
-- name: three-part-name
SELECT * FROM first.public.customers
-- name: four-part-column
SELECT business.public.customers.api_secret FROM business.public.customers
-- name: other-schema
SELECT * FROM hr.salaries
-- name: other-schema-column
SELECT amount, iban FROM hr.salaries
-- name: other-schema-whole-row
SELECT s FROM hr.salaries s
-- name: other-schema-count
SELECT count(*) FROM hr.salaries WHERE amount > 7391500
-- name: other-schema-join
SELECT e.login, s.amount FROM employees e JOIN hr.salaries s ON s.employee_id = e.id
-- name: other-schema-quoted
SELECT "hr"."reviews"."verdict" FROM "hr"."reviews"
-- name: other-schema-upper
SELECT VERDICT FROM HR.REVIEWS
-- name: other-schema-order
SELECT e.login FROM employees e ORDER BY (SELECT amount FROM hr.salaries s WHERE s.employee_id = e.id)
-- name: other-schema-view
SELECT login, cost FROM staff_costs
-- name: other-schema-view-order
SELECT login FROM staff_costs ORDER BY cost DESC
-- name: other-schema-view-rank
SELECT login, rank() OVER (ORDER BY cost) FROM staff_costs
-- name: other-schema-enum
SELECT mood, count(*) FROM hr.reviews GROUP BY mood
-- name: system-ctid
SELECT ctid, email FROM contacts
-- name: system-ctid-filter
SELECT id FROM contacts WHERE ctid = '(0,1)'
-- name: system-xmin
SELECT xmin, xmax, cmin, cmax FROM contacts
-- name: system-tableoid
SELECT tableoid, tableoid::regclass FROM orders
-- name: system-tableoid-comparison
SELECT id FROM orders WHERE tableoid = 'orders_recent'::regclass
-- name: regclass-cast
SELECT 16384::regclass, 'contact_email'::regproc, 'wide_reader'::regrole
-- name: regrole-number
SELECT 10::regrole, 2200::regnamespace
-- name: oid-alias-error
SELECT 'no_such_table'::regclass
-- name: partition-directly
SELECT id FROM orders_recent
-- name: index-as-table
SELECT * FROM contacts_by_email
-- name: type-as-table
SELECT (NULL::contacts).*
-- name: type-enum-range
SELECT enum_range(NULL::mood)
-- name: column-type-oracle
SELECT pg_typeof(email), pg_typeof(profile) FROM contacts
