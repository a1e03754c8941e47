-- why: Types and their functions: text, numbers, dates, JSON, arrays, ranges, full text, networks.

-- name: text-functions
SELECT upper(name), lower(name), initcap(name), length(name), char_length(name), octet_length(name), reverse(name), left(name, 3), right(name, -3) FROM customers ORDER BY id LIMIT 5
-- name: text-cutting
SELECT substring(name from 2 for 3), substring(name, 2, 3), substr(name, 2), trim(both ' ' from name), ltrim(name, 'A'), rtrim(name, '0123456789'), btrim('xxaxx', 'x'), split_part(name, ' ', 1), split_part(name, ' ', -1) FROM customers ORDER BY id LIMIT 5
-- name: text-building
SELECT name || ' (' || city || ')', concat(name, ' ', NULL, city), concat_ws(', ', name, NULL, city), format('%s lives in %I, %L', name, city, country), lpad(id::text, 4, '0'), rpad(city, 14, '.'), repeat('ab', 3) FROM customers ORDER BY id LIMIT 5
-- name: text-searching
SELECT position('e' in name), strpos(name, 'e'), starts_with(name, 'A'), name ^@ 'B', replace(name, 'e', '3'), translate(name, 'aeiou', '12345'), overlay(name placing 'xx' from 2 for 1), ascii(name), chr(65) FROM customers ORDER BY id LIMIT 5
-- name: text-quoting
SELECT quote_literal('it''s'), quote_ident('a b'), quote_nullable(NULL), to_hex(255), md5('a'), encode(sha256('a'), 'hex'), encode('a'::bytea, 'base64'), decode('YQ==', 'base64')
-- name: text-normalising
SELECT normalize('é', NFD) = 'é', 'é' IS NFC NORMALIZED, unistr('\0041'), casefold_like FROM (SELECT lower('ÄÖ') AS casefold_like) AS t
-- name: like
SELECT count(*) FROM customers WHERE name LIKE 'A%' OR name ILIKE '%WORKS%' OR name NOT LIKE '%_1' OR name LIKE '10!%' ESCAPE '!'
-- name: like-any
SELECT count(*) FROM customers WHERE name LIKE ANY (ARRAY['A%', 'B%']) AND name NOT ILIKE ALL ('{%x%,%y%}')
-- name: percent-signs
SELECT count(*) FROM customers WHERE name LIKE '%%' AND '100%' = '100%' AND 5 % 3 = 2 AND id%2=0
-- name: similar-to
SELECT name FROM customers WHERE name SIMILAR TO '(Amber|Birch)%[0-9]' ORDER BY id
-- name: regex-match
SELECT name FROM customers WHERE name ~ '^(A|B)\w+ \w+ \d+$' AND name !~* 'freight' AND name ~* 'o' ORDER BY id
-- name: regex-functions
SELECT regexp_replace(name, '(\w+) (\w+)', '\2 \1'), regexp_match(name, '(\d+)'), regexp_split_to_array(name, '\s+'), regexp_count(name, 'e'), regexp_substr(name, '[A-Z]\w+'), regexp_like(name, '^A'), regexp_instr(name, '\d') FROM customers ORDER BY id LIMIT 5
-- name: regex-rows
SELECT c.id, m[1] FROM customers c, regexp_matches(c.name, '[aeiou]', 'g') AS m WHERE c.id < 4 ORDER BY 1, 2
-- name: split-rows
SELECT word, count(*) FROM customers, string_to_table(name, ' ') AS word GROUP BY word ORDER BY 2 DESC, 1 LIMIT 10
-- name: number-functions
SELECT abs(-3), round(2.567, 1), round(2.5), trunc(2.9), ceil(2.1), ceiling(2.1), floor(2.9), sign(-2), sqrt(16), cbrt(27), power(2, 8), exp(1), ln(10), log(100), log(2, 8), mod(7, 3), div(7, 2), gcd(12, 18), lcm(4, 6), scale(1.50), trim_scale(1.50)
-- name: number-trigonometry
SELECT sin(0), cos(0), tan(0), atan2(1, 1), pi(), degrees(pi()), radians(180), width_bucket(5, 0, 10, 5), factorial(5)
-- name: number-formats
SELECT to_char(1234567.891, 'FM9,999,990.00'), to_char(id, 'FM0000'), to_char(0.5, '90.9%'), to_number('1,234.5', '9,999.9'), round(amount / 1000, 1) || ' k' FROM orders ORDER BY id LIMIT 3
-- name: money
SELECT 12.5::money < 100::money
-- name: current-moments
SELECT current_date <= now()::date + 1, current_timestamp = now(), localtimestamp IS NOT NULL, current_time IS NOT NULL, localtime IS NOT NULL, statement_timestamp() >= now(), clock_timestamp() >= now(), transaction_timestamp() = now()
-- name: date-arithmetic
SELECT date '2026-03-01' - 1, date '2026-03-01' - date '2026-02-01', date '2026-01-31' + interval '1 month', timestamp '2026-01-01' + 2 * interval '1 hour', interval '1 day' * 1.5, interval '3 hours' / 2, time '10:00' + interval '90 minutes'
-- name: date-parts
SELECT extract(year FROM ordered_on), extract(quarter FROM ordered_on), extract(isodow FROM ordered_on), extract(doy FROM ordered_on), extract(epoch FROM ordered_at), date_part('week', ordered_on), extract(timezone_hour FROM ordered_at) FROM orders ORDER BY id LIMIT 5
-- name: date-truncation
SELECT date_trunc('week', ordered_at), date_trunc('day', ordered_at, 'Europe/Berlin'), date_bin('15 minutes', ordered_at, timestamptz '2001-01-01') FROM orders ORDER BY id LIMIT 5
-- name: date-building
SELECT make_date(2026, 2, 28), make_time(1, 2, 3.5), make_timestamp(2026, 1, 2, 3, 4, 5), make_interval(days => 3, hours => 4), to_date('31.01.2026', 'DD.MM.YYYY'), to_timestamp(0), to_timestamp('2026-01', 'YYYY-MM')
-- name: date-formats
SELECT to_char(ordered_at, 'YYYY-MM-DD"T"HH24:MI:SS'), to_char(ordered_on, 'FMDay, DD. FMMonth YYYY'), to_char(interval '26 hours', 'HH24:MI'), ordered_on::text, ordered_at::date FROM orders ORDER BY id LIMIT 5
-- name: date-special
SELECT 'infinity'::date > current_date, '-infinity'::timestamp, 'epoch'::timestamptz, isfinite(current_date), justify_days(interval '40 days'), age(timestamp '2026-03-01', timestamp '2025-01-31')
-- name: time-zones
SELECT ordered_at AT TIME ZONE 'UTC', ordered_at AT TIME ZONE 'America/New_York', timestamp '2026-07-01 12:00' AT TIME ZONE 'Europe/Berlin', timezone('Asia/Tokyo', ordered_at), ordered_at AT TIME ZONE interval '2 hours' FROM orders ORDER BY id LIMIT 3
-- name: date-overlaps
SELECT (date '2026-01-01', date '2026-02-01') OVERLAPS (date '2026-01-15', interval '1 month')
-- name: json-access
SELECT settings -> 'limits' -> 'seats', settings ->> 'theme', settings #> '{limits,seats}', settings #>> '{features,0}', settings['theme'], (settings -> 'limits' ->> 'seats')::int FROM customers ORDER BY id LIMIT 5
-- name: json-conditions
SELECT count(*) FROM customers WHERE settings @> '{"theme": "dark"}' AND settings ? 'features' AND settings ?| array['theme', 'x'] AND settings ?& array['theme', 'limits'] AND NOT settings @> '{"x": 1}' AND '{"theme": "dark"}' <@ settings
-- name: json-paths
SELECT count(*) FROM customers WHERE settings @? '$.limits.seats ? (@ > 3)' OR settings @@ '$.theme == "dark"' OR jsonb_path_exists(settings, '$.features[*] ? (@ == "sso")')
-- name: json-path-functions
SELECT id, jsonb_path_query_first(settings, '$.limits.seats'), jsonb_path_query_array(settings, '$.features[*]'), jsonb_path_match(settings, '$.limits.seats > 2') FROM customers ORDER BY id LIMIT 5
-- name: json-rows
SELECT f, count(*) FROM customers, jsonb_array_elements_text(settings -> 'features') AS f GROUP BY f ORDER BY f
-- name: json-each
SELECT e.key, jsonb_typeof(e.value), count(*) FROM customers, jsonb_each(settings) AS e GROUP BY 1, 2 ORDER BY 1, 2
-- name: json-keys
SELECT DISTINCT jsonb_object_keys(attributes) AS k FROM products ORDER BY k
-- name: json-records
SELECT o.id, r.colour, r.express FROM orders o, jsonb_to_record(o.attributes) AS r(colour text, express boolean) ORDER BY o.id LIMIT 5
-- name: json-recordset
SELECT i.id, l.sku, l.net FROM invoices i CROSS JOIN LATERAL jsonb_to_recordset(i.lines) AS l(sku text, net numeric) ORDER BY i.id LIMIT 5
-- name: json-building
SELECT json_build_object('id', id, 'name', name), jsonb_build_array(id, city), to_jsonb(tags), json_object('{a,b}', '{1,2}'), row_to_json(r) FROM customers, LATERAL (SELECT id AS a, city AS b) AS r ORDER BY id LIMIT 3
-- name: json-aggregates
SELECT country, json_agg(id ORDER BY id), jsonb_object_agg(id, city ORDER BY id), json_agg(json_build_object('n', name) ORDER BY id) FROM customers WHERE id < 7 GROUP BY country ORDER BY country
-- name: json-changing
SELECT settings - 'theme', settings || '{"x": 1}', settings #- '{limits,seats}', jsonb_set(settings, '{theme}', '"red"'), jsonb_insert('{"a": [1]}', '{a,0}', '0'), jsonb_strip_nulls('{"a": null}'), jsonb_pretty('{"a":1}'), jsonb_array_length('[1, 2]') FROM customers ORDER BY id LIMIT 2
-- name: array-building
SELECT ARRAY[1, 2, 3], ARRAY[[1, 2], [3, 4]], '{a,b}'::text[], array_fill(0, ARRAY[3]), string_to_array('a,b', ','), ARRAY[]::int[], array_agg(id ORDER BY id) FROM regions
-- name: array-access
SELECT tags[1], tags[1:2], tags[:1], array_length(tags, 1), cardinality(tags), array_lower(tags, 1), array_to_string(tags, '+', '-'), tags || 'new'::text, array_append(tags, 'x'), array_remove(tags, 'eu'), array_position(tags, 'vip'), array_replace(tags, 'eu', 'us'), array_cat(tags, ARRAY['z']), array_ndims(tags), array_dims(tags) FROM customers ORDER BY id LIMIT 5
-- name: array-conditions
SELECT count(*) FROM customers WHERE 'vip' = ANY (tags) OR tags @> ARRAY['eu'] OR tags && ARRAY['trial', 'x'] OR tags <@ '{vip}' OR tags = '{}' OR tags[1] IS NULL
-- name: array-rows
SELECT t, count(*) FROM customers CROSS JOIN unnest(tags) AS t GROUP BY t ORDER BY t
-- name: array-ordinality
SELECT c.id, t.tag, t.n FROM customers c, unnest(c.tags) WITH ORDINALITY AS t(tag, n) WHERE c.id < 10 ORDER BY 1, 3
-- name: array-unnest-two
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b', 'c']) AS u(n, t)
-- name: array-rows-from
SELECT * FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY['x', 'y'])) WITH ORDINALITY AS r(a, b, n)
-- name: array-slices
SELECT i, (ARRAY[10, 20, 30])[i] FROM generate_subscripts(ARRAY[10, 20, 30], 1) AS i
-- name: series
SELECT n, n * n FROM generate_series(1, 10, 3) AS n
-- name: series-select-list
SELECT generate_series(1, 3), generate_series(1, 2)
-- name: ranges
SELECT int4range(1, 5), '[1,10)'::int4range, daterange('2026-01-01', '2026-02-01', '[]'), lower(seat_band), upper(seat_band), isempty(seat_band), lower_inc(seat_band), upper_inf(seat_band) FROM subscriptions ORDER BY id LIMIT 5
-- name: range-operators
SELECT count(*) FROM subscriptions WHERE term @> current_date AND seat_band && int4range(5, 8) OR seat_band << int4range(40, 50) OR seat_band -|- int4range(20, 30) OR 5 <@ seat_band
-- name: range-set-operations
SELECT seat_band * int4range(3, 12), seat_band + int4range(5, 40), int4range(1, 10) - int4range(5, 10), range_merge(seat_band, int4range(0, 1)) FROM subscriptions WHERE seat_band && int4range(5, 40) ORDER BY id LIMIT 5
-- name: multiranges
SELECT id, pauses, lower(pauses), term - range_merge(pauses), p FROM subscriptions CROSS JOIN LATERAL unnest(pauses) AS p ORDER BY id LIMIT 5
-- name: range-duration
SELECT customer_id, upper(term) - lower(term) AS days FROM subscriptions ORDER BY days DESC, 1 LIMIT 5
-- name: full-text-column
SELECT id, name FROM products WHERE search @@ to_tsquery('english', 'sensor & running') ORDER BY id
-- name: full-text-rank
SELECT id, round(ts_rank(search, q)::numeric, 4) AS rank FROM products, websearch_to_tsquery('english', 'sensor or network -display') AS q WHERE search @@ q ORDER BY rank DESC, id
-- name: full-text-forms
SELECT to_tsvector('english', 'The quick brown foxes'), plainto_tsquery('english', 'brown fox'), phraseto_tsquery('english', 'brown fox'), to_tsquery('simple', 'a & !b | c:*'), 'cat'::tsquery && 'dog'::tsquery, numnode('a & b'::tsquery), setweight(to_tsvector('simple', 'a'), 'B')
-- name: full-text-headline
SELECT id, ts_headline('english', description, plainto_tsquery('english', 'sensor'), 'StartSel=<, StopSel=>') FROM products ORDER BY id LIMIT 3
-- name: full-text-subjects
SELECT count(*) FROM tickets WHERE subject_search @@ plainto_tsquery('english', 'gateway connecting') AND to_tsvector('english', subject) @@ 'connect'
-- name: enumerations
SELECT segment, count(*) FROM customers WHERE segment > 'small' AND segment <> 'large'::segment GROUP BY segment ORDER BY segment
-- name: enumeration-functions
SELECT enum_first(NULL::segment), enum_range('small'::segment, 'medium'), 'small'::segment < 'large'::segment
-- name: composite-fields
SELECT id, (size).width_mm, (size).height_mm * 2, size FROM products ORDER BY id LIMIT 3
-- name: composite-star
SELECT id, (size).* FROM products ORDER BY id LIMIT 3
-- name: row-values
SELECT ROW(1, 'a', NULL), (1, 2) = (1, 2), ROW(1, NULL) IS NULL
-- name: network
SELECT login, host(workstation), family(workstation), masklen(workstation), network(set_masklen(workstation, 24)), workstation << '10.0.0.0/16', workstation + 1 FROM employees ORDER BY id LIMIT 3
-- name: uuid
SELECT 'A1717800-0000-4000-8000-000000000000'::uuid, gen_random_uuid() IS NOT NULL
-- name: bytea
SELECT '\x4142'::bytea, length('\x4142'::bytea), get_byte('\x4142'::bytea, 1), convert_from('\x4142', 'UTF8'), encode('\x4142', 'escape'), substring('\x414243'::bytea from 2 for 1)
-- name: bit-strings
SELECT B'1010' & B'0110', length(B'1010'), 44::bit(10), '1010'::bit(4)::int
-- name: geometric
SELECT point(1, 2) <-> point(4, 6), box '((0,0),(1,1))' @> point '(0.5,0.5)', circle '((0,0),1)', area(box '((0,0),(2,3))')
-- name: generated-columns
SELECT id, amount, tax, quantity * unit_price = o.amount AS same FROM invoices i JOIN orders o USING (id, amount) JOIN LATERAL (SELECT 1) AS x ON true ORDER BY id LIMIT 3
-- name: random-is-allowed
SELECT random() BETWEEN 0 AND 1
-- name: xml
SELECT xmlelement(name a, xmlattributes(1 AS b), 'c'), xmlforest(1 AS x, 'y' AS z), xpath('/a/text()', '<a>t</a>')
-- name: collation
SELECT name FROM customers ORDER BY name COLLATE "C" DESC LIMIT 3
