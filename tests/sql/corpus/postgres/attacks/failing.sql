-- why: A failure, its text or its absence tells about a withheld value.

-- name: cast-to-int
SELECT email::int FROM contacts
-- name: cast-to-int-ansi
SELECT CAST(api_secret AS integer) FROM customers
-- name: cast-to-date
SELECT full_name::date FROM contacts
-- name: cast-to-json
SELECT notes::json FROM contacts
-- name: cast-to-xml
SELECT email::xml, xmlparse(DOCUMENT email) FROM contacts
-- name: cast-to-uuid
SELECT email::uuid FROM contacts
-- name: cast-to-inet
SELECT email::inet FROM contacts
-- name: cast-to-bool
SELECT left(email, 1)::boolean FROM contacts
-- name: cast-to-enum
SELECT full_name::segment FROM contacts
-- name: cast-to-array
SELECT email::int[] FROM contacts
-- name: cast-to-regclass
SELECT email::regclass FROM contacts
-- name: cast-to-tsquery
SELECT full_name::tsquery, to_tsquery('simple', notes) FROM contacts
-- name: cast-to-money
SELECT api_secret::money FROM customers
-- name: cast-narrowing
SELECT credit_limit::smallint FROM customers
-- name: cast-typed
SELECT credit_limit::numeric(3, 1) FROM customers
-- name: cast-aggregate
SELECT string_agg(api_secret, ' ')::int FROM customers
-- name: cast-subquery
SELECT (SELECT string_agg(email, '|') FROM contacts)::int
-- name: cast-in-where
SELECT id FROM contacts WHERE email::int = 1
-- name: cast-in-case
SELECT CASE WHEN email < 'm' THEN 1 ELSE 1 / 0 END FROM contacts
-- name: division-by-comparison
SELECT 1 / (CASE WHEN left(email, 1) = 'a' THEN 0 ELSE 1 END) FROM contacts
-- name: division-by-count
SELECT 1 / (SELECT count(*) FROM contacts WHERE email LIKE 'a%')
-- name: division-by-length
SELECT 1 / (length(email) - 40) FROM contacts
-- name: division-by-secret
SELECT 1 / (credit_limit - 7391074.82) FROM customers
-- name: modulo
SELECT id % (ascii(email) - 97) FROM contacts
-- name: overflow
SELECT 2147483647 + length(email) FROM contacts
-- name: overflow-multiply
SELECT credit_limit::int * 1000 FROM customers
-- name: overflow-power
SELECT power(credit_limit, 100000) FROM customers
-- name: overflow-exp
SELECT exp(credit_limit), ln(credit_limit - 7391500), sqrt(credit_limit - 7391500) FROM customers
-- name: overflow-sum
SELECT sum(CASE WHEN email < 'm' THEN 9223372036854775807 ELSE 0 END::bigint) FROM contacts
-- name: subquery-more-than-one-row
SELECT (SELECT 1 FROM contacts WHERE left(email, 1) = 'a')
-- name: substring-negative
SELECT substr('abc', 1, length(email) - 41) FROM contacts
-- name: array-of-different-sizes
SELECT ARRAY[nicknames, ARRAY['x']] FROM contacts
-- name: array-fill
SELECT array_fill(1, ARRAY[length(email) - 41]) FROM contacts
-- name: date-out-of-range
SELECT make_date(2026, ascii(email) - 96, 30) FROM contacts
-- name: date-from-text
SELECT to_date(full_name, 'YYYY-MM-DD'), to_timestamp(email, 'YYYY') FROM contacts
-- name: number-from-text
SELECT to_number(full_name, '999') FROM contacts
-- name: chr-out-of-range
SELECT chr(ascii(email) - 97) FROM contacts
-- name: regex-from-secret
SELECT 'x' ~ notes FROM contacts
-- name: regex-repeat-from-secret
SELECT 'x' ~ ('x{' || ascii(email) || '0}') FROM contacts
-- name: like-escape-from-secret
SELECT 'x' LIKE 'y' ESCAPE full_name FROM contacts
-- name: json-path-from-secret
SELECT jsonb_path_query('{}', email::jsonpath) FROM contacts
-- name: json-strict-path
SELECT jsonb_path_query(profile, 'strict $.likes[2]') FROM contacts
-- name: json-set-from-secret
SELECT jsonb_set('{}', string_to_array(email, '@'), '1') FROM contacts
-- name: json-key-null
SELECT jsonb_object(ARRAY[phone], ARRAY['x']) FROM contacts
-- name: json-object-agg-null-key
SELECT json_object_agg(phone, 1) FROM contacts
-- name: json-scalar-elements
SELECT jsonb_array_elements(profile -> 'nick') FROM contacts
-- name: decode
SELECT decode(left(email, 2), 'hex') FROM contacts
-- name: decode-format
SELECT encode('x', full_name) FROM contacts
-- name: convert-from
SELECT convert_from(photo, 'UTF8'), convert_from('x', left(email, 4)) FROM contacts
-- name: convert-encoding
SELECT convert_to(body, 'LATIN1') FROM tickets
-- name: collation-from-nothing
SELECT email COLLATE nosuch FROM contacts
-- name: time-zone-from-secret
SELECT now() AT TIME ZONE email FROM contacts
-- name: interval-from-text
SELECT full_name::interval FROM contacts
-- name: extract-from-secret
SELECT date_part(full_name, now()), date_trunc(email, now()) FROM contacts
-- name: range-order
SELECT int4range(60, ascii(email) - 37) FROM contacts
-- name: range-from-secret
SELECT numrange(7391500, credit_limit) FROM customers
-- name: setting-from-secret
SELECT set_config(email, 'x', false) FROM contacts
-- name: text-search-configuration
SELECT to_tsvector(full_name::regconfig, 'x') FROM contacts
-- name: width-bucket-bounds
SELECT width_bucket(1, credit_limit - 7391500, 0, 3) FROM customers
-- name: generate-series-step
SELECT generate_series(1, 2, ascii(email) - 97) FROM contacts
-- name: percentile-out-of-range
SELECT percentile_cont((SELECT credit_limit FROM customers LIMIT 1)) WITHIN GROUP (ORDER BY id) FROM orders
-- name: ntile-of-secret
SELECT ntile((SELECT ascii(email) - 97 FROM contacts WHERE id = 1)::int) OVER () FROM customers
-- name: limit-negative
SELECT id FROM customers LIMIT (SELECT ascii(email) - 110 FROM contacts WHERE id = 1)
-- name: frame-negative
SELECT sum(id) OVER (ROWS (SELECT ascii(email) - 110 FROM contacts WHERE id = 1)::int PRECEDING) FROM customers
-- name: sample-out-of-range
SELECT id FROM customers TABLESAMPLE SYSTEM ((SELECT ascii(email) FROM contacts WHERE id = 1))
-- name: lazy-and
SELECT id FROM contacts WHERE email < 'm' AND 1 / 0 = 1
-- name: lazy-or
SELECT id FROM contacts WHERE email > '' OR 1 / (id - id) = 1
-- name: lazy-coalesce
SELECT coalesce(phone, (1 / (id - id))::text) FROM contacts
-- name: lazy-coalesce-null
SELECT coalesce(nullif(phone, phone), notes, (1 / (id - id))::text) FROM contacts
-- name: lazy-case-null
SELECT CASE WHEN phone IS NULL THEN 1 / (id - id) END FROM contacts
-- name: lazy-scalar-subquery
SELECT CASE WHEN id > 0 THEN (SELECT 1 / count(*) FROM contacts WHERE email < 'a') END FROM customers
-- name: error-quotes-key
SELECT json_build_object(NULL, email) FROM contacts
-- name: error-quotes-array
SELECT ('{' || email)::text[] FROM contacts
-- name: error-in-view
SELECT job_title::int FROM address_book
-- name: error-in-materialized-view
SELECT note::int FROM contact_book
-- name: error-in-generated
SELECT email_domain::int FROM contacts
-- name: error-from-constant-folding
SELECT 'x'::int
-- name: error-from-domain
SELECT 'x'::mail_address
-- name: error-quotes-domain
SELECT iban::mail_address FROM invoices
-- name: error-names-column
SELECT emial FROM contacts
-- name: error-names-table
SELECT * FROM contakts
-- name: error-names-function
SELECT contact_emial(1)
-- name: error-names-type
SELECT 1::contakts
-- name: error-position
SELECT id FROM contacts WHERE job_title = 1
